/** What a filter can ask of an event: its fields by name, and what may be compared with each. */
import { nearest } from '../kernel/nearest.js'
import { BadInput, parseDuration } from '../kernel/quantity.js'
import type { Micros } from '../kernel/time.js'
import { EVENTS, type TraceEvent } from './event.js'

/** A time needs a unit, a number is one; `any` is what a machine's state may hold. */
export type FieldKind = 'time' | 'number' | 'text' | 'any'

export type FieldValue = number | string | readonly (number | string)[] | undefined

export interface Field {
  readonly name: string
  readonly kind: FieldKind
  readonly of: (event: TraceEvent) => FieldValue
}

const STATE = 'state.'

const FIELDS: readonly Field[] = [
  { name: 't', kind: 'time', of: ({ t }) => t },
  { name: 'at', kind: 'text', of: ({ at }) => at },
  { name: 'event', kind: 'text', of: ({ event }) => event },
  { name: 'link', kind: 'text', of: ({ link }) => link },
  { name: 'conn', kind: 'text', of: ({ conn }) => conn },
  { name: 'id', kind: 'number', of: ({ id }) => id },
  { name: 'of', kind: 'number', of: (event) => event.of },
  { name: 'kind', kind: 'text', of: ({ kind }) => kind },
  { name: 'seq', kind: 'number', of: ({ seq }) => seq },
  { name: 'ack', kind: 'number', of: ({ ack }) => ack },
  { name: 'attempt', kind: 'number', of: ({ attempt }) => attempt },
  { name: 'len', kind: 'number', of: ({ len }) => len },
  { name: 'why', kind: 'text', of: ({ why }) => why },
  { name: 'half', kind: 'text', of: ({ half }) => half },
  { name: 'timer', kind: 'number', of: ({ timer }) => timer },
  { name: 'delay', kind: 'time', of: ({ delay }) => delay },
  { name: 'from', kind: 'text', of: ({ from }) => from },
  { name: 'to', kind: 'text', of: ({ to }) => to },
  { name: 'text', kind: 'text', of: ({ text }) => text }
]

export const FIELD_NAMES: readonly string[] = FIELDS.map(({ name }) => name)

/** The field called `name`, or a name of a machine's state, `state.base`. */
export function findField(name: string): Field | undefined {
  if (!name.startsWith(STATE)) return FIELDS.find((field) => field.name === name)
  const key = name.slice(STATE.length)
  const of = ({ state }: TraceEvent): FieldValue =>
    state !== undefined && Object.hasOwn(state, key) ? state[key] : undefined
  return key === '' ? undefined : { name, kind: 'any', of }
}

/** What to write instead of `name`, which is no field. */
export function fieldMend(name: string): string {
  const near = name.startsWith('state') ? 'state.base' : nearest(name, FIELD_NAMES)
  if (near !== undefined) return `did you mean ${near}?`
  return `write one of ${FIELD_NAMES.join(', ')}, or state.base and the like`
}

const NUMBER = /^-?\d+(\.\d+)?$/
const TIME = /^(-?)(.*)$/s

/** The number that `text` is; for a time, in µs. Undefined where it is none. */
export function readNumber(text: string, kind: FieldKind): number | undefined {
  if (NUMBER.test(text) && (kind !== 'time' || Number(text) === 0)) return Number(text)
  return kind === 'number' ? undefined : readTime(text)
}

function readTime(text: string): Micros | undefined {
  const [, sign = '', rest = ''] = TIME.exec(text) ?? []
  try {
    const time = parseDuration(rest, '')
    return sign === '' ? time : 0 - time
  } catch (error) {
    if (error instanceof BadInput) return undefined
    throw error
  }
}

/** Events have fixed names: what is wrong with `name`, if it is none of them. */
export function eventMend(name: string): string | undefined {
  if (EVENTS.some((known) => known === name)) return undefined
  const near = nearest(name, EVENTS)
  return near === undefined ? `write one of ${EVENTS.join(', ')}` : `did you mean ${near}?`
}
