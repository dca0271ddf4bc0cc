/**
 * What a protocol may do otherwise and still be right. A judge that fails one of these has
 * learnt the reference by heart instead of the protocol.
 */
import { GbnReceiver, GbnSender, gbn } from '../gbn.js'
import type { ProtocolOptions, RdtHost } from '../protocol.js'
import { Rdt22Receiver } from '../rdt2.2.js'
import { rdt30 } from '../rdt3.0.js'
import { isAck, isCorrupt, isData, makeAck, type Segment } from '../segment.js'
import { SrReceiver, sr } from '../sr.js'
import { hostWith, type Variation, varied } from './mutant.js'
import { TextbookSender } from './textbook-sender.js'
import { SelfTimedSender } from './timing.js'

/** A legal way to build a protocol. */
export interface Variant extends Variation {
  /** The worst that any scenario may say of it. */
  readonly expected: 'pass' | 'weak'
}

const variant = (
  of: Variant['of'],
  name: string,
  expected: Variant['expected'],
  story: string,
  machines: Parameters<typeof varied>[2]
): Variant => ({ name, story, of, protocol: varied(of, `variant:${name}`, machines), expected })

/** Keeps what comes out of order, as Selective Repeat does, and still acknowledges the last in order. */
class BufferingReceiver extends GbnReceiver {
  protected readonly early = new Map<number, Segment>()
  /** From so far ahead on, a number may as well be an old one: a window of N has come before. */
  protected readonly reach: number

  constructor(host: RdtHost, options: ProtocolOptions) {
    super(host, options)
    this.reach = Math.min(options.windowSize, this.numbers.size - options.windowSize)
  }

  override rdtRcv(segment: Segment) {
    const ahead = this.numbers.distance(this.expectedseqnum, segment.seqnum)
    if (isData(segment) && ahead > 0 && ahead < this.reach) {
      this.early.set(segment.seqnum, segment)
    }
    if (isData(segment) && ahead === 0) this.#catchUp(segment)
    this.host.udtSend(this.sndpkt)
  }

  #catchUp(segment: Segment) {
    for (let next: Segment | undefined = segment; next !== undefined; ) {
      this.host.deliverData(next.data)
      this.early.delete(this.expectedseqnum)
      this.sndpkt = makeAck(this.expectedseqnum)
      this.expectedseqnum = this.numbers.next(this.expectedseqnum)
      next = this.early.get(this.expectedseqnum)
    }
  }
}

export const VARIANTS: readonly Variant[] = [
  variant(
    gbn,
    'silent-on-corrupt',
    'weak',
    'A corrupt segment is not answered: the timer repairs it anyway.',
    {
      createReceiver: (host, options) =>
        new (class extends GbnReceiver {
          override rdtRcv(segment: Segment) {
            if (!isCorrupt(segment)) super.rdtRcv(segment)
          }
        })(host, options)
    }
  ),
  variant(
    gbn,
    'buffering-receiver',
    'weak',
    'The receiver keeps what comes out of order: better than Go-Back-N asks for.',
    {
      createReceiver: (host, options) => new BufferingReceiver(host, options)
    }
  ),
  variant(
    gbn,
    'acks-next',
    'pass',
    'An ACK names the next segment that is expected, and the sender knows it.',
    {
      acks: 'next',
      createSender: (host, options) =>
        new (class extends GbnSender {
          override rdtRcv(segment: Segment) {
            super.rdtRcv(isAck(segment) ? makeAck(this.numbers.previous(segment.acknum)) : segment)
          }
        })(host, options),
      createReceiver: (host, options) => {
        const udtSend = () => host.udtSend(makeAck(receiver.state.expectedseqnum))
        const receiver = new GbnReceiver(hostWith(host, { udtSend }), options)
        return receiver
      }
    }
  ),
  variant(
    gbn,
    'textbook-literal',
    'weak',
    "The sender of the book's figure to the letter, which has no guard against a late ACK.",
    {
      createSender: (host, options) => new TextbookSender(host, options)
    }
  ),
  variant(
    gbn,
    'acks-twice',
    'weak',
    'Each ACK is sent twice: a waste, but nothing is lost by it.',
    {
      createReceiver: (host, options) => {
        const udtSend = (segment: Segment) => {
          host.udtSend(segment)
          host.udtSend(segment)
        }
        return new GbnReceiver(hostWith(host, { udtSend }), options)
      }
    }
  ),
  variant(
    gbn,
    'self-timed',
    'pass',
    'The sender measures round-trip times and finds its RTO itself, by the rules.',
    {
      createSender: (host, options) => new SelfTimedSender(host, options)
    }
  ),
  variant(
    gbn,
    'shows-no-state',
    'pass',
    'Machines without a state to look at: only their segments speak for them.',
    {
      createSender: (host, options) => {
        const sender = new GbnSender(host, options)
        return {
          get isReady() {
            return sender.isReady
          },
          rdtSend: (data) => sender.rdtSend(data),
          rdtRcv: (segment) => sender.rdtRcv(segment),
          timeout: () => sender.timeout()
        }
      },
      createReceiver: (host, options) => {
        const receiver = new GbnReceiver(host, options)
        return { rdtRcv: (segment) => receiver.rdtRcv(segment) }
      }
    }
  ),
  variant(
    sr,
    'sr-answers-corrupt',
    'weak',
    'A corrupt segment is answered with the ACK of the last one in order, which tells the sender nothing new.',
    {
      createReceiver: (host, options) =>
        new (class extends SrReceiver {
          override rdtRcv(segment: Segment) {
            super.rdtRcv(segment)
            const last = this.numbers.previous(this.rcvBase)
            if (isCorrupt(segment) && this.rcvBase !== 1) this.host.udtSend(makeAck(last))
          }
        })(host, options)
    }
  ),
  variant(
    sr,
    'sr-acks-anything-behind',
    'pass',
    'Whatever is behind the window is acknowledged, however far: no sender asks for what is further back than N.',
    {
      createReceiver: (host, options) =>
        new (class extends SrReceiver {
          override rdtRcv(segment: Segment) {
            const behind = this.numbers.distance(segment.seqnum, this.rcvBase)
            const isFarBehind = behind > this.windowSize && behind < this.numbers.size / 2
            if (isData(segment) && isFarBehind) this.host.udtSend(makeAck(segment.seqnum))
            else super.rdtRcv(segment)
          }
        })(host, options)
    }
  ),
  variant(
    rdt30,
    'rdt3.0-silent-on-corrupt',
    'weak',
    'Garbled data is not answered: the timer repairs it anyway.',
    {
      createReceiver: (host) =>
        new (class extends Rdt22Receiver {
          override rdtRcv(segment: Segment) {
            if (!isCorrupt(segment)) super.rdtRcv(segment)
          }
        })(host)
    }
  )
]
