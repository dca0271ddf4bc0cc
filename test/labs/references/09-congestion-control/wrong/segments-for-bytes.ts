/** Counts cwnd in segments, and ssthresh in bytes. */
import type { CongestionAlgorithm, CongestionControl } from 'rdt-chat'

class Reno implements CongestionControl {
  state = 'slow start'
  cwnd: number
  ssthresh = 64 * 1024
  dupACKcount = 0
  mss: number

  constructor(mss: number) {
    this.mss = mss
    this.cwnd = 1
  }

  newAck() {
    this.dupACKcount = 0
    if (this.state === 'fast recovery') {
      this.cwnd = this.ssthresh
      this.state = 'congestion avoidance'
    } else if (this.state === 'slow start') {
      this.cwnd += 1
      if (this.cwnd >= this.ssthresh) this.state = 'congestion avoidance'
    } else {
      this.cwnd += 1 / this.cwnd
    }
  }

  dupAck(flightSize: number) {
    this.dupACKcount++
    if (this.state === 'fast recovery') this.cwnd += 1
    else if (this.dupACKcount === 3) {
      this.ssthresh = this.half(flightSize)
      this.cwnd = this.ssthresh + 3
      this.state = 'fast recovery'
    }
  }

  timeout(flightSize: number) {
    this.ssthresh = this.half(flightSize)
    this.cwnd = 1
    this.dupACKcount = 0
    this.state = 'slow start'
  }

  half(flightSize: number) {
    return Math.max(flightSize / 2, 2)
  }
}

export default {
  name: 'my-reno',
  create: (mss) => new Reno(mss)
} satisfies CongestionAlgorithm
