/**
 * A trace out of a capture that this program wrote. Other programs may have saved it again since:
 * they keep what the packets carry, and leave out the blocks between them.
 */
import { decodeUtf8Strictly } from '../kernel/utf8.js'
import type { TraceEvent, TraceHeader } from './event.js'
import { readEvent, readHeader } from './ndjson.js'
import { EVENTS, SECTION_HEADER } from './pcapng-blocks.js'
import { ourParts, readBlocks } from './pcapng-reader.js'

export interface ImportedTrace {
  readonly header: TraceHeader
  readonly events: readonly TraceEvent[]
  /** Why it is not the whole trace, for people. */
  readonly cut?: string
}

export type Imported = ImportedTrace | { readonly refused: string }

/** The trace that the pcapng file `bytes` holds, or why there is none. Never throws. */
export function importCapture(bytes: Uint8Array): Imported {
  const reading = new Reading()
  for (const block of readBlocks(bytes)) {
    if ('why' in block) {
      const where = `${block.why} at byte ${block.at}`
      return block.at === 0
        ? { refused: `this is no pcapng file: ${block.why}` }
        : reading.end(`${where}: the trace is taken up to there`)
    }
    if (block.type === SECTION_HEADER && reading.hasBegun) {
      return reading.end('another capture begins behind the first one, which alone is taken')
    }
    if (block.type === EVENTS) reading.hasBetween = true
    for (const part of ourParts(block)) {
      const problem = reading.take(part)
      if (problem !== undefined) return reading.end(`${problem}: the trace is taken up to there`)
    }
  }
  return reading.end()
}

class Reading {
  readonly #events: TraceEvent[] = []
  #header: TraceHeader | undefined
  /** There are blocks of our own between the packets. */
  hasBetween = false
  /** Such a block without events ends a capture. */
  #isWhole = false

  get hasBegun(): boolean {
    return this.#header !== undefined
  }

  /** Takes some lines. @returns what is wrong with them */
  take(part: Uint8Array): string | undefined {
    if (part.length === 0) this.#isWhole = true
    const text = decodeUtf8Strictly(part)
    if (text === undefined) return 'an event is not UTF-8'
    for (const line of text.split('\n')) {
      if (line === '') continue
      const read = this.#header === undefined ? readHeader(line) : readEvent(line)
      if ('problem' in read) return `an event cannot be read (${read.problem})`
      if ('trace' in read.value) this.#header = read.value
      else this.#events.push(read.value)
    }
    return undefined
  }

  end(problem?: string): Imported {
    if (this.#header === undefined) {
      const why = problem === undefined ? '' : ` (${problem})`
      return { refused: `there is no trace of rdt in this capture${why}` }
    }
    const cut = problem ?? this.#missing()
    const trace = { header: this.#header, events: this.#events }
    return cut === undefined ? trace : { ...trace, cut }
  }

  #missing(): string | undefined {
    if (this.#isWhole) return undefined
    return this.hasBetween
      ? 'it ends before its end: the trace is taken up to there'
      : 'another program has saved it again, and left out what is no packet'
  }
}
