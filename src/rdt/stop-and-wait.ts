/** What rdt2.0 to rdt3.0 have in common: one segment under way, and numbers 0 and 1 at most. */
import type { Protocol } from './protocol.js'

export const STOP_AND_WAIT = {
  seqBits: 1,
  maxWindow: () => 1,
  windowRule: 'stop-and-wait has one segment under way: N = 1'
} as const satisfies Partial<Protocol>
