/** Who said what to whom, and who saw it: what was lost, doubled, out of order or damaged. */
import type { MessageEvent } from '../chat/events.js'
import { type Micros, toMs } from '../kernel/time.js'

interface Said {
  readonly author: string
  readonly text: string
  readonly at: Micros
  /** Those who have not seen it yet. */
  readonly awaited: Set<string>
  /** Its author has seen it come back from the server. */
  isEchoed: boolean
}

export interface MessageCounts {
  sent: number
  /** (message, receiver) pairs. */
  expected: number
  delivered: number
  lost: number
  duplicated: number
  reordered: number
  damaged: number
}

export class Ledger {
  readonly #said = new Map<string, Said>()
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
    const awaited = new Set(receivers)
    this.#expected += awaited.size
    this.#said.set(key(author, ref), { author, text, at, awaited, isEchoed: false })
  }

  /** `person` sees a message of somebody else. */
  see(person: string, { from, ref, text }: MessageEvent, at: Micros): void {
    const said = ref === null ? undefined : this.#said.get(key(from, ref))
    if (said === undefined || ref === null) {
      this.#damaged++
      return
    }
    if (!said.awaited.delete(person)) {
      this.#duplicated++
      return
    }
    this.#delivered++
    this.#latencies.push(at - said.at)
    if (said.text !== text) this.#damaged++
    const seen = key(person, from)
    const highest = this.#highest.get(seen) ?? Number.NEGATIVE_INFINITY
    if (ref < highest) this.#reordered++
    this.#highest.set(seen, Math.max(ref, highest))
  }

  /** `person` sees what it said itself. */
  echo(person: string, ref: number | null): void {
    const said = ref === null ? undefined : this.#said.get(key(person, ref))
    if (said !== undefined) this.#echo(said)
  }

  /** Somebody was to hear it, and never will: the server has refused it for that person. */
  excuse(author: string, ref: number, person?: string): void {
    const said = this.#said.get(key(author, ref))
    if (said === undefined) return
    const excused = person === undefined ? [...said.awaited] : [person]
    for (const name of excused) if (said.awaited.delete(name)) this.#expected--
    if (person === undefined) this.#echo(said)
  }

  /** `person` has gone, and awaits nothing more. */
  leave(person: string): void {
    for (const said of this.#said.values()) {
      if (said.awaited.delete(person)) this.#expected--
      if (said.author === person) this.#echo(said)
    }
  }

  #echo(said: Said): void {
    if (!said.isEchoed) this.#echoes++
    said.isEchoed = true
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
}

const key = (a: string, b: string | number): string => `${a}\u0000${b}`
