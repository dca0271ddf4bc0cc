/** Who said what to whom, and who saw it: what was lost, doubled, out of order or damaged. */

import { type Micros, toMs } from '../kernel/time.js'
import type { MessageEvent } from './events.js'

/** How one person got one message. */
interface Receipt {
  copies: number
  /** It came behind what its author said later. */
  isLate: boolean
  /** What was read, where that is not what was said. */
  misread: string | undefined
}

interface Said {
  readonly author: string
  readonly ref: number
  readonly text: string
  readonly at: Micros
  /** By person: those who were to see it. */
  readonly receipts: Map<string, Receipt>
  /** Its author has seen it come back from the server, or knows that it will not. */
  isEchoed: boolean
}

export interface MessageCounts {
  sent: number
  /** (message, receiver) pairs. */
  expected: number
  delivered: number
  lost: number
  /** Copies beyond the first. */
  duplicated: number
  reordered: number
  /** Copies that are not what was said; of nothing that was said, too. */
  damaged: number
}

/** Something that went wrong with one message for one person. */
export interface Fault {
  readonly kind: 'lost' | 'duplicated' | 'reordered' | 'damaged'
  readonly person: string
  /** Undefined where nobody said it. */
  readonly author: string | undefined
  readonly text: string
  readonly copies: number
  /** What was read instead. */
  readonly misread: string | undefined
}

export class Ledger {
  readonly #said = new Map<string, Said>()
  /** What nobody said. */
  readonly #strays: { readonly person: string; readonly text: string }[] = []
  readonly #latencies: Micros[] = []
  /** The author's highest number that somebody has seen, by author and person. */
  readonly #highest = new Map<string, number>()
  #expected = 0
  #echoes = 0
  #delivered = 0
  #duplicated = 0
  #reordered = 0
  #damaged = 0

  /** `author` says `text` to `receivers`, as its message number `ref`. */
  say(author: string, ref: number, text: string, receivers: readonly string[], at: Micros): void {
    const receipts = new Map(receivers.map((name) => [name, noReceipt()]))
    this.#expected += receipts.size
    this.#said.set(key(author, ref), { author, ref, text, at, receipts, isEchoed: false })
  }

  /** `person` sees a message of `author`. */
  see(person: string, author: string, { ref, text, kind }: MessageEvent, at: Micros): void {
    if (person === author) return this.echo(author, ref)
    const said = ref === null ? undefined : this.#said.get(key(author, ref))
    if (said === undefined || (kind !== 'all' && !said.receipts.has(person))) {
      this.#damaged++
      this.#strays.push({ person, text })
      return
    }
    const receipt = said.receipts.get(person) ?? this.#invite(person, said)
    receipt.copies++
    if (said.text !== text) {
      this.#damaged++
      receipt.misread = text
    }
    if (receipt.copies > 1) this.#duplicated++
    else this.#first(person, said, receipt, at)
  }

  /** `person` sees what it said itself. */
  echo(person: string, ref: number | null): void {
    const said = ref === null ? undefined : this.#said.get(key(person, ref))
    if (said !== undefined) this.#echo(said)
  }

  /**
   * The message will not reach `person`, and nobody is to blame: the server knows no such name.
   * Without a person its author is told that the message may not have got through: whoever was
   * to see it was to see it. Its echo is waited for no more then, nor where nobody else is meant.
   */
  excuse(author: string, ref: number, person?: string): void {
    const said = this.#said.get(key(author, ref))
    if (said === undefined) return
    if (person !== undefined && said.receipts.get(person)?.copies === 0) this.#release(person, said)
    if (person === undefined || said.receipts.size === 0) this.#echo(said)
  }

  /** `person` has gone. It awaits nothing more but what is lost already: later words overtook it. */
  leave(person: string): void {
    for (const said of this.#said.values()) {
      const isAwaited = said.receipts.get(person)?.copies === 0
      const isLost = said.ref < this.#highestSeen(person, said.author)
      if (isAwaited && !isLost) this.#release(person, said)
      if (said.author === person) this.#echo(said)
    }
  }

  /** Everybody has seen what they were to see, and their own words come back. */
  get isComplete(): boolean {
    return this.#delivered >= this.#expected && this.#echoes >= this.#said.size
  }

  get counts(): MessageCounts {
    return {
      sent: this.#said.size,
      expected: this.#expected,
      delivered: this.#delivered,
      lost: this.#expected - this.#delivered,
      duplicated: this.#duplicated,
      reordered: this.#reordered,
      damaged: this.#damaged
    }
  }

  /** Everything that went wrong, message by message in the order in which they were said. */
  *faults(): Generator<Fault> {
    for (const { author, text, receipts } of this.#said.values()) {
      for (const [person, { copies, isLate, misread }] of receipts) {
        const fault = { person, author, text, copies, misread }
        if (copies === 0) yield { kind: 'lost', ...fault }
        if (copies > 1) yield { kind: 'duplicated', ...fault }
        if (isLate) yield { kind: 'reordered', ...fault }
        if (misread !== undefined) yield { kind: 'damaged', ...fault }
      }
    }
    for (const { person, text } of this.#strays) {
      yield { kind: 'damaged', person, author: undefined, text: '', copies: 1, misread: text }
    }
  }

  /** From saying to seeing, in milliseconds; null where nothing was seen. */
  get latency(): {
    readonly p50: number | null
    readonly p90: number | null
    readonly p99: number | null
  } {
    const sorted = [...this.#latencies].sort((a, b) => a - b)
    const at = (share: number) => {
      const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
      return value === undefined ? null : toMs(value)
    }
    return { p50: at(0.5), p90: at(0.9), p99: at(0.99) }
  }

  #first(person: string, said: Said, receipt: Receipt, at: Micros): void {
    this.#delivered++
    this.#latencies.push(at - said.at)
    const highest = this.#highestSeen(person, said.author)
    if (said.ref < highest) {
      this.#reordered++
      receipt.isLate = true
    }
    this.#highest.set(key(person, said.author), Math.max(said.ref, highest))
  }

  /** `person` was not there when it was said to all, and came in time to hear it. */
  #invite(person: string, said: Said): Receipt {
    const receipt = noReceipt()
    said.receipts.set(person, receipt)
    this.#expected++
    return receipt
  }

  #release(person: string, said: Said): void {
    said.receipts.delete(person)
    this.#expected--
  }

  #highestSeen(person: string, author: string): number {
    return this.#highest.get(key(person, author)) ?? Number.NEGATIVE_INFINITY
  }

  #echo(said: Said): void {
    if (!said.isEchoed) this.#echoes++
    said.isEchoed = true
  }
}

const noReceipt = (): Receipt => ({ copies: 0, isLate: false, misread: undefined })

const key = (a: string, b: string | number): string => `${a}\u0000${b}`
