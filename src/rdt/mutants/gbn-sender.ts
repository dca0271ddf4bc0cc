/** Bugs of the Go-Back-N sender: its window, and what it makes of an ACK. */
import { GbnSender, gbn } from '../gbn.js'
import { isAck, isCorrupt, makeAck, type Segment } from '../segment.js'
import { brokenSender, type Mutant, mutant } from './mutant.js'
import { TextbookSender } from './textbook-sender.js'

export const GBN_SENDER_MUTANTS: readonly Mutant[] = [
  brokenSender(
    gbn,
    'window-off-by-one-high',
    'The window lets one segment too many into flight (≤ for <): N + 1 are outstanding.',
    class extends GbnSender {
      override get isReady() {
        return this.sndpkt.length <= this.options.windowSize
      }
    }
  ),
  brokenSender(
    gbn,
    'window-off-by-one-low',
    'The window is closed one segment too soon: the link stands idle for that share of the time.',
    class extends GbnSender {
      override get isReady() {
        return this.sndpkt.length < Math.max(1, this.options.windowSize - 1)
      }
    }
  ),
  brokenSender(
    gbn,
    'exact-match-ack',
    'An ACK frees only the oldest segment, and only if it names that one: ACKs are not taken as cumulative, so one lost ACK costs a timeout.',
    class extends GbnSender {
      override rdtRcv(segment: Segment) {
        if (segment.acknum === this.base) super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    gbn,
    'base-plus-one-per-ack',
    'Each new ACK moves base on by one, wherever it points: after a lost ACK the sender stays behind and sends again what has arrived.',
    class extends GbnSender {
      override rdtRcv(segment: Segment) {
        const isNew =
          isAck(segment) && this.numbers.distance(this.base, segment.acknum) < this.sndpkt.length
        super.rdtRcv(isNew ? makeAck(this.base) : segment)
      }
    }
  ),
  brokenSender(
    gbn,
    'base-eq-ack',
    'base = n after ACK n: the last one received is taken for the next one expected, so the last segment of all is sent for ever.',
    class extends GbnSender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(isAck(segment) ? makeAck(segment.acknum - 1) : segment)
      }
    }
  ),
  mutant(
    gbn,
    'base-moves-back',
    "A late ACK moves base back, as in the book's own figure, which has no guard base ≤ n: what was acknowledged is sent again. Correct, and wasteful.",
    { createSender: (host, options) => new TextbookSender(host, options) },
    'weak'
  ),
  brokenSender(
    gbn,
    'ack-beyond-next-accepted',
    'Nobody asks whether n < nextseqnum: an ACK of something that was never sent acknowledges all that is in flight, and what is lost then stays lost.',
    class extends GbnSender {
      override rdtRcv(segment: Segment) {
        const isBeyond = isAck(segment) && segment.acknum >= this.nextseqnum
        super.rdtRcv(isBeyond ? makeAck(this.numbers.previous(this.nextseqnum)) : segment)
      }
    }
  ),
  brokenSender(
    gbn,
    'trust-corrupt-ack',
    'A corrupt ACK is an ACK all the same, and is taken for the one that is due: segments are given up that never arrived.',
    class extends GbnSender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv(isCorrupt(segment) ? makeAck(this.base) : segment)
      }
    }
  ),
  brokenSender(
    gbn,
    'checksum-not-verified-on-ack',
    'The sender verifies no checksum: the number of a damaged ACK is believed, whatever it has become.',
    class extends GbnSender {
      override rdtRcv(segment: Segment) {
        super.rdtRcv({ ...segment, corrupt: false })
      }
    }
  ),
  brokenSender(
    gbn,
    'retx-on-corrupt-ack',
    'A corrupt ACK is taken for a NAK, and the whole window is sent again at once.',
    class extends GbnSender {
      override rdtRcv(segment: Segment) {
        if (isCorrupt(segment)) this.sndpkt.each((one) => this.host.udtSend(one))
        super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    gbn,
    'retx-on-dup-ack',
    "Each duplicate ACK has the window sent again, which makes more duplicate ACKs: the sorcerer's apprentice.",
    class extends GbnSender {
      override rdtRcv(segment: Segment) {
        const isDuplicate = isAck(segment) && segment.acknum === this.numbers.previous(this.base)
        if (isDuplicate) this.sndpkt.each((one) => this.host.udtSend(one))
        super.rdtRcv(segment)
      }
    }
  ),
  brokenSender(
    gbn,
    'refuse-drops-message',
    'While the window is full, the sender takes messages and forgets them, where it ought to refuse them.',
    class extends GbnSender {
      override get isReady() {
        return true
      }
      override rdtSend(data: Uint8Array) {
        if (super.isReady) super.rdtSend(data)
      }
    }
  ),
  brokenSender(
    gbn,
    'buffer-aliasing',
    'All segments in flight share one buffer: what is sent again has the bytes of the newest message.',
    class extends GbnSender {
      protected scratch: Uint8Array = new Uint8Array(0)
      override rdtSend(data: Uint8Array) {
        super.rdtSend(data)
        this.scratch = data
      }
      override timeout() {
        this.host.startTimer(this.options.rto)
        this.sndpkt.each((segment) => this.host.udtSend({ ...segment, data: this.scratch }))
      }
    }
  )
]
