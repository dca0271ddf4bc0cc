/**
 * What a program writes to its standard error, each line with its name before it, as far as a
 * terminal and its reader can bear. Where a screen has the terminal, it waits for its end. What a
 * program says that was started again is the same story again, and is not shown.
 */
import { cleanText } from '../kernel/display.js'

const MOST_LINES = 10_000
/** In characters. */
const LONGEST = 500
/** While a screen has the terminal. */
const MOST_KEPT = 200

export class ExecStderr {
  /** The last line that says something: of a program that ends, it is the reason, as a rule. */
  last = ''
  #rest = ''
  #count = 0
  #isFirst = true
  #kept: string[] = []
  readonly #name: string

  constructor(name: string) {
    this.#name = name
  }

  add(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    // Without an end it is not kept for ever.
    if (this.#rest.length > LONGEST) lines.push(this.#rest.slice(0, LONGEST))
    this.#rest = this.#rest.slice(0, LONGEST)
    if (lines.length === 0) return
    for (const line of lines) this.#take(line)
    this.#write(hasScreen())
  }

  /** The program is started once more. */
  again(): void {
    this.end()
    this.last = ''
    this.#isFirst = false
  }

  /** There will be no more. */
  end(): void {
    if (this.#rest !== '') this.#take(this.#rest)
    this.#rest = ''
    this.#write(false)
  }

  #take(line: string): void {
    const clean = cleanText(line.slice(0, LONGEST).trimEnd())
    if (clean !== '') this.last = clean
    if (!this.#isFirst) return
    if (++this.#count < MOST_LINES) this.#kept.push(`${this.#name}: ${clean}\n`)
    if (this.#count === MOST_LINES)
      this.#kept.push(`${this.#name}: … what more it says is not shown\n`)
  }

  #write(isHeldBack: boolean): void {
    if (isHeldBack) this.#kept = this.#kept.slice(-MOST_KEPT)
    else if (this.#kept.length > 0) process.stderr.write(this.#kept.splice(0).join(''))
  }
}

/** A screen reads keys one by one. */
const hasScreen = (): boolean => process.stdin.isTTY && process.stdin.isRaw && process.stderr.isTTY
