/** Bugs of Selective Repeat. */
import type { ProtocolOptions, RdtHost } from '../protocol.js'
import { isAck, isData, makeAck, type Segment } from '../segment.js'
import { SrReceiver, SrSender, sr } from '../sr.js'
import { brokenReceiver, brokenSender, hostWith, type Mutant, mutant } from './mutant.js'

/** `options` with numbers that never come again. */
const endless = (options: ProtocolOptions): ProtocolOptions => ({
  windowSize: options.windowSize,
  seqBits: 32,
  get rto() {
    return options.rto
  }
})

export const SELECTIVE_REPEAT_MUTANTS: readonly Mutant[] = [
  brokenReceiver(
    sr,
    'sr-ack-only-in-window',
    'Only what lies in the window is acknowledged: if an ACK is lost, the sender repeats a segment that the receiver has left behind, for ever.',
    class extends SrReceiver {
      override rdtRcv(segment: Segment) {
        if (!isData(segment)) return
        const ahead = this.numbers.distance(this.rcvBase, segment.seqnum)
        if (ahead < this.windowSize) super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    sr,
    'sr-single-timer',
    'One timer for all segments, started again with each of them: gaps are repaired late, and one after another.',
    class extends SrSender {
      protected readonly clock: RdtHost
      constructor(host: RdtHost, options: ProtocolOptions) {
        super(
          hostWith(host, { startTimer: (delay) => host.startTimer(delay), stopTimer: () => {} }),
          options
        )
        this.clock = host
      }
      override rdtRcv(segment: Segment) {
        super.rdtRcv(segment)
        if (this.sndpkt.length > 0) this.clock.startTimer(this.options.rto)
        else this.clock.stopTimer()
      }
      override timeout() {
        super.timeout(this.base)
      }
    }
  ),
  brokenSender(
    sr,
    'sr-retx-all',
    'A timeout sends all again that is not acknowledged, as Go-Back-N does.',
    class extends SrSender {
      override timeout() {
        this.sndpkt.each((segment) => super.timeout(segment.seqnum))
      }
    }
  ),
  brokenSender(
    sr,
    'sr-timer-leak',
    'The timer of a segment runs on when it is acknowledged, and rings for nothing.',
    class extends SrSender {
      constructor(host: RdtHost, options: ProtocolOptions) {
        super(hostWith(host, { stopTimer: () => {} }), options)
      }
    }
  ),
  brokenReceiver(
    sr,
    'sr-no-upper-bound',
    'The receiver keeps whatever it does not have, with no upper bound: where numbers come again, an old segment is delivered in place of a new one.',
    class extends SrReceiver {
      constructor(host: RdtHost, { seqBits, rto }: ProtocolOptions) {
        super(host, { seqBits, rto, windowSize: 2 ** seqBits })
      }
    }
  ),
  brokenReceiver(
    sr,
    'sr-acks-last-in-order',
    'The ACK names the last segment in order, as in Go-Back-N; what was kept out of order is never acknowledged on its own.',
    class extends SrReceiver {
      protected readonly line: RdtHost
      constructor(host: RdtHost, options: ProtocolOptions) {
        super(hostWith(host, { udtSend: () => {} }), options)
        this.line = host
      }
      override rdtRcv(segment: Segment) {
        super.rdtRcv(segment)
        if (isData(segment)) this.line.udtSend(makeAck(this.numbers.previous(this.rcvBase)))
      }
    }
  ),
  brokenSender(
    sr,
    'sr-ack-taken-as-cumulative',
    'An ACK is taken to cover all before it: what is missing is silently lost.',
    class extends SrSender {
      override rdtRcv(segment: Segment) {
        const upTo = this.numbers.distance(this.base, segment.acknum)
        if (!isAck(segment) || upTo >= this.sndpkt.length) return
        for (let n = 0; n <= upTo; n++) super.rdtRcv(makeAck(this.base))
      }
    }
  ),
  brokenReceiver(
    sr,
    'sr-acks-without-keeping',
    'What comes out of order is acknowledged and thrown away: the sender never sends it again.',
    class extends SrReceiver {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(segment)
        this.rcvpkt.clear()
      }
    }
  ),
  mutant(
    sr,
    'sr-number-not-wrapped',
    'Numbers count on beyond 2^k − 1 instead of beginning at 0 again: a header of k bits has no room for them.',
    {
      createSender: (host, options) => new SrSender(host, endless(options)),
      createReceiver: (host, options) => new SrReceiver(host, endless(options))
    }
  )
]
