/**
 * The server's memory of recent messages, numbered without gaps: for those who
 * come back and ask what they missed, and for counting who has received what.
 */
import type { LogLimits } from './server-limits.js'
import type { Session } from './session.js'

export interface LogEntry {
  readonly no: number
  /** The MSG frame, encoded once for everybody. */
  readonly frame: Uint8Array
  readonly author: Session
  /** The author's own number, where it gave one. */
  readonly id: number | undefined
  /** Who was meant; undefined for everybody. */
  readonly recipients: ReadonlySet<Session> | undefined
  /** How many were meant at that moment, the author aside. */
  readonly of: number
  /** How many of them have reported receipt. */
  got: number
}

/** How much of the front may be spent before the array is cut. */
const SPENT = 1_024

export class MessageLog {
  readonly #limits: LogLimits
  #entries: LogEntry[] = []
  #head = 0
  #bytes = 0
  #last = 0

  constructor(limits: LogLimits) {
    this.#limits = limits
  }

  /** The number of the newest message, 0 before the first. */
  get last(): number {
    return this.#last
  }

  /** The number of the oldest message that is still kept. */
  get first(): number {
    return this.#last - (this.#entries.length - this.#head) + 1
  }

  /** Adds the message numbered `last + 1`; the oldest go when a limit is passed. */
  add(entry: LogEntry): void {
    this.#entries.push(entry)
    this.#bytes += entry.frame.length
    this.#last = entry.no
    while (
      this.#entries.length - this.#head > this.#limits.messages ||
      (this.#bytes > this.#limits.bytes && this.#entries.length - this.#head > 1)
    ) {
      this.#bytes -= (this.#entries[this.#head] as LogEntry).frame.length
      this.#head++
    }
    if (this.#head < SPENT) return
    this.#entries = this.#entries.slice(this.#head)
    this.#head = 0
  }

  /** The messages after number `seen` that were meant for `session`, or written by it, in order. */
  *missed(session: Session, seen: number): Generator<LogEntry> {
    for (const entry of this.#between(seen + 1, this.#last)) {
      const { recipients } = entry
      if (recipients === undefined || recipients.has(session) || entry.author === session) {
        yield entry
      }
    }
  }

  /** Counts `session` as a receiver of first … last; returns the messages whose count rose. */
  receipt(session: Session, first: number, last: number): LogEntry[] {
    const risen: LogEntry[] = []
    for (const entry of this.#between(first, last)) {
      const { recipients } = entry
      const wasMeant = recipients?.has(session) ?? session.wasPresentAt(entry.no)
      if (!wasMeant || entry.author === session) continue
      entry.got++
      risen.push(entry)
    }
    return risen
  }

  /** The kept messages of one author. */
  *by(author: Session): Generator<LogEntry> {
    for (const entry of this.#between(this.first, this.#last)) {
      if (entry.author === author) yield entry
    }
  }

  *#between(first: number, last: number): Generator<LogEntry> {
    const { first: oldest } = this
    const to = Math.min(last, this.#last)
    for (let no = Math.max(first, oldest); no <= to; no++) {
      yield this.#entries[this.#head + no - oldest] as LogEntry
    }
  }
}
