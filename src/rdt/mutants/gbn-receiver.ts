/** Bugs of the Go-Back-N receiver. */
import { GbnReceiver, gbn } from '../gbn.js'
import type { Protocol, ProtocolOptions, RdtHost } from '../protocol.js'
import { isCorrupt, isData, makeAck, type Segment } from '../segment.js'
import { brokenReceiver, hostWith, type Mutant, mutant } from './mutant.js'

/** The reference, and how far a segment is from the one that it expects. */
class PlacingReceiver extends GbnReceiver {
  /** 0: the expected one; less: it has come before; more: some before it are missing. */
  protected placeOf(segment: Segment): number {
    if (!isData(segment)) return Number.NaN
    const ahead = this.numbers.distance(this.expectedseqnum, segment.seqnum)
    return ahead < this.numbers.size / 2 ? ahead : ahead - this.numbers.size
  }
}

export const GBN_RECEIVER_MUTANTS: readonly Mutant[] = [
  brokenReceiver(
    gbn,
    'silent-on-duplicate',
    'The receiver does not answer a segment that it has already: if its ACK was lost, the sender asks for ever.',
    class extends PlacingReceiver {
      override rdtRcv(segment: Segment) {
        if (!(this.placeOf(segment) < 0)) super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    gbn,
    'silent-on-out-of-order',
    'The receiver does not answer a segment that comes too early: lost ACKs are not made up for, and more is sent again than need be.',
    class extends PlacingReceiver {
      override rdtRcv(segment: Segment) {
        if (!(this.placeOf(segment) > 0)) super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    gbn,
    'ack-what-arrived',
    'The ACK names what has arrived, in order or not; the sender takes it as cumulative, and what is missing is silently lost.',
    class extends GbnReceiver {
      override rdtRcv(segment: Segment) {
        if (isData(segment) && segment.seqnum !== this.expectedseqnum) {
          this.host.udtSend(makeAck(segment.seqnum))
        } else super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    gbn,
    'deliver-out-of-order',
    'Whatever is new is delivered, though some before it are missing.',
    class extends PlacingReceiver {
      override rdtRcv(segment: Segment) {
        if (this.placeOf(segment) > 0) this.expectedseqnum = segment.seqnum
        super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    gbn,
    'deliver-duplicate',
    'What has been delivered before is delivered again, when it comes again.',
    class extends PlacingReceiver {
      override rdtRcv(segment: Segment) {
        if (this.placeOf(segment) < 0) this.host.deliverData(segment.data)
        super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    gbn,
    'expected-moves-back',
    'A duplicate takes the receiver back to its number, so all that follows is delivered again.',
    class extends PlacingReceiver {
      override rdtRcv(segment: Segment) {
        const isOld = this.placeOf(segment) < 0
        super.rdtRcv(segment)
        if (isOld) this.expectedseqnum = segment.seqnum
      }
    }
  ),
  brokenReceiver(
    gbn,
    'initial-ack-wrong',
    'Before anything has come in order, the receiver says ACK −1, which an unsigned field turns into 4294967295: with few numbers that acknowledges everything.',
    class extends GbnReceiver {
      protected override sndpkt = makeAck(-1)
    }
  ),
  brokenReceiver(
    gbn,
    'never-acknowledges',
    'The receiver delivers, and tells nobody: the first window is sent for ever.',
    class extends GbnReceiver {
      override rdtRcv(segment: Segment) {
        const { expectedseqnum } = this
        if (!isData(segment) || segment.seqnum !== expectedseqnum) return
        this.host.deliverData(segment.data)
        this.expectedseqnum = this.numbers.next(expectedseqnum)
      }
    }
  ),
  brokenReceiver(
    gbn,
    'expected-not-wrapped',
    'The expected number counts on where the numbers begin again at 0: from then on nothing is ever expected.',
    class extends GbnReceiver {
      override rdtRcv(segment: Segment) {
        const { expectedseqnum } = this
        super.rdtRcv(segment)
        if (this.expectedseqnum < expectedseqnum) this.expectedseqnum = expectedseqnum + 1
      }
    }
  ),
  brokenReceiver(
    gbn,
    'signed-compare-at-wrap',
    'Old and new are told apart by comparing signed numbers: past half of the numbers everything looks old, and nothing is delivered any more.',
    class extends GbnReceiver {
      override rdtRcv(segment: Segment) {
        const { size } = this.numbers
        const signed = (n: number) => (n < size / 2 ? n : n - size)
        const last = this.numbers.previous(this.expectedseqnum)
        const isOld = isData(segment) && signed(segment.seqnum) <= signed(last)
        if (isOld) this.host.udtSend(this.sndpkt)
        else super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    gbn,
    'crash-on-garbage',
    'The receiver throws when it cannot make sense of a segment; whoever sends garbage ends it.',
    class extends GbnReceiver {
      override rdtRcv(segment: Segment) {
        if (isCorrupt(segment)) throw new Error('rdtRcv: this segment makes no sense')
        super.rdtRcv(segment)
      }
    }
  ),
  brokenReceiver(
    gbn,
    'receiver-exits-early',
    'After a silence the receiver takes everything for finished and is gone: if the last ACK was lost, the sender asks for ever.',
    class extends GbnReceiver {
      protected hasExited = false
      protected readonly options: ProtocolOptions
      constructor(host: RdtHost, options: ProtocolOptions) {
        super(host, options)
        this.options = options
      }
      override rdtRcv(segment: Segment) {
        if (this.hasExited) return
        super.rdtRcv(segment)
        // A little less than the sender needs to notice that an ACK is missing.
        this.host.startTimer(Math.floor(0.9 * this.options.rto))
      }
      timeout() {
        this.hasExited = true
      }
    }
  ),
  mutant(
    gbn,
    'cross-talk',
    'All receivers of a program keep their peer in one variable: ACKs go to whoever came last, and the others wait for ever.',
    { createReceiver: receiversThatShare() }
  )
]

/** What a static field, or a global variable, comes to. */
function receiversThatShare(): Protocol['createReceiver'] {
  const shared: { peer?: RdtHost } = {}
  return (host, options) => {
    shared.peer = host
    return new GbnReceiver(
      hostWith(host, { udtSend: (segment) => shared.peer?.udtSend(segment) }),
      options
    )
  }
}
