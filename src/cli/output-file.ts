/** A file that a command makes for somebody else's program, or standard output instead. */

import { once } from 'node:events'
import { closeSync, openSync, realpathSync, writeSync } from 'node:fs'
import { BadInput } from '../kernel/quantity.js'

/** As its own name, standard output. */
export const STANDARD_OUTPUT = '-'

/** Written at once when so many bytes wait. */
const CHUNK = 1 << 18

/**
 * Writes `parts` to the file `path`.
 * @param option what the call names it with
 * @param source the file that `parts` come from, which must stay as it is
 * @throws BadInput where it cannot be written
 */
export async function writeOutput(
  option: string,
  path: string,
  parts: Iterable<Uint8Array>,
  source: string
): Promise<void> {
  if (path === STANDARD_OUTPUT) return writeOut(parts)
  if (isSame(path, source)) {
    throw new BadInput(`${option}: ${path} is the file to read; name another one`)
  }
  const file = orRefuse(option, path, () => openSync(path, 'w'))
  try {
    for (const chunk of inChunks(parts)) {
      orRefuse(option, path, () => {
        for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at)
      })
    }
  } finally {
    closeSync(file)
  }
}

async function writeOut(parts: Iterable<Uint8Array>): Promise<void> {
  for (const chunk of inChunks(parts)) {
    if (!process.stdout.write(chunk)) await once(process.stdout, 'drain')
  }
}

/** The same bytes in fewer pieces. */
function* inChunks(parts: Iterable<Uint8Array>): Generator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let length = 0
  for (const part of parts) {
    waiting.push(part)
    length += part.length
    if (length < CHUNK) continue
    yield Buffer.concat(waiting)
    waiting = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(waiting)
}

function isSame(path: string, other: string): boolean {
  try {
    return realpathSync(path) === realpathSync(other)
  } catch {
    return false // one of them is not there yet
  }
}

function orRefuse<T>(option: string, path: string, what: () => T): T {
  try {
    return what()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new BadInput(`${option}: ${path}: ${reasonOf(code)}`)
  }
}

function reasonOf(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'there is no such folder; name a file in a folder of yours'
    case 'EACCES':
    case 'EROFS':
      return 'you may not write there; name a file in a folder of yours'
    case 'EISDIR':
      return 'that is a folder; name a file in it'
    case 'ENOSPC':
      return 'the disk is full; name a file on another one'
    default:
      return `it cannot be written (${code}); name another file`
  }
}
