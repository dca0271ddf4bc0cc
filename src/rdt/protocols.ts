/** The protocols that are known by name, in the order of the ladder. */
import { gbn } from './gbn.js'
import type { Protocol } from './protocol.js'

export const PROTOCOLS: readonly Protocol[] = [gbn]
