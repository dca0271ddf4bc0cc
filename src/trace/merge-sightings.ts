/**
 * What each of several traces saw of the datagrams that they share. A datagram passes four places,
 * and a trace may have seen it at any of them:
 *
 *     sender's node ──▶ into the channel ──▶ out of the channel ──▶ receiver's node
 *      0 sent              1 entered              2 left              3 arrived
 *
 * A channel that is alone with its trace says `send` for 1 and `receive` for 2.
 */
import type { Micros } from '../kernel/time.js'
import type { TraceEvent, TraceHeader } from './event.js'

export const SENT = 0
export const ENTERED = 1
export const LEFT = 2
export const ARRIVED = 3
export type Place = 0 | 1 | 2 | 3
export const PLACES: readonly Place[] = [SENT, ENTERED, LEFT, ARRIVED]

/** A trace to be merged. */
export interface MergeInput {
  /** As people know it: the name of its file. */
  readonly name: string
  readonly header: TraceHeader
  readonly events: readonly TraceEvent[]
}

/** One transmission, as one trace saw it. */
export interface Sighting {
  /** Which trace, from 0. */
  readonly trace: number
  /** What the datagram says of itself; undefined for one that nobody could read. */
  readonly key: string | undefined
  readonly link: string
  /** By the clock of the trace. */
  readonly times: Partial<Record<Place, Micros>>
  isDropped: boolean
  isDamaged: boolean
  /** A copy that the channel made: of which of the trace's numbers. */
  copyOf?: number
}

/** The sightings of one trace, and to which of them each event belongs. */
export interface Sightings {
  readonly all: readonly Sighting[]
  readonly of: ReadonlyMap<TraceEvent, Sighting>
  readonly byId: ReadonlyMap<number, Sighting>
}

/** Is this the trace of a channel that is alone with it? */
export const isChannelAlone = ({ config }: TraceHeader): boolean => config['command'] === 'channel'

export const sightingsOf = ({ header, events }: MergeInput, trace: number): Sightings => {
  const collector = new SightingCollector(trace, isChannelAlone(header))
  for (const event of events) collector.take(event)
  return collector
}

class SightingCollector implements Sightings {
  readonly all: Sighting[] = []
  readonly of = new Map<TraceEvent, Sighting>()
  readonly byId = new Map<number, Sighting>()
  /** What each node digests, since when. */
  readonly #digesting = new Map<string, { readonly t: Micros; readonly sighting: Sighting }>()
  readonly #trace: number
  readonly #isAlone: boolean

  constructor(trace: number, isAlone: boolean) {
    this.#trace = trace
    this.#isAlone = isAlone
  }

  take(event: TraceEvent): void {
    const place = placeOf(event, this.#isAlone)
    if (place !== undefined) return this.#see(event, place)
    const digested = this.#digesting.get(event.at)
    if ((event.event === 'deliver' || event.event === 'discard') && digested?.t === event.t) {
      this.of.set(event, digested.sighting)
    }
  }

  #see(event: TraceEvent, place: Place): void {
    const sighting = this.#sightingOf(event)
    this.of.set(event, sighting)
    sighting.times[place] ??= event.t
    if (event.event === 'drop') sighting.isDropped = true
    if (event.event === 'corrupt') sighting.isDamaged = true
    if (event.event === 'duplicate' && event.of !== undefined) sighting.copyOf = event.of
    if (place === ARRIVED) this.#digesting.set(event.at, { t: event.t, sighting })
  }

  #sightingOf(event: TraceEvent): Sighting {
    const { id, link = '' } = event
    const known = id === undefined ? undefined : this.byId.get(id)
    if (known !== undefined) return known
    const begun = { times: {}, isDropped: false, isDamaged: false }
    const sighting: Sighting = { trace: this.#trace, key: keyOf(event), link, ...begun }
    this.all.push(sighting)
    if (id !== undefined) this.byId.set(id, sighting)
    return sighting
  }
}

function placeOf({ event }: TraceEvent, isAlone: boolean): Place | undefined {
  switch (event) {
    case 'send':
      return isAlone ? ENTERED : SENT
    case 'receive':
      return isAlone ? LEFT : ARRIVED
    case 'drop':
    case 'corrupt':
    case 'duplicate':
    case 'delay':
      return ENTERED
    default:
      return undefined
  }
}

/** A connection is known by its number everywhere; without one, the names of the nodes must do. */
function keyOf({ conn, link, kind, seq, ack }: TraceEvent): string | undefined {
  return kind === undefined ? undefined : `${conn ?? link} ${kind} ${seq ?? ''} ${ack ?? ''}`
}
