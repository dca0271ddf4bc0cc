/** `rdt trace report`: a trace as one page that shows all of it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { BadInput } from '../kernel/quantity.js'
import type { TraceHeader } from '../trace/event.js'
import type { Report } from '../trace/report.js'
import { ReportCollector } from '../trace/report-collector.js'
import { type PageAssets, reportPage } from '../trace/report-page.js'
import { STANDARD_OUTPUT, writeOutput } from './output-file.js'
import { isSimulated, simCommandOf } from './trace-config.js'
import { openTrace, STANDARD_INPUT } from './trace-input.js'
import { Selection } from './trace-selection.js'

interface ReportFlags {
  readonly out?: string
  readonly title?: string
  readonly link?: string
  readonly json?: boolean
}

const LONGEST_TITLE = 200

export function addTraceReport(trace: Command): void {
  trace
    .command('report')
    .argument('<file>', 'the trace, or - for standard input')
    .summary('make one page of a trace, to look at in a browser and to hand in')
    .description(
      'Makes a page that needs no network: ladder, time–sequence plot, window, round trips, rates, ' +
        'and each retransmission with its cause, linked with each other.'
    )
    .option('--out <html>', 'the page; -: stdout')
    .option('--title <text>', 'its title (default: what the run was)')
    .option('--link <a>b>', 'the connection to open with, alice>server (default: the busiest)')
    .option('--json', 'tell what was written as JSON')
    .option('--plain', 'lines, also on a terminal')
    .addHelpText('after', HELP)
    .action((file: string, flags: ReportFlags) => report(file, flags))
}

const HELP = `
The page has all numbers of rdt trace stats, and the sentences of rdt trace explain. It prints well.

Examples:
  $ rdt sim --messages 60 --loss 10% --trace run.ndjson
  $ rdt trace report run.ndjson --out run.html
  $ rdt trace report run.ndjson --out run.html --title 'Lab 4, Ada'`

async function report(path: string, flags: ReportFlags): Promise<void> {
  const { out } = flags
  if (out === undefined || out === '') throw notSaid(path)
  const selection = new Selection(flags.link === undefined ? {} : { link: flags.link })
  const { header, events } = await openTrace(path)
  const collector = new ReportCollector(header)
  for await (const event of events) {
    selection.isInScope(event)
    collector.take(event)
  }
  selection.checkLink()
  const { link } = selection
  const made = collector.report({
    title: (flags.title ?? titleOf(header)).slice(0, LONGEST_TITLE),
    command: commandOf(header),
    about: aboutOf(header, path),
    ...(link !== undefined && { link })
  })
  if (made.connections.length === 0) {
    throw new BadInput(`${path}: no data was sent in it; record a run with rdt sim --trace FILE`)
  }
  const bytes = Buffer.from(reportPage(made, assets()))
  await writeOutput('--out', out, [bytes], path)
  if (out === STANDARD_OUTPUT) return
  const record = recordOf(made, out, bytes.length)
  if (flags.json) console.log(JSON.stringify(record))
  else console.log(describe(record))
}

function notSaid(path: string): BadInput {
  const name = path === STANDARD_INPUT ? 'run' : basename(path).replace(/\.[^.]*$/, '') || 'run'
  return new BadInput(`rdt trace report: say where to write the page: --out ${name}.html`)
}

/** What the build made of src/web/report. */
function assets(): PageAssets {
  const read = (name: string): string =>
    readFileSync(fileURLToPath(new URL(`../web/${name}`, import.meta.url)), 'utf8')
  return {
    script: read('report-page.js'),
    style: read('report-page.css'),
    hash: (text) => createHash('sha256').update(text).digest('base64')
  }
}

function titleOf({ config }: TraceHeader): string {
  const { protocol, command } = config
  const name = typeof protocol === 'string' ? protocol : 'a run'
  return command === 'chat' ? `A chat over ${name}` : `A run of ${name}`
}

/** The command that repeats it; of a run on real UDP, the one that comes near it. */
function commandOf(header: TraceHeader): string {
  const { command } = header.config
  const known = simCommandOf(header)
  if (known !== undefined) return known
  // With a protocol or a congestion control of a file, less than all of it would be another run.
  if (typeof command !== 'string' || isSimulated(header)) return ''
  return header.seed === '' ? `rdt ${command}` : `rdt ${command} --seed ${header.seed}`
}

function aboutOf(header: TraceHeader, path: string): string {
  const { config, seed, clock } = header
  const { protocol, window, command } = config
  const isRepeatable = simCommandOf(header) !== undefined
  const parts = [
    ...(typeof protocol === 'string' ? [`protocol ${protocol}`] : []),
    ...(typeof window === 'number' ? [`window ${window}`] : []),
    seed === '' ? 'without dice' : `seed ${seed}`,
    clock === 'virtual'
      ? `in virtual time${isRepeatable ? ': the command gives the same run again' : ''}`
      : 'on real UDP: the same seed and options give the same dice, but other times'
  ]
  const from = path === STANDARD_INPUT ? '' : `, from ${basename(path)}`
  return `${parts.join(', ')}${typeof command === 'string' ? ` (rdt ${command}${from})` : ''}`
}

interface Summary {
  readonly file: string
  readonly bytes: number
  readonly retransmissions: number
  readonly transmissions: number
  readonly left_out: number
}

function recordOf(
  { pairs, connections, retransmissions, retransmitted }: Report,
  file: string,
  bytes: number
): Summary & Record<string, unknown> {
  return {
    type: 'summary',
    format: 'html',
    ...{ file, bytes },
    connections: connections.length,
    transmissions: pairs.reduce((sum, { transmissions }) => sum + transmissions.sent.length, 0),
    retransmissions: retransmitted,
    left_out: retransmitted - retransmissions.length
  }
}

const describe = ({ file, bytes, transmissions, retransmissions, left_out }: Summary): string => {
  const without = left_out === 0 ? '' : `, ${left_out} of these left out`
  return (
    `${file}: ${transmissions} transmissions, ${retransmissions} retransmissions${without}, ` +
    `in ${bytes} bytes; open it in a browser`
  )
}
