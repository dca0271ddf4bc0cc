/**
 * The receiver of `tcp` (Kurose & Ross, section 3.5.4 and table 3.2; RFC 9293, section 3.8.6).
 *
 *          expectedseqnum                           a segment comes …        it answers
 *                ▼                                  in order, alone          within 10 ms
 *      ■ ■ ■ ■ ■ ○ ■ ■ ○ ○ ■ □ □ □ · · ·            in order, the second     at once
 *                └──── window N ────┘               out of order             at once, SACK
 *      ■ received   ○ missing                       into a gap               at once
 *      □ acceptable · not usable                    for the second time      at once
 *
 * Each ACK names the next number expected, tells what came beyond it, and how many segments from
 * there on it has room for. What comes out of order is kept. Which transmission of the sender's it
 * answers is echoed, as TCP's timestamps are (RFC 7323): data has the number of its transmission
 * in `acknum`, which it does not need otherwise, and the ACK gives it back in `seqnum`.
 */
import type { ProtocolOptions, RdtHost, RdtReceiver } from './protocol.js'
import { isData, type Segment } from './segment.js'
import { SequenceSpace } from './sequence.js'
import { encodeRanges, MAX_RANGES, type Range, RangeSet } from './tcp-sack.js'
import { Alarms, ackDelay, DELAYED_ACK, WINDOW } from './tcp-timers.js'

/** What the field of a segment can say. */
const WIDEST = 65_535

export class TcpReceiver implements RdtReceiver {
  #expectedseqnum = 1
  /** What came out of order: the data by number, and the numbers as ranges. */
  readonly #buffer = new Map<number, Uint8Array>()
  readonly #ranges = new RangeSet()
  /** Of each range that an ACK tells of, one number; that of the latest news first. */
  #latest: readonly number[] = []
  /** A segment was delivered, and its ACK waits for a second one. */
  #isDelaying = false
  /** Of the segment that came last. */
  #echo = 0
  /** How long the closed window is left alone next time; 0 while it is open. */
  #patience = 0
  readonly #numbers: SequenceSpace
  readonly #alarms: Alarms
  readonly #host: RdtHost
  readonly #options: ProtocolOptions

  constructor(host: RdtHost, options: ProtocolOptions) {
    this.#host = host
    this.#alarms = new Alarms(host)
    this.#options = options
    this.#numbers = new SequenceSpace(options.seqBits)
  }

  get state() {
    const buffered = this.#ranges.list().map((number) => this.#numbers.wrap(number))
    return { expectedseqnum: this.#numbers.wrap(this.#expectedseqnum), buffered }
  }

  rdtRcv(segment: Segment): void {
    if (!isData(segment)) return // Λ: corrupt; the sender will miss its ACK
    this.#echo = segment.acknum
    const expected = this.#numbers.wrap(this.#expectedseqnum)
    const ahead = this.#numbers.distance(expected, segment.seqnum)
    if (ahead === 0) this.#deliver(segment.data)
    else {
      // Else it came before, or is none of this window: either way the sender has to know.
      if (ahead < this.#options.windowSize) this.#keep(this.#expectedseqnum + ahead, segment.data)
      this.#acknowledge()
    }
  }

  timeout(timer: number): void {
    this.#alarms.rang(timer)
    if (timer === WINDOW && this.#window === 0) this.#watchWindow()
    else this.#acknowledge()
  }

  get #window(): number {
    const { windowSize, room = WIDEST } = this.#options
    return Math.min(windowSize, room, WIDEST)
  }

  #keep(number: number, data: Uint8Array): void {
    if (this.#ranges.add(number, number + 1).length > 0) this.#buffer.set(number, data)
    this.#latest = [number, ...this.#latest]
  }

  #deliver(data: Uint8Array): void {
    const hadGap = !this.#ranges.isEmpty
    this.#host.deliverData(data)
    this.#expectedseqnum++
    if (hadGap) this.#deliverBuffered()
    const mayWait = !hadGap && !this.#isDelaying && this.#window > 0
    // A peer that may have but one in flight waits for nothing else.
    if (mayWait && this.#options.windowSize > 1) {
      this.#isDelaying = true
      this.#alarms.start(ackDelay(this.#options.rto), DELAYED_ACK)
    } else this.#acknowledge()
  }

  #deliverBuffered(): void {
    let data = this.#buffer.get(this.#expectedseqnum)
    while (data !== undefined) {
      this.#host.deliverData(data)
      this.#buffer.delete(this.#expectedseqnum)
      this.#expectedseqnum++
      data = this.#buffer.get(this.#expectedseqnum)
    }
    this.#ranges.dropBelow(this.#expectedseqnum)
  }

  #acknowledge(): void {
    this.#isDelaying = false
    this.#alarms.stop(DELAYED_ACK)
    const window = this.#window
    this.#host.udtSend({
      kind: 'ack',
      seqnum: this.#echo,
      acknum: this.#numbers.wrap(this.#expectedseqnum),
      window,
      data: encodeRanges(this.#news(), this.#numbers),
      corrupt: false
    })
    if (window === 0) this.#watchWindow()
    else {
      this.#patience = 0
      this.#alarms.stop(WINDOW)
    }
  }

  /** The ranges that an ACK tells of. */
  #news(): readonly Range[] {
    const ranges: Range[] = []
    const latest: number[] = []
    for (const number of this.#latest) {
      const range = this.#ranges.find(number)
      // Its gap is closed, or it has grown together with another one.
      if (range === undefined || ranges.includes(range)) continue
      ranges.push(range)
      latest.push(number)
      if (ranges.length === MAX_RANGES) break
    }
    this.#latest = latest
    return ranges
  }

  /** Nobody tells a receiver that its application has read, so it looks, ever more seldom. */
  #watchWindow(): void {
    const { rto } = this.#options
    this.#patience = Math.min(Math.max(2 * this.#patience, ackDelay(rto)), rto)
    this.#alarms.start(Math.max(1, this.#patience), WINDOW)
  }
}
