/**
 * `smallest-fates`: the fates with the fewest faults that break a protocol. What is answered is
 * run; that nothing smaller does it, the explorer has tried (src/sim/explorer.ts).
 */
import * as v from 'valibot'
import {
  type FateRun,
  type FatesByDirection,
  parseFates
} from '../../../lossy-channel/weather/fate-string.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { ms } from '../../../src/kernel/time.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { type Counterexample, Explorer, type Plan } from '../../../src/sim/explorer.js'
import { failureOf, mostEventsOf } from '../../../src/sim/failure.js'
import { fateOf } from '../../../src/sim/faults.js'
import type { Violation } from '../../../src/sim/invariants.js'
import type { Outcome } from '../../../src/sim/outcome.js'
import { formatFatesOfRun } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import { ANSWER, failed, PASSED, textAnswer, wrong } from '../answer.js'
import { askedRun, configOfAsked, faultOfAsked } from '../asked-run.js'
import type { Bench } from '../bench.js'
import { checkKind, count, type Judged } from '../check-kind.js'

/** What the answer may use, and what the explorer tries of it: the marks of `rdt explore`. */
const FAULTS = {
  loss: { marks: ['x'], tried: [fateOf('x')] },
  corrupt: { marks: ['c'], tried: [fateOf('c')] },
  duplicate: { marks: ['2'], tried: [fateOf('2')] },
  reorder: {
    marks: ['>', 'late'],
    tried: [fateOf('>'), ...[100, 200, 150, 300].map((by) => fateOf('late', ms(by)))]
  }
} as const satisfies Record<string, { marks: FateRun['mark'][]; tried: FateRun[] }>
type FaultName = keyof typeof FAULTS
const NAMES = Object.keys(FAULTS) as FaultName[]

/** The seed of `rdt explore`: it decides which bit a `c` flips. */
const SEED = 'explore'
const LONGEST = 400

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('smallest-fates'),
  run: askedRun,
  faults: v.pipe(
    v.array(
      v.picklist(NAMES, `each must be one of ${NAMES.join(', ')}`),
      'it must be a list, ["loss"]'
    ),
    v.minLength(1, 'it must name one fault at least')
  ),
  /** So many faults it takes. */
  fewest: count(1, 4),
  /** The explorer looks for them among so many first transmissions of both directions. */
  depth: count(1, 60)
})

type FatesCheck = v.InferOutput<typeof schema>

export const smallestFatesKind = checkKind(schema, judge, {
  fault: (check) => faultOfAsked(check.run) ?? contradiction(check)
})

function judge(check: FatesCheck, bench: Bench): Judged {
  const { answer } = check
  const text = textAnswer(check, bench)
  if (typeof text !== 'string') return text
  const refuse = (what: string) => wrong(`${answer}: ${what}`, check, bench)
  if (text.length > LONGEST) return refuse(`write at most ${LONGEST} characters`)
  try {
    const fates = parseFates(text, 'the fates')
    const stranger = strangerIn(check, fates)
    if (stranger !== undefined) return refuse(stranger)
    if (faultsIn(fates) === 0) {
      return refuse(`nothing goes wrong in "${text}"; ${markWords(check.faults)}`)
    }
    return judgeFates(check, fates, bench)
  } catch (error) {
    if (error instanceof BadInput) return refuse(error.message)
    throw error
  }
}

function judgeFates({ run, fewest }: FatesCheck, fates: FatesByDirection, bench: Bench): Judged {
  const config = { ...configOfAsked(run, SEED), fates }
  const faults = faultsIn(fates)
  bench.running(config)
  const { violation, outcome } = attempt(config)
  const given = plural(faults, 'fault')
  if (violation === undefined) {
    const what = `${run.protocol} survives that: with ${given}, ${plural(run.messages, 'message')} arrived, each once and in order, and after ${outcome.finish_ms} ms the sender knew it`
    return { ...failed('fates', what), shown: config, runs: 1 }
  }
  if (faults <= fewest) return { ...PASSED, runs: 1 }
  const what = `it breaks (${violation.what}), but with ${given}; ${suffice(fewest)}`
  return { ...weak(what), shown: config, runs: 1 }
}

const weak = (what: string): Judged => ({
  verdict: 'weak',
  findings: [{ rule: 'fewest', verdict: 'weak', what }],
  runs: 0
})

const MARK_WORDS: Readonly<Record<FaultName, string>> = {
  loss: 'x loses',
  corrupt: 'c damages',
  duplicate: '2 doubles',
  reorder: '> and (+100ms) make late'
}

/** `. delivers, x loses` */
const markWords = (faults: readonly FaultName[]): string =>
  ['. delivers', ...faults.map((fault) => MARK_WORDS[fault])].join(', ')

/** What is in `fates` that this channel does not do. */
function strangerIn({ faults }: FatesCheck, { up, down }: FatesByDirection): string | undefined {
  const known: readonly string[] = ['.', ...faults.flatMap((fault) => FAULTS[fault].marks)]
  const stranger = [...(up ?? []), ...(down ?? [])].find(({ mark }) => !known.includes(mark))
  if (stranger === undefined) return undefined
  const mark = stranger.mark === 'late' ? '(+…)' : stranger.mark
  return `${mark} does not happen on this channel; ${markWords(faults)}`
}

const faultsIn = ({ up, down }: FatesByDirection): number =>
  [...(up ?? []), ...(down ?? [])]
    .filter(({ mark }) => mark !== '.')
    .reduce((sum, { count: times }) => sum + times, 0)

/** What is only slow is given its time, as the explorer gives it. */
function attempt(config: SimConfig): { violation: Violation | undefined; outcome: Outcome } {
  const mostEvents = mostEventsOf(config)
  const quick = runSimulation(config, { checks: true, mostEvents })
  const isWhole = failureOf(quick) === undefined || quick.events < mostEvents
  const outcome = isWhole ? quick : runSimulation(config, { checks: true })
  return { violation: failureOf(outcome), outcome }
}

/** Where the explorer finds something else than `fewest` says. */
function contradiction(check: FatesCheck): string | undefined {
  const found = explore(check)
  if (found?.faults === check.fewest) return undefined
  if (found === undefined) {
    return `fewest is ${check.fewest}, but so many break nothing among the first ${check.depth} transmissions; mend it, the depth, or the faults`
  }
  const { faults, fates } = found
  const how = faults === 0 ? 'without any fault' : `with ${faults}: ${formatFatesOfRun(fates)}`
  return `fewest is ${check.fewest}, but it breaks ${how}; mend it, or the run`
}

function explore(check: FatesCheck): Counterexample | undefined {
  const marks = check.faults.flatMap((fault) => FAULTS[fault].tried)
  const limits = { depth: check.depth, maxFaults: check.fewest, marks }
  const explorer = new Explorer(configOfAsked(check.run, SEED), limits)
  const first = explorer.start()
  if (first.counterexample !== undefined) return first.counterexample
  let plans: Plan[] = [first.plan]
  for (let faults = 1; faults <= check.fewest; faults++) {
    const next: Plan[] = []
    for (const { plan, counterexample } of explorer.extend(plans)) {
      if (counterexample !== undefined) return counterexample
      next.push(plan)
    }
    plans = next
  }
  return undefined
}

const plural = (amount: number, what: string): string =>
  `${amount} ${what}${amount === 1 ? '' : 's'}`

const NUMBERS = ['no', 'one', 'two', 'three', 'four'] as const

/** `two faults suffice` */
const suffice = (fewest: number): string =>
  `${NUMBERS[fewest] ?? fewest} ${fewest === 1 ? 'fault suffices' : 'faults suffice'}`
