/** What must be true of any trace: every line by both schemas, and every transmission's story. */
import * as v from 'valibot'
import { eventSchema, type TraceEvent } from '../../src/trace/event.js'
import { publishedSchema } from '../../src/trace/published-schema.js'
import { problemBy } from './json-schema.js'

const { $defs } = publishedSchema
export const EVENT_SCHEMA = $defs.event as Readonly<Record<string, unknown>>
export const HEADER_SCHEMA = $defs.header as Readonly<Record<string, unknown>>

/** The first event that a schema refuses, in words. */
export function schemaProblem(events: readonly TraceEvent[]): string | undefined {
  for (const event of events) {
    const parsed = v.safeParse(eventSchema, event)
    const problem = parsed.success
      ? problemBy(EVENT_SCHEMA, JSON.parse(JSON.stringify(event)))
      : parsed.issues[0].message
    if (problem !== undefined) return `${problem}: ${JSON.stringify(event)}`
  }
  return undefined
}

export interface StoryOptions {
  /** A transmission may have no end yet when it was sent after this time, µs. */
  readonly openAfter?: number
}

/** All that is wrong with the stories of the transmissions; empty where nothing is. */
export function storyProblems(
  events: readonly TraceEvent[],
  { openAfter = Number.POSITIVE_INFINITY }: StoryOptions = {}
): string[] {
  const problems: string[] = []
  const begun = new Map<number, TraceEvent>()
  const ends = new Map<number, TraceEvent[]>()
  const attempts = new Map<string, number>()
  let before = 0
  for (const event of events) {
    if (event.t < before) problems.push(`time goes back: ${JSON.stringify(event)}`)
    before = event.t
    if (event.event === 'send') checkAttempt(event, attempts, problems)
    note(event, begun, ends, problems)
  }
  for (const [id, beginning] of begun) {
    const count = ends.get(id)?.length ?? 0
    const mayBeOpen = count === 0 && beginning.t > openAfter
    if (count !== 1 && !mayBeOpen) {
      problems.push(`${count} ends of transmission ${id}: ${JSON.stringify(beginning)}`)
    }
  }
  for (const id of ends.keys()) if (!begun.has(id)) problems.push(`${id} ends and never began`)
  return problems
}

function note(
  event: TraceEvent,
  begun: Map<number, TraceEvent>,
  ends: Map<number, TraceEvent[]>,
  problems: string[]
): void {
  const { id, of } = event
  if (event.event === 'send' || event.event === 'duplicate') {
    if (id === undefined || begun.has(id)) problems.push(`no new id: ${JSON.stringify(event)}`)
    else begun.set(id, event)
    if (event.event === 'duplicate' && (of === undefined || !begun.has(of))) {
      problems.push(`a copy of nothing: ${JSON.stringify(event)}`)
    }
  }
  if (event.event === 'drop' || event.event === 'receive') {
    if (id === undefined) problems.push(`an end of nothing: ${JSON.stringify(event)}`)
    else ends.set(id, [...(ends.get(id) ?? []), event])
    if (event.event === 'drop' && !/\S/.test(event.why ?? '')) {
      problems.push(`a loss without a reason: ${JSON.stringify(event)}`)
    }
  }
}

function checkAttempt(event: TraceEvent, attempts: Map<string, number>, problems: string[]): void {
  if (event.kind !== 'data') return
  const { at, link, conn, seq, attempt } = event
  const segment = `${at} ${link} ${conn} ${seq}`
  const due = (attempts.get(segment) ?? 0) + 1
  if (attempt !== due) problems.push(`attempt ${due} was due: ${JSON.stringify(event)}`)
  attempts.set(segment, due)
}
