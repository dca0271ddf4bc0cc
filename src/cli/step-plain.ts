/** `rdt step` without a screen: a line for each step, or a record. */
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import { toMs } from '../kernel/time.js'
import { readSteps, type StepReading } from '../sim/stepper/step-reading.js'
import { truthOf } from '../sim/stepper/step-truth.js'
import { brokenOffText, stepText } from '../sim/stepper/step-words.js'
import type { SteppedRun } from '../sim/stepper/stepped-run.js'
import { stateForms } from '../trace/ladder-words.js'
import { placeOf } from './author-file.js'

/** Steps from `first` to `last`, both among them. */
export interface StepRange {
  readonly first: number
  readonly last: number
}

const EVERYTHING: StepRange = { first: 1, last: Number.POSITIVE_INFINITY }

/**
 * `3..9`, `3..`, `..9`, `3`; everything where nothing is said.
 * @throws BadInput with the mend
 */
export function parseRange(text: string | undefined): StepRange {
  if (text === undefined) return EVERYTHING
  const match = /^\s*(\d*)\s*(\.\.)?\s*(\d*)\s*$/.exec(text)
  const [, from = '', dots, to = ''] = match ?? []
  if (match === null || (from === '' && to === '') || (dots === undefined && to !== '')) {
    throw new BadInput(`--events: ${cleanText(text).slice(0, 40)} is no part of a run; write 3..9`)
  }
  const first = from === '' ? 1 : Number(from)
  const last = dots === undefined ? first : to === '' ? EVERYTHING.last : Number(to)
  if (first < 1) throw new BadInput('--events: the first event is number 1; write 1..9')
  if (last < first) throw new BadInput(`--events: ${text} ends before it begins; write 3..9`)
  return { first, last }
}

/** What a machine threw, with file and line where it is somebody's own; undefined where nothing was. */
export function crashWords({ crash }: Pick<SteppedRun, 'crash'>): string | undefined {
  if (crash === undefined) return undefined
  const text = cleanText(crash instanceof Error ? crash.message : String(crash))
  return `${placeOf(crash) ?? 'the machine'} throws: ${text}`
}

/** The steps of `range`, as they are told; of the last one what was thrown in it, too. */
export function* toldSteps(
  run: SteppedRun,
  { first, last }: StepRange
): Generator<{ readonly reading: StepReading; readonly text: string }> {
  for (const reading of readSteps(run)) {
    const { number } = reading.step
    if (number < first) continue
    if (number > last) return
    yield { reading, text: toldStep(run, reading) }
  }
}

function toldStep(run: SteppedRun, reading: StepReading): string {
  const crash = reading.step.number === run.steps.length ? crashWords(run) : undefined
  if (crash !== undefined) return `${cleanText(brokenOffText(reading))} ${crash}.`
  const truth = truthOf(run, reading)
  return cleanText(`${stepText(reading)}${truth === '' ? '' : ` In truth ${truth}.`}`)
}

/** `  12     250.000  sender    Timeout after 150 ms …  [3..7 | expectedseqnum 4]` */
export function stepLine({ step, after }: StepReading, text: string): string {
  const time = toMs(step.t).toFixed(3)
  const states = [after.sender, after.receiver].map((state) => stateForms(state)[0] ?? '')
  const told = states.filter((words) => words !== '').join(' | ')
  const place = `${String(step.number).padStart(5)} ${time.padStart(11)}  ${step.input.at.padEnd(8)}`
  return `${place}  ${text}${told === '' ? '' : cleanText(`  [${told}]`)}`
}

export const HEADING = ' step          ms  node      what happens  [sender | receiver]'

/** For programs: times in ms, as everywhere. */
export function stepRecord(reading: StepReading, text: string): Record<string, unknown> {
  const { step, sends, channel, timers, deliveries, after, isBroken } = reading
  const { input } = step
  const { t: _, at, event, state: __, ...about } = input
  return {
    type: 'step',
    step: step.number,
    t_ms: toMs(step.t),
    at,
    event,
    ...about,
    ...(isBroken && { corrupt: true }),
    sends: sends.map(({ kind, seq, ack, attempt, id }) => ({ id, kind, seq, ack, attempt })),
    channel: channel.map(({ event: what, id, why }) => ({ event: what, id, why })),
    timers: timers.map(({ event: what, half, timer, delay }) => ({
      event: what,
      half,
      timer,
      ...(delay !== undefined && { delay_ms: toMs(delay) })
    })),
    delivered: deliveries,
    ...(after.sender && { sender: after.sender }),
    ...(after.receiver && { receiver: after.receiver }),
    in_flight: [...after.flights.values()].filter(({ lost }) => lost === undefined).length,
    text
  }
}
