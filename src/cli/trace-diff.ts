/** `rdt trace diff`: the first event at which two runs part. */
import type { Command } from 'commander'
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import { toMs } from '../kernel/time.js'
import { diffTraces, type TraceDiff, totalsOf } from '../trace/diff.js'
import type { TraceEvent } from '../trace/event.js'
import { EventLines } from './event-lines.js'
import { type ReadTrace, readTrace, STANDARD_INPUT } from './trace-input.js'

interface DiffFlags {
  readonly json?: boolean
}

/** Events before the place where they part, to see where it is. */
const BEFORE = 5

export function addTraceDiff(trace: Command): void {
  trace
    .command('diff')
    .argument('<a>', 'a trace')
    .argument('<b>', 'another one')
    .summary('find the first event at which two runs part')
    .description(
      'Finds the first event at which two runs part, with what came before, and counts what was in ' +
        'each. The status is 0 where all events are the same, 1 where they are not.'
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action((a: string, b: string, flags: DiffFlags) => diff(a, b, flags))
}

const HELP = `
Not compared: the numbers of transmissions and connections, as long as the same ones are the same;
the order of keys; and with a run on real UDP, times and delays. Other options, or another seed, are
told, but are no difference by themselves.

Examples:
  $ rdt sim --messages 20 --loss 20% --seed 7 --trace one.ndjson
  $ rdt sim --messages 20 --loss 20% --seed 8 --trace other.ndjson
  $ rdt trace diff one.ndjson other.ndjson`

async function diff(pathA: string, pathB: string, flags: DiffFlags): Promise<void> {
  if (pathA === STANDARD_INPUT && pathB === STANDARD_INPUT) {
    throw new BadInput('rdt trace diff: standard input is one trace; name a file for the other')
  }
  const a = await readTrace(pathA)
  const b = await readTrace(pathB)
  const found = diffTraces(a, b)
  if (found.index !== undefined) process.exitCode = 1
  const lines = flags.json
    ? [JSON.stringify(recordOf(found, a, b))]
    : describe(found, [pathA, a], [pathB, b]).map(cleanText)
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

function recordOf(
  { index, a, b, fields, options, ignoresTime }: TraceDiff,
  runA: ReadTrace,
  runB: ReadTrace
): Record<string, unknown> {
  return {
    type: 'summary',
    equal: index === undefined,
    ...(index !== undefined && {
      event: index + 1,
      a: a ?? null,
      b: b ?? null,
      fields,
      before: before(runA.events, index)
    }),
    options,
    ignored: ignoresTime ? ['t', 'delay'] : [],
    totals: {
      a: Object.fromEntries(totalsOf(runA.events)),
      b: Object.fromEntries(totalsOf(runB.events))
    }
  }
}

function describe(
  { index, a, b, fields, options, ignoresTime }: TraceDiff,
  [nameA, runA]: readonly [string, ReadTrace],
  [nameB, runB]: readonly [string, ReadTrace]
): string[] {
  const lines: string[] = []
  if (options.length > 0) lines.push(`other options: ${options.join(', ')}`)
  if (ignoresTime)
    lines.push('times are not compared: at least one run was on the clock of the wall')
  if (index === undefined) {
    return [...lines, `equal: all ${runA.events.length} events are the same`]
  }
  const { format } = new EventLines(runA.header)
  const line = (event: TraceEvent | undefined) =>
    event === undefined ? '(the run is over)' : format(event).trimEnd()
  const place =
    a === undefined || b === undefined ? 'one run is over' : `other ${fields.join(', ')}`
  const at = (a ?? b)?.t ?? 0
  lines.push(`the runs part at event ${index + 1}, at ${toMs(at)} ms: ${place}`, '')
  for (const event of before(runA.events, index)) lines.push(`   ${line(event)}`)
  lines.push(`A  ${line(a)}`, `B  ${line(b)}`, '', `A is ${nameA}, B is ${nameB}`, '')
  return [...lines, ...sideBySide(totalsOf(runA.events), totalsOf(runB.events))]
}

const before = (events: readonly TraceEvent[], index: number): readonly TraceEvent[] =>
  events.slice(Math.max(0, index - BEFORE), index)

function sideBySide(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): string[] {
  const row = (name: string, inA: string, inB: string, mark: string) =>
    `${name.padEnd(16)}${inA.padStart(10)}${inB.padStart(10)}${mark}`
  const names = [...new Set([...a.keys(), ...b.keys()])]
  return [
    row('', 'A', 'B', ''),
    ...names.map((name) => {
      const [inA, inB] = [a.get(name) ?? 0, b.get(name) ?? 0]
      const more = inB - inA
      return row(name, `${inA}`, `${inB}`, more === 0 ? '' : `  ${more > 0 ? '+' : ''}${more}`)
    })
  ]
}
