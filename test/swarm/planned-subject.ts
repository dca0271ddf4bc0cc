/** A subject whose cases have a plan of steps; a failing one is told by the fewest of its steps. */
import type { Protocol } from '../../src/rdt/protocol.js'
import type { CaseKey, CaseResult, Counts, Failure, Story, Subject } from './case.js'
import { survivesLoss } from './random-transport.js'
import { leastSteps } from './reduce-steps.js'

interface Planned<Step> {
  readonly steps: readonly Step[]
}

/** What a planned subject is made of. */
interface Parts<Step, Plan extends Planned<Step>> {
  readonly name: string
  readonly about: string
  plan(seed: string, protocols: readonly Protocol[]): Plan
  /** What a plan holds besides its steps, in lines, for people. */
  describe(plan: Plan): string[]
  describeStep(step: Step): string
  carryOut(plan: Plan): CaseResult
  /** What can be said of the plan before anything has happened. */
  counts(plan: Plan): Counts
}

export function plannedSubject<Step, Plan extends Planned<Step>>(
  parts: Parts<Step, Plan>
): Subject {
  const { name, about } = parts

  const whole = ({ seed, protocols }: CaseKey): Plan =>
    parts.plan(seed, protocols.filter(survivesLoss))

  const partly = (plan: Plan, only: CaseKey['only']): Plan =>
    only === undefined ? plan : { ...plan, steps: plan.steps.filter((_, i) => only.includes(i)) }

  const run = (key: CaseKey): CaseResult => {
    const plan = partly(whole(key), key.only)
    const { failure, counts } = parts.carryOut(plan)
    return { failure, counts: { ...parts.counts(plan), ...counts } }
  }

  const explain = (key: CaseKey, { rule }: Failure): Story => {
    const plan = whole(key)
    const fails = (only: readonly number[]): boolean => {
      return parts.carryOut(partly(plan, only)).failure?.rule === rule
    }
    const lineOf = (i: number): string => `${i}. ${parts.describeStep(plan.steps[i] as Step)}`
    const all = plan.steps.map((_, i) => i)
    const only = leastSteps(key.only ?? all, fails)
    const { failure } = parts.carryOut(partly(plan, only))
    return {
      configuration: [...parts.describe(plan), ...all.map(lineOf)],
      shortest: [
        `${only.length} of ${all.length} steps are enough:`,
        ...only.map(lineOf),
        `${failure?.rule}: ${failure?.what}`
      ],
      only
    }
  }

  return { name, about, run, explain, canRun: (protocols) => protocols.some(survivesLoss) }
}
