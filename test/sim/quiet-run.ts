/** A short run on a channel that is calm: 50 ms each way, a timeout of 150 ms, four messages. */
import { type FatesByDirection, parseFates } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { findMutant } from '../../src/rdt/mutants/catalogue.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import type { SimConfig } from '../../src/sim/config.js'

export function quietRun(protocol: Protocol, changes: Partial<SimConfig> = {}): SimConfig {
  const weather = { ...PERFECT, delay: ms(50) }
  const { seqBits = 32 } = protocol
  return {
    protocol,
    windowSize: Math.min(4, protocol.maxWindow?.(seqBits) ?? 4),
    seqBits,
    rto: { fixed: ms(150) },
    congestion: 'newreno',
    checksum: 'crc32',
    mss: 1172,
    messages: 4,
    size: 32,
    interval: 0,
    seed: 'quiet',
    up: weather,
    down: weather,
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false,
    ...changes
  }
}

export function protocolOf(name: string): Protocol {
  const found = PROTOCOLS.find((known) => known.name === name) ?? findMutant(name)
  if (found === undefined) throw new Error(`there is no protocol ${name}`)
  return found
}

/** `fates('data: ..x')`, of the first transmissions. */
export const fates = (text: string): FatesByDirection => parseFates(text)
