/**
 * The RTO of RFC 6298, to the letter; what lab 7 asks for.
 *
 *     first R          SRTT = R                  RTTVAR = R/2                            (2.2)
 *     R after it       RTTVAR = ¾ RTTVAR + ¼ |SRTT − R|, then SRTT = ⅞ SRTT + ⅛ R        (2.3)
 *     both             RTO = SRTT + max(G, 4 RTTVAR), from the minimum to the maximum    (2.4, 2.5)
 *     timeout          RTO = 2 RTO, up to the maximum, until R is measured again         (5.5)
 *
 * src/rdt/rto.ts computes the same, and differs in when the back-off ends; a test compares them.
 */

/** What a factory is given; all in µs. */
export interface RtoBounds {
  readonly initial: number
  readonly min: number
  readonly max: number
  readonly granularity: number
}

/** What a factory returns; µs, and undefined before the first measurement. */
export interface RtoTimer {
  readonly srtt: number | undefined
  readonly rttvar: number | undefined
  readonly rto: number
  measure(rtt: number): void
  timeout(): void
  /** Segment `seqnum` goes out, for the first time or again. */
  sent(seqnum: number, at: number): void
  /** The ACK of segment `seqnum`. */
  acked(seqnum: number, at: number): void
}

/** Each step is a method of its own, so that another may stand in its place (rto-model.ts). */
export class Rfc6298 implements RtoTimer {
  srtt: number | undefined
  rttvar: number | undefined
  rto: number
  protected readonly flight = new Map<number, { firstAt: number; at: number; times: number }>()
  protected readonly bounds: RtoBounds

  constructor(bounds: RtoBounds) {
    this.bounds = bounds
    this.rto = bounds.initial
  }

  measure(rtt: number): void {
    if (this.srtt === undefined) this.first(rtt)
    else this.smooth(rtt, this.srtt, this.rttvar ?? 0)
    this.rto = this.bounded(this.computed)
  }

  timeout(): void {
    this.rto = Math.min(this.bounds.max, 2 * this.rto)
  }

  sent(seqnum: number, at: number): void {
    const known = this.flight.get(seqnum)
    if (known === undefined) this.flight.set(seqnum, { firstAt: at, at, times: 1 })
    else Object.assign(known, { at, times: known.times + 1 })
  }

  acked(seqnum: number, at: number): void {
    const known = this.flight.get(seqnum)
    if (known === undefined) return
    this.flight.delete(seqnum)
    if (known.times === 1) this.measure(at - known.at)
    else this.ambiguous(known, at)
  }

  protected first(rtt: number): void {
    this.srtt = rtt
    this.rttvar = rtt / 2
  }

  protected smooth(rtt: number, srtt: number, rttvar: number): void {
    this.rttvar = rttvar + (Math.abs(srtt - rtt) - rttvar) / 4
    this.srtt = srtt + (rtt - srtt) / 8
  }

  protected get computed(): number {
    return (this.srtt ?? 0) + Math.max(this.bounds.granularity, 4 * (this.rttvar ?? 0))
  }

  protected bounded(rto: number): number {
    return Math.min(Math.max(rto, this.bounds.min), this.bounds.max)
  }

  /** Of a segment that was sent twice nobody knows which one is answered (Karn). */
  protected ambiguous(_sent: { firstAt: number; at: number }, _at: number): void {}
}
