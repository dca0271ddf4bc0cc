/** Further bugs of rdt3.0: what students make of the timer, the bit, and the damage. */
import type { ProtocolOptions, RdtHost } from '../protocol.js'
import { Rdt22Receiver } from '../rdt2.2.js'
import { Rdt30Sender, rdt30 } from '../rdt3.0.js'
import { isAck, isCorrupt, isData, makeAck, type Segment } from '../segment.js'
import { brokenReceiver, brokenSender, hostWith, type Mutant, optionsWith } from './mutant.js'

export const RDT30_MUTANTS: readonly Mutant[] = [
  brokenSender(
    rdt30,
    'rdt3.0-bit-stands-still',
    'The sender never changes its number: the second message looks like the first one come again, and is thrown away.',
    class extends Rdt30Sender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(segment)
        this.seqnum = 0
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-no-timer',
    'No timer is started when a segment is sent: what is lost stays lost.',
    class extends Rdt30Sender {
      constructor(host: RdtHost, options: ProtocolOptions) {
        super(hostWith(host, { startTimer: () => {} }), options)
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-timer-not-stopped',
    'The ACK does not stop the timer: it rings for something that has arrived.',
    class extends Rdt30Sender {
      constructor(host: RdtHost, options: ProtocolOptions) {
        super(hostWith(host, { stopTimer: () => {} }), options)
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-wrong-ack-restarts-timer',
    'An ACK that says nothing new starts the timer anew: the loss is repaired too late.',
    class extends Rdt30Sender {
      override rdtRcv(segment: Segment) {
        const isWrong = !isAck(segment) || segment.acknum !== this.seqnum
        if (isWrong && !this.isReady) this.host.startTimer(this.options.rto)
        super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-premature-timeout',
    'The timer is set in milliseconds where microseconds are meant: everything is sent again and again before its ACK can come.',
    class extends Rdt30Sender {
      constructor(host: RdtHost, options: ProtocolOptions) {
        super(
          host,
          optionsWith(options, () => Math.ceil(options.rto / 1000))
        )
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-trusts-garbled-ack',
    'A garbled answer is taken for the ACK that is awaited: data that was lost counts as arrived.',
    class extends Rdt30Sender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(isCorrupt(segment) ? makeAck(this.seqnum) : segment)
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-resends-on-garbled-ack',
    'A garbled answer has the segment sent again, as in rdt2.2, where the timer would do.',
    class extends Rdt30Sender {
      override rdtRcv(segment: Segment) {
        if (isCorrupt(segment) && !this.isReady && this.sndpkt !== undefined) {
          this.host.udtSend(this.sndpkt)
        }
        super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-refuse-drops-message',
    'The sender says that it is ready while it waits for an ACK, and drops what it is given.',
    class extends Rdt30Sender {
      override get isReady() {
        return true
      }

      override rdtSend(data: Uint8Array) {
        if (this.bubble === 'wait for call') super.rdtSend(data)
      }

      override rdtRcv(segment: Segment) {
        if (this.bubble === 'wait for call') return
        if (!isAck(segment) || segment.acknum !== this.seqnum) return
        this.host.stopTimer()
        this.seqnum = 1 - this.seqnum
        this.bubble = 'wait for call'
      }

      override timeout() {
        if (this.bubble === 'wait for call' || this.sndpkt === undefined) return
        this.host.udtSend(this.sndpkt)
        this.host.startTimer(this.options.rto)
      }
    }
  ),
  brokenReceiver(
    rdt30,
    'rdt3.0-ignores-checksum',
    'The receiver does not look at the checksum: garbled data is delivered, and acknowledged.',
    class extends Rdt22Receiver {
      override rdtRcv(segment: Segment) {
        super.rdtRcv({ ...segment, corrupt: false })
      }
    }
  ),
  brokenReceiver(
    rdt30,
    'rdt3.0-acks-garbled-data',
    'Garbled data is answered with the ACK of the number that was expected, as if it had come: it is lost.',
    class extends Rdt22Receiver {
      override rdtRcv(segment: Segment) {
        if (isCorrupt(segment)) this.host.udtSend(makeAck(this.expectedseqnum))
        else super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    rdt30,
    'rdt3.0-delivers-duplicate',
    'The receiver does not look at the number, and delivers what comes again once more.',
    class extends Rdt22Receiver {
      override rdtRcv(segment: Segment) {
        const isDuplicate = isData(segment) && segment.seqnum !== this.expectedseqnum
        if (isDuplicate) this.host.deliverData(segment.data)
        super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    rdt30,
    'rdt3.0-wrong-ack-bit',
    'The ACK names the number that is expected next instead of the one that came: the sender waits for ever for the other one.',
    class extends Rdt22Receiver {
      override rdtRcv(segment: Segment) {
        const isNew = isData(segment) && segment.seqnum === this.expectedseqnum
        if (!isNew) return super.rdtRcv(segment)
        this.host.deliverData(segment.data)
        this.expectedseqnum = 1 - this.expectedseqnum
        this.sndpkt = makeAck(this.expectedseqnum)
        this.host.udtSend(this.sndpkt)
      }
    }
  )
]
