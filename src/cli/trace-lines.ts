/** The lines of a trace that comes in pieces, as many at a time as there are. */
import { createReadStream } from 'node:fs'

/**
 * Characters. The longest lines that a run writes, the states of wide windows, have less than a
 * million. A file without line ends is not taken into memory as a whole.
 */
export const LONGEST_LINE = 1 << 24
const CHUNK = 1 << 18

/** Cuts text that comes in pieces into lines. */
export class LineCutter {
  #rest = ''

  /** What comes after the last line end. */
  get rest(): string {
    return this.#rest
  }

  /** No line end comes in sight. */
  get isStuck(): boolean {
    return this.#rest.length > LONGEST_LINE
  }

  /** The lines that `piece` ends, without their ends. */
  cut(piece: string): string[] {
    const lines = (this.#rest + piece).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines
  }
}

/**
 * The lines of file number `file`, or of standard input where there is none; the last one, too,
 * that has no end. After one that is longer than `LONGEST_LINE` there are no more.
 */
export async function* linesOf(file: number | undefined): AsyncGenerator<readonly string[]> {
  const options = { highWaterMark: CHUNK }
  const input = file === undefined ? process.stdin : createReadStream('', { ...options, fd: file })
  input.setEncoding('utf8')
  const cutter = new LineCutter()
  for await (const piece of input) {
    yield cutter.cut(String(piece))
    if (cutter.isStuck) break
  }
  if (cutter.rest !== '') yield [cutter.rest]
}
