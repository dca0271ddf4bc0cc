/**
 * `kills`: the student writes the test. It is an entry as checks.json has them, of the kind
 * `scenario`, and it is tried on protocols of which it is known how they are:
 *
 *     the reference    must pass        or the test asks for something that is not so
 *     legal variants   must pass        or it has learnt the reference by heart
 *     these bugs       must not pass    or it does not look where they show
 *
 * A protocol does not pass if its run fails by the rules of the simulator, or if a number is
 * another than `expect` says. What `expect` leaves out nobody looks at.
 */
import * as v from 'valibot'
import { BadInput } from '../../../src/kernel/quantity.js'
import { MUTANTS } from '../../../src/rdt/mutants/catalogue.js'
import type { Variation } from '../../../src/rdt/mutants/mutant.js'
import { VARIANTS } from '../../../src/rdt/mutants/variants.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../../src/rdt/protocols.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { failureOf } from '../../../src/sim/failure.js'
import { replayCommand } from '../../../src/sim/replay-command.js'
import { runSimulation } from '../../../src/sim/simulation.js'
import { ANSWER, answerAt, failed, PASSED, shownValue, unanswered, wrong } from '../answer.js'
import type { Bench } from '../bench.js'
import { type Check, checkKind, type Found, type Judged } from '../check-kind.js'
import { faultOf } from '../lab.js'
import { scenarioKind } from './scenario-kind.js'

/** A run of a test is over by then, or has no end. */
const MOST_EVENTS = 10_000
/** Of messages, and of a window: a test that says something needs a handful. */
const MOST = 50

const names = v.array(v.string('it must be a text'), 'it must be a list of names')

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('kills'),
  /** The reference. */
  protocol: v.string('it must be a text, "gbn"'),
  /** Bugs of it, each of which the test must see. */
  kills: v.pipe(names, v.minLength(1, 'it must name one bug at least')),
  /** Legal variants of it, which the test must let be; all where nothing is said. */
  spares: v.optional(names)
})

type KillsCheck = v.InferOutput<typeof schema>

/** What a test looks at. */
interface Test extends Check {
  readonly messages: number
  readonly window: number
  readonly expect?: Readonly<Record<string, unknown>>
}

/** One protocol under the test. */
interface Trial {
  readonly config: SimConfig
  /** Why it does not pass; undefined where it does. */
  readonly objection: string | undefined
  /** `4 data, 0 retransmitted, …` */
  readonly counts: string
}

export const killsKind = checkKind(schema, judge, { fault })

function judge(check: KillsCheck, bench: Bench): Judged {
  const { answer } = check
  const value = answerAt(bench.exports, answer)
  const open = unanswered(value, check, bench)
  if (open !== undefined) return open
  const refuse = (what: string) => wrong(`${answer}${what}`, check, bench)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(` is ${shownValue(value)}: write a test, { "name": …, "kind": "scenario", … }`)
  }
  const read = v.safeParse(scenarioKind.schema, value)
  if (!read.success) return refuse(`.${faultOf(read.issues[0])}`)
  const test = read.output as unknown as Test
  for (const key of ['messages', 'window'] as const) {
    if (test[key] > MOST) return refuse(`.${key} is ${test[key]}: at most ${MOST} are enough`)
  }
  try {
    return judgeTest(check, test, bench)
  } catch (error) {
    if (error instanceof BadInput) return refuse(`: ${error.message.replace(/^--/, '')}`)
    throw error
  }
}

function judgeTest(check: KillsCheck, test: Test, bench: Bench): Judged {
  const { reference, bugs, legal } = subjectsOf(check)
  if (reference === undefined) throw new Error(`there is no protocol ${check.protocol}`)
  let runs = 0
  const attempt = (protocol: Protocol) => {
    runs++
    return trialOf(test, protocol, bench)
  }
  const right = attempt(reference)
  if (right.objection !== undefined) {
    const what = `${check.answer}: it fails ${reference.name} itself: ${right.objection}; it has ${right.counts}. A test must hold for what is right: mend expect, or the fates`
    return { ...failed('reference', what), ...look(right.config), runs }
  }
  const survivors = bugs.map((bug) => ({ bug, trial: attempt(bug.protocol) }))
  const killed = legal.map((bug) => ({ bug, trial: attempt(bug.protocol) }))
  const wrongs = [
    ...killed
      .filter(({ trial }) => trial.objection !== undefined)
      .map((one) => ({ ...one, finding: killedWords(check, one.bug, one.trial) })),
    ...survivors
      .filter(({ trial }) => trial.objection === undefined)
      .map((one) => ({ ...one, finding: survivorWords(check, one.bug, one.trial, right) }))
  ]
  const [first] = wrongs
  if (first === undefined) return { ...PASSED, runs }
  const findings = wrongs.map(({ finding }) => finding)
  return { verdict: 'fail', findings, ...look(first.trial.config), runs }
}

/** A run in which nothing goes wrong is no picture to look at. */
const look = (config: SimConfig): Pick<Judged, 'shown' | 'command'> =>
  (config.fates.up ?? config.fates.down) === undefined
    ? { command: `${replayCommand(config)} --ladder` }
    : { shown: config }

function survivorWords(
  { answer }: KillsCheck,
  { name }: Variation,
  { counts }: Trial,
  right: Trial
): Found {
  const same =
    counts === right.counts
      ? 'the same as the reference: these fates do not bring it out'
      : `the reference has ${right.counts}: say in expect which of them matters`
  const what = `${answer}: ${name} survives it: it has ${counts}; ${same}`
  return { rule: 'survives', verdict: 'fail', what }
}

function killedWords(
  { answer }: KillsCheck,
  { name, story }: Variation,
  { counts, objection }: Trial
): Found {
  const what = `${answer}: it kills ${name}, which is legal (${story}): ${objection}; it has ${counts}. Ask only for what every right protocol does`
  return { rule: 'spares', verdict: 'fail', what }
}

function trialOf(test: Test, protocol: Protocol, bench: Bench): Trial {
  const config = scenarioKind.run?.(test, protocol)
  if (config === undefined) throw new Error('a scenario has no run')
  bench.running(config)
  const outcome = runSimulation(config, { checks: true, mostEvents: MOST_EVENTS })
  const { segments, finish_ms, in_order } = outcome
  const { data, retransmitted, acks, timeouts } = segments
  const found: Readonly<Record<string, unknown>> = {
    ...{ data, retransmitted, acks, timeouts },
    ...{ finish_ms, in_order }
  }
  const failure = outcome.verdict === 'fail' ? failureOf(outcome) : undefined
  const other = Object.entries(test.expect ?? {}).find(([key, wanted]) => found[key] !== wanted)
  return {
    config,
    objection:
      failure?.what ?? (other && `${other[0]} is ${found[other[0]]}, and it expects ${other[1]}`),
    counts: `${data} data, ${retransmitted} retransmitted, ${acks} acks, ${timeouts} timeouts, finish_ms ${finish_ms ?? 'never'}`
  }
}

function subjectsOf({ protocol, kills, spares }: KillsCheck) {
  const reference = PROTOCOLS.find(({ name }) => name === protocol)
  const all = VARIANTS.filter(({ of }) => of === reference)
  return {
    reference,
    bugs: MUTANTS.filter(({ name, of }) => of === reference && kills.includes(name)),
    legal: all.filter(({ name }) => spares?.includes(name) ?? true)
  }
}

function fault(check: KillsCheck): string | undefined {
  const { reference, bugs, legal } = subjectsOf(check)
  if (reference === undefined) {
    const known = PROTOCOLS.map(({ name }) => name).join(', ')
    return `protocol: there is no protocol '${check.protocol}'; write one of ${known}`
  }
  const isMissing = (name: string, among: readonly Variation[]) =>
    !among.some((one) => one.name === name)
  const bug = check.kills.find((name) => isMissing(name, bugs))
  if (bug !== undefined) {
    return `kills: ${bug} is no bug of ${reference.name}; rdt mutants lists them`
  }
  const variant = check.spares?.find((name) => isMissing(name, legal))
  if (variant === undefined) return undefined
  return `spares: ${variant} is no legal variant of ${reference.name}; rdt mutants lists them`
}
