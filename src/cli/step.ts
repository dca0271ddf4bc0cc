/** `rdt step`: a run step by step, forwards and backwards. */
import type { Command } from 'commander'
import { isDrawable } from '../dashboard/screen.js'
import { BadInput } from '../kernel/quantity.js'
import { USUAL } from '../sim/replay-command.js'
import { scoreText } from '../sim/stepper/question.js'
import { type SteppedRun, StepRecorder } from '../sim/stepper/stepped-run.js'
import { addRunOptions, type RunFlags, readRunOptions } from './run-options.js'
import { describeOutcome } from './sim-report.js'
import { runInSlices } from './sim-run.js'
import {
  crashWords,
  HEADING,
  parseRange,
  type StepRange,
  stepLine,
  stepRecord,
  toldSteps
} from './step-plain.js'
import { predictSteps } from './step-predict.js'
import { stepOnScreen } from './step-screen.js'
import { addThemeOption, chooseTheme } from './theme-option.js'

interface StepFlags extends RunFlags {
  readonly events?: string
  readonly predict?: boolean
  readonly big?: boolean
  readonly theme?: string
  readonly plain?: boolean
  readonly json?: boolean
}

export function addStepCommand(program: Command): void {
  const command = program
    .command('step')
    .summary('step through a run, forwards and backwards')
    .description(
      'Runs what rdt sim runs, and shows it event by event: what came, what the machine did, and ' +
        'why; windows, states and timers between any two of them. --protocol FILE steps through one ' +
        'of your own.'
    )
    .option('--events <range>', 'print these events as lines: 3..9, 3.., or 3')
    .option('--predict', 'ask before each event what comes, and keep the score')
    .option('--big', 'large print on the screen, for the back row')
    .option('--plain', 'print a line for each event, on a terminal too')
    .option('--json', 'print a record for each event, and a summary')
  addThemeOption(command)
  addRunOptions(command, `${USUAL.messages}`)
  command.addHelpText('after', HELP)
  command.action((flags: StepFlags) => step(flags))
}

const HELP = `
Examples:
  rdt step --messages 6 --window 4 --rto 150ms --fates 'data: ..x'
  rdt step --protocol rdt3.0 --messages 4 --loss 30% --seed 7 --events 3..9
  rdt step --protocol rdt2.1 --messages 5 --fates 'ack: c' --json
  rdt step --predict --protocol sr --window 4 --messages 6 --loss 20%`

async function step(flags: StepFlags): Promise<void> {
  const range = parseRange(flags.events)
  const theme = chooseTheme(flags.theme, process.env)
  const config = await readRunOptions(flags)
  const recorder = new StepRecorder(config)
  const isDone = await runInSlices(recorder, config.messages, flags.plain === true)
  if (!isDone) {
    process.exitCode = 130
    return
  }
  const run = recorder.run()
  if (!isOnScreen(flags)) {
    await printSteps(run, range, flags)
    return
  }
  const { score } = await stepOnScreen(run, {
    protocol: flags.protocol,
    theme,
    isBig: flags.big === true,
    isPredicted: flags.predict === true
  })
  if (score !== undefined) process.stdout.write(`predicted: ${scoreText(score)}\n`)
}

const isOnScreen = ({ plain, json, events }: StepFlags): boolean =>
  plain !== true &&
  json !== true &&
  events === undefined &&
  process.stdin.isTTY === true &&
  isDrawable(process.stdout, process.env['TERM'])

async function printSteps(run: SteppedRun, range: StepRange, flags: StepFlags): Promise<void> {
  const { steps, outcome, config, isWhole } = run
  const isJson = flags.json === true
  if (range.first > Math.max(1, steps.length)) {
    throw new BadInput(
      `--events: the run has ${steps.length} events; write a part of 1..${steps.length}`
    )
  }
  const write = (line: string) => {
    process.stdout.write(`${line}\n`)
  }
  if (!isJson) write(HEADING)
  const score = flags.predict === true ? await predictSteps(run, range, isJson, write) : undefined
  if (score === undefined) tellSteps(run, range, isJson, write)
  if (isJson) write(JSON.stringify({ ...summaryOf(run), ...(score && { predicted: score }) }))
  else {
    write('')
    for (const line of isWhole ? describeOutcome(config, outcome) : [cutWords(run)]) write(line)
  }
  const crash = crashWords(run)
  if (crash !== undefined) {
    process.stderr.write(`rdt: ${crash} (RDT_DEBUG=1 shows where)\n`)
    if (process.env['RDT_DEBUG'] === '1') console.error(run.crash)
  }
  if (isWhole && outcome.verdict === 'fail') process.exitCode = 1
}

function tellSteps(
  run: SteppedRun,
  range: StepRange,
  isJson: boolean,
  write: (line: string) => void
): void {
  for (const { reading, text } of toldSteps(run, range)) {
    write(isJson ? JSON.stringify(stepRecord(reading, text)) : stepLine(reading, text))
  }
}

function summaryOf({ outcome, isWhole, steps, events }: SteppedRun): Record<string, unknown> {
  const { verdict, violations, ...facts } = outcome
  const known = isWhole ? { ...facts, verdict, violations } : { verdict: null }
  return {
    type: 'summary',
    steps: steps.length,
    trace_events: events.length,
    whole: isWhole,
    ...known
  }
}

/** Where the run is longer than what is kept of it. */
const cutWords = ({ steps, events }: SteppedRun): string =>
  `only the first ${steps.length} events are here (${events.length} lines of its trace): the run goes on; rdt sim runs it to its end, and with --trace FILE keeps all`
