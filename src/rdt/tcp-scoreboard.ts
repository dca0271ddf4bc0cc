/**
 * The sender's scoreboard (RFC 6675, section 3): what became of each segment from base on.
 *
 *          base                          next
 *           ▼                             ▼
 *      · ·  ▣  ■  ■  ▢  ▣  ■  ▢  ▣  ▣  ▣                ▣ in flight   ■ arrived (SACK)
 *                                                       ▢ lost, to be sent again
 *      in the order of transmission:  5 → 8 → 9 → 10 → 1
 *
 * Those in flight (their number is the pipe) are linked in the order in which they were last sent:
 * whoever looks for the overdue looks at the first few and no further.
 */
import { Fifo } from '../kernel/fifo.js'
import type { Micros } from '../kernel/time.js'
import { type Range, RangeSet } from './tcp-sack.js'

/** A segment on the scoreboard. */
export class Sent {
  fate: 'in flight' | 'arrived' | 'lost' = 'in flight'
  attempts = 0
  /** When it was sent last. `NaN`: a field that begins as a small integer grows into another. */
  sentAt: Micros = Number.NaN
  /** Which of all transmissions its last one was, from 1. */
  order = 0
  before: Sent | undefined
  after: Sent | undefined
  readonly number: number
  readonly data: Uint8Array

  constructor(number: number, data: Uint8Array) {
    this.number = number
    this.data = data
  }
}

export class Scoreboard {
  /** The oldest number that no ACK has passed. */
  base = 1
  /** Segments in flight. */
  pipe = 0
  /** Segments that arrived though one before them did not. */
  sackedCount = 0
  lostCount = 0
  /** How many there have been so far, of all segments. */
  transmissions = 0
  #oldest: Sent | undefined
  #newest: Sent | undefined
  /** Segments base … next − 1. */
  readonly #sent = new Fifo<Sent>()
  readonly #sacked = new RangeSet()
  /** In the order in which they were found missing; some have been sent again since. */
  readonly #lost = new Fifo<Sent>()

  /** Segments base … next − 1, whatever became of them. */
  get length(): number {
    return this.#sent.length
  }

  /** The number of the next new segment. */
  get next(): number {
    return this.base + this.#sent.length
  }

  get first(): Sent | undefined {
    return this.#sent.at(0)
  }

  get last(): Sent | undefined {
    return this.#sent.at(this.#sent.length - 1)
  }

  /** Of those in flight the one whose last transmission is the longest ago. */
  get oldest(): Sent | undefined {
    return this.#oldest
  }

  /** Numbers above base that arrived, lowest first. */
  get sacked(): number[] {
    return this.#sacked.list()
  }

  add(data: Uint8Array): Sent {
    const sent = new Sent(this.next, data)
    this.#sent.push(sent)
    this.pipe++
    this.#link(sent)
    return sent
  }

  /** It is sent, once more or for the first time. */
  transmitted(sent: Sent, at: Micros): void {
    if (sent.fate === 'lost') {
      this.lostCount--
      this.pipe++
      sent.fate = 'in flight'
    } else this.#unlink(sent)
    this.#link(sent)
    sent.attempts++
    sent.sentAt = at
    sent.order = ++this.transmissions
  }

  /** All below `number` have arrived. @param news where those go of which that is new */
  acknowledge(number: number, news: Sent[]): void {
    while (this.base < number) {
      const sent = this.#sent.shift() as Sent
      this.base++
      if (sent.fate === 'arrived') this.sackedCount--
      else {
        this.#arrived(sent)
        news.push(sent)
      }
    }
    this.#sacked.dropBelow(this.base)
  }

  /** Those of `range` have arrived. @param news as above */
  sack({ from, to }: Range, news: Sent[]): void {
    const low = Math.max(from, this.base)
    const high = Math.min(to, this.next)
    if (low >= high) return
    for (const fresh of this.#sacked.add(low, high)) {
      for (let n = fresh.from; n < fresh.to; n++) {
        const sent = this.#sent.at(n - this.base) as Sent
        this.#arrived(sent)
        this.sackedCount++
        news.push(sent)
      }
    }
  }

  /**
   * The receiver still expects what it said it had: somebody forged or damaged an ACK, or the
   * receiver forgets (RFC 2018, section 8). None of its ranges can be believed.
   */
  forgetSacks(): void {
    this.#sacked.clear()
    this.sackedCount = 0
    this.#sent.each((sent) => {
      if (sent.fate === 'arrived') this.#miss(sent)
    })
  }

  /** One in flight counts as lost. */
  lose(sent: Sent): void {
    this.#unlink(sent)
    this.pipe--
    this.#miss(sent)
  }

  /** Nothing was lost, it was only late: what has not been sent again is in flight as before. */
  restore(): void {
    const late: Sent[] = []
    this.#sent.each((sent) => {
      if (sent.fate === 'lost') late.push(sent)
    })
    for (const sent of late.sort((a, b) => b.order - a.order)) {
      sent.fate = 'in flight'
      this.pipe++
      this.#linkFirst(sent)
    }
    this.lostCount = 0
  }

  /** What to send again next: the oldest one, which all others wait for, then as they were missed. */
  get nextLost(): Sent | undefined {
    if (this.lostCount === 0) return undefined
    while (this.#lost.length > 0 && this.#lost.at(0)?.fate !== 'lost') this.#lost.shift()
    return this.first?.fate === 'lost' ? this.first : this.#lost.at(0)
  }

  #miss(sent: Sent): void {
    sent.fate = 'lost'
    this.lostCount++
    this.#lost.push(sent)
  }

  #arrived(sent: Sent): void {
    if (sent.fate === 'lost') this.lostCount--
    else {
      this.#unlink(sent)
      this.pipe--
    }
    sent.fate = 'arrived'
  }

  #link(sent: Sent): void {
    sent.before = this.#newest
    if (this.#newest === undefined) this.#oldest = sent
    else this.#newest.after = sent
    this.#newest = sent
  }

  #linkFirst(sent: Sent): void {
    sent.after = this.#oldest
    if (this.#oldest === undefined) this.#newest = sent
    else this.#oldest.before = sent
    this.#oldest = sent
  }

  #unlink(sent: Sent): void {
    const { before, after } = sent
    if (before === undefined) this.#oldest = after
    else before.after = after
    if (after === undefined) this.#newest = before
    else after.before = before
    sent.before = undefined
    sent.after = undefined
  }
}
