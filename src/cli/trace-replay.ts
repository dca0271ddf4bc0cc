/** `rdt trace replay`: runs a trace again, and compares; one of real UDP, as near as it can be. */
import { createReadStream } from 'node:fs'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Command } from 'commander'
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import type { CongestionAlgorithm } from '../rdt/congestion-control.js'
import { CONGESTION, type Protocol } from '../rdt/protocol.js'
import { replayCommand } from '../sim/replay-command.js'
import { Simulation } from '../sim/simulation.js'
import { formatEvent, formatHeader, readHeader } from '../trace/ndjson.js'
import { loadCongestion } from './congestion-file.js'
import { loadProtocol } from './protocol-file.js'
import { readProtocol } from './protocol-options.js'
import { describeConfig } from './run-options.js'
import { onEnding } from './signals.js'
import { nodesOf } from './sim.js'
import { isSimulated, readSimConfig } from './trace-config.js'
import { openFile, readTrace, STANDARD_INPUT } from './trace-input.js'
import { LineCutter } from './trace-lines.js'
import { replayUdp } from './trace-replay-udp.js'
import { within } from './watchdog.js'

interface ReplayFlags {
  readonly protocol?: string
  readonly congestion?: string
  readonly link?: string
  readonly json?: boolean
}

/** Events of a slice: some tens of milliseconds. */
const SLICE = 20_000

export function addTraceReplay(trace: Command): void {
  trace
    .command('replay')
    .argument('<file>', 'the trace; of rdt sim also -, for standard input')
    .summary('run a trace again, and compare byte by byte')
    .description(
      'Runs the trace of rdt sim again from what its header says, and compares every byte: status 0 ' +
        'where all are the same. Of a trace of real UDP, the data that goes one way runs in the ' +
        'simulator, with the fates that it met.'
    )
    .option(
      '--protocol <path>',
      'the protocol, where it is one of your own: its file, or exec: and its program'
    )
    .option('--congestion <path>', 'the congestion control, where it is in a file of your own')
    .option('--link <a>b>', 'of a trace of real UDP: whose data, alice>server')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action((file: string, flags: ReplayFlags) => replay(file, flags))
}

const HELP = `
Examples:
  $ rdt sim --messages 20 --loss 20% --seed 7 --trace run.ndjson
  $ rdt trace replay run.ndjson
  $ rdt trace replay chat.ndjson --link 'alice>server'`

async function replay(path: string, flags: ReplayFlags): Promise<void> {
  const lines = rawLines(path)
  const { value: first } = await lines.next()
  const read = readHeader(first ?? '')
  if (path === STANDARD_INPUT && ('problem' in read || !isSimulated(read.value))) {
    throw new BadInput(
      '-: only a trace of rdt sim is replayed from there; name the file of another'
    )
  }
  if ('problem' in read) {
    await readTrace(path) // says what is wrong with it
    throw new BadInput(`${path}: this is no trace of rdt; write one with rdt sim --trace FILE`)
  }
  const header = read.value
  if (!isSimulated(header)) {
    await lines.return(undefined)
    return replayUdp(path, flags)
  }
  if (flags.link !== undefined) {
    throw new BadInput('--link: a run of rdt sim is run again as a whole; leave it out')
  }
  const protocol = await protocolOf(String(header.config['protocol'] ?? ''), flags.protocol)
  const control = await controlOf(String(header.config['congestion'] ?? ''), flags.congestion)
  const config = readSimConfig(header, protocol, control)
  const told = describeConfig(config)
  const nodes = nodesOf(config)
  const expected = formatHeader({ clock: 'virtual', seed: config.seed, config: told, nodes })
  const simulation = { make: (sink: (text: string) => void) => makeRun(config, sink), expected }
  const found = await compare(first ?? '', lines, simulation)
  if (found === undefined) process.exitCode = 130
  else {
    if (!found.isEqual) process.exitCode = 1
    const command = replayCommand(config, flags.protocol, flags.congestion)
    const shown = flags.json
      ? [JSON.stringify({ type: 'summary', ...found, command })]
      : [...describe(found), command]
    process.stdout.write(shown.map((line) => `${cleanText(line)}\n`).join(''))
  }
}

/** A protocol of somebody's own is in no header: its file must be named. */
async function protocolOf(name: string, path: string | undefined): Promise<Protocol> {
  if (path !== undefined) {
    const protocol = (await loadProtocol(path)) ?? readProtocol(path)
    if (protocol.name === name) return protocol
    throw new BadInput(
      `--protocol: the trace is of '${name}', and ${path} is '${protocol.name}'; name the file of '${name}'`
    )
  }
  try {
    return readProtocol(name)
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    throw new BadInput(
      `the trace is of the protocol '${name.slice(0, 40)}', which is in a file; add --protocol and its path`
    )
  }
}

/** Likewise a congestion control; undefined where it is one of ours. */
async function controlOf(
  name: string,
  path: string | undefined
): Promise<CongestionAlgorithm | undefined> {
  const control = await loadCongestion(path)
  const isOurs = CONGESTION.some((known) => known === name)
  if (control?.name === name || (isOurs && path === undefined)) return control
  const what = `the trace is of the congestion control '${name.slice(0, 40)}'`
  if (path !== undefined) throw new BadInput(`--congestion: ${what}, and ${path} is another`)
  throw new BadInput(`${what}, which is in a file; add --congestion and its path`)
}

function makeRun(config: ReturnType<typeof readSimConfig>, sink: (text: string) => void) {
  return new Simulation(config, { checks: false, sink: (event) => sink(formatEvent(event)) })
}

interface Comparison {
  readonly isEqual: boolean
  /** Lines that are the same, the header with them. */
  readonly same: number
  /** The first line that is not: as it stands in the file, and as the run gives it. */
  readonly recorded?: string | null
  readonly replayed?: string | null
}

interface Replaying {
  readonly make: (sink: (text: string) => void) => Simulation
  /** The header, as it is written. */
  readonly expected: string
}

/** Undefined where a signal ends it. */
async function compare(
  first: string,
  lines: AsyncGenerator<string>,
  { make, expected }: Replaying
): Promise<Comparison | undefined> {
  if (first !== expected) return { isEqual: false, same: 0, recorded: first, replayed: expected }
  let made: string[] = []
  const simulation = make((text) => made.push(text))
  let same = 1
  let isInterrupted = false
  const stopListening = onEnding(() => {
    isInterrupted = true
  })
  try {
    for (let isOver = false; !isOver; ) {
      isOver = within(() => simulation.advance(SLICE))
      for (const replayed of made) {
        const { value: recorded = null } = await lines.next()
        if (recorded !== replayed) return { isEqual: false, same, recorded, replayed }
        same++
      }
      made = []
      await breathe()
      if (isInterrupted) return undefined
    }
  } finally {
    stopListening()
  }
  const { value: recorded } = await lines.next()
  if (recorded === undefined) return { isEqual: true, same }
  return { isEqual: false, same, recorded, replayed: null }
}

function describe({ isEqual, same, recorded, replayed }: Comparison): string[] {
  if (isEqual) return [`equal: the run gives the same ${same} lines, byte by byte`]
  const isCut = typeof recorded === 'string' && !recorded.endsWith('\n')
  const what = isCut ? 'the file is cut off there' : 'the run gives something else'
  return [
    `different: ${same} lines are the same; at line ${same + 1} ${what}`,
    `  recorded  ${shortened(recorded, replayed) ?? '(the file ends)'}`,
    `  replayed  ${shortened(replayed, recorded) ?? '(the run is over)'}`
  ]
}

/** A line that is longer is shown from a little before the place where it parts from the other. */
const LONGEST_SHOWN = 200
const BEFORE = 60

function shortened(line: string | null | undefined, other = line): string | undefined {
  if (line == null || line.length <= LONGEST_SHOWN) return line?.trimEnd()
  let place = 0
  while (place < line.length && line[place] === other?.[place]) place++
  const from = Math.max(0, place - BEFORE)
  const shown = line.slice(from, from + LONGEST_SHOWN).trimEnd()
  return `${from > 0 ? '…' : ''}${shown}${from + LONGEST_SHOWN < line.length ? '…' : ''}`
}

/** The lines of a file, each with its end. */
async function* rawLines(path: string): AsyncGenerator<string, undefined> {
  const input =
    path === STANDARD_INPUT ? process.stdin : createReadStream(path, { fd: openFile(path) })
  input.setEncoding('utf8')
  const cutter = new LineCutter()
  for await (const chunk of input) {
    for (const line of cutter.cut(String(chunk))) yield `${line}\n`
    if (cutter.isStuck) break
  }
  if (cutter.rest !== '') yield cutter.rest
  return undefined
}
