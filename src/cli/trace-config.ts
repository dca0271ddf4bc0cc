/** The run that the header of a simulated trace describes, to be run again. */
import * as v from 'valibot'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import {
  checkFateBy,
  DISTRIBUTIONS,
  FATE_KEYS,
  type Weather
} from '../../lossy-channel/weather/weather.js'
import { BadInput } from '../kernel/quantity.js'
import type { Protocol } from '../rdt/protocol.js'
import type { SimConfig } from '../sim/config.js'
import { replayCommand } from '../sim/replay-command.js'
import type { TraceHeader } from '../trace/event.js'
import { readProtocolOptions } from './protocol-options.js'

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const chance = v.object({
  probability: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
  correlation: v.pipe(v.number(), v.minValue(0), v.maxValue(1))
})
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1))

const weatherSchema = v.object({
  loss: v.variant('kind', [
    v.object({ kind: v.literal('random'), ...chance.entries }),
    v.object({
      kind: v.literal('gemodel'),
      toBad: share,
      toGood: share,
      lossWhenBad: share,
      lossWhenGood: share
    })
  ]),
  corrupt: v.object({ ...chance.entries, bits: whole }),
  duplicate: chance,
  reorder: v.object({ ...chance.entries, gap: whole }),
  truncate: chance,
  delay: whole,
  jitter: v.object({ spread: whole, correlation: share }),
  distribution: v.picklist(DISTRIBUTIONS),
  rate: whole,
  limit: whole
})

const configSchema = v.object({
  command: v.literal('sim'),
  protocol: v.string(),
  window: whole,
  seq_bits: whole,
  rto: v.string(),
  congestion: v.string(),
  mss: whole,
  checksum: v.string(),
  messages: whole,
  size: whole,
  interval_us: whole,
  handshake: v.boolean(),
  flows: v.optional(whole),
  up: weatherSchema,
  down: weatherSchema,
  fates: v.object({ up: v.optional(v.string()), down: v.optional(v.string()) }),
  fate_by: v.picklist(FATE_KEYS)
})

/** Is this the trace of `rdt sim`, in its own words? */
export const isSimulated = ({ clock, config }: TraceHeader): boolean =>
  clock === 'virtual' && config['command'] === 'sim'

/**
 * The run, every option resolved.
 * @param loaded the protocol of a file, which stands for the one that the header names
 * @throws BadInput where the header does not describe a run
 */
export function readSimConfig({ config, seed }: TraceHeader, loaded?: Protocol): SimConfig {
  const result = v.safeParse(configSchema, config)
  if (!result.success) {
    const [issue] = result.issues
    throw new BadInput(
      `the header does not describe a run of rdt sim (config.${v.getDotPath(issue) ?? ''}: ${issue.message}); record it again with rdt sim --trace FILE`
    )
  }
  const { window, seq_bits, mss, up, down, fates, fate_by, flows, ...told } = result.output
  const transport = readProtocolOptions(
    {
      protocol: told.protocol,
      window: `${window}`,
      seqBits: `${seq_bits}`,
      rto: told.rto,
      congestion: told.congestion,
      mss: `${mss}`,
      checksum: told.checksum,
      unsafeWindow: true
    },
    loaded
  )
  checkFateBy(up as Weather, fate_by)
  checkFateBy(down as Weather, fate_by)
  const { protocol, windowSize, seqBits, rto, congestion, checksum } = transport
  return {
    ...{ protocol, windowSize, seqBits, rto, congestion, checksum, mss: transport.mss },
    messages: told.messages,
    size: told.size,
    interval: told.interval_us,
    seed,
    up: up as Weather,
    down: down as Weather,
    fates: {
      ...(fates.up !== undefined && { up: parseFateString(fates.up) }),
      ...(fates.down !== undefined && { down: parseFateString(fates.down) })
    },
    fateBy: fate_by,
    handshake: told.handshake,
    encodeAll: false,
    ...(flows !== undefined && { flows })
  }
}

/** The command that runs it again; undefined where the header tells too little. */
export function simCommandOf(header: TraceHeader): string | undefined {
  if (!isSimulated(header)) return undefined
  try {
    return replayCommand(readSimConfig(header))
  } catch (error) {
    if (error instanceof BadInput) return undefined
    throw error
  }
}
