/** A line that is typed into: where to go, how late, which breakpoint, which name, which answer. */
import { BadInput } from '../../kernel/quantity.js'
import type { Key } from './key.js'
import { LineEditor } from './line-editor.js'
import type { Surface } from './surface.js'

export interface Prompt {
  readonly label: string
  /** What stands there to begin with. */
  readonly text?: string
  /** @returns what was wrong with it; undefined where it is done */
  readonly take: (text: string) => string | undefined
}

export class PromptLine {
  readonly #editor: LineEditor
  #prompt: Prompt | undefined
  /** What was wrong with what was typed last. */
  #problem: string | undefined

  constructor() {
    this.#editor = new LineEditor({
      say: (text) => this.#take(text),
      vocabulary: () => ({ names: [], commands: [] })
    })
  }

  get isOpen(): boolean {
    return this.#prompt !== undefined
  }

  get isEmpty(): boolean {
    return this.#editor.isEmpty
  }

  get problem(): string | undefined {
    return this.#problem
  }

  open(prompt: Prompt): void {
    this.#prompt = prompt
    this.#problem = undefined
    this.#editor.set(prompt.text ?? '')
  }

  close(): void {
    this.#prompt = undefined
    this.#problem = undefined
    this.#editor.set('')
  }

  /** Esc closes it, and so does Enter in an empty line. */
  key(key: Key): void {
    const isDone = key.name === 'enter' && this.#editor.isEmpty
    if (key.name === 'escape' || isDone) this.close()
    else this.#editor.key(key)
  }

  draw(row: Surface): void {
    if (this.#prompt !== undefined) this.#editor.draw(row, 0, `${this.#prompt.label} `)
  }

  #take(text: string): void {
    const prompt = this.#prompt
    if (prompt === undefined) return
    this.#prompt = undefined
    this.#problem = undefined
    const problem = prompt.take(text.trim())
    if (problem === undefined) return
    // What was typed stays, to be mended.
    this.open({ ...prompt, text })
    this.#problem = problem
  }
}

/** What is wrong with what somebody typed, if `action` says so. */
export function problemIn(action: () => void): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    if (error instanceof BadInput) return error.message
    throw error
  }
}
