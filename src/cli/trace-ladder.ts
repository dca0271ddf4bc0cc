/** `rdt trace ladder`: who sent what when, and what became of it, drawn. */
import type { Command } from 'commander'
import { cleanText } from '../kernel/display.js'
import { BadInput, parseCount } from '../kernel/quantity.js'
import { linkName } from '../trace/crossing-events.js'
import type { TraceEvent } from '../trace/event.js'
import { drawLadder, nodesOf } from '../trace/ladder.js'
import { endsOf } from '../trace/ladder-crossing.js'
import { drawLadderSvg } from '../trace/ladder-svg.js'
import { spokenProtocol } from '../trace/spoken-protocol.js'
import { writeOutput } from './output-file.js'
import { showPaged } from './pager.js'
import { canShowUnicode, LADDER_WIDTH } from './run-ladder.js'
import { describeHeader } from './trace-header.js'
import { openTrace } from './trace-input.js'
import { addSelectionOptions, Selection, type SelectionFlags } from './trace-selection.js'

interface LadderFlags extends SelectionFlags {
  readonly most?: string
  readonly width?: string
  readonly svg?: string
  readonly plain?: boolean
}

/** More rows than these nobody reads on a screen; on paper, that is some ten pages. */
const MOST_ROWS = 2_000
/** Where a pager shows them. */
const MOST_PAGED = 10_000
const MOST_SVG_ROWS = 400
const MANY_ROWS = 1_000_000
const MOST_SVG_NODES = 100
/** More events than these are not kept in memory: some hundred megabytes. */
const MOST_EVENTS = 500_000
/** A gap between two lifelines needs so much for labels with their numbers, the time so much. */
const GAP_WIDTH = 22
const TIME_WIDTH = 10
const WIDEST = 200
const NAMED_LINKS = 8
const WHERE_ALL = '--from, --to or --most show them'

export function addTraceLadder(trace: Command): void {
  const command = trace
    .command('ladder')
    .argument('<file>', 'the trace, or - for standard input')
    .summary('draw the ladder of a trace, as text or SVG')
    .description(
      'Draws a lifeline for each node, and an arrow for each segment. One that is lost ends in the ' +
        'channel.'
    )
  addSelectionOptions(command)
    .option(
      '--most <rows>',
      `of these, quiet parts are left out (default ${MOST_ROWS}, in a pager ${MOST_PAGED})`
    )
    .option('--width <columns>', 'of the text, however narrow (default: those of the terminal)')
    .option('--svg <out>', 'write a picture for paper and slides instead')
    .option('--plain', 'all lines at once, on a terminal too, where PAGER or less shows them')
    .addHelpText('after', HELP)
    .action((file: string, flags: LadderFlags) => ladder(file, flags))
}

const HELP = `
Examples:
  $ rdt sim --messages 6 --window 4 --rto 150ms --fates 'data: ..x' --trace run.ndjson
  $ rdt trace ladder run.ndjson
  $ rdt trace ladder run.ndjson --from 100ms --to 400ms --width 100
  $ rdt trace ladder run.ndjson --svg run.svg
  $ rdt trace ladder chat.ndjson --link 'alice>server'`

async function ladder(path: string, flags: LadderFlags): Promise<void> {
  const selection = new Selection(flags)
  const most = mostOf(flags)
  const width =
    flags.width === undefined ? undefined : parseCount(flags.width, '--width', 40, WIDEST)
  const { header, events } = await openTrace(path)
  const taken: TraceEvent[] = []
  for await (const event of events) {
    if (!selection.takes(event)) continue
    if (taken.length === MOST_EVENTS) {
      tell(`only the first ${MOST_EVENTS} events are drawn; --from and --to show the others`)
      break
    }
    taken.push(event)
  }
  selection.checkLink()
  const shared = {
    most,
    otherTimers: spokenProtocol(header).otherTimers,
    ...(selection.link === undefined ? {} : { link: selection.link })
  }
  if (flags.svg !== undefined) {
    if (selection.link === undefined) checkPaper(taken)
    const svg = drawLadderSvg(taken, { ...shared, about: describeHeader(header) })
    if (svg === '') throw nothing()
    return writeOutput('--svg', flags.svg, [Buffer.from(svg)], path)
  }
  const columns = process.stdout.columns ?? LADDER_WIDTH
  if (width === undefined && selection.link === undefined) checkRoom(taken, columns)
  const lines = drawLadder(taken, {
    ...shared,
    width: width ?? columns,
    isAscii: !canShowUnicode(),
    whereAll: WHERE_ALL
  })
  if (lines.length === 0) throw nothing()
  await showPaged(lines.map(cleanText), flags.plain === true)
}

/** @throws BadInput where the arrows of so many nodes would have no room for their names */
function checkRoom(events: readonly TraceEvent[], columns: number): void {
  const links = new Set<string>()
  const nodes = new Set<string>()
  for (const { link = '' } of events) {
    if (link === '' || links.has(link)) continue
    const { from, to } = endsOf(link)
    if (!links.has(linkName(to, from))) links.add(link)
    nodes.add(from).add(to)
  }
  const needed = TIME_WIDTH + GAP_WIDTH * (nodes.size - 1)
  if (nodes.size <= 2 || needed <= columns) return
  const [first, ...others] = [...links].slice(0, NAMED_LINKS).map((link) => `'${link}'`)
  const more = links.size > NAMED_LINKS ? ', …' : ''
  const all = needed <= WIDEST ? `--width ${needed}` : '--svg OUT.svg'
  throw new BadInput(
    `${nodes.size} nodes have no room for their arrows in ${columns} columns; draw two of them with --link ${first} (or ${others.join(', ')}${more}), or all with ${all}`
  )
}

/** @throws BadInput where no sheet of paper is so wide */
function checkPaper(events: readonly TraceEvent[]): void {
  const { length } = nodesOf(events)
  if (length <= MOST_SVG_NODES) return
  throw new BadInput(
    `--svg: ${length} nodes are too many for one picture; draw two of them with --link 'a>b'`
  )
}

function mostOf({ most, svg, plain }: LadderFlags): number {
  if (most !== undefined) return parseCount(most, '--most', 3, MANY_ROWS)
  if (svg !== undefined) return MOST_SVG_ROWS
  return process.stdout.isTTY && plain !== true ? MOST_PAGED : MOST_ROWS
}

const nothing = (): BadInput =>
  new BadInput('nothing is sent in this part of the trace; choose another with --from and --to')

const tell = (line: string): boolean => process.stderr.write(`rdt: ${line}\n`)
