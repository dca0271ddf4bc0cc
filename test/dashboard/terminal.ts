/**
 * A terminal without a window: what is written to it is laid out by xterm's own code
 * (@xterm/headless), what is pressed arrives as the bytes that a terminal sends. Time stands
 * still until `advance`.
 */
import { EventEmitter } from 'node:events'
import xterm from '@xterm/headless'
import type { TerminalOutput } from '../../src/dashboard/canvas.js'
import type { TerminalInput, Timers } from '../../src/dashboard/keyboard.js'

export interface SeenCell {
  /** `''` in the right half of a wide character. */
  readonly text: string
  readonly width: number
  /** Of the 256 colours; −1: the terminal's own. */
  readonly ink: number
  readonly paper: number
  readonly isBold: boolean
  readonly isUnderlined: boolean
  readonly isInverse: boolean
}

/** How many columns this terminal thinks that a character takes. */
export type Widths = (code: number) => 0 | 1 | 2

export class FakeTerminal {
  readonly input = new FakeInput()
  readonly output: FakeOutput
  readonly timers = new FakeTimers()
  readonly #xterm: InstanceType<typeof xterm.Terminal>

  constructor(width = 80, height = 24, widths?: Widths) {
    this.#xterm = new xterm.Terminal({ cols: width, rows: height, allowProposedApi: true })
    if (widths !== undefined) {
      this.#xterm.unicode.register(providerOf(widths))
      this.#xterm.unicode.activeVersion = 'fake'
    }
    this.output = new FakeOutput(width, height, (text) => this.#xterm.write(text))
  }

  /** Keys by their chords, each a chunk of its own: `'ctrl+c'`, `'meta+left'`, `'f1'`, `'a'`. */
  press(...chords: string[]): void {
    for (const chord of chords) this.send(bytesOf(chord))
  }

  /** Each character as a person types it. */
  type(text: string): void {
    for (const character of text) this.send(character)
  }

  /** As a terminal that marks pastes. */
  paste(text: string): void {
    this.send(`\x1b[200~${text.replaceAll('\n', '\r')}\x1b[201~`)
  }

  /** Raw bytes, in one chunk. */
  send(bytes: string | Buffer): void {
    this.input.emit('data', typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
  }

  resize(width: number, height: number): void {
    this.#xterm.resize(width, height)
    this.output.columns = width
    this.output.rows = height
    this.output.emit('resize')
  }

  /** Everything that was written so far has its effect. */
  async settle(): Promise<void> {
    await new Promise<void>((resolve) => this.#xterm.write('', resolve))
  }

  /** The rows as they are seen, without the blanks at their end. */
  async text(): Promise<string[]> {
    await this.settle()
    const { active } = this.#xterm.buffer
    return Array.from({ length: this.#xterm.rows }, (_, y) =>
      (active.getLine(active.viewportY + y)?.translateToString(false) ?? '').trimEnd()
    )
  }

  async row(y: number): Promise<SeenCell[]> {
    await this.settle()
    const { active } = this.#xterm.buffer
    const line = active.getLine(active.viewportY + y)
    return Array.from({ length: this.#xterm.cols }, (_, x) => {
      const cell = line?.getCell(x)
      if (cell === undefined) throw new Error(`there is no cell ${x}, ${y}`)
      return {
        text: cell.getWidth() > 0 && cell.getChars() === '' ? ' ' : cell.getChars(),
        width: cell.getWidth(),
        ink: cell.isFgDefault() ? -1 : cell.getFgColor(),
        paper: cell.isBgDefault() ? -1 : cell.getBgColor(),
        isBold: cell.isBold() !== 0,
        isUnderlined: cell.isUnderline() !== 0,
        isInverse: cell.isInverse() !== 0
      }
    })
  }

  async cell(x: number, y: number): Promise<SeenCell> {
    const cell = (await this.row(y))[x]
    if (cell === undefined) throw new Error(`there is no cell ${x}, ${y}`)
    return cell
  }

  async cursor(): Promise<{ x: number; y: number }> {
    await this.settle()
    const { active } = this.#xterm.buffer
    return { x: active.cursorX, y: active.cursorY }
  }

  /** What of the terminal's modes is not as a shell would have it. */
  async modes(): Promise<string[]> {
    await this.settle()
    const { modes, buffer } = this.#xterm
    return [
      ...(buffer.active.type === 'alternate' ? ['alternate'] : []),
      ...(modes.bracketedPasteMode ? ['paste'] : []),
      ...(modes.wraparoundMode ? [] : ['no wrap']),
      ...(modes.mouseTrackingMode === 'none' ? [] : ['mouse']),
      ...(modes.applicationCursorKeysMode ? ['cursor keys'] : []),
      ...(modes.applicationKeypadMode ? ['keypad'] : []),
      ...(this.output.isCursorHidden ? ['no cursor'] : []),
      ...(this.input.isRaw ? ['raw'] : []),
      ...(this.input.isRead ? ['read'] : [])
    ]
  }

  dispose(): void {
    this.#xterm.dispose()
  }
}

class FakeInput extends EventEmitter implements TerminalInput {
  isRaw = false
  isRead = false

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw
  }

  resume(): void {
    this.isRead = true
  }

  pause(): void {
    this.isRead = false
  }
}

class FakeOutput extends EventEmitter implements TerminalOutput {
  readonly isTTY = true
  columns: number
  rows: number
  /** All that was ever written. */
  written = ''
  writableNeedDrain = false
  readonly #show: (text: string) => void

  constructor(columns: number, rows: number, show: (text: string) => void) {
    super()
    this.columns = columns
    this.rows = rows
    this.#show = show
  }

  write(text: string): boolean {
    this.written += text
    this.#show(text)
    return !this.writableNeedDrain
  }

  get isCursorHidden(): boolean {
    return this.written.lastIndexOf('\x1b[?25l') > this.written.lastIndexOf('\x1b[?25h')
  }

  /** What was written since the last call of this. */
  since(): string {
    const text = this.written.slice(this.#told)
    this.#told = this.written.length
    return text
  }

  #told = 0
}

class FakeTimers implements Timers {
  #now = 0
  #alarms: { at: number; ring: () => void }[] = []

  after(milliseconds: number, ring: () => void): () => void {
    const alarm = { at: this.#now + milliseconds, ring }
    this.#alarms.push(alarm)
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm)
    }
  }

  /** Lets time pass, each alarm at its moment. */
  advance(milliseconds: number): void {
    const until = this.#now + milliseconds
    for (;;) {
      const due = this.#alarms.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.#alarms = this.#alarms.filter((alarm) => alarm !== due)
      this.#now = due.at
      due.ring()
    }
    this.#now = until
  }

  /** How many alarms are set. */
  get waiting(): number {
    return this.#alarms.length
  }
}

const LETTERS: Readonly<Record<string, string>> = {
  up: 'A',
  down: 'B',
  right: 'C',
  left: 'D',
  end: 'F',
  home: 'H'
}
const NUMBERS: Readonly<Record<string, number>> = {
  insert: 2,
  delete: 3,
  pageup: 5,
  pagedown: 6,
  f5: 15,
  f6: 17,
  f7: 18,
  f8: 19,
  f9: 20,
  f10: 21,
  f11: 23,
  f12: 24
}
const SINGLE: Readonly<Record<string, string>> = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  space: ' ',
  backspace: '\x7f',
  'shift+tab': '\x1b[Z',
  f1: '\x1bOP',
  f2: '\x1bOQ',
  f3: '\x1bOR',
  f4: '\x1bOS'
}

/** What xterm sends for a chord. */
function bytesOf(chord: string): string {
  const single = SINGLE[chord]
  if (single !== undefined) return single
  const parts = chord === '+' ? ['+'] : chord.split('+')
  const name = parts.pop() ?? ''
  const [shift, meta, ctrl] = ['shift', 'meta', 'ctrl'].map((word) => parts.includes(word))
  const modifiers = 1 + (shift ? 1 : 0) + (meta ? 2 : 0) + (ctrl ? 4 : 0)
  const letter = LETTERS[name]
  if (letter !== undefined)
    return modifiers === 1 ? `\x1b[${letter}` : `\x1b[1;${modifiers}${letter}`
  const number = NUMBERS[name]
  if (number !== undefined) {
    return modifiers === 1 ? `\x1b[${number}~` : `\x1b[${number};${modifiers}~`
  }
  const base = SINGLE[name] ?? name
  const typed = ctrl ? String.fromCharCode(base.toUpperCase().charCodeAt(0) & 0x1f) : base
  return meta ? `\x1b${typed}` : typed
}

function providerOf(widths: Widths): {
  version: string
  wcwidth: Widths
  charProperties(code: number, preceding: number): number
} {
  return {
    version: 'fake',
    wcwidth: widths,
    // As xterm's own: bits of width above the bit that joins it to the character before.
    charProperties: (code, preceding) => {
      const width = widths(code)
      const before = (preceding >> 1) & 3
      const isJoined = width === 0 && preceding !== 0 && before !== 0
      return ((isJoined ? Math.max(before, width) : width) << 1) | (isJoined ? 1 : 0)
    }
  }
}
