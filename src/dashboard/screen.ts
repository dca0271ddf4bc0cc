/**
 * A terminal that is drawn on and types: joins canvas and keyboard, and keeps the peace between
 * them. At most ten redraws a second, none where nothing changed; what was typed shows at once.
 */
import { type Canvas, openCanvas, type Size, type TerminalOutput } from './canvas.js'
import { type GuardedProcess, guardTerminal } from './guard.js'
import { type Keyboard, keyboardOf, type TerminalInput, type Timers } from './keyboard.js'
import { cutTo, widthOf } from './model/glyphs.js'
import type { Key } from './model/key.js'
import { Surface } from './model/surface.js'
import type { Theme } from './model/theme.js'

export interface ScreenOptions {
  readonly input: TerminalInput
  readonly output: TerminalOutput
  readonly theme: Theme
  /** Draws the whole screen; the paper is empty and as large as the terminal. */
  draw(paper: Surface): void
  /** A key was pressed; say `changed` if it changed anything. Ctrl-Z does not come here. */
  key(key: Key): void
  /** The terminal went away: nobody is there to read or type. */
  gone?(): void
  /** A fixed size, whatever the terminal says of itself. */
  readonly size?: Size
  /** With less the terminal shows what it would need. */
  readonly least?: Size
  /** Whether the wheel sends keys (`wheelup`, `wheeldown`), instead of choosing text by mouse. */
  readonly hasMouse?: boolean
  /** For tests. */
  readonly timers?: Timers
  readonly process?: GuardedProcess
}

export interface Screen {
  readonly width: number
  readonly height: number
  /** What `draw` would draw has changed; it will be called soon. */
  changed(): void
  wear(theme: Theme): void
  /** The terminal's bell. */
  ring(): void
  /** Gives the terminal back and stops this process, until the shell continues it. */
  suspend(): void
  /** Gives the terminal back; more than once does no harm. */
  close(): void
}

const REDRAW_MS = 100
/** The longest that a timer of Node's can wait: three weeks. */
const LONGEST_MS = 0x7fffffff
const LEAST: Size = { width: 24, height: 6 }
const FALLBACK: Size = { width: 80, height: 24 }

const WALL: Timers = {
  after: (milliseconds, ring) => {
    const timer = setTimeout(ring, milliseconds)
    return () => clearTimeout(timer)
  }
}

/** Whether a full screen can be shown there at all. */
export function isDrawable(
  output: { readonly isTTY?: boolean },
  term: string | undefined
): boolean {
  return output.isTTY === true && term !== 'dumb'
}

/** Takes the terminal. Rejects where the first drawing throws; the terminal is given back then. */
export async function openScreen(options: ScreenOptions): Promise<Screen> {
  const { output, theme, hasMouse = false } = options
  const size = sizeOf(options)
  const canvas = await openCanvas({ output, theme, size, hasMouse })
  const screen = new TerminalScreen(options, canvas, size)
  screen.open()
  return screen
}

class TerminalScreen implements Screen {
  readonly #options: ScreenOptions
  readonly #canvas: Canvas
  readonly #keyboard: Keyboard
  readonly #timers: Timers
  readonly #process: GuardedProcess
  readonly #release: () => void
  #size: Size
  #isOpen = true
  #isChanged = false
  /** Output that is read more slowly than we draw. */
  #isStalled = false
  #stopTimer: (() => void) | undefined
  #stopWaiting = (): void => {}

  constructor(options: ScreenOptions, canvas: Canvas, size: Size) {
    this.#options = options
    this.#canvas = canvas
    this.#size = size
    this.#timers = options.timers ?? WALL
    this.#process = options.process ?? process
    this.#keyboard = keyboardOf(options.input, this.#timers, {
      keys: (keys) => this.#pressed(keys),
      gone: this.#gone
    })
    this.#release = guardTerminal(this.#process, this.#giveBack)
  }

  get width(): number {
    return this.#size.width
  }

  get height(): number {
    return this.#size.height
  }

  open(): void {
    const { output } = this.#options
    output.on('resize', this.#resized).on('drain', this.#drained).on('error', this.#gone)
    this.#process.on('SIGCONT', this.#continued)
    try {
      this.#keyboard.open()
      this.#draw()
    } catch (error) {
      this.close()
      throw error
    }
  }

  changed(): void {
    this.#isChanged = true
    if (this.#isOpen && this.#stopTimer === undefined) this.#drawIn(0)
  }

  wear(theme: Theme): void {
    this.#canvas.wear(theme)
    this.changed()
  }

  ring(): void {
    if (this.#isOpen) this.#options.output.write('\x07')
  }

  suspend(): void {
    if (!this.#isOpen) return
    this.#keyboard.close()
    this.#canvas.leave()
    // Without keys to wait for Node would find nothing left to do, and end.
    this.#stopWaiting = this.#timers.after(LONGEST_MS, () => {})
    // To the whole group, as the terminal itself would: whoever started us stops too.
    this.#process.kill(0, 'SIGTSTP')
  }

  close(): void {
    this.#giveBack()
    this.#release()
    const { output } = this.#options
    output.off('resize', this.#resized).off('drain', this.#drained).off('error', this.#gone)
    this.#process.off('SIGCONT', this.#continued)
  }

  readonly #giveBack = (): void => {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#stopTimer?.()
    this.#stopWaiting()
    this.#keyboard.close()
    this.#canvas.close()
  }

  readonly #gone = (): void => {
    if (!this.#isOpen) return
    this.#giveBack()
    this.#options.gone?.()
  }

  readonly #resized = (): void => {
    if (!this.#isOpen) return
    this.#size = sizeOf(this.#options)
    this.#canvas.resize(this.#size)
    this.#draw()
  }

  readonly #continued = (): void => {
    if (!this.#isOpen) return
    this.#stopWaiting()
    this.#canvas.leave()
    this.#canvas.enter()
    this.#keyboard.open()
    this.#resized()
  }

  readonly #drained = (): void => {
    this.#isStalled = false
    if (this.#isChanged) this.changed()
  }

  #pressed(keys: readonly Key[]): void {
    for (const key of keys) {
      if (key.name === 'z' && key.ctrl) this.suspend()
      else if (this.#isOpen) this.#options.key(key)
    }
    if (this.#isChanged) this.#draw()
  }

  #drawIn(milliseconds: number): void {
    this.#stopTimer = this.#timers.after(milliseconds, () => {
      this.#stopTimer = undefined
      if (this.#isChanged) this.#draw()
    })
  }

  #draw(): void {
    if (!this.#isOpen || this.#isStalled) return
    this.#isChanged = false
    this.#stopTimer?.()
    this.#drawIn(REDRAW_MS)
    const { width, height } = this.#size
    const paper = Surface.empty(width, height)
    const least = this.#options.least ?? LEAST
    if (width < least.width || height < least.height) drawTooSmall(paper, least)
    else this.#options.draw(paper)
    this.#canvas.paint(paper)
    this.#isStalled = this.#options.output.writableNeedDrain === true
  }
}

function sizeOf({ size, output }: ScreenOptions): Size {
  if (size !== undefined) return size
  const { columns, rows } = output
  return { width: columns || FALLBACK.width, height: rows || FALLBACK.height }
}

/** What a window too small says instead of cutting everything to pieces. */
function drawTooSmall(paper: Surface, least: Size): void {
  const { width, height } = paper
  const lines = [`too small: ${width}×${height}`, `needs ${least.width}×${least.height}`]
  const top = Math.max(0, Math.floor((height - lines.length) / 2))
  for (const [i, line] of lines.entries()) {
    const text = cutTo(line, width)
    paper.put(Math.floor((width - widthOf(text)) / 2), top + i, text, 'warning')
  }
}
