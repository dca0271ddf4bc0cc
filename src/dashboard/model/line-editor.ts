/**
 * The line that is being typed, with the keys that readline and every shell have. It moves by
 * graphemes (UAX #29): what looks like one character is one, however many codes it took.
 *
 *   ←→ home end ctrl+a ctrl+e   move          ctrl+← meta+b ctrl+→ meta+f   by words
 *   backspace delete ctrl+d     take away     ctrl+w ctrl+u ctrl+k          … and keep for ctrl+y
 *   ↑↓ ctrl+p ctrl+n            history       tab shift+tab                 finish a word
 *   meta+enter                  a line break  enter                         say it
 */
import { Completer, type Vocabulary } from './completion.js'
import {
  graphemesWithin,
  nextStop,
  stopAt,
  stopBefore,
  wordAfter,
  wordBefore
} from './graphemes.js'
import { chordOf, type Key } from './key.js'
import { drawTyped } from './line-drawing.js'
import { LineHistory } from './line-history.js'
import { answerTo, cleanPaste, type Pasted, pastedFrom } from './pasted-lines.js'
import type { Surface } from './surface.js'

/** What the editor asks for and orders. */
export interface EditorHost {
  /** A line is finished; it may have line breaks in it. */
  say(text: string): void
  vocabulary(): Vocabulary
}

export interface EditorOptions {
  /** The longest line, in UTF-16 units; what goes beyond is not taken. */
  readonly longest?: number
  /** How many lines it remembers. */
  readonly remembers?: number
}

const LONGEST = 4_000
const REMEMBERS = 500

type Move = (editor: LineEditor) => void

export class LineEditor {
  readonly #host: EditorHost
  readonly #longest: number
  readonly #history: LineHistory
  readonly #completer = new Completer()
  #text = ''
  /** How many UTF-16 units are before the cursor; always between graphemes. */
  #at = 0
  #killed = ''
  #pasted: Pasted | undefined

  constructor(host: EditorHost, { longest = LONGEST, remembers = REMEMBERS }: EditorOptions = {}) {
    this.#host = host
    this.#longest = longest
    this.#history = new LineHistory(remembers)
  }

  get text(): string {
    return this.#text
  }

  /** How many UTF-16 units are before the cursor. */
  get at(): number {
    return this.#at
  }

  /** Lines that were pasted and wait for a word what to do with them. */
  get paste(): Pasted | undefined {
    return this.#pasted
  }

  /** Whether there is anything that a person would not like to lose. */
  get isEmpty(): boolean {
    return this.#text === '' && this.#pasted === undefined
  }

  /** @returns whether the key was for the editor */
  key(key: Key): boolean {
    const chord = chordOf(key)
    const move = MOVES[chord]
    if (this.#pasted !== undefined) this.#answer(this.#pasted, key)
    else if (chord === 'ctrl+d' && this.#text === '') return false
    else if (move !== undefined) {
      move(this)
    } else if (key.name === 'paste') this.#takePaste(key.text)
    else if (key.text === '' || key.ctrl || key.meta) return false
    else this.insert(key.text)
    return true
  }

  /** Puts `text` where the cursor is, as far as there is room. */
  insert(text: string): void {
    this.#replace(this.#at, this.#at, graphemesWithin(text, this.#longest - this.#text.length))
  }

  /** Another line in the place of this one; the cursor at its end. */
  set(text: string): void {
    this.#text = text
    this.#at = text.length
  }

  /**
   * Draws prompt and line into row `y`, and places the cursor; what has no room is scrolled away
   * at either end. Lines that were pasted are asked about instead.
   */
  draw(paper: Surface, y: number, prompt = '> '): void {
    drawTyped(paper, y, { prompt, text: this.#text, at: this.#at, pasted: this.#pasted })
  }

  /** Never into the middle of a grapheme. */
  move(to: number): void {
    this.#at = this.#stopTowards(to)
  }

  /** Takes away what lies between the cursor and `to`. */
  erase(to: number, isKept = false): void {
    const stop = this.#stopTowards(to)
    const from = Math.min(this.#at, stop)
    const end = Math.max(this.#at, stop)
    if (isKept && end > from) this.#killed = this.#text.slice(from, end)
    this.#replace(from, end, '')
  }

  yank(): void {
    this.insert(this.#killed)
  }

  recall(step: 1 | -1): void {
    const line = this.#history.recall(step, this.#text)
    if (line !== undefined) this.set(line)
  }

  complete(isBack: boolean): void {
    const line = { text: this.#text, at: this.#at }
    const done = this.#completer.press(line, this.#host.vocabulary(), isBack)
    if (done.text.length > this.#longest) return
    this.#text = done.text
    // What stood behind the cursor may have been an accent, which joins what is before it now.
    this.#at = nextStop(done.text, done.at - 1)
  }

  enter(): void {
    const text = this.#text
    this.set('')
    if (text.trim() === '') return
    this.#history.add(text)
    this.#host.say(text)
  }

  #takePaste(text: string): void {
    const clean = cleanPaste(text)
    if (clean.includes('\n')) {
      const whole = this.#text.slice(0, this.#at) + clean + this.#text.slice(this.#at)
      this.#pasted = pastedFrom(whole, this.#longest)
    } else this.insert(clean)
  }

  #answer(pasted: Pasted, key: Key): void {
    const answer = answerTo(pasted, chordOf(key))
    if (answer === undefined) return
    this.#pasted = undefined
    if (answer === 'cancel') return
    const { lines } = pasted
    for (const line of answer === 'one' ? [lines.join('\n')] : lines) {
      this.set(line)
      this.enter()
    }
  }

  #stopTowards(to: number): number {
    return to <= this.#at ? stopAt(this.#text, Math.max(0, to)) : nextStop(this.#text, to - 1)
  }

  #replace(from: number, end: number, text: string): void {
    this.#text = this.#text.slice(0, from) + text + this.#text.slice(end)
    // An accent joins what stands before it, and what was taken away may have kept two apart.
    this.#at = nextStop(this.#text, from + text.length - 1)
  }
}

const left: Move = (it) => it.move(stopBefore(it.text, it.at))
const right: Move = (it) => it.move(nextStop(it.text, it.at))
const home: Move = (it) => it.move(0)
const end: Move = (it) => it.move(it.text.length)
const back: Move = (it) => it.move(wordBefore(it.text, it.at))
const forth: Move = (it) => it.move(wordAfter(it.text, it.at))
const erase: Move = (it) => it.erase(nextStop(it.text, it.at))
const rub: Move = (it) => it.erase(stopBefore(it.text, it.at))
const older: Move = (it) => it.recall(-1)
const newer: Move = (it) => it.recall(1)

const MOVES: Readonly<Record<string, Move>> = {
  left,
  'ctrl+b': left,
  right,
  'ctrl+f': right,
  home,
  'ctrl+a': home,
  end,
  'ctrl+e': end,
  'ctrl+left': back,
  'meta+left': back,
  'meta+b': back,
  'ctrl+right': forth,
  'meta+right': forth,
  'meta+f': forth,
  backspace: rub,
  delete: erase,
  'ctrl+d': erase,
  'ctrl+w': (it) => it.erase(it.text.slice(0, it.at).search(/\S*\s*$/u), true),
  'meta+backspace': (it) => it.erase(wordBefore(it.text, it.at), true),
  'meta+d': (it) => it.erase(wordAfter(it.text, it.at), true),
  'ctrl+u': (it) => it.erase(0, true),
  'ctrl+k': (it) => it.erase(it.text.length, true),
  'ctrl+y': (it) => it.yank(),
  up: older,
  'ctrl+p': older,
  down: newer,
  'ctrl+n': newer,
  tab: (it) => it.complete(false),
  'shift+tab': (it) => it.complete(true),
  'meta+enter': (it) => it.insert('\n'),
  enter: (it) => it.enter()
}
