/** What the grader and its worker say to each other. */
import type { Check } from './check-kind.js'
import type { CheckGrade, NamedBug } from './grade.js'
import type { Terms } from './lab.js'
import type { LoadFault, Submission } from './submission.js'

/** What a worker is made for. */
export interface GradingTask {
  readonly submission: Submission
  /** What is asked for. */
  readonly lab: Terms
  readonly checks: readonly Check[]
  readonly student: string | undefined
  /** Of ladders. */
  readonly width: number
  readonly isAscii: boolean
  /** `BEATS` and `INSIDE` of a worker's pulse. */
  readonly pulse: SharedArrayBuffer
}

/** Calls of the submission's code so far; whether one of them has not come back yet. */
export const BEATS = 0
export const INSIDE = 1

export type Request =
  | { readonly ask: 'load' }
  | { readonly ask: 'check'; readonly index: number }
  | { readonly ask: 'conclude' }

export interface Loaded {
  readonly fault: LoadFault | undefined
  readonly printed: readonly string[]
}

export interface Conclusion {
  readonly bug: NamedBug | null
  /** By the name of the check. */
  readonly bugs: Readonly<Record<string, NamedBug>>
}

export interface Answers {
  readonly load: Loaded
  readonly check: CheckGrade
  readonly conclude: Conclusion
}

/** The name of the function in a worker that says, as JSON, at which run it is. */
export const WHERE_AM_I = '__whereAmI'
