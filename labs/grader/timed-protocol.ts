/**
 * A protocol whose timers run by an RTO timer of somebody's: it is told what goes out, which ACK
 * says something new, and when the protocol's timer has run out.
 *
 *     rdtSend, timeout ──▶ gbn ── udtSend ──▶ sent(seqnum, at)
 *     ACK n            ──▶ acked(n, at), then gbn
 *     gbn reads options.rto ◀── rto
 */
import { LiveOptions } from '../../src/rdt/live-options.js'
import type { Protocol, ProtocolOptions, RdtHost, RdtSender } from '../../src/rdt/protocol.js'
import { isAck, isData } from '../../src/rdt/segment.js'
import type { TimerUnderTest } from './timer-under-test.js'

/**
 * @param base a protocol with cumulative ACKs that name the last in order, and with one timer
 * @param timer of one run
 */
export const timedProtocol = (base: Protocol, timer: TimerUnderTest): Protocol => ({
  ...base,
  createSender: (host, options) => timedSender(base, timer, host, options)
})

const MSS = 1172

function timedSender(
  base: Protocol,
  timer: TimerUnderTest,
  host: RdtHost,
  options: ProtocolOptions
): RdtSender {
  const { windowSize, seqBits, congestion = 'none', mss = MSS } = options
  const own = new LiveOptions({ windowSize, seqBits, congestion, mss }, timer)
  const inFlight = new Set<number>()
  let now = 0
  const watched: RdtHost = {
    udtSend: (segment) => {
      if (isData(segment)) {
        inFlight.add(segment.seqnum)
        timer.sent(segment.seqnum, now)
      }
      host.udtSend(segment)
    },
    deliverData: (data) => host.deliverData(data),
    startTimer: (delay, which) => host.startTimer(delay, which),
    stopTimer: (which) => host.stopTimer(which)
  }
  const sender = base.createSender(watched, own)
  return {
    get isReady() {
      return sender.isReady
    },
    get state() {
      return sender.state ?? {}
    },
    rdtSend: (data, at) => {
      now = at
      sender.rdtSend(data, at)
    },
    rdtRcv: (segment, at) => {
      now = at
      if (isAck(segment) && inFlight.has(segment.acknum)) {
        timer.acked(segment.acknum, at)
        for (const seqnum of inFlight) if (seqnum <= segment.acknum) inFlight.delete(seqnum)
      }
      sender.rdtRcv(segment, at)
    },
    timeout: (which, at) => {
      now = at
      timer.timeout()
      sender.timeout(which, at)
    }
  }
}
