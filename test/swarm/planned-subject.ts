/** A subject whose cases have a plan of steps; a failing one is told by the fewest of its steps. */
import type { Protocol } from '../../src/rdt/protocol.js'
import type { CaseKey, CaseResult, Counts, Failure, Story, Subject } from './case.js'
import { survivesLoss } from './random-transport.js'
import { leastSteps } from './reduce-steps.js'

/** What a planned subject is made of. */
export interface Parts<Plan> {
  readonly name: string
  readonly about: string
  plan(seed: string, protocols: readonly Protocol[]): Plan
  /** The plan in lines, for people; of its steps those with these numbers. */
  describe(plan: Plan, steps: readonly number[]): string[]
  carryOut(plan: Plan): CaseResult
  /** What can be said of the plan before anything has happened. */
  counts(plan: Plan): Counts
}

export function plannedSubject<Plan extends { readonly steps: readonly unknown[] }>(
  parts: Parts<Plan>
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
    const all = plan.steps.map((_, i) => i)
    const only = leastSteps(key.only ?? all, fails)
    const { failure } = parts.carryOut(partly(plan, only))
    return {
      configuration: parts.describe(plan, all),
      shortest: [
        `${only.length} of ${plan.steps.length} steps are enough:`,
        ...parts.describe(plan, only),
        `${failure?.rule}: ${failure?.what}`
      ],
      only
    }
  }

  return { name, about, run, explain, canRun: (protocols) => protocols.some(survivesLoss) }
}
