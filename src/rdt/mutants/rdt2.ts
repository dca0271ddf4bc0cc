/** Further bugs of rdt2.0 to rdt2.2: what students make of damage, and of a segment come again. */
import type { Protocol } from '../protocol.js'
import { rdt20 } from '../rdt2.0.js'
import { Rdt21Receiver, rdt21 } from '../rdt2.1.js'
import { Rdt22Receiver, Rdt22Sender, rdt22 } from '../rdt2.2.js'
import { isAck, isCorrupt, isData, isNak, makeAck, type Segment } from '../segment.js'
import { brokenReceiver, brokenSender, type Mutant, mutant } from './mutant.js'

/** What a machine takes a segment for; undefined where it does not hear it at all. */
type Hearing = (segment: Segment) => Segment | undefined

/** `of`, whose sender hears amiss. */
const senderThatHears = (of: Protocol, name: string, story: string, heard: Hearing): Mutant =>
  mutant(of, name, story, {
    createSender: (host, options) => {
      const sender = of.createSender(host, options)
      return {
        get isReady() {
          return sender.isReady
        },
        get state() {
          return sender.state ?? {}
        },
        rdtSend: (data, at) => sender.rdtSend(data, at),
        rdtRcv: (segment, at) => {
          const taken = heard(segment)
          if (taken !== undefined) sender.rdtRcv(taken, at)
        },
        timeout: (timer, at) => sender.timeout(timer, at)
      }
    }
  })

/** `of`, whose receiver hears amiss. */
const receiverThatHears = (of: Protocol, name: string, story: string, heard: Hearing): Mutant =>
  mutant(of, name, story, {
    createReceiver: (host, options) => {
      const receiver = of.createReceiver(host, options)
      return {
        get state() {
          return receiver.state ?? {}
        },
        rdtRcv: (segment, at) => {
          const taken = heard(segment)
          if (taken !== undefined) receiver.rdtRcv(taken, at)
        }
      }
    }
  })

const unlessGarbled: Hearing = (segment) => (isCorrupt(segment) ? undefined : segment)
const asIfWhole: Hearing = (segment) => ({ ...segment, corrupt: false })
const nakForAck: Hearing = (segment) => (isNak(segment) ? makeAck(0) : segment)

export const RDT2_MUTANTS: readonly Mutant[] = [
  senderThatHears(
    rdt20,
    'rdt2.0-waits-on-garbled-answer',
    'A garbled answer is thrown away, and there is no timer: the sender waits for ever.',
    unlessGarbled
  ),
  senderThatHears(
    rdt20,
    'rdt2.0-takes-nak-for-ack',
    'Any answer passes for an ACK, the NAK too: what was garbled is never sent again.',
    nakForAck
  ),
  receiverThatHears(
    rdt20,
    'rdt2.0-silent-on-garbled',
    'Garbled data is thrown away without a NAK: the sender waits for an answer for ever.',
    unlessGarbled
  ),
  senderThatHears(
    rdt21,
    'rdt2.1-waits-on-garbled-answer',
    'A garbled answer is thrown away, and there is no timer: the sender waits for ever.',
    unlessGarbled
  ),
  senderThatHears(
    rdt21,
    'rdt2.1-trusts-garbled-answer',
    'A garbled answer is taken for an ACK: if it was a NAK, the data is lost.',
    (segment) => (isCorrupt(segment) ? makeAck(0) : segment)
  ),
  senderThatHears(
    rdt21,
    'rdt2.1-takes-nak-for-ack',
    'Any answer passes for an ACK, the NAK too: what was garbled is never sent again.',
    nakForAck
  ),
  receiverThatHears(
    rdt21,
    'rdt2.1-silent-on-garbled',
    'Garbled data is thrown away without a NAK: the sender waits for an answer for ever.',
    unlessGarbled
  ),
  receiverThatHears(
    rdt21,
    'rdt2.1-ignores-checksum',
    'The receiver does not look at the checksum: garbled data is delivered, and acknowledged.',
    asIfWhole
  ),
  brokenReceiver(
    rdt21,
    'rdt2.1-silent-on-duplicate',
    'A duplicate is thrown away without an answer: the sender, who did not understand the first one, waits for ever.',
    class extends Rdt21Receiver {
      override rdtRcv(segment: Segment) {
        const isDuplicate = isData(segment) && segment.seqnum !== this.expectedseqnum
        if (!isDuplicate) super.rdtRcv(segment)
      }
    }
  ),
  senderThatHears(
    rdt22,
    'rdt2.2-waits-on-garbled-ack',
    'A garbled ACK is thrown away, and there is no timer: the sender waits for ever.',
    unlessGarbled
  ),
  brokenSender(
    rdt22,
    'rdt2.2-trusts-garbled-ack',
    'A garbled ACK is taken for the right one: if it said "garbled", the data is lost.',
    class extends Rdt22Sender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(isCorrupt(segment) ? makeAck(this.seqnum) : segment)
      }
    }
  ),
  brokenSender(
    rdt22,
    'rdt2.2-waits-on-wrong-ack',
    'The ACK of the other number is thrown away, though it says "garbled": without a timer the sender waits for ever.',
    class extends Rdt22Sender {
      override rdtRcv(segment: Segment) {
        if (!isAck(segment) || segment.acknum === this.seqnum) super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    rdt22,
    'rdt2.2-number-stands-still',
    'The sender never changes its number: the second message looks like the first one come again, and is thrown away.',
    class extends Rdt22Sender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(segment)
        this.seqnum = 0
      }
    }
  ),
  receiverThatHears(
    rdt22,
    'rdt2.2-silent-on-garbled',
    'Garbled data is thrown away without an answer: the sender waits for an ACK for ever.',
    unlessGarbled
  ),
  receiverThatHears(
    rdt22,
    'rdt2.2-ignores-checksum',
    'The receiver does not look at the checksum: garbled data is delivered, and acknowledged.',
    asIfWhole
  ),
  brokenReceiver(
    rdt22,
    'rdt2.2-silent-on-duplicate',
    'A duplicate is thrown away without an ACK: the sender, who did not understand the first one, waits for ever.',
    class extends Rdt22Receiver {
      override rdtRcv(segment: Segment) {
        const isDuplicate = isData(segment) && segment.seqnum !== this.expectedseqnum
        if (!isDuplicate) super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    rdt22,
    'rdt2.2-ignores-number',
    'The receiver does not look at the number, and delivers a duplicate once more.',
    class extends Rdt22Receiver {
      override rdtRcv(segment: Segment) {
        const isDuplicate = isData(segment) && segment.seqnum !== this.expectedseqnum
        if (isDuplicate) this.host.deliverData(segment.data)
        super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    rdt22,
    'rdt2.2-first-ack-wrong',
    'Before anything has come, garbled data is answered with the number that is expected: to the sender it says that it is there.',
    class extends Rdt22Receiver {
      protected override sndpkt = makeAck(0)
    }
  )
]
