/**
 * What theory says of a protocol's speed. U, the utilisation, is the share of the time in which
 * the data link carries what is delivered.
 *
 *        sender ─┬──1──┬─────────────┬──▶ time, in frames: putting one on the link takes 1
 *                 ╲     ╲           ╱
 *                  ╲a    ╲        a╱      an ACK takes no time on its link, so it comes
 *                   ╲     ╲       ╱       1 + 2a after its frame was begun
 *      receiver ─────┴─────┴─────┴──────
 *
 * The formulas hold for a sender that always has data, losses that are independent, an RTO that
 * never changes, and a link that takes a frame when it is free, the timer started as the frame is.
 * A link that queues (`rdt sim --rate`) is another: see `queueingRto`.
 *
 * Sources: Kurose & Ross, section 3.4.2, for what stop-and-wait and pipelining do without losses;
 * Stallings, Data and Computer Communications, the performance issues of data link control, for
 * losses that are told at once. Those with a timer are derived where they stand.
 */

/** A link and a sender in the terms of the formulas: all times in frames. */
export interface FrameModel {
  /** Propagation time, one way. */
  readonly a: number
  /** P: how probable it is that a transmission comes to nothing, for its data or its ACK is lost. */
  readonly loss: number
  /** N; 1 for stop-and-wait. */
  readonly windowSize: number
  /** T: the retransmission timeout, more than 1 + 2a. */
  readonly rto: number
}

/** P where data and ACKs are lost independently, each with a probability of its own. */
export const lossOfEither = (data: number, ack: number): number => 1 - (1 - data) * (1 - ack)

/** No losses: the window is sent once in each 1 + 2a, unless the link is busy all the time. */
export const cleanUtilisation = ({ a, windowSize }: Pick<FrameModel, 'a' | 'windowSize'>): number =>
  Math.min(1, windowSize / (1 + 2 * a))

/**
 * rdt3.0, exactly. A message fails P/(1−P) times on average and costs T each time, and then
 * 1 + 2a. With T = 1 + 2a the timer must ring after an ACK of the same instant; that of the
 * simulator, which was set before the ACK set out, does not.
 */
export const stopAndWaitUtilisation = ({
  a,
  loss,
  rto
}: Pick<FrameModel, 'a' | 'loss' | 'rto'>): number => 1 / (1 + 2 * a + (rto * loss) / (1 - loss))

/** Data segments sent for each message by a protocol that repeats what was lost, and no more. */
export const transmissionsPerMessage = (loss: number): number => 1 / (1 - loss)

/**
 * Selective Repeat, at most: each message needs 1/(1−P) frames, and the window is never held up.
 * Tight for N ≥ T + (1 + 2a), as long as losses are few: a window of this width sails past a
 * segment that is lost once. One that is lost k times holds up all windows below kT + (1 + 2a),
 * so what is missing grows with P²; for narrower windows it grows with P.
 */
export const srUtilisationBound = ({
  a,
  loss,
  windowSize
}: Pick<FrameModel, 'a' | 'loss' | 'windowSize'>): number =>
  (1 - loss) * cleanUtilisation({ a, windowSize })

/**
 * Go-Back-N with a timer only, as the book defines it:
 *
 *     1/U ≈ c + P(2a + T) + T·P²/(1−P),   c = max(1, (1 + 2a)/N)
 *
 * The last ACK before a lost frame comes 2a after that frame was begun and starts the timer
 * again, so the first loss of a frame costs 2a + T, and each further one T. P is the loss of
 * data: ACKs are cumulative, a lost one is mended by the next. Good to 10 % for P ≤ 0.1,
 * T = 2 + 2a and N not much below 1 + 2a; for narrower windows see `narrowWindowSaving`.
 *
 * T = 1 + 2a would be one frame short: where the timer rings while the link has just begun a
 * frame, the oldest one has to wait for it, and its ACK comes 2 + 2a after the timer was started.
 */
export const gbnUtilisation = ({ a, loss, windowSize, rto }: FrameModel): number => {
  const perFrame = 1 / cleanUtilisation({ a, windowSize })
  return 1 / (perFrame + loss * (2 * a + rto) + (rto * loss ** 2) / (1 - loss))
}

/**
 * How much less than 2a + T the first loss of a frame costs where the window is narrower than
 * what the link holds, N < 1 + 2a: part of the wait would have been spent anyway, for the
 * window was shut. To be taken P times from 1/U; with N = 1 it makes stop-and-wait of Go-Back-N.
 */
export const narrowWindowSaving = ({
  a,
  windowSize
}: Pick<FrameModel, 'a' | 'windowSize'>): number =>
  (Math.max(0, 1 + 2 * a - windowSize) * (windowSize + 1)) / (2 * windowSize)

/**
 * Go-Back-N where a NAK tells of each loss as soon as the frame should have arrived (Stallings):
 * (1−P)/(1+2aP), or N(1−P)/[(1+2a)(1−P+NP)] for N < 1 + 2a. In both 1/U is c + (1+2a)·P/(1−P),
 * since each loss costs the 1 + 2a until the NAK is here. That is the whole difference to the
 * curve of `gbnUtilisation`: a timer has to wait for T, and begins only at the last ACK.
 */
export const gbnNakUtilisation = ({
  a,
  loss,
  windowSize
}: Pick<FrameModel, 'a' | 'loss' | 'windowSize'>): number =>
  windowSize >= 1 + 2 * a
    ? (1 - loss) / (1 + 2 * a * loss)
    : (windowSize * (1 - loss)) / ((1 + 2 * a) * (1 - loss + windowSize * loss))

/**
 * T must be more than this where the link queues and the timer is started at `udtSend`: a whole
 * window may wait before the link, and with a shorter T the queue alone causes timeouts.
 */
export const queueingRto = ({ a, windowSize }: Pick<FrameModel, 'a' | 'windowSize'>): number =>
  windowSize + 1 + 2 * a
