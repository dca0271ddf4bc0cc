/** The bench on which one submission is judged: what a check may use, and what it leaves there. */
import type { Mutant } from '../../src/rdt/mutants/mutant.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { SimConfig } from '../../src/sim/config.js'
import type { Called } from './guard.js'

export interface Bench {
  /**
   * What the submission says its protocol is; of several, the one that it exports as `part`, or
   * as the check's own part where nothing is said.
   * @throws Error where it is none, with the mend
   */
  protocol(part?: string): Protocol
  /**
   * What it exports: of a module, values of its own realm, of which nothing may be believed, not
   * even their prototypes; of answers, the object that the JSON file holds.
   */
  readonly exports: Readonly<Record<string, unknown>>
  /** Where its file lies; beside it, files that answers name. */
  readonly folder: string
  /** What the check's part is held against; undefined where it is not of this house. */
  readonly reference: Protocol | undefined
  /** The bugs that may be found in it. */
  readonly bugs: readonly Mutant[]
  /** A check before has found a failure: another need not be told by its shortest fates. */
  readonly hasFailed: boolean
  /** For seeds of one's own. */
  readonly student: string | undefined
  /** A run is about to be made: should it never come back, this is what is told. */
  running(config: SimConfig | (() => SimConfig)): void
  /** Does `work`, of which nobody is shown what the submission prints meanwhile. */
  quietly<Result>(work: () => Result): Result
  /**
   * Calls `fn`, which is of the submission, on `self`. Whatever it does, this comes back, or
   * somebody outside ends the thread and tells where it was. What it returns is theirs, too.
   */
  call(fn: unknown, self: unknown, ...args: readonly unknown[]): Called
}
