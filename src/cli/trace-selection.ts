/** Which events of a trace a command is about: `--where`, `--link`, `--from`, `--to`. */
import type { Command } from 'commander'
import { nearest } from '../kernel/nearest.js'
import { BadInput, parseDuration } from '../kernel/quantity.js'
import { linkName } from '../trace/crossing-events.js'
import type { TraceEvent } from '../trace/event.js'
import { parseFilter } from '../trace/filter.js'
import { endsOf } from '../trace/ladder-crossing.js'

/** What commander makes of the options that `addSelectionOptions` adds. */
export interface SelectionFlags {
  readonly where?: string
  readonly link?: string
  readonly from?: string
  readonly to?: string
}

const LONGEST_NAME = 40

/** More links than these are not remembered, to be named in a message. */
const MOST_LINKS = 1_000
const NAMED_LINKS = 8

export function addSelectionOptions(command: Command): Command {
  return command
    .option('--where <condition>', "only these: 'kind == data && attempt > 1', 't > 250ms'")
    .option('--link <a>b>', 'only what these two say to each other, alice>server')
    .option('--from <time>', 'only from this time on, 1.5s or 250ms')
    .option('--to <time>', 'only up to this time')
}

export class Selection {
  /** `alice>server`, where it was asked for. */
  readonly link: string | undefined
  /** Microseconds; without end where nothing was said. */
  readonly to: number
  readonly #from: number
  readonly #back: string
  readonly #where: (event: TraceEvent) => boolean
  readonly #links = new Set<string>()

  /** @throws BadInput with the mend */
  constructor({ where, link, from, to }: SelectionFlags) {
    this.#where = where === undefined ? () => true : parseFilter(where)
    this.#from = from === undefined ? 0 : parseDuration(from, '--from')
    this.to = to === undefined ? Number.POSITIVE_INFINITY : parseDuration(to, '--to')
    if (this.to < this.#from) throw new BadInput('--to: it is before --from; write a later time')
    this.link = link
    const ends = endsOf(link ?? 'a>b')
    if (ends.from === ends.to) {
      throw new BadInput("--link: a link has two ends; write 'alice>server', in quotes")
    }
    this.#back = linkName(ends.to, ends.from)
  }

  takes(event: TraceEvent): boolean {
    return this.isInScope(event) && this.#where(event)
  }

  /** Without `--where`. */
  isInScope({ t, link }: TraceEvent): boolean {
    if (link !== undefined && this.#links.size < MOST_LINKS) this.#links.add(link)
    if (t < this.#from || t > this.to) return false
    return this.link === undefined || link === this.link || link === this.#back
  }

  /** @throws BadInput where no event had the link that was asked for */
  checkLink(): void {
    const { link } = this
    if (link === undefined || this.#links.has(link) || this.#links.has(this.#back)) return
    const known = [...this.#links]
    if (known.length === 0)
      throw new BadInput('--link: no event of the trace has a link; leave it out')
    const near = nearest(link, known)
    const some = known.slice(0, NAMED_LINKS).map(inShort).join(', ')
    const mend = near === undefined ? `write one of ${some}` : `did you mean ${inShort(near)}?`
    throw new BadInput(`--link: the trace has no ${link}; ${mend}`)
  }
}

const inShort = (link: string): string =>
  link.length > LONGEST_NAME ? `${link.slice(0, LONGEST_NAME)}…` : link
