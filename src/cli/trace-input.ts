/** A trace from a file, or from standard input: read to its end, or to where it was cut off. */
import { closeSync, fstatSync, openSync } from 'node:fs'
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import type { TraceEvent, TraceHeader } from '../trace/event.js'
import { type ReadLine, readEvent, readHeader } from '../trace/ndjson.js'
import { LONGEST_LINE, linesOf } from './trace-lines.js'

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
 * @param batches lines of the file, where somebody else reads them
 * @throws BadInput where there is no such file, or no trace in it
 */
export async function openTrace(
  path: string,
  batches: AsyncGenerator<readonly string[]> = linesOf(fileNumber(path))
): Promise<OpenTrace> {
  let batch: readonly string[] = []
  while (batch.length === 0) {
    const { done, value } = await batches.next()
    if (done === true) throw notATrace(path, 'it is empty')
    batch = value
  }
  const [first = '', ...rest] = batch
  const header = headerOf(first, path)
  let cut: string | undefined
  async function* events(): AsyncGenerator<TraceEvent> {
    let number = 1
    for (let lines: readonly string[] = rest; ; ) {
      for (const line of lines) {
        number++
        const read = eventOf(line)
        if ('value' in read) yield read.value
        else if (line.trim() !== '') {
          const why = inShort(read.problem)
          cut = `line ${number} cannot be read (${why}): the trace is taken up to there`
          process.stderr.write(`rdt: ${cleanText(path)}: ${cut}\n`)
          await batches.return(undefined)
          return
        }
      }
      const { done, value } = await batches.next()
      if (done === true) return
      lines = value
    }
  }
  return { header, events: events(), cut: () => cut }
}

const fileNumber = (path: string): number | undefined =>
  path === STANDARD_INPUT ? undefined : openFile(path)

const eventOf = (line: string): ReadLine<TraceEvent> =>
  line.length > LONGEST_LINE ? { problem: 'it has no end' } : readEvent(line)

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

/** Some editors put this before a text. */
const BYTE_ORDER_MARK = '\ufeff'
const GZIP = '\x1f'

function headerOf(line: string, path: string): TraceHeader {
  const read = readHeader(line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line)
  if ('value' in read) return read.value
  if (line.startsWith(GZIP)) {
    throw new BadInput(`${path}: it is compressed; unpack it with gunzip, or pipe it into -`)
  }
  throw notATrace(path, `its first line is no header (${inShort(read.problem)})`)
}

const notATrace = (path: string, why: string): BadInput =>
  new BadInput(`${path}: this is no trace of rdt: ${why}; write one with rdt sim --trace FILE`)

const LONGEST_PROBLEM = 120

/** What is wrong may name what stands in the file, which may be anything. */
function inShort(problem: string): string {
  const clean = cleanText(problem)
  return clean.length > LONGEST_PROBLEM ? `${clean.slice(0, LONGEST_PROBLEM)}…` : clean
}

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
