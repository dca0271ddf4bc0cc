/** A trace as text: one JSON value a line, the header first. */
import * as v from 'valibot'
import {
  eventSchema,
  headerSchema,
  TRACE_VERSION,
  type TraceEvent,
  type TraceHeader
} from './event.js'

export const formatHeader = (header: Omit<TraceHeader, 'trace' | 'version'>): string =>
  `${JSON.stringify({ trace: 'rdt-chat', version: TRACE_VERSION, ...header })}\n`

export const formatEvent = (event: TraceEvent): string => `${JSON.stringify(event)}\n`

export type ReadLine<T> = { readonly value: T } | { readonly problem: string }

/** Options are not nested deeper; JSON itself can be, beyond what a machine can follow. */
const DEEPEST_OPTION = 20

/** The header that `line` holds, or what is wrong with it. Never throws. */
export function readHeader(line: string): ReadLine<TraceHeader> {
  const found = read(headerSchema, line)
  const isSane = 'problem' in found || isWithin(found.value.config, DEEPEST_OPTION)
  return isSane ? found : { problem: 'config: nested too deep' }
}

const isWithin = (value: unknown, depth: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (depth > 0 && Object.values(value).every((part) => isWithin(part, depth - 1)))

/** The event that `line` holds, or what is wrong with it. Never throws. */
export const readEvent = (line: string): ReadLine<TraceEvent> => read(eventSchema, line)

function read<S extends v.GenericSchema>(schema: S, line: string): ReadLine<v.InferOutput<S>> {
  let json: unknown
  try {
    json = JSON.parse(line)
  } catch {
    return { problem: 'not JSON' }
  }
  const result = v.safeParse(schema, json)
  // As it stands there, its keys in their order: nothing is changed by the check.
  if (result.success) return { value: json as v.InferOutput<S> }
  const [issue] = result.issues
  const path = v.getDotPath(issue)
  return { problem: path === null ? issue.message : `${path}: ${issue.message}` }
}
