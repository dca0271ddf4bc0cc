/**
 * Which scenario kills which mutant: every bug that has a name is judged by all scenarios of its
 * reference, and so are the references and their legal variants, which nothing may kill.
 *
 *                     S01 S02 S03 …
 *      mutant          .   x   .        killed: it fails, as it deserves, somewhere
 *      mutant          .   .   .        survives: a scenario is missing
 *      variant         .   w   .        other, and right: nowhere a fail
 */
import { MUTANTS } from '../rdt/mutants/catalogue.js'
import { VARIANTS } from '../rdt/mutants/variants.js'
import type { Protocol } from '../rdt/protocol.js'
import { PROTOCOLS } from '../rdt/protocols.js'
import { type Judgement, ScenarioJudge } from './judge.js'
import { LIMITS } from './limits.js'
import type { Verdict } from './outcome.js'
import { replayCommand } from './replay-command.js'
import { type Scenario, scenarioConfig } from './scenario.js'
import { SCENARIOS } from './scenarios.js'
import { runSimulation } from './simulation.js'

export interface MatrixRow {
  readonly kind: 'reference' | 'mutant' | 'variant'
  /** Of a reference its title. */
  readonly name: string
  readonly story: string
  readonly of: Protocol
  readonly protocol: Protocol
  /** Of a mutant what it deserves, of the others the worst that may be said of them. */
  readonly expected: Verdict
  /** One for each scenario of the reference. */
  readonly judgements: readonly Judgement[]
}

/** A protocol where it does not belong, which has to fail. */
export interface Limit {
  readonly scenario: Scenario
  readonly hasFailed: boolean
}

type Subject = Omit<MatrixRow, 'judgements'>

const RANK = { pass: 0, weak: 1, fail: 2 } as const

/** In the order of the ladder: each reference that has scenarios, its mutants, its variants. */
const SUBJECTS: readonly Subject[] = PROTOCOLS.flatMap((of): readonly Subject[] => {
  const mutants = MUTANTS.filter((mutant) => mutant.of === of)
  const variants = VARIANTS.filter((variant) => variant.of === of)
  if (scenariosOf(of).length === 0) return []
  return [
    { kind: 'reference', name: of.title, story: '', of, protocol: of, expected: 'pass' },
    ...mutants.map((mutant) => ({ ...mutant, kind: 'mutant' }) as const),
    ...variants.map((variant) => ({ ...variant, kind: 'variant' }) as const)
  ]
})

/** How many rows `matrixRows` will give. */
export const MATRIX_SIZE = SUBJECTS.length

/** The scenarios that `reference` and what is varied from it are judged by. */
export function scenariosOf(reference: Protocol): readonly Scenario[] {
  return SCENARIOS.filter(({ protocol }) => protocol === reference.name)
}

/** The rows one by one, since each takes some milliseconds; `only` that of one mutant or variant. */
export function* matrixRows(only?: string): Generator<MatrixRow> {
  const judges = new Map<string, ScenarioJudge>()
  for (const subject of SUBJECTS) {
    if (only !== undefined && subject.name !== only) continue
    const judgements = scenariosOf(subject.of).map((scenario) => {
      const judge = judges.get(scenario.id) ?? new ScenarioJudge(scenario, subject.of)
      judges.set(scenario.id, judge)
      return judge.judge(subject.protocol)
    })
    yield { ...subject, judgements }
  }
}

/** Every protocol where it does not belong. */
export const judgeLimits = (): readonly Limit[] =>
  LIMITS.map((scenario) => {
    const protocol = PROTOCOLS.find(({ name }) => name === scenario.protocol) as Protocol
    const { verdict } = runSimulation(scenarioConfig(scenario, protocol), { checks: true })
    return { scenario, hasFailed: verdict === 'fail' }
  })

/** Is it judged as it should be: a mutant by one scenario at least, everything else by all? */
export function isAsExpected({ kind, expected, judgements }: MatrixRow): boolean {
  const worst = Math.max(...judgements.map(({ verdict }) => RANK[verdict]))
  return kind === 'mutant' ? worst === RANK[expected] : worst <= RANK[expected]
}

/** The scenarios in which it is seen for what it is. */
export const killersOf = ({ expected, judgements }: MatrixRow): readonly Judgement[] =>
  judgements.filter(({ verdict }) => verdict === expected)

/** Would a judge who looks at delivered data alone notice? */
export const isSeenInData = ({ judgements }: MatrixRow): boolean =>
  judgements.some(({ isDelivered }) => !isDelivered)

/** A run by which a mutant can be told from its reference, on the command line. */
export interface Demonstration {
  readonly judgement: Judgement
  /** Runs the mutant; runs the reference. */
  readonly command: string
  readonly reference: string
}

/**
 * The shortest command that shows what is different: by the verdict of the run itself, or else
 * by its numbers. Undefined where every scenario gives the same.
 */
export function demonstrate(row: MatrixRow): Demonstration | undefined {
  const shown = row.judgements
    .map((judgement) => ({ judgement, clarity: clarityOf(judgement, row.expected) }))
    .filter(({ clarity }) => clarity > 0)
    .map(({ judgement, clarity }) => {
      const { scenario } = judgement
      const command = replayCommand(scenarioConfig(scenario, row.protocol))
      const reference = replayCommand(scenarioConfig(scenario, row.of))
      return { judgement, clarity, command, reference }
    })
  return shown.sort((a, b) => b.clarity - a.clarity || a.command.length - b.command.length)[0]
}

/** 3: the run itself fails, as it should; 2: it is judged as it should be; 1: other numbers. */
function clarityOf({ verdict, outcome, reference }: Judgement, expected: Verdict): number {
  const numbers = ({ segments, finish_ms }: Judgement['outcome']) =>
    JSON.stringify([segments, finish_ms])
  const isOwn = outcome.verdict !== 'pass'
  if (!isOwn && reference && numbers(outcome) === numbers(reference)) return 0
  if (verdict !== expected) return 1
  return outcome.verdict === expected ? 3 : 2
}
