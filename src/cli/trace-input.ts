/** A trace from a file, or from standard input: read to its end, or to where it was cut off. */
import { closeSync, createReadStream, fstatSync, openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { BadInput } from '../kernel/quantity.js'
import type { TraceEvent, TraceHeader } from '../trace/event.js'
import { readEvent, readHeader } from '../trace/ndjson.js'

export interface ReadTrace {
  readonly header: TraceHeader
  readonly events: readonly TraceEvent[]
  /** Where and why reading ended before the end of the file, for people. */
  readonly cut?: string
}

/** As its own name, standard input. */
const STANDARD_INPUT = '-'

/**
 * What the trace in file `path` tells. A line that cannot be read ends it: what stands before is
 * given, and said on standard error.
 * @throws BadInput where there is no such file, or no trace in it
 */
export async function readTrace(path: string): Promise<ReadTrace> {
  const events: TraceEvent[] = []
  let header: TraceHeader | undefined
  let cut: string | undefined
  let number = 0
  for await (const line of linesOf(path)) {
    number++
    if (header === undefined) {
      header = headerOf(line, path)
      continue
    }
    const read = readEvent(line)
    if ('value' in read) events.push(read.value)
    else if (line.trim() !== '') {
      cut = `line ${number} cannot be read (${read.problem}): the trace is taken up to there`
      break
    }
  }
  if (header === undefined) throw notATrace(path, 'it is empty')
  if (cut !== undefined) process.stderr.write(`rdt: ${path}: ${cut}\n`)
  return { header, events, ...(cut === undefined ? {} : { cut }) }
}

function linesOf(path: string): AsyncIterable<string> {
  const input = path === STANDARD_INPUT ? process.stdin : createReadStream(path, { fd: open(path) })
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
}

/** Opened before it is read, so that what is wrong with it is known here. */
function open(path: string): number {
  try {
    const file = openSync(path, 'r')
    if (!fstatSync(file).isDirectory()) return file
    closeSync(file)
  } catch (error) {
    throw unreadable(path, error)
  }
  throw unreadable(path, { code: 'EISDIR' })
}

function headerOf(line: string, path: string): TraceHeader {
  const read = readHeader(line)
  if ('value' in read) return read.value
  throw notATrace(path, `its first line is no header (${read.problem})`)
}

const notATrace = (path: string, why: string): BadInput =>
  new BadInput(`${path}: this is no trace of rdt: ${why}; write one with rdt sim --trace FILE`)

function unreadable(path: string, error: unknown): BadInput {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
  const why =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EISDIR'
        ? 'that is a folder'
        : code === 'EACCES'
          ? 'you may not read it'
          : `it cannot be read (${code})`
  return new BadInput(`${path}: ${why}; name the file of a trace`)
}
