/** What each of several flows had of the links that they shared, and how fair that was. */
import type { Micros } from '../kernel/time.js'
import { toMs } from '../kernel/time.js'

/** One flow at the end of a run. */
export interface FlowFacts {
  /** Messages that arrived, in all and until the first flow was done. */
  readonly delivered: number
  readonly contested: number
  readonly finishedAt: Micros | undefined
}

/** One flow in the summary of a run. */
export interface FlowRecord {
  /** From 1. */
  readonly flow: number
  readonly delivered: number
  readonly finish_ms: number | null
  readonly goodput_mbit: number | null
  /** Of what all of them delivered until the first was done: after that the others have more room. */
  readonly share: number | null
}

/** @param size bytes of a message */
export function recordsOf(flows: readonly FlowFacts[], size: number): readonly FlowRecord[] {
  const all = flows.reduce((total, { contested }) => total + contested, 0)
  return flows.map(({ delivered, contested, finishedAt }, index) => ({
    flow: index + 1,
    delivered,
    finish_ms: finishedAt === undefined ? null : toMs(finishedAt),
    goodput_mbit: finishedAt ? round((delivered * size * 8) / finishedAt) : null,
    share: all === 0 ? null : round(contested / all)
  }))
}

/**
 * Jain's index of fairness (Jain, Chiu and Hawe, 1984): 1 where all have the same, 1/n where one of
 * n has everything.
 *
 *     (x1 + … + xn)² / n (x1² + … + xn²)
 */
export function jainIndex(amounts: readonly number[]): number {
  const sum = amounts.reduce((total, x) => total + x, 0)
  const squares = amounts.reduce((total, x) => total + x * x, 0)
  return squares === 0 ? 1 : round((sum * sum) / (amounts.length * squares))
}

const round = (value: number): number => Number(value.toPrecision(6))
