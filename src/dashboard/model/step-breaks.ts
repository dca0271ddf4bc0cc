/** The breakpoints that are set: those with a name, each by its number, and filters of one's own. */
import {
  type Breakpoint,
  NAMED_BREAKS,
  parseBreakpoint,
  type StepMarks
} from '../../sim/stepper/breakpoints.js'

const MOST = 20

export class BreakList {
  #set: readonly Breakpoint[] = []

  get isEmpty(): boolean {
    return this.#set.length === 0
  }

  /** In the order in which they were set. */
  get texts(): readonly string[] {
    return this.#set.map(({ text }) => text)
  }

  /** What can be typed: `1 base changes  2 duplicate ACK  …`, a star before those that are set. */
  get label(): string {
    const names = this.#choices.map(
      (text, i) => `${this.texts.includes(text) ? '*' : ''}${i + 1} ${text}`
    )
    return `${names.join('  ')}, or a filter:`
  }

  takes(marks: StepMarks, step: number): boolean {
    return this.#set.some((one) => one.takes(marks, step))
  }

  /** Those that take this step. */
  names(marks: StepMarks, step: number): string {
    return this.#set.flatMap((one) => (one.takes(marks, step) ? [one.text] : [])).join(', ')
  }

  /**
   * Sets the breakpoint that `text` names, or takes it away.
   * @returns what was done, in words @throws BadInput with the mend
   */
  turn(text: string): string {
    const meant = this.#choices[Number(text) - 1] ?? text
    const breakpoint = parseBreakpoint(meant)
    if (this.texts.includes(breakpoint.text)) {
      this.#set = this.#set.filter((one) => one.text !== breakpoint.text)
      return `no breakpoint any more: ${breakpoint.text}`
    }
    if (this.#set.length >= MOST) return `${MOST} breakpoints are set; b takes one away`
    this.#set = [...this.#set, breakpoint]
    return `breakpoint: ${breakpoint.text}; c goes to the next one, C back`
  }

  get #choices(): readonly string[] {
    const own = this.texts.filter((text) => !NAMED_BREAKS.some((name) => name === text))
    return [...NAMED_BREAKS, ...own]
  }
}
