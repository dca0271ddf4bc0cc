/** The protocols that are known by name, in the order of the ladder. */
import { gbn } from './gbn.js'
import type { Protocol } from './protocol.js'
import { rdt10 } from './rdt1.0.js'
import { rdt20 } from './rdt2.0.js'
import { rdt21 } from './rdt2.1.js'
import { rdt22 } from './rdt2.2.js'
import { rdt30 } from './rdt3.0.js'
import { sr } from './sr.js'
import { tcp } from './tcp.js'

export const PROTOCOLS: readonly Protocol[] = [rdt10, rdt20, rdt21, rdt22, rdt30, gbn, sr, tcp]
