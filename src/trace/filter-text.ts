/**
 * The words of a filter, `kind == data && t > 250ms`, taken one after the other. What a word may
 * be depends on its place: after a comparison `alice>server` is one word, before it `>` is a sign.
 */
import { BadInput } from '../kernel/quantity.js'

export const COMPARISONS = ['==', '!=', '<=', '>=', '<', '>'] as const
export type Comparison = (typeof COMPARISONS)[number]

/** What stands to the right of a comparison. */
export interface Word {
  readonly text: string
  readonly isQuoted: boolean
  /** Where it begins, from 0. */
  readonly at: number
}

const SPACE = /\s*/y
const NAME = /[A-Za-z_][\w.]*/y
const BARE = /[^\s()&|,'"!=<][^\s()&|,'"]*/y
const UNPRINTABLE = /[^\x20-\x7e\u00a1-\ud7ff]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f]/g
const LONGEST_SHOWN = 20

export class FilterText {
  readonly #text: string
  /** What the filter was given for, as a refusal calls it. */
  readonly #name: string
  #at = 0

  constructor(text: string, name: string) {
    this.#text = text
    this.#name = name
    this.#skip()
  }

  /** Where the next word begins, from 0. */
  get at(): number {
    return this.#at
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  /** Takes `sign` if it comes next. */
  take(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false
    this.#move(sign.length)
    return true
  }

  /** Takes `!`, unless it is the beginning of `!=`. */
  takeNot(): boolean {
    return !this.#text.startsWith('!=', this.#at) && this.take('!')
  }

  /** Takes the comparison that comes next, if there is one. */
  takeComparison(): Comparison | undefined {
    return COMPARISONS.find((sign) => this.take(sign))
  }

  /** Takes `word` if it comes next and is no beginning of a longer one. */
  takeWord(word: string): boolean {
    if (this.#match(NAME) !== word) return false
    this.#move(word.length)
    return true
  }

  /** Takes the name that comes next, `state.base`. */
  takeName(): string | undefined {
    const name = this.#match(NAME)
    if (name !== undefined) this.#move(name.length)
    return name
  }

  /**
   * Takes the value that comes next: a bare word, or one in quotes.
   * @throws BadInput where a quote has no end
   */
  takeValue(): Word | undefined {
    const at = this.#at
    const quote = this.#text[at]
    if (quote !== '"' && quote !== "'") {
      const text = this.#match(BARE)
      if (text === undefined) return undefined
      this.#move(text.length)
      return { text, isQuoted: false, at }
    }
    const end = this.#text.indexOf(quote, at + 1)
    if (end < 0) return this.refuse(`${quote} has no ${quote} behind it`, 'write both', at)
    this.#move(end + 1 - at)
    return { text: this.#text.slice(at + 1, end), isQuoted: true, at }
  }

  /** What comes next, for a message; empty at the end. */
  get upcoming(): string {
    const word = this.#match(BARE) ?? String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 32)
    return this.isAtEnd ? '' : quoted(word)
  }

  /** @throws BadInput with the position, counted from 1, and the mend */
  refuse(what: string, mend: string, at: number = this.#at): never {
    throw new BadInput(`${this.#name}, position ${at + 1}: ${what}; ${mend}`)
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    return pattern.exec(this.#text)?.[0]
  }

  #move(length: number): void {
    this.#at += length
    this.#skip()
  }

  #skip(): void {
    this.#at += this.#match(SPACE)?.length ?? 0
  }
}

/** `text` as a refusal shows it. */
export function quoted(text: string): string {
  const clean = text.replace(UNPRINTABLE, '?')
  return clean.length > LONGEST_SHOWN ? `'${clean.slice(0, LONGEST_SHOWN)}…'` : `'${clean}'`
}
