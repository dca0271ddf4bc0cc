/** Bugs of rdt2.0 to rdt3.0. */
import { Rdt20Receiver, Rdt20Sender, rdt20 } from '../rdt2.0.js'
import { Rdt21Receiver, Rdt21Sender, rdt21 } from '../rdt2.1.js'
import { Rdt22Receiver, Rdt22Sender, rdt22 } from '../rdt2.2.js'
import { Rdt30Sender, rdt30 } from '../rdt3.0.js'
import { isAck, isCorrupt, isData, makeAck, makeNak, type Segment } from '../segment.js'
import { brokenReceiver, brokenSender, type Mutant } from './mutant.js'

export const STOP_AND_WAIT_MUTANTS: readonly Mutant[] = [
  brokenSender(
    rdt20,
    'rdt2.0-trusts-garbled-ack',
    'A garbled answer is taken for an ACK: if it was a NAK, the data is lost.',
    class extends Rdt20Sender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(isCorrupt(segment) ? makeAck(0) : segment)
      }
    }
  ),
  brokenReceiver(
    rdt20,
    'rdt2.0-ignores-checksum',
    'The receiver does not look at the checksum: garbled data is delivered, and acknowledged.',
    class extends Rdt20Receiver {
      override rdtRcv(segment: Segment) {
        super.rdtRcv({ ...segment, corrupt: false })
      }
    }
  ),
  brokenReceiver(
    rdt21,
    'rdt2.1-nak-storm',
    'A duplicate is answered with a NAK: the sender sends it again, and so on for ever.',
    class extends Rdt21Receiver {
      override rdtRcv(segment: Segment) {
        const isDuplicate = isData(segment) && segment.seqnum !== this.expectedseqnum
        if (isDuplicate) this.host.udtSend(makeNak())
        else super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    rdt21,
    'rdt2.1-ignores-number',
    'The receiver does not look at the number, and delivers a duplicate once more.',
    class extends Rdt21Receiver {
      override rdtRcv(segment: Segment) {
        super.rdtRcv({ ...segment, seqnum: this.expectedseqnum })
      }
    }
  ),
  brokenSender(
    rdt21,
    'rdt2.1-number-stands-still',
    'The sender never changes its number: the second message looks like the first one come again, and is thrown away.',
    class extends Rdt21Sender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(segment)
        this.seqnum = 0
      }
    }
  ),
  brokenReceiver(
    rdt22,
    'rdt2.2-wrong-ack-bit',
    'The ACK names the number that is expected next instead of the one that came: to the sender it says that the data was garbled.',
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
  ),
  brokenReceiver(
    rdt22,
    'rdt2.2-acks-garbled-data',
    'Garbled data is answered with the ACK of the number that was expected, as if it had come: it is lost.',
    class extends Rdt22Receiver {
      override rdtRcv(segment: Segment) {
        if (isCorrupt(segment)) this.host.udtSend(makeAck(this.expectedseqnum))
        else super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    rdt22,
    'rdt2.2-takes-any-ack',
    'The number of an ACK is not looked at: the one that says "garbled" passes for the one that says "here".',
    class extends Rdt22Sender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(isAck(segment) ? makeAck(this.seqnum) : segment)
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-resends-on-wrong-ack',
    'A wrong ACK has the segment sent again, as in rdt2.2, where the timer would do: once an ACK comes twice, everything is sent twice.',
    class extends Rdt30Sender {
      override rdtRcv(segment: Segment) {
        const isWrong = isAck(segment) && segment.acknum !== this.seqnum
        if (isWrong && !this.isReady && this.sndpkt !== undefined) this.host.udtSend(this.sndpkt)
        super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-takes-any-ack',
    'The number of an ACK is not looked at: a late one acknowledges data that is lost.',
    class extends Rdt30Sender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(isAck(segment) ? makeAck(this.seqnum) : segment)
      }
    }
  ),
  brokenReceiver(
    rdt30,
    'rdt3.0-silent-on-duplicate',
    'The receiver does not answer what it has already: if its ACK was lost, the sender asks for ever.',
    class extends Rdt22Receiver {
      override rdtRcv(segment: Segment) {
        const isDuplicate = isData(segment) && segment.seqnum !== this.expectedseqnum
        if (!isDuplicate) super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    rdt30,
    'rdt3.0-timer-not-rearmed',
    'After a timeout the timer is not started again: what is lost twice stays lost.',
    class extends Rdt30Sender {
      override timeout() {
        if (this.sndpkt !== undefined) this.host.udtSend(this.sndpkt)
      }
    }
  )
]
