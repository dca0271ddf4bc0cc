/**
 * The line behind `:`, in the words of the command line: with history and completion; what is
 * refused stays there, with the reason beside it.
 */
import { Completer } from './completion.js'
import { cutTo, widthOf } from './glyphs.js'
import { chordOf, type Key } from './key.js'
import { LineEditor } from './line-editor.js'
import type { Surface } from './surface.js'
import { commandWords } from './weather-command-help.js'

const LONGEST = 400
const PROMPT = ':'
/** Stands for the colon where words are completed: none of them is the first of its line. */
const BEFORE = ': '

export class CommandLine {
  readonly #editor: LineEditor
  readonly #completer = new Completer()
  #isOpen = false
  #refusal: string | undefined

  /** @param command carries out a line. It returns why not, where it is refused */
  constructor(command: (text: string) => string | undefined) {
    const say = (text: string): void => {
      this.#refusal = command(text)
      if (this.#refusal === undefined) this.#isOpen = false
      else this.#editor.set(text)
    }
    const vocabulary = () => ({ names: [], commands: [] })
    this.#editor = new LineEditor({ say, vocabulary }, { longest: LONGEST })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  open(text = ''): void {
    this.#isOpen = true
    this.#refusal = undefined
    this.#editor.set(text)
  }

  close(): void {
    this.#isOpen = false
  }

  key(key: Key): void {
    const chord = chordOf(key)
    const isEmpty = this.#editor.text === ''
    this.#refusal = undefined
    if (this.#editor.paste === undefined) {
      if (chord === 'escape' || (isEmpty && (chord === 'backspace' || chord === 'enter'))) {
        this.close()
        return
      }
      if (chord === 'tab' || chord === 'shift+tab') {
        this.#complete(chord === 'shift+tab')
        return
      }
    }
    this.#editor.key(key)
  }

  /** With its cursor; a refusal beside it, or what can be typed. */
  draw(row: Surface): void {
    row.clear('input')
    const typed = widthOf(this.#editor.text) + PROMPT.length + 2
    const isRefused = this.#refusal !== undefined
    const width = Math.min(typed, isRefused ? Math.ceil(row.width / 3) : row.width)
    const words = commandWords(this.#editor.text.slice(0, this.#editor.at))
    const aside = this.#refusal ?? `${words.slice(0, 12).join('  ')}`
    const rest = row.width - width - 1
    if (rest > 8) row.put(width + 1, 0, cutTo(aside, rest), isRefused ? 'error' : 'faint')
    this.#editor.draw(row.part(0, 0, rest > 8 ? width : row.width, 1), 0, PROMPT)
  }

  #complete(isBack: boolean): void {
    const { text, at } = this.#editor
    const vocabulary = { names: commandWords(text.slice(0, at)), commands: [] }
    const line = { text: BEFORE + text, at: BEFORE.length + at }
    const done = this.#completer.press(line, vocabulary, isBack)
    this.#editor.set(done.text.slice(BEFORE.length))
    this.#editor.move(done.at - BEFORE.length)
  }
}
