/** The bench on which one submission is judged: what a check may use, and what it leaves there. */
import type { Mutant } from '../../src/rdt/mutants/mutant.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { SimConfig } from '../../src/sim/config.js'

export interface Bench {
  /** What the submission says its protocol is. @throws Error where it is none, with the mend */
  protocol(): Protocol
  /** All that the submission exports, for labs that ask for something other than a protocol. */
  readonly exports: Readonly<Record<string, unknown>>
  readonly reference: Protocol
  /** The bugs that may be found in it. */
  readonly bugs: readonly Mutant[]
  /** A check before has found a failure: another need not be told by its shortest fates. */
  readonly hasFailed: boolean
  /** For seeds of one's own. */
  readonly student: string | undefined
  /** A run is about to be made: should it never come back, this is what is told. */
  running(config: SimConfig | (() => SimConfig)): void
}
