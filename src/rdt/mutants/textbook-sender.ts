/**
 * The sender of Go-Back-N as the book draws it (Kurose & Ross, figure 3.20), to the letter:
 *
 *      rdt_rcv(rcvpkt) && notcorrupt(rcvpkt)
 *      ─────────────────────────────────────
 *      base = getacknum(rcvpkt) + 1
 *      if (base == nextseqnum) stop_timer
 *      else start_timer
 *
 * No guard asks whether the ACK says anything new. So one that comes late moves base back, and
 * each duplicate starts the timer again. Nothing is lost by it but time.
 */
import { GbnSender } from '../gbn.js'
import { isAck, makeData, type Segment } from '../segment.js'

export class TextbookSender extends GbnSender {
  /** The book's array `sndpkt`, from which nothing is ever taken. */
  protected readonly packets = new Map<number, Segment>()

  override get isReady() {
    return this.numbers.distance(this.base, this.nextseqnum) < this.options.windowSize
  }

  override rdtSend(data: Uint8Array) {
    if (!this.isReady) throw new Error('rdtSend: the window is full (refuse_data)')
    const segment = makeData(this.nextseqnum, data)
    this.packets.set(this.nextseqnum, segment)
    this.host.udtSend(segment)
    if (this.base === this.nextseqnum) this.host.startTimer(this.options.rto)
    this.nextseqnum = this.numbers.next(this.nextseqnum)
  }

  override rdtRcv(segment: Segment) {
    if (!isAck(segment)) return
    this.base = this.numbers.next(segment.acknum)
    if (this.base === this.nextseqnum) this.host.stopTimer()
    else this.host.startTimer(this.options.rto)
  }

  override timeout() {
    this.host.startTimer(this.options.rto)
    for (let n = this.base; n !== this.nextseqnum; n = this.numbers.next(n)) {
      const segment = this.packets.get(n)
      if (segment === undefined) return // an ACK of something that was never sent led here
      this.host.udtSend(segment)
    }
  }
}
