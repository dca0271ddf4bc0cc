/**
 * Where two runs part: the first event that is not the same in both. Ignored is only what cannot
 * matter: which numbers transmissions and connections have (the same ones must be the same), and
 * between runs on the clock of the wall when things happened and how long they took.
 */
import type { TraceEvent, TraceHeader } from './event.js'

export interface DiffInput {
  readonly header: TraceHeader
  readonly events: readonly TraceEvent[]
}

export interface TraceDiff {
  /** Of the first event that is not the same, from 0; undefined where the runs are equal. */
  readonly index: number | undefined
  /** The two events there; undefined for a run that is over. */
  readonly a: TraceEvent | undefined
  readonly b: TraceEvent | undefined
  /** In what these two differ. */
  readonly fields: readonly string[]
  /** What of the runs' options is not the same, and the seed. */
  readonly options: readonly string[]
  /** Times were ignored. */
  readonly ignoresTime: boolean
}

export function diffTraces(a: DiffInput, b: DiffInput): TraceDiff {
  const ignoresTime = a.header.clock === 'wall' || b.header.clock === 'wall'
  const [readA, readB] = [new Reading(ignoresTime), new Reading(ignoresTime)]
  const options = optionsThatDiffer(a.header, b.header)
  const length = Math.max(a.events.length, b.events.length)
  for (let index = 0; index < length; index++) {
    const [atA, atB] = [a.events[index], b.events[index]]
    const [inA, inB] = [atA && readA.normal(atA), atB && readB.normal(atB)]
    const fields = fieldsThatDiffer(inA, inB)
    if (fields.length > 0) return { index, a: atA, b: atB, fields, options, ignoresTime }
  }
  return { index: undefined, a: undefined, b: undefined, fields: [], options, ignoresTime }
}

type Normal = Readonly<Record<string, unknown>>

/** The events of one run, with numbers in the order in which they come up. */
class Reading {
  readonly #ids = new Map<number, number>()
  readonly #conns = new Map<string, number>()
  readonly #ignoresTime: boolean

  constructor(ignoresTime: boolean) {
    this.#ignoresTime = ignoresTime
  }

  normal(event: TraceEvent): Normal {
    const { t, delay, id, of, conn, ...rest } = event
    return {
      ...rest,
      ...(!this.#ignoresTime && { t }),
      ...(!this.#ignoresTime && delay !== undefined && { delay }),
      ...(of !== undefined && { of: nameOf(this.#ids, of) }),
      ...(id !== undefined && { id: nameOf(this.#ids, id) }),
      ...(conn !== undefined && { conn: nameOf(this.#conns, conn) })
    }
  }
}

function nameOf<K>(names: Map<K, number>, key: K): number {
  const name = names.get(key) ?? names.size + 1
  names.set(key, name)
  return name
}

function fieldsThatDiffer(a: Normal = {}, b: Normal = {}): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(
    (key) => !isSame(a[key], b[key])
  )
}

function optionsThatDiffer(a: TraceHeader, b: TraceHeader): string[] {
  const inConfig = fieldsThatDiffer(a.config, b.config)
  return a.seed === b.seed ? inConfig : [...inConfig, 'seed']
}

/** Whatever the order of their keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  return fieldsThatDiffer(a as Normal, b as Normal).length === 0
}

/** How much of everything there is in a run, by name, for a comparison side by side. */
export function totalsOf(events: readonly TraceEvent[]): Map<string, number> {
  const totals = new Map<string, number>([['events', events.length]])
  const count = (name: string) => totals.set(name, (totals.get(name) ?? 0) + 1)
  for (const { event, kind, attempt = 1 } of events) {
    if (event !== 'send') count(event)
    else if (kind === 'data') count(attempt > 1 ? 'data again' : 'data')
    else count(kind === 'ack' || kind === 'nak' ? `${kind}s` : 'other datagrams')
  }
  return totals
}
