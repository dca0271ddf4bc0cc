/**
 * Lab 9: congestion control (Kurose & Ross, section 3.7). README.md has the task and the machine.
 *
 *      cwnd                     ╱│                     slow start             + MSS for each ACK
 *                 ssthresh   ╱   │    ╱│               congestion avoidance   + MSS in a round trip
 *               ▁▁▁▁▁▁▁▁▁▁ ╱     │ ╱   │               3 duplicate ACKs       half
 *                       ╱        ╱     │               timeout                1 MSS, slow start
 *                    ╱                 │ ╱
 *                ▁╱                    ╱
 *
 *   rdt lab check 9   judges this file        rdt lab hint 9   helps a little
 */

import type { CongestionAlgorithm, CongestionControl } from 'rdt-chat'

class Reno implements CongestionControl {
  state: 'slow start' | 'congestion avoidance' | 'fast recovery' = 'slow start'
  /** Both are bytes, as all amounts here. */
  cwnd: number
  ssthresh = 64 * 1024
  /** Duplicate ACKs in a row. */
  dupACKcount = 0

  /** Bytes of a segment. */
  mss: number

  constructor(mss: number) {
    this.mss = mss
    this.cwnd = mss
  }

  /** `acked` more bytes have arrived. */
  newAck(acked: number) {
    // TODO: how much larger may cwnd be now? And what if this ends fast recovery?
  }

  /** An ACK said the same again; `flightSize` bytes are in flight. */
  dupAck(flightSize: number) {
    // TODO: the first two mean little. The third? Those after it?
  }

  /** The timer ran out; `flightSize` bytes were in flight. */
  timeout(flightSize: number) {
    // TODO: nothing is known to arrive any more. How does it begin again?
  }
}

export default {
  name: 'my-reno',
  create: (mss) => new Reno(mss)
} satisfies CongestionAlgorithm
