/** `rdt trace show`: a line per event, and the story of one segment. */
import { once } from 'node:events'
import type { Command } from 'commander'
import pc from 'picocolors'
import { cleanText } from '../kernel/display.js'
import { BadInput, parseCount } from '../kernel/quantity.js'
import type { TraceEvent, TraceHeader } from '../trace/event.js'
import { LifeCollector } from '../trace/life.js'
import { formatEvent } from '../trace/ndjson.js'
import { describeLife } from '../trace/segment-life.js'
import { spokenProtocol } from '../trace/spoken-protocol.js'
import { EventLines } from './event-lines.js'
import { followLines } from './trace-follow.js'
import { openTrace } from './trace-input.js'
import { addSelectionOptions, Selection, type SelectionFlags } from './trace-selection.js'

interface ShowFlags extends SelectionFlags {
  readonly life?: string
  readonly follow?: boolean
  readonly json?: boolean
}

/** Written at once when so many characters wait. */
const CHUNK = 1 << 16
const MOST_NUMBER = 2 ** 32 - 1

export function addTraceShow(trace: Command): void {
  const command = trace
    .command('show')
    .argument('<file>', 'the trace, or - for standard input')
    .summary('print the events of a trace, a line each')
    .description(
      'Prints the events of a trace, a line each: when, where, what, between whom, and the number ' +
        'of the transmission.'
    )
  addSelectionOptions(command)
    .option('--life <seq>', 'the story of the segment of this number, from rdtSend to its ACK')
    .option('--follow', 'go on with what is written to the file, until Ctrl-C')
    .option('--json', 'the events as they stand in the file')
    .addHelpText('after', HELP)
    .action((file: string, flags: ShowFlags) => show(file, flags))
}

const HELP = `
Fields of a condition: t at event link conn id of kind seq ack attempt len why half timer delay
from to text, and state.base or whatever else a machine's state has. They are compared with == !=
< <= > >= in (a, b) contains; && || ! and parentheses join conditions. Times have a unit. What an
event lacks compares false. A field alone asks whether an event has it.

Examples:
  $ rdt sim --messages 20 --loss 20% --seed 7 --trace run.ndjson
  $ rdt trace show run.ndjson --where 'kind == data && attempt > 1'
  $ rdt trace show run.ndjson --where 'event in (drop, corrupt) && t < 1s' --json
  $ rdt trace show run.ndjson --life 3`

async function show(path: string, flags: ShowFlags): Promise<void> {
  const selection = new Selection(flags)
  const seq =
    flags.life === undefined ? undefined : parseCount(flags.life, '--life', 0, MOST_NUMBER)
  if (seq !== undefined && flags.follow) {
    throw new BadInput('--life: a story is told at its end; leave --follow out')
  }
  const output = new Output()
  const lines = flags.follow ? followLines(path, () => output.flush()) : undefined
  const { header, events } = await openTrace(path, lines)
  const format = flags.json ? formatEvent : new EventLines(header).format
  if (seq === undefined) {
    for await (const event of events) {
      if (selection.takes(event)) await output.write(format(event))
      else if (event.t > selection.to) break
    }
  } else
    await showLives(header, events, selection, seq, { output, format, isJson: flags.json === true })
  output.flush()
  if (!flags.follow) selection.checkLink()
}

interface Telling {
  readonly output: Output
  readonly format: (event: TraceEvent) => string
  readonly isJson: boolean
}

async function showLives(
  header: TraceHeader,
  events: AsyncIterable<TraceEvent>,
  selection: Selection,
  seq: number,
  { output, format, isJson }: Telling
): Promise<void> {
  const collector = new LifeCollector({ seq, ...spokenProtocol(header) })
  for await (const event of events) collector.take(event)
  const lives = collector.lives.flatMap((life) => {
    const shown = life.events.filter((event) => selection.takes(event))
    return shown.length === 0 ? [] : [{ life, shown }]
  })
  if (isJson) {
    const all = [...new Set(lives.flatMap(({ shown }) => shown))].sort((a, b) => a.t - b.t)
    for (const event of all) await output.write(format(event))
    return
  }
  if (lives.length === 0) {
    selection.checkLink()
    throw new BadInput(
      `--life: no data segment here has the number ${seq}; see --where 'kind == data'`
    )
  }
  let isFirst = true
  for (const { life, shown } of lives) {
    await output.write(`${isFirst ? '' : '\n'}${pc.bold(cleanText(describeLife(life)))}\n`)
    isFirst = false
    for (const event of shown) await output.write(format(event))
  }
}

/** Standard output, in large pieces, and no faster than somebody reads. */
class Output {
  #waiting = ''

  async write(text: string): Promise<void> {
    this.#waiting += text
    if (this.#waiting.length < CHUNK) return
    const isFull = !this.flush()
    if (isFull) await once(process.stdout, 'drain')
  }

  /** @returns false where its reader is behind */
  flush(): boolean {
    const text = this.#waiting
    this.#waiting = ''
    return text === '' || process.stdout.write(text)
  }
}
