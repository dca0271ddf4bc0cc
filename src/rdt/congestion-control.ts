/**
 * A congestion control of one's own, in the words of Kurose & Ross, figure 3.52: three events, and
 * what they make of two numbers. All amounts are bytes.
 *
 *      new ACK, duplicate ACK, timeout                          bytes in flight ≤ cwnd
 *                                     ┌────────────────────┐
 *      `tcp`, which finds out what ─▶ │ CongestionControl  │ ─▶ `tcp`, which sends again
 *      is lost                        └────────────────────┘    and sends the next
 *
 * `tcp` counts duplicate ACKs as the book does, and it knows from SACK what has left the network.
 * So the third duplicate ACK always comes in the moment in which a segment counts as lost, whether
 * two or four have come by then; what happens in one recovery is one loss; and all that the book
 * adds to cwnd in fast recovery (3 MSS, and one MSS for each duplicate ACK), because those have
 * left the network, is left out there: it goes by ssthresh until the recovery is over.
 */

export interface CongestionControl {
  /** Bytes that may be in flight; one MSS at least. */
  readonly cwnd: number
  /** In bytes: below it cwnd is in slow start. */
  readonly ssthresh: number
  /** For people, in the words of the figure: `slow start`, `congestion avoidance`, … */
  readonly state?: string
  /** `acked` more bytes have arrived, and cwnd was what held the sender back; or a loss is repaired. */
  newAck(acked: number): void
  /** An ACK said nothing new but that something arrived behind a hole; `flightSize` bytes are out. */
  dupAck(flightSize: number): void
  /** The retransmission timer ran out while `flightSize` bytes were out. */
  timeout(flightSize: number): void
}

/** A kind of congestion control: what a file for `--congestion` has as its default export. */
export interface CongestionAlgorithm {
  /** As a trace calls it, `my-reno`. */
  readonly name: string
  /** For a new sender, whose segments carry at most `mss` bytes. */
  create(mss: number): CongestionControl
}
