/** The golden scenarios (scenarios.json), which exist in one copy for every implementation. */
import { readFileSync } from 'node:fs'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { SimConfig } from '../../src/sim/config.js'

export interface Scenario {
  readonly id: string
  readonly about: string
  readonly protocol: string
  readonly messages: number
  readonly window: number
  readonly delay_ms: number
  readonly rto_ms: number
  readonly seq_bits?: number
  readonly interval_ms?: number
  readonly fates: { readonly data: string; readonly ack: string }
  readonly expect: {
    readonly data: number
    readonly retransmitted: number
    readonly acks: number
    readonly timeouts: number
    readonly finish_ms: number
    readonly in_order: boolean
  }
  readonly kills: readonly string[]
}

const file = new URL('scenarios.json', import.meta.url)

export const SCENARIOS: readonly Scenario[] = JSON.parse(readFileSync(file, 'utf8')).scenarios

/** Those of Go-Back-N. */
export const GBN_SCENARIOS: readonly Scenario[] = SCENARIOS.filter(
  ({ protocol }) => protocol === 'gbn'
)

/** The run that a scenario describes, under `protocol`. */
export function scenarioConfig(
  scenario: Scenario,
  protocol: Protocol,
  more: Partial<SimConfig> = {}
): SimConfig {
  const weather = { ...PERFECT, delay: ms(scenario.delay_ms) }
  return {
    protocol,
    windowSize: scenario.window,
    seqBits: protocol.seqBits ?? scenario.seq_bits ?? 32,
    rto: { fixed: ms(scenario.rto_ms) },
    congestion: 'newreno',
    checksum: 'crc32',
    mss: 1172,
    messages: scenario.messages,
    size: 32,
    interval: ms(scenario.interval_ms ?? 0),
    seed: scenario.id,
    up: weather,
    down: weather,
    fates: {
      up: parseFateString(scenario.fates.data),
      down: parseFateString(scenario.fates.ack)
    },
    fateBy: 'order',
    handshake: false,
    encodeAll: false,
    ...more
  }
}
