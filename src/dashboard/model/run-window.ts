/**
 * The window of one direction of a conversation, as far as it is known: from what its two machines
 * say of themselves, or else from watching their segments.
 */
import type { Micros } from '../../kernel/time.js'
import { SequenceSpace } from '../../rdt/sequence.js'
import type { SpokenProtocol } from '../../trace/spoken-protocol.js'
import type { LinkState, RunningTimer, State } from './run-link.js'

/** A timer, and the number of the segment that it guards. */
export interface GuardingTimer extends RunningTimer {
  readonly guards: number | undefined
}

export interface WindowFacts {
  readonly link: string
  readonly from: string
  readonly to: string
  readonly protocol: SpokenProtocol
  /** The numbers of the book; undefined for a machine that has none. */
  readonly base: number | undefined
  readonly nextseqnum: number | undefined
  /** What may be in flight by the window alone; undefined where nobody knows. */
  readonly size: number | undefined
  /** In flight at most, as things stand: `size`, or less by congestion or the receiver's room. */
  readonly allowed: number | undefined
  /** Sent and not acknowledged. */
  readonly inFlight: number
  /** Acknowledged alone, out of order. */
  readonly acked: readonly number[]
  /** Pieces of data that were acknowledged so far. */
  readonly acknowledged: number
  /** The sender's bubble in the book's figure: `wait for ACK 0`. */
  readonly bubble: string | undefined
  /** What else the sender tells: `cwnd`, `ssthresh`, … */
  readonly figures: readonly (readonly [string, number])[]
  readonly expected: number | undefined
  readonly buffered: readonly number[]
  readonly receiverBubble: string | undefined
  readonly timers: readonly GuardingTimer[]
  /** The number of the segment sent last. */
  readonly lastSeq: number | undefined
  /** Nobody told the sender's state: it was derived by watching its segments and their ACKs. */
  readonly isWatched: boolean
}

/** What a sender's state tells besides what has a place of its own. */
const PLACED = new Set(['state', 'base', 'nextseqnum', 'acked', 'sacked'])

/** @param window of the run's configuration @param pieces that its sender was given so far */
export function windowFacts(
  link: LinkState,
  protocol: SpokenProtocol,
  window: number | undefined,
  pieces: number
): WindowFacts {
  const { sender, receiver, watched } = link
  const size = protocol.isStopAndWait ? 1 : window
  const isWatched = sender === undefined
  const base = isWatched ? watched.base : numberIn(sender, 'base')
  const nextseqnum = isWatched ? watched.next : numberIn(sender, 'nextseqnum')
  const acked = isWatched ? [...watched.acked] : listIn(sender, 'acked', 'sacked')
  const inFlight = inFlightOf(link, protocol, base, nextseqnum, acked.length)
  return {
    link: link.link,
    from: link.from,
    to: link.to,
    protocol,
    base,
    nextseqnum,
    size,
    allowed: allowedBy(sender, size, acked.length),
    inFlight,
    acked,
    acknowledged: Math.max(0, pieces - inFlight - acked.length),
    bubble: textIn(sender),
    figures: figuresOf(sender),
    expected: numberIn(receiver, 'expectedseqnum') ?? numberIn(receiver, 'rcv_base'),
    buffered: listIn(receiver, 'buffered'),
    receiverBubble: textIn(receiver),
    timers: [...link.timers.values()].map((one) => ({ ...one, guards: link.guarded(one.timer) })),
    lastSeq: link.lastSeq,
    isWatched
  }
}

/** For how long a timer still has to run at `now`, and the share of its time. */
export function timeLeft(
  { startedAt, delay }: RunningTimer,
  now: Micros
): { readonly left: Micros; readonly share: number } {
  const left = Math.min(Math.max(0, startedAt + delay - now), delay)
  return { left, share: delay === 0 ? 0 : left / delay }
}

function inFlightOf(
  { sender, watched }: LinkState,
  { seqBits }: SpokenProtocol,
  base: number | undefined,
  nextseqnum: number | undefined,
  acked: number
): number {
  const numbers = new SequenceSpace(seqBits)
  if (base !== undefined && nextseqnum !== undefined) {
    return Math.max(0, numbers.distance(base, nextseqnum) - acked)
  }
  const bubble = textIn(sender)
  if (bubble !== undefined) return bubble.startsWith('wait for call') ? 0 : 1
  return numbers.distance(watched.base ?? 0, watched.next ?? watched.base ?? 0)
}

/** A receiver's SACKs make room: `cwnd` bounds what is on its way, not what has arrived. */
function allowedBy(
  sender: State | undefined,
  size: number | undefined,
  arrived: number
): number | undefined {
  const cwnd = numberIn(sender, 'cwnd')
  const rwnd = numberIn(sender, 'rwnd')
  if (cwnd === undefined && rwnd === undefined) return size
  const room = (cwnd === undefined ? Number.POSITIVE_INFINITY : Math.floor(cwnd)) + arrived
  return Math.min(size ?? room, room, rwnd ?? room)
}

function numberIn(state: State | undefined, name: string): number | undefined {
  const value = state?.[name]
  return typeof value === 'number' ? value : undefined
}

function listIn(state: State | undefined, ...names: readonly string[]): readonly number[] {
  for (const name of names) {
    const value = state?.[name]
    if (typeof value === 'object') return value
  }
  return []
}

function textIn(state: State | undefined): string | undefined {
  const value = state?.['state']
  return typeof value === 'string' ? value : undefined
}

const figuresOf = (state: State = {}): [string, number][] =>
  Object.entries(state).flatMap(([name, value]) =>
    // Without congestion control there is no threshold.
    PLACED.has(name) || typeof value !== 'number' || (name === 'ssthresh' && value === 0)
      ? []
      : [[name, value]]
  )
