/** Wrong: the ACK of a segment that was sent again ends the back-off. */

export interface Bounds {
  readonly initial: number
  readonly min: number
  readonly max: number
  readonly granularity: number
}

const ALPHA = 1 / 8
const BETA = 1 / 4
const K = 4

class RtoTimer {
  srtt: number | undefined
  rttvar: number | undefined
  rto: number
  /** When each segment went out; undefined where it went out twice. */
  sentAt = new Map<number, number | undefined>()
  readonly bounds: Bounds

  constructor(bounds: Bounds) {
    this.bounds = bounds
    this.rto = bounds.initial
  }

  measure(rtt: number) {
    if (this.srtt === undefined || this.rttvar === undefined) {
      this.srtt = rtt
      this.rttvar = rtt / 2
    } else {
      this.rttvar = (1 - BETA) * this.rttvar + BETA * Math.abs(this.srtt - rtt)
      this.srtt = (1 - ALPHA) * this.srtt + ALPHA * rtt
    }
    this.compute()
  }

  compute() {
    const { initial, min, max, granularity } = this.bounds
    if (this.srtt === undefined || this.rttvar === undefined) {
      this.rto = initial
      return
    }
    const rto = this.srtt + Math.max(granularity, K * this.rttvar)
    this.rto = Math.min(Math.max(rto, min), max)
  }

  timeout() {
    this.rto = Math.min(2 * this.rto, this.bounds.max)
  }

  sent(seqnum: number, at: number) {
    this.sentAt.set(seqnum, this.sentAt.has(seqnum) ? undefined : at)
  }

  acked(seqnum: number, at: number) {
    const wasSent = this.sentAt.has(seqnum)
    const sentAt = this.sentAt.get(seqnum)
    this.sentAt.delete(seqnum)
    if (sentAt !== undefined) this.measure(at - sentAt)
    else if (wasSent) this.compute()
  }
}

export function createRtoTimer(bounds: Bounds) {
  return new RtoTimer(bounds)
}
