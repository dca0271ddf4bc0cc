/** A case is what one seed makes of one subject; the swarm is many cases. */
import type { Protocol } from '../../src/rdt/protocol.js'

/** What was found wrong. */
export interface Failure {
  /** The rule that was broken: `prefix`, `progress`, … */
  readonly rule: string
  /** What was seen, in words. */
  readonly what: string
}

/** How often a case met what the swarm is for: restarts, partitions, the widest window, … */
export type Counts = Readonly<Record<string, number>>

export interface CaseResult {
  readonly failure: Failure | undefined
  readonly counts: Counts
}

/** Which case. */
export interface CaseKey {
  readonly seed: string
  /** The protocols to choose from. */
  readonly protocols: readonly Protocol[]
  /** Of the steps of its plan only these, by their numbers; left out: all. */
  readonly only?: readonly number[] | undefined
}

export interface Subject {
  readonly name: string
  /** What it is, in one line. */
  readonly about: string
  /** Whether there is one among `protocols` that it can be tried with. */
  canRun(protocols: readonly Protocol[]): boolean
  /** Carries out the case, in bounded steps: it always returns. */
  run(key: CaseKey): CaseResult
  /** A case that fails, told: its whole configuration, and the least of it that still fails. */
  explain(key: CaseKey, failure: Failure): Story
}

export interface Story {
  /** Lines: everything that decides the case. */
  readonly configuration: readonly string[]
  /** Lines: the least that still fails, with what replays it. */
  readonly shortest: readonly string[]
  /** The steps of the plan that still fail, for `--only`; undefined where the case has no steps. */
  readonly only?: readonly number[] | undefined
}
