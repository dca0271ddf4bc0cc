/** The lines of a file that still grows, as they are finished. */
import { closeSync, fstatSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { BadInput } from '../kernel/quantity.js'
import { onEnding } from './signals.js'
import { openFile, STANDARD_INPUT } from './trace-input.js'
import { LineCutter } from './trace-lines.js'

const LOOK_EVERY_MS = 200
const CHUNK = 1 << 16

/**
 * The lines of file `path`, and those that are added, until a signal ends it.
 * @param isIdle called whenever there is no more for now
 * @throws BadInput where there is no such file, or it is made anew meanwhile
 */
export async function* followLines(
  path: string,
  isIdle: () => void
): AsyncGenerator<readonly string[]> {
  if (path === STANDARD_INPUT) {
    throw new BadInput('--follow: standard input is followed anyway; leave it out')
  }
  const file = openFile(path)
  let isOver = false
  let wake = () => {}
  const stopListening = onEnding(() => {
    isOver = true
    wake()
  })
  const buffer = Buffer.alloc(CHUNK)
  const decoder = new StringDecoder('utf8')
  let position = 0
  const cutter = new LineCutter()
  try {
    while (!isOver) {
      const length = readSync(file, buffer, 0, CHUNK, position)
      if (length === 0) {
        if (fstatSync(file).size < position) {
          throw new BadInput(`${path}: it has become shorter; look at it again from its beginning`)
        }
        isIdle()
        await new Promise<void>((resolve) => {
          wake = resolve
          setTimeout(resolve, LOOK_EVERY_MS)
        })
        continue
      }
      position += length
      yield cutter.cut(decoder.write(buffer.subarray(0, length)))
      if (cutter.isStuck) throw new BadInput(`${path}: a line of it has no end; name a trace`)
    }
    process.exitCode = 130
  } finally {
    stopListening()
    closeSync(file)
  }
}
