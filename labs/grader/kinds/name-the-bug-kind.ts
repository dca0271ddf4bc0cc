/**
 * `name-the-bug`: a trace, whose header does not say which bug its protocol has. Nobody keeps a
 * list of right answers: the bug that is named is run under the same fates, and it is right if it
 * does the very same, step by step. So two bugs that this run cannot tell apart are both right.
 *
 *     the trace's     ▢ ▢ ▢ ▢ ▢ ▢        the named bug   ▢ ▢ ▢ ▢ ▢ ▢    the same: right
 *                                        another         ▢ ▢ ▢ ▣        here it does other
 */
import * as v from 'valibot'
import { parseFates } from '../../../lossy-channel/weather/fate-string.js'
import { nearest } from '../../../src/kernel/nearest.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { MUTANTS } from '../../../src/rdt/mutants/catalogue.js'
import type { Variation } from '../../../src/rdt/mutants/mutant.js'
import { PLANTED } from '../../../src/rdt/mutants/planted.js'
import { VARIANTS } from '../../../src/rdt/mutants/variants.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { replayCommand } from '../../../src/sim/replay-command.js'
import { ANSWER, failed, PASSED, textAnswer, wrong } from '../answer.js'
import { askedRun, configOfAsked, faultOfAsked } from '../asked-run.js'
import type { Bench } from '../bench.js'
import { checkKind, type Judged } from '../check-kind.js'
import { divergence } from '../divergence.js'
import { ownSeed } from '../own-seed.js'
import { describeStep, logOf, type RunLog } from '../run-log.js'

const text = v.string('it must be a text')

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('name-the-bug'),
  /** What the trace is of; its protocol is a planted one. */
  run: askedRun,
  fates: v.optional(text, ''),
  /** Of the run; where nothing is said, it is the student's name. */
  seed: v.optional(text)
})

type NameCheck = v.InferOutput<typeof schema>

/** Any dice, to see whether the run asks anything. */
const ANY = 'anybody'
/** What the machine of the trace is called beside that of a suspect. */
const THEIRS = 'the one of the trace'
const MOST_BEFORE = 4
const NAMED: readonly Variation[] = [...MUTANTS, ...VARIANTS]

export const nameTheBugKind = checkKind(schema, judge, { fault })

function judge(check: NameCheck, bench: Bench): Judged {
  const { answer } = check
  const text = textAnswer(check, bench)
  if (typeof text !== 'string') return text
  const refuse = (what: string) => wrong(`${answer}: ${what}`, check, bench)
  const bug = text.trim().replace(/^(mutant|variant):/, '')
  const named = NAMED.find(({ name }) => name === bug)
  if (named === undefined) return refuse(strangerWords(bug))
  const { of } = plantedOf(check) ?? named
  if (named.of !== of) {
    return refuse(`${bug} is of ${named.of.title}, and the machines of this trace of ${of.title}`)
  }
  const seed = seedOf(check, bench)
  if (typeof seed !== 'string') return seed
  const config = configOf(check, seed)
  const suspected = { ...config, protocol: named.protocol }
  bench.running(suspected)
  const [own, truth] = [logOf(suspected), logOf(config)]
  const differs = divergence(own, truth, THEIRS)
  if (differs === undefined) return { ...PASSED, runs: 2 }
  const what = `${answer}: it is not ${bug}, which does something else under the same fates: ${differs.words}`
  const picture = sideBySide(bug, own, truth, differs.index)
  const command = `${replayCommand(suspected)} --trace guess.ndjson`
  return { ...failed('bug', what), picture, command, runs: 2 }
}

/** Where two runs part: what came before, and what comes then in each. */
function sideBySide(bug: string, own: RunLog, truth: RunLog, index: number): string[] {
  const step = ({ steps }: RunLog) => {
    const there = steps[index]
    return there === undefined ? '  nothing happens any more' : `  ${describeStep(there)}`
  }
  // A receiver's timers are told in words alone.
  if (step(own) === step(truth)) return []
  const before = own.steps.slice(Math.max(0, index - MOST_BEFORE), index)
  return [
    ...(before.length === 0 ? [] : ['both:', ...before.map((one) => `  ${describeStep(one)}`)]),
    `then ${bug}:`,
    step(own),
    'and in the trace:',
    step(truth)
  ]
}

function strangerWords(bug: string): string {
  const near = nearest(
    bug,
    NAMED.map((one) => one.name)
  )
  const mend = near === undefined ? 'npx rdt mutants lists them' : `did you mean ${near}?`
  return `there is no bug called '${bug.slice(0, 40)}'; ${mend}`
}

/** Undefined where it does the same. */
const differenceOf = (own: RunLog, truth: RunLog): string | undefined =>
  divergence(own, truth, THEIRS)?.words

const plantedOf = ({ run }: NameCheck): Variation | undefined =>
  PLANTED.find(({ protocol }) => protocol.name === run.protocol)

const configOf = ({ run, fates }: NameCheck, seed: string): SimConfig =>
  configOfAsked(run, seed, fates)

/** As the grader knows the student, or as he calls himself in answers.json. */
const seedOf = ({ seed }: NameCheck, bench: Bench): string | Judged =>
  seed ?? bench.student ?? ownSeed('name', bench)

/** A run in which the bug cannot be seen, or not be told from half of the others, asks nothing. */
const MOST_RIGHT = 3

function fault(check: NameCheck): string | undefined {
  const problem = faultOfAsked(check.run) ?? fatesFault(check)
  if (problem !== undefined) return problem
  const planted = plantedOf(check)
  if (planted === undefined) {
    const known = PLANTED.map(({ protocol }) => protocol.name).join(', ')
    return `run.protocol: ${check.run.protocol} is not planted; write one of ${known}`
  }
  const config = configOf(check, check.seed ?? ANY)
  const truth = logOf(config)
  const isAlike = (protocol: Protocol) =>
    differenceOf(logOf({ ...config, protocol }), truth) === undefined
  if (isAlike(planted.of)) {
    return `fates: in this run ${planted.name} does what ${planted.of.name} does; let more go wrong`
  }
  const alike = NAMED.filter(({ of, protocol }) => of === planted.of && isAlike(protocol))
  if (alike.length <= MOST_RIGHT) return undefined
  const names = alike.map(({ name }) => name).join(', ')
  return `fates: this run cannot tell ${names} from one another; let more go wrong`
}

function fatesFault({ fates }: NameCheck): string | undefined {
  try {
    parseFates(fates, 'fates')
    return undefined
  } catch (error) {
    if (error instanceof BadInput) return error.message
    throw error
  }
}
