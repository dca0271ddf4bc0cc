/** Runs whose captures are shown to Wireshark: every protocol, every checksum, every sort of harm. */
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { rdt10 } from '../../src/rdt/rdt1.0.js'
import { rdt20 } from '../../src/rdt/rdt2.0.js'
import { rdt21 } from '../../src/rdt/rdt2.1.js'
import { rdt22 } from '../../src/rdt/rdt2.2.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import { sr } from '../../src/rdt/sr.js'
import { tcp } from '../../src/rdt/tcp.js'
import type { SimConfig } from '../../src/sim/config.js'

const chance = (probability: number) => ({ probability, correlation: 0 })

const CALM: Weather = { ...PERFECT, delay: ms(20) }
/** Keeps what it carries, and its order. */
const NOISY: Weather = { ...CALM, corrupt: { ...chance(0.2), bits: 1 } }
const STORMY: Weather = {
  ...CALM,
  loss: { kind: 'random', ...chance(0.15) },
  corrupt: { ...chance(0.1), bits: 1 },
  duplicate: chance(0.1)
}
const WILD: Weather = {
  ...STORMY,
  reorder: { ...chance(0.1), gap: 1 },
  jitter: { spread: ms(15), correlation: 0 },
  truncate: chance(0.1)
}

function run(protocol: Protocol, weather: Weather, more: Partial<SimConfig> = {}): SimConfig {
  const seqBits = protocol.seqBits ?? more.seqBits ?? 32
  return {
    protocol,
    windowSize: Math.min(6, protocol.maxWindow?.(seqBits) ?? 6),
    seqBits,
    rto: ADAPTIVE,
    congestion: 'newreno',
    checksum: 'crc32',
    mss: 1172,
    messages: 40,
    size: 100,
    interval: 0,
    seed: 'wireshark',
    up: weather,
    down: weather,
    fates: {},
    fateBy: 'order',
    handshake: false,
    encodeAll: false,
    ...more
  }
}

export const WIRESHARK_RUNS: Readonly<Record<string, SimConfig>> = {
  'rdt1.0': run(rdt10, NOISY, { checksum: 'parity' }),
  'rdt2.0': run(rdt20, NOISY, { down: CALM }),
  'rdt2.1': run(rdt21, NOISY, { checksum: 'internet' }),
  'rdt2.2': run(rdt22, NOISY),
  'rdt3.0': run(rdt30, STORMY, { size: 1 }),
  'gbn with 3 bits': run(gbn, STORMY, { seqBits: 3, checksum: 'parity' }),
  'gbn with empty messages': run(gbn, STORMY, { seqBits: 2, size: 0, checksum: 'internet' }),
  'gbn without a checksum': run(gbn, { ...STORMY, truncate: chance(0.2) }, { checksum: 'none' }),
  'gbn from the opening on': run(gbn, WILD, { handshake: true, checksum: 'internet' }),
  'sr with 4 bits': run(sr, STORMY, { seqBits: 4 }),
  'sr from the opening on': run(sr, WILD, { handshake: true, size: 3_000, messages: 12 }),
  tcp: run(tcp, WILD, { windowSize: 32, size: 1_000, messages: 80 }),
  'two flows of tcp': run(tcp, STORMY, { windowSize: 32, flows: 2, checksum: 'parity' })
}
