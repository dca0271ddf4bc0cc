/** A small run, as on a blackboard: 50 ms each way, a timeout of 150 ms, fates by hand. */
import { parseFates } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import type { SimConfig } from '../../src/sim/config.js'
import { type TracedRun, tracedRun } from '../sim/traced-run.js'

export const bookRun = (fates: string, more: Partial<SimConfig> = {}): TracedRun =>
  tracedRun(bookConfig(fates, more))

export function bookConfig(fates: string, more: Partial<SimConfig> = {}): SimConfig {
  const weather = { ...PERFECT, delay: ms(50) }
  const { protocol = gbn } = more
  return {
    protocol,
    windowSize: protocol.seqBits === undefined ? 4 : 1,
    seqBits: protocol.seqBits ?? 32,
    rto: { fixed: ms(150) },
    congestion: 'none',
    checksum: 'crc32',
    mss: 1172,
    messages: 3,
    size: 32,
    interval: 0,
    seed: 'book',
    up: weather,
    down: weather,
    fates: fates === '' ? {} : parseFates(fates),
    fateBy: 'order',
    handshake: false,
    encodeAll: false,
    ...more
  }
}
