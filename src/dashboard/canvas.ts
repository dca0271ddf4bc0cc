/**
 * A whole terminal as paper, by way of blessed: it knows what this terminal calls its abilities,
 * owns the alternate buffer and sends only the cells that differ from what is shown. Its widgets,
 * its keys and its care for the process are left aside:
 *
 * - Cells are written by us. Where a terminal may give a character another width than we do, the
 *   cell says afterwards where the next one stands, so a disagreement stays within its cell.
 * - It reads from a stream that never says anything (see keyboard.ts for what does).
 * - Its listeners for signals and errors, which end the process, are taken off again.
 */
import { EventEmitter } from 'node:events'
import { attributesOf } from './blessed-attributes.js'
import { isSteady } from './model/glyphs.js'
import type { Style } from './model/style.js'
import type { Cursor, Surface } from './model/surface.js'
import type { Theme } from './model/theme.js'

/** What is written to; `process.stdout`, say. */
export interface TerminalOutput extends EventEmitter {
  write(text: string): boolean
  readonly columns?: number
  readonly rows?: number
  readonly writableNeedDrain?: boolean
}

export interface Size {
  readonly width: number
  readonly height: number
}

export interface CanvasOptions {
  readonly output: TerminalOutput
  readonly theme: Theme
  readonly size: Size
  /** Whether the terminal reports its wheel, which takes its own way of choosing text away. */
  readonly hasMouse: boolean
}

export interface Canvas {
  /** Shows this paper, which has the canvas's size; writes nothing where nothing differs. */
  paint(paper: Surface): void
  /** Takes the terminal: everything will be painted anew. */
  enter(): void
  /** Gives the terminal back as it was. */
  leave(): void
  /** Another size, or another terminal behind the same stream: everything will be painted anew. */
  resize(size: Size): void
  wear(theme: Theme): void
  close(): void
}

/** What blessed keeps for itself, and we have to know. */
interface Inside {
  /** Attributes and text of each cell. */
  readonly lines: ([number, string][] & { dirty: boolean })[]
  /** The same, as the terminal shows them. */
  readonly olines: [number, string][][]
  readonly tput: { brokenACS: boolean; cup(y: number, x: number): string }
  draw(start: number, end: number): void
  enter(): void
  leave(): void
  destroy(): void
}

interface Program {
  cursorHidden: boolean
  _write(text: string): void
  cup(y: number, x: number): void
  hideCursor(): void
  showCursor(): void
  flush(): void
}

/** Paste is marked as such; no wrapping at the edge; letters stay where they are put (BDSM). */
const TAKE = '\x1b[?2004h\x1b[?7l\x1b[8l'
const GIVE_BACK = '\x1b[8h\x1b[?7h\x1b[?2004l\x1b[m'
const TAKE_MOUSE = '\x1b[?1000h\x1b[?1006h'
const GIVE_BACK_MOUSE = '\x1b[?1006l\x1b[?1000l'
/** In no paper: the cell is sent whatever is to stand there. */
const UNKNOWN = '\0'
const ONE_RIGHT = '\x1b[C'

export async function openCanvas(options: CanvasOptions): Promise<Canvas> {
  const { default: blessed } = await import('blessed')
  // blessed reads today's terminal descriptions wrongly, and says so on the screen: without any
  // it falls back on its own of an xterm, whose abilities are everybody's by now.
  Object.assign((blessed as unknown as { Tput: object }).Tput, { ipaths: [] })
  const stage = new Stage(options.output, options.size)
  const program = blessed.program({
    input: new EventEmitter(),
    output: stage,
    terminal: 'xterm-256color',
    forceUnicode: true,
    tput: true,
    buffer: true,
    zero: true
  } as object) as unknown as Program
  program._write(options.hasMouse ? TAKE + TAKE_MOUSE : TAKE)
  const screen = blessed.screen({ program } as object) as unknown as Inside
  withdraw((blessed as unknown as { Screen: Handlers }).Screen)
  return new BlessedCanvas(options, stage, program, screen)
}

/** The stream that blessed writes to, of a size that we tell it. */
class Stage extends EventEmitter {
  readonly isTTY = true
  readonly writable = true
  columns: number
  rows: number
  readonly #output: TerminalOutput

  constructor(output: TerminalOutput, { width, height }: Size) {
    super()
    this.#output = output
    this.columns = width
    this.rows = height
  }

  write(text: string): boolean {
    return this.#output.write(text)
  }
}

class BlessedCanvas implements Canvas {
  readonly #stage: Stage
  readonly #program: Program
  readonly #screen: Inside
  readonly #hasMouse: boolean
  #attributes: ReadonlyMap<Style, number>
  #cursor: Cursor | undefined
  #isOurs = true

  constructor(options: CanvasOptions, stage: Stage, program: Program, screen: Inside) {
    this.#stage = stage
    this.#program = program
    this.#screen = screen
    this.#hasMouse = options.hasMouse
    this.#attributes = attributesOf(options.theme)
    screen.tput.brokenACS = true
  }

  paint(paper: Surface): void {
    if (!this.#isOurs) return
    for (const y of this.#screen.lines.keys()) this.#paintRow(paper, y)
    this.#screen.draw(0, this.#screen.lines.length - 1)
    this.#placeCursor(paper.cursor)
    this.#program.flush()
  }

  enter(): void {
    if (this.#isOurs) return
    this.#isOurs = true
    this.#program._write(this.#hasMouse ? TAKE + TAKE_MOUSE : TAKE)
    this.#screen.enter()
    this.#cursor = undefined
  }

  leave(): void {
    if (!this.#isOurs) return
    this.#isOurs = false
    this.#program._write(this.#hasMouse ? GIVE_BACK_MOUSE + GIVE_BACK : GIVE_BACK)
    this.#screen.leave()
    this.#program.flush()
  }

  resize({ width, height }: Size): void {
    this.#stage.columns = width
    this.#stage.rows = height
    this.#stage.emit('resize')
    this.#cursor = undefined
    if (this.#isOurs) this.#program.hideCursor()
  }

  wear(theme: Theme): void {
    this.#attributes = attributesOf(theme)
  }

  close(): void {
    this.leave()
    this.#screen.destroy()
  }

  #paintRow(paper: Surface, y: number): void {
    const { lines, olines } = this.#screen
    const line = lines[y]
    if (line === undefined) return
    // Up to here something is sent again because it may have been drawn over.
    let spoiled = 0
    for (const [x, shown] of line.entries()) {
      const cell = paper.cellAt(x, y)
      if (cell === undefined) continue
      const isRightHalf = cell.text === ''
      const style = isRightHalf ? (paper.cellAt(x - 1, y) ?? cell).style : cell.style
      const attributes = this.#attributes.get(style) ?? 0
      const text = isRightHalf ? ONE_RIGHT : this.#textOf(cell.text, paper, x, y)
      if (x >= spoiled && shown[0] === attributes && shown[1] === text) continue
      shown[0] = attributes
      shown[1] = text
      line.dirty = true
      if (isRightHalf || isSteady(cell.text)) continue
      // It may have been drawn over its neighbours, two columns for each of its codes at most.
      spoiled = Math.max(spoiled, x + 2 * cell.text.length)
      for (const neighbour of olines[y]?.slice(x + 1, spoiled) ?? []) neighbour[1] = UNKNOWN
    }
  }

  #textOf(text: string, paper: Surface, x: number, y: number): string {
    if (isSteady(text)) return text
    const { tput } = this.#screen
    const isWide = paper.cellAt(x + 1, y)?.text === ''
    return (isWide ? '  ' : ' ') + tput.cup(y, x) + text + tput.cup(y, x + 1)
  }

  /** blessed puts the cursor back to where it was; it only has to be told of a new place. */
  #placeCursor(cursor: Cursor | undefined): void {
    if (cursor === undefined) {
      if (!this.#program.cursorHidden) this.#program.hideCursor()
    } else {
      const { x, y } = cursor
      if (x !== this.#cursor?.x || y !== this.#cursor.y) this.#program.cup(y, x)
      if (this.#program.cursorHidden) this.#program.showCursor()
    }
    this.#cursor = cursor
  }
}

type Handler = (...values: unknown[]) => void
type Handlers = Readonly<Record<string, Handler | undefined>>

/** Takes blessed's hands off the process: it would end it at a signal and print errors itself. */
function withdraw(screen: Handlers): void {
  const handlers = {
    uncaughtException: screen['_exceptionHandler'],
    exit: screen['_exitHandler'],
    SIGTERM: screen['_sigtermHandler'],
    SIGINT: screen['_sigintHandler'],
    SIGQUIT: screen['_sigquitHandler']
  }
  for (const [event, handler] of Object.entries(handlers)) {
    if (handler !== undefined) process.removeListener(event, handler)
  }
}
