/** Counts what all nodes of a run put on the network. */
import type { Micros } from '../kernel/time.js'
import { isSegment } from '../rdt/datagram.js'
import type { UdpTap } from '../udp/udp-node.js'

export class TrafficCounter {
  /** Data segments, retransmissions included. */
  sent = 0
  retransmitted = 0
  /** ACKs, and NAKs with them. */
  acks = 0
  /** When the last data segment was sent, or received whole, µs. */
  lastDataAt: Micros = 0

  readonly tap: UdpTap = {
    sent: (datagram, _bytes, _to, attempt, at) => {
      if (!isSegment(datagram)) return
      if (datagram.kind === 'data') {
        this.sent++
        this.lastDataAt = at
        if (attempt > 1) this.retransmitted++
      } else this.acks++
    },
    received: (datagram, _bytes, _from, at) => {
      if (datagram?.kind === 'data' && !datagram.corrupt) this.lastDataAt = at
    },
    digested: () => {}
  }
}
