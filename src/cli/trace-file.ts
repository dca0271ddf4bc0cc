/** `--trace FILE`: events as they happen, on their way to a file that is whole at any end. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { BadInput } from '../kernel/quantity.js'
import type { TraceEvent, TraceHeader, TraceSink } from '../trace/event.js'
import { formatEvent, formatHeader } from '../trace/ndjson.js'

/** Written at once when so many characters wait. */
const CHUNK = 1 << 16
/** And every so often, for those who look at a file that grows. */
const FLUSH_EVERY_MS = 500

export interface TraceFile {
  readonly path: string
  readonly sink: TraceSink
  /** Writes what waits. A second call does nothing more. */
  close(): void
}

/**
 * Begins the file with its header.
 * @throws BadInput where it cannot be written
 */
export function openTraceFile(
  path: string,
  header: Omit<TraceHeader, 'trace' | 'version'>
): TraceFile {
  let file: number | undefined = open(path)
  let waiting = ''
  const flush = () => {
    const text = waiting
    waiting = ''
    if (file === undefined || text === '') return
    try {
      writeSync(file, text)
    } catch (error) {
      file = undefined
      tellBroken(path, error)
    }
  }
  const write = (line: string) => {
    waiting += line
    if (waiting.length >= CHUNK) flush()
  }
  write(formatHeader(header))
  flush()
  const ticking = setInterval(flush, FLUSH_EVERY_MS)
  ticking.unref()
  const close = () => {
    if (file === undefined) return
    clearInterval(ticking)
    flush()
    closeSync(file)
    file = undefined
    process.off('exit', close)
  }
  process.on('exit', close)
  // On the wall clock, what follows from an input has the input's time, though it is written
  // behind what has a later one; the lines of a file are in the order of their times.
  let latest = 0
  const sink = (event: TraceEvent) => {
    if (event.t >= latest) latest = event.t
    write(formatEvent(event.t === latest ? event : { ...event, t: latest }))
  }
  return { path, sink, close }
}

/** The run goes on; its trace ends here, and the status says that something was wrong. */
function tellBroken(path: string, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const why = code === 'ENOSPC' ? 'the disk is full' : `it cannot be written (${code})`
  process.stderr.write(`rdt: --trace: ${path}: ${why}; the trace is cut short, use another file\n`)
  process.on('exit', () => {
    process.exitCode = 2
  })
}

function open(path: string): number {
  try {
    return openSync(path, 'w')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const why =
      code === 'ENOENT'
        ? 'there is no such folder'
        : code === 'EACCES'
          ? 'you may not write there'
          : code === 'EISDIR'
            ? 'that is a folder'
            : `it cannot be opened (${code})`
    throw new BadInput(`--trace: ${path}: ${why}; name a file in a folder of yours`)
  }
}
