/**
 * The traces of several machines as one: clocks aligned by the datagrams that they share
 * (merge-clocks.ts), one number for each transmission, one name for each node.
 */
import { BadInput } from '../kernel/quantity.js'
import type { Micros } from '../kernel/time.js'
import { linkName } from './crossing-events.js'
import { TRACE_VERSION, type TraceEvent, type TraceHeader } from './event.js'
import { endsOf } from './ladder-crossing.js'
import { type Alignment, align, difference, firstSeen } from './merge-clocks.js'
import {
  has,
  type MatchOptions,
  matchSightings,
  matchUnreadable,
  type Transmission
} from './merge-matching.js'
import { namesOf, type Rename } from './merge-names.js'
import {
  ARRIVED,
  ENTERED,
  isChannelAlone,
  LEFT,
  type MergeInput,
  type Place,
  SENT,
  type Sighting,
  type Sightings,
  sightingsOf
} from './merge-sightings.js'

export interface Merged {
  readonly header: TraceHeader
  readonly events: readonly TraceEvent[]
  /** For each of the traces. */
  readonly alignments: readonly Alignment[]
}

/** Identical datagrams are further apart than this: retransmissions. */
const MOST_SLACK = 20_000
const LEAST_SLACK = 1_000
/** Clocks that drift apart by more are none: a thousandth, and a little. */
const MOST_DRIFT = 1e-3
const LEAST_DRIFT = 2_000

/**
 * One trace of `inputs`, by the clock of the first of them, from 0 on.
 * @throws BadInput where they are not of one run
 */
export function mergeTraces(inputs: readonly MergeInput[]): Merged {
  checkRuns(inputs)
  const seen = inputs.map(sightingsOf)
  checkSenders(inputs, seen)
  const first = seen.map((one, index) => firstSeen(one, placesOf(inputs[index])))
  const alignments = align(first).map((found, index) => checked(inputs, found, index))
  const within = Math.max(...alignments.map((one) => one.within).filter(Number.isFinite))
  const sightings = seen.flatMap(({ all }) => all)
  const options: MatchOptions = {
    timeOf: (sighting, place) => {
      const time = sighting.times[place]
      return time === undefined ? undefined : time - (alignments[sighting.trace]?.offset ?? 0)
    },
    slack: Math.min(MOST_SLACK, within + LEAST_SLACK),
    leastDelay: (from, to) => {
      const [a, b] = [first[from], first[to]]
      const delay = a && b && difference(a, b)?.within
      return delay !== undefined && Number.isFinite(delay) ? delay : 0
    }
  }
  const found = matchSightings(sightings, options)
  const rename = namesOf(inputs, new Set(found.values()))
  const linkOf = ({ trace, link }: Sighting) => renameLink(link, trace, rename)
  matchUnreadable(sightings, found, linkOf, options)
  const events = new Writer(inputs, seen, found, rename, alignments).events()
  return { header: headerOf(inputs, alignments, events), events, alignments }
}

/** A channel that is alone sees all that passes; otherwise only nodes tell all that they do. */
const placesOf = (input: MergeInput | undefined): readonly Place[] =>
  input !== undefined && isChannelAlone(input.header) ? [ENTERED, LEFT] : [SENT, ARRIVED]

function checkRuns(inputs: readonly MergeInput[]): void {
  const [first, ...others] = inputs.filter(({ header }) => header.clock === 'virtual')
  const run = ({ header }: MergeInput) => JSON.stringify([header.seed, header.config])
  for (const other of others) {
    if (first === undefined || run(first) === run(other)) continue
    throw new BadInput(
      `${first.name} and ${other.name} are of two runs with other options; merge traces of one run`
    )
  }
}

/** What a node sends, only one trace can tell. */
function checkSenders(inputs: readonly MergeInput[], seen: readonly Sightings[]): void {
  const tellers = new Map<string, number>()
  for (const [trace, { all }] of seen.entries()) {
    for (const { key, times, link } of all) {
      if (key === undefined || times[SENT] === undefined) continue
      const teller = tellers.get(key) ?? trace
      tellers.set(key, teller)
      if (teller === trace) continue
      const names = `${inputs[teller]?.name} and ${inputs[trace]?.name}`
      throw new BadInput(
        `${names} both tell what ${endsOf(link).from} sent; leave one of the two out`
      )
    }
  }
}

function checked(
  inputs: readonly MergeInput[],
  found: Alignment | undefined,
  index: number
): Alignment {
  const name = inputs[index]?.name
  if (found === undefined) {
    throw new BadInput(
      `${name} shares no datagram with the others; merge traces of one run, or add that of the channel between them`
    )
  }
  const last = inputs[index]?.events.at(-1)?.t ?? 0
  if (found.contradiction <= LEAST_DRIFT + last * MOST_DRIFT) return found
  const other = inputs[found.through ?? 0]?.name
  throw new BadInput(
    `${name} and ${other} contradict each other by ${found.contradiction / 1000} ms: datagrams would arrive before they are sent; merge traces of one run`
  )
}

/** Writes the events of all traces as those of one. */
class Writer {
  readonly #inputs: readonly MergeInput[]
  readonly #seen: readonly Sightings[]
  readonly #found: ReadonlyMap<Sighting, Transmission>
  readonly #rename: Rename
  readonly #alignments: readonly Alignment[]
  readonly #ids = new Map<Transmission, number>()

  constructor(
    inputs: readonly MergeInput[],
    seen: readonly Sightings[],
    found: ReadonlyMap<Sighting, Transmission>,
    rename: Rename,
    alignments: readonly Alignment[]
  ) {
    this.#inputs = inputs
    this.#seen = seen
    this.#found = found
    this.#rename = rename
    this.#alignments = alignments
  }

  events(): TraceEvent[] {
    const all: { readonly t: Micros; readonly trace: number; readonly event: TraceEvent }[] = []
    for (const [trace, { events }] of this.#inputs.entries()) {
      const offset = this.#alignments[trace]?.offset ?? 0
      for (const event of events) all.push({ t: event.t - offset, trace, event })
    }
    const begin = all.reduce((least, { t }) => Math.min(least, t), Number.POSITIVE_INFINITY)
    // At one time, nodes speak before the channel: it reacts to what they send.
    const rank = this.#inputs.map(({ events }) =>
      events.some(({ event, at }) => event === 'send' && at !== 'channel') ? 0 : 1
    )
    const isAlone = this.#inputs.map(({ header }) => isChannelAlone(header))
    const late = rank.map((value, trace) => (isAlone[trace] ? 1 : value))
    all.sort(
      (a, b) => a.t - b.t || (late[a.trace] ?? 0) - (late[b.trace] ?? 0) || a.trace - b.trace
    )
    return all.flatMap(({ t, trace, event }) => {
      const told = this.#tell(event, trace, isAlone[trace] === true)
      return told === undefined ? [] : [{ ...told, t: t - begin }]
    })
  }

  /** `event` in the words of the whole; undefined where a node says the same itself. */
  #tell(event: TraceEvent, trace: number, isAlone: boolean): TraceEvent | undefined {
    const seen = this.#seen[trace]
    const own =
      seen?.of.get(event) ?? (event.id === undefined ? undefined : seen?.byId.get(event.id))
    const transmission = own && this.#found.get(own)
    if (isAlone && transmission !== undefined) {
      if (event.event === 'send' && has(transmission, SENT)) return undefined
      if (event.event === 'receive' && has(transmission, ARRIVED)) return undefined
    }
    const original = event.of === undefined ? undefined : seen?.byId.get(event.of)
    const source = original && this.#found.get(original)
    return {
      ...event,
      at: this.#rename(trace, event.at),
      ...(event.link !== undefined && { link: renameLink(event.link, trace, this.#rename) }),
      ...(transmission !== undefined && { id: this.#idOf(transmission) }),
      ...(source !== undefined && { of: this.#idOf(source) })
    }
  }

  #idOf(transmission: Transmission): number {
    const known = this.#ids.get(transmission) ?? this.#ids.size + 1
    this.#ids.set(transmission, known)
    return known
  }
}

function renameLink(link: string, trace: number, rename: Rename): string {
  const { from, to } = endsOf(link)
  return linkName(rename(trace, from), rename(trace, to))
}

/** What run it is, and what each of the traces was. */
function headerOf(
  inputs: readonly MergeInput[],
  alignments: readonly Alignment[],
  events: readonly TraceEvent[]
): TraceHeader {
  const {
    traces: _,
    command: __,
    ...config
  } = Object.assign({}, ...inputs.map(({ header }) => header.config)) as Record<string, unknown>
  const traces = inputs.map(({ header }, index) => {
    const { offset = 0, within = 0 } = alignments[index] ?? {}
    return {
      command: header.config['command'],
      nodes: header.nodes,
      offset_us: offset,
      within_us: Number.isFinite(within) ? within : null
    }
  })
  return {
    trace: 'rdt-chat',
    version: TRACE_VERSION,
    clock: inputs.every(({ header }) => header.clock === 'virtual') ? 'virtual' : 'wall',
    seed: inputs.find(({ header }) => header.seed !== '')?.header.seed ?? '',
    config: { command: 'merge', ...config, traces },
    nodes: [...new Set(events.map(({ at }) => at))]
  }
}
