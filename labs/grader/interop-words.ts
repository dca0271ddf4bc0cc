/** What those who judge pairs of submissions say to each other. */
import type { Check } from './check-kind.js'
import type { Terms } from './lab.js'
import type { Submission } from './submission.js'
import type { WithPulse } from './watched-worker.js'

/** The sender of one with the receiver of another, by their places among the members. */
export interface Pair {
  readonly sender: number
  readonly receiver: number
}

export interface PairTask {
  readonly lab: Terms
  readonly checks: readonly Check[]
  readonly members: readonly Submission[]
}

/** For a process: which pairs, in this order. */
export interface PairsTask extends PairTask {
  readonly pairs: readonly Pair[]
  /** Of a single call, in ms. */
  readonly patience: number
}

/** For a thread, which is asked for one pair after the other. */
export type PairThreadTask = PairTask & WithPulse

/** `hang`: one of the two does not come back; `none`: one of the two does not load. */
export type PairVerdict = 'pass' | 'weak' | 'fail' | 'hang' | 'none'

export interface PairJudged {
  readonly verdict: PairVerdict
  /** What was found first; empty where nothing was. */
  readonly what: string
}
