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

/** A trace that is taken event by event, however long it is. */
export interface OpenTrace {
  readonly header: TraceHeader
  readonly events: AsyncIterable<TraceEvent>
  /** As that of `ReadTrace`, once the events have ended. */
  readonly cut: () => string | undefined
}

/** As its own name, standard input. */
export const STANDARD_INPUT = '-'

/**
 * What the trace in file `path` tells. A line that cannot be read ends it: what stands before is
 * given, and said on standard error.
 * @throws BadInput where there is no such file, or no trace in it
 */
export async function readTrace(path: string): Promise<ReadTrace> {
  const { header, events: coming, cut: cutOf } = await openTrace(path)
  const events: TraceEvent[] = []
  for await (const event of coming) events.push(event)
  const cut = cutOf()
  return { header, events, ...(cut === undefined ? {} : { cut }) }
}

/**
 * Like `readTrace`, but nothing is kept.
 * @param lines of the file, where somebody else reads them
 * @throws BadInput where there is no such file, or no trace in it
 */
export async function openTrace(
  path: string,
  lines: AsyncIterable<string> = linesOf(path)
): Promise<OpenTrace> {
  const iterator = lines[Symbol.asyncIterator]()
  const first = await iterator.next()
  if (first.done === true) throw notATrace(path, 'it is empty')
  const header = headerOf(first.value, path)
  let cut: string | undefined
  async function* events(): AsyncGenerator<TraceEvent> {
    let number = 1
    for await (const line of { [Symbol.asyncIterator]: () => iterator }) {
      number++
      const read = readEvent(line)
      if ('value' in read) yield read.value
      else if (line.trim() !== '') {
        cut = `line ${number} cannot be read (${read.problem}): the trace is taken up to there`
        process.stderr.write(`rdt: ${path}: ${cut}\n`)
        return
      }
    }
  }
  return { header, events: events(), cut: () => cut }
}

function linesOf(path: string): AsyncIterable<string> {
  const input =
    path === STANDARD_INPUT ? process.stdin : createReadStream(path, { fd: openFile(path) })
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
}

/**
 * Opened before it is read, so that what is wrong with it is known here.
 * @returns the file's number, for the caller to close
 * @throws BadInput where it cannot be read
 */
export function openFile(path: string): number {
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
