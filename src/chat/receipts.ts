/**
 * How many have received what, told to the authors: gathered, and never in the
 * way of a message. While an author's pipe is busy its news waits, up to a limit.
 */
import { type Micros, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import { MAX_BATCH } from './frames.js'
import type { LogEntry } from './message-log.js'
import type { Session } from './session.js'

/** How long news waits at most for a pipe that is busy. */
const PATIENCE: Micros = seconds(2)

interface News {
  /** Messages whose count has risen since their author was told. */
  readonly entries: Set<LogEntry>
  readonly since: Micros
}

export class Receipts {
  readonly #world: World
  readonly #every: Micros
  readonly #timers: Timers
  readonly #news = new Map<Session, News>()

  /** News is gathered for `every` µs. */
  constructor(world: World, every: Micros) {
    this.#world = world
    this.#every = every
    this.#timers = world.timers(() => this.#tell())
  }

  /** One more has received the message. */
  rise(entry: LogEntry): void {
    if (this.#news.size === 0) this.#timers.start(this.#every, 0)
    const news = this.#news.get(entry.author)
    if (news) news.entries.add(entry)
    else this.#news.set(entry.author, { entries: new Set([entry]), since: this.#world.now() })
  }

  stop(): void {
    this.#timers.stopAll()
  }

  #tell(): void {
    const late = this.#world.now() - PATIENCE
    for (const [author, { entries, since }] of this.#news) {
      const isBusy = (author.peer?.outlet.pipe.backlog ?? 0) > 0
      if (isBusy && since > late) continue
      this.#news.delete(author)
      tellAuthor(author, [...entries])
    }
    if (this.#news.size > 0) this.#timers.start(this.#every, 0)
  }
}

function tellAuthor(author: Session, entries: readonly LogEntry[]): void {
  for (let i = 0; i < entries.length; i += MAX_BATCH) {
    const DATA = entries.slice(i, i + MAX_BATCH).map(({ id, no, got, of }) => ({
      ...(id === undefined ? {} : { ID: id }),
      NO: no,
      GOT: got,
      OF: of
    }))
    author.peer?.tell({ CMD: 'RECEIPT', DATA })
  }
}
