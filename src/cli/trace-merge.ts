/** `rdt trace merge`: the traces of several machines of one run, as one. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import { toMs } from '../kernel/time.js'
import { type Merged, mergeTraces } from '../trace/merge.js'
import type { MergeInput } from '../trace/merge-sightings.js'
import { formatEvent, formatHeader } from '../trace/ndjson.js'
import { STANDARD_OUTPUT, writeOutput } from './output-file.js'
import { readTrace } from './trace-input.js'

interface MergeFlags {
  readonly out?: string
}

export function addTraceMerge(trace: Command): void {
  trace
    .command('merge')
    .argument('<files...>', 'the traces, two or more; the first one has the clock')
    .summary('join the traces of several machines')
    .description(
      'Joins the traces that server, channel and clients of one run wrote, each on its own machine ' +
        'and by its own clock. The datagrams that they share tell how the clocks differ, and who is who.'
    )
    .option('--out <file>', 'where the whole goes (default: standard output)', STANDARD_OUTPUT)
    .addHelpText('after', HELP)
    .action((files: string[], flags: MergeFlags) => merge(files, flags))
}

const HELP = `
The offset of a clock is known to half of the quickest way there and back, as in NTP; where nothing
came back, no such bound is known. What the channel says of sending and receiving is left out
where the node says it itself.

Examples:
  $ rdt trace merge server.ndjson channel.ndjson alice.ndjson --out run.ndjson
  $ rdt trace merge server.ndjson alice.ndjson | rdt trace ladder -`

async function merge(
  files: readonly string[],
  { out = STANDARD_OUTPUT }: MergeFlags
): Promise<void> {
  if (files.length < 2) {
    throw new BadInput('rdt trace merge: one trace is whole already; name two or more')
  }
  const [first = ''] = files
  const twice = files.find((file, i) => files.some((other, k) => k < i && isSame(file, other)))
  if (twice !== undefined) {
    throw new BadInput(`rdt trace merge: ${twice} is there twice; name each trace once`)
  }
  if (out !== STANDARD_OUTPUT && files.some((file) => isSame(file, out))) {
    throw new BadInput(`--out: ${out} is a file to read; name another one`)
  }
  const inputs: MergeInput[] = []
  for (const name of files) inputs.push({ name, ...(await readTrace(name)) })
  const merged = mergeTraces(inputs)
  await writeOutput('--out', out, partsOf(merged), first)
  const stream = out === STANDARD_OUTPUT ? process.stderr : process.stdout
  stream.write(
    describeMerge(inputs, merged)
      .map((line) => `${cleanText(line)}\n`)
      .join('')
  )
}

const isSame = (one: string, other: string): boolean => resolve(one) === resolve(other)

function* partsOf({ header, events }: Merged): Generator<Uint8Array> {
  const { trace: _, version: __, ...rest } = header
  yield Buffer.from(formatHeader(rest))
  for (const event of events) yield Buffer.from(formatEvent(event))
}

/** The offsets, and how sure they are. */
function describeMerge(inputs: readonly MergeInput[], { alignments, events }: Merged): string[] {
  const lines = alignments.map(({ offset, within, shared, through, contradiction }, index) => {
    const name = inputs[index]?.name ?? ''
    if (through === undefined) return `${name}: its clock is that of the whole`
    const ahead = `${toMs(Math.abs(offset))} ms ${offset < 0 ? 'behind' : 'ahead'}`
    const sure = Number.isFinite(within)
      ? `± ${toMs(within)} ms`
      : 'at most, since nothing came back'
    const drift =
      contradiction === 0 ? '' : `; the clocks drift apart, by ${toMs(contradiction)} ms in all`
    const source = inputs[through]?.name
    return `${name}: ${ahead}, ${sure} (${shared} datagrams shared with ${source})${drift}`
  })
  return [...lines, `${events.length} events`]
}
