/** Looks into a sample trace for what traces.json says is to be seen there. */
import { readFileSync } from 'node:fs'
import { toMs } from '../../src/kernel/time.js'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import { explain, explanationRecords } from '../../src/trace/explain.js'
import { parseFilter } from '../../src/trace/filter.js'
import { findField } from '../../src/trace/filter-fields.js'
import { readEvent, readHeader } from '../../src/trace/ndjson.js'
import { StatsCollector } from '../../src/trace/stats.js'
import { statsRecords } from '../../src/trace/stats-records.js'
import { argumentsOf } from '../cli/shell-words.js'
import { type Fact, pathOf, printed, type Sample } from './samples.js'

interface Trace {
  readonly header: TraceHeader
  readonly events: readonly TraceEvent[]
}

export function traceOf(sample: Sample): Trace {
  const [first = '', ...lines] = readFileSync(pathOf(sample), 'utf8').trimEnd().split('\n')
  const whole = <T>(read: { readonly value: T } | { readonly problem: string }): T => {
    if ('value' in read) return read.value
    throw new Error(`${pathOf(sample)}: ${read.problem}`)
  }
  return { header: whole(readHeader(first)), events: lines.map((line) => whole(readEvent(line))) }
}

/** What is seen instead of `fact`; undefined where it holds. */
export async function unlike(sample: Sample, fact: Fact): Promise<string | undefined> {
  const trace = traceOf(sample)
  if ('count' in fact) {
    const count = selected(trace, fact.count).length
    const isSo = 'is' in fact ? count === fact.is : count >= fact.atLeast
    return isSo ? undefined : `${count} events`
  }
  if ('values' in fact) return different(valuesOf(trace, fact.values, fact.of), fact.are)
  if ('steps' in fact) {
    const values = valuesOf(trace, fact.steps, fact.of)
    const steps = values.filter((value, i) => i === 0 || value !== values[i - 1])
    return different(steps, fact.are)
  }
  if ('header' in fact) return lacking(trace.header.config, fact.header)
  if ('explain' in fact) {
    const records = explanationRecords(explain(trace.header, trace.events))
    return lacking(records.at(-1), fact.explain)
  }
  if ('stats' in fact) {
    const collector = new StatsCollector(trace.header)
    for (const event of trace.events) collector.take(event)
    const found = statsRecords(collector.stats).filter((one) => !lacking(one, fact.stats))
    return found.length === 1 ? lacking(found[0], fact.has) : `${found.length} such records`
  }
  return unlikePrinted(sample, fact)
}

type Printed = Exclude<Fact, { count: string } | { of: string } | { header: object }>

async function unlikePrinted(sample: Sample, fact: Printed): Promise<string | undefined> {
  const path = pathOf(sample)
  if ('told' in fact) return missing(await printed(['trace', 'explain', path]), [fact.told])
  if ('ladder' in fact) return missing(await printed(['trace', 'ladder', path]), fact.ladder)
  if ('replayed' in fact) {
    const words = argumentsOf(`rdt trace replay ${path} ${fact.replayed}`)
    return missing(await printed(words), [fact.says])
  }
  if ('run' in fact) return lacking(await summaryOf(sample.made), fact.run)
  if ('other' in fact) return lacking(await summaryOf(fact.other), fact.has)
  throw new Error(`nobody looks for ${JSON.stringify(fact)}`)
}

const selected = ({ events }: Trace, where: string): readonly TraceEvent[] =>
  events.filter(parseFilter(where, 'traces.json'))

/** What the events have in a field; times in milliseconds. */
function valuesOf(trace: Trace, name: string, where: string): unknown[] {
  const field = findField(name)
  if (field === undefined) throw new Error(`there is no field ${name}`)
  return selected(trace, where)
    .map((event) => field.of(event))
    .filter((value) => value !== undefined)
    .map((value) => (field.kind === 'time' ? toMs(Number(value)) : value))
}

const different = (found: unknown, wanted: unknown): string | undefined =>
  JSON.stringify(found) === JSON.stringify(wanted) ? undefined : JSON.stringify(found)

/** What `found` has instead, where it does not have all of `wanted`. */
function lacking(found: unknown, wanted: Readonly<Record<string, unknown>>): string | undefined {
  const known = Object(found) as Record<string, unknown>
  for (const [key, value] of Object.entries(wanted)) {
    const wrong =
      typeof value === 'object' && value !== null
        ? lacking(known[key], value as Record<string, unknown>)
        : different(known[key], value)
    if (wrong !== undefined) return `${key}: ${wrong}`
  }
  return undefined
}

/** The first of `pieces` that does not come behind the others in `text`, however it is wrapped. */
function missing(text: string, pieces: readonly string[]): string | undefined {
  const flat = text.replace(/\s+/g, ' ')
  let at = 0
  for (const piece of pieces) {
    const found = flat.indexOf(piece, at)
    if (found < 0) return `no '${piece}' in ${text}`
    at = found + piece.length
  }
  return undefined
}

async function summaryOf(command: string): Promise<unknown> {
  const out = await printed([...argumentsOf(command), '--json'])
  return JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')
}
