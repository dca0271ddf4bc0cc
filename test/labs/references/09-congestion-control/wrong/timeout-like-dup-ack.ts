/** A timeout halves cwnd and goes on in congestion avoidance. */
import type { CongestionAlgorithm, CongestionControl } from 'rdt-chat'

class Reno implements CongestionControl {
  state = 'slow start'
  cwnd: number
  ssthresh = 64 * 1024
  dupACKcount = 0
  mss: number

  constructor(mss: number) {
    this.mss = mss
    this.cwnd = mss
  }

  newAck(acked: number) {
    this.dupACKcount = 0
    if (this.state === 'fast recovery') {
      this.cwnd = this.ssthresh
      this.state = 'congestion avoidance'
    } else if (this.state === 'slow start') {
      this.cwnd += Math.min(acked, this.mss)
      if (this.cwnd >= this.ssthresh) this.state = 'congestion avoidance'
    } else {
      this.cwnd += this.mss * (this.mss / this.cwnd)
    }
  }

  dupAck(flightSize: number) {
    this.dupACKcount++
    if (this.state === 'fast recovery') this.cwnd += this.mss
    else if (this.dupACKcount === 3) {
      this.ssthresh = this.half(flightSize)
      this.cwnd = this.ssthresh + 3 * this.mss
      this.state = 'fast recovery'
    }
  }

  timeout(flightSize: number) {
    this.ssthresh = this.half(flightSize)
    this.cwnd = this.ssthresh
    this.dupACKcount = 0
    this.state = 'congestion avoidance'
  }

  half(flightSize: number) {
    return Math.max(flightSize / 2, 2 * this.mss)
  }
}

export default {
  name: 'my-reno',
  create: (mss) => new Reno(mss)
} satisfies CongestionAlgorithm
