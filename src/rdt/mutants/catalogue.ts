/**
 * All bugs that have a name, all legal variants, and how to find one.
 *
 * Two sorts of bugs are not here. A right protocol where it does not belong (rdt2.0 under a
 * corrupted ACK, a window of 2^k) is a scenario that has to fail, in src/sim/limits.ts. And
 * fin-sent-once is a bug of the connection, which no protocol can have.
 */
import type { Protocol } from '../protocol.js'
import { CHECKSUM_MUTANTS } from './checksums.js'
import { GBN_RECEIVER_MUTANTS } from './gbn-receiver.js'
import { GBN_SENDER_MUTANTS } from './gbn-sender.js'
import { GBN_TIMER_MUTANTS } from './gbn-timer.js'
import type { Mutant } from './mutant.js'
import { RDT2_MUTANTS } from './rdt2.js'
import { RDT30_MUTANTS } from './rdt3.0.js'
import { SELECTIVE_REPEAT_MUTANTS } from './selective-repeat.js'
import { STOP_AND_WAIT_MUTANTS } from './stop-and-wait.js'
import { TIMING_MUTANTS } from './timing.js'
import { VARIANTS } from './variants.js'

/** Every bug that has a name, by reference: the ladder's order. */
export const MUTANTS: readonly Mutant[] = [
  ...STOP_AND_WAIT_MUTANTS,
  ...RDT2_MUTANTS,
  ...RDT30_MUTANTS,
  ...GBN_SENDER_MUTANTS,
  ...GBN_TIMER_MUTANTS,
  ...TIMING_MUTANTS,
  ...GBN_RECEIVER_MUTANTS,
  ...CHECKSUM_MUTANTS,
  ...SELECTIVE_REPEAT_MUTANTS
]

/** All names that `findMutant` knows, `mutant:…` and `variant:…`. */
export const VARIED_NAMES: readonly string[] = [...MUTANTS, ...VARIANTS].map(
  ({ protocol }) => protocol.name
)

/** The protocol that goes by `mutant:NAME` or `variant:NAME`. */
export const findMutant = (name: string): Protocol | undefined =>
  [...MUTANTS, ...VARIANTS].find(({ protocol }) => protocol.name === name)?.protocol
