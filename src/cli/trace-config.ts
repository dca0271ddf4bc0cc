/** The run that the header of a simulated trace describes, to be run again. */
import * as v from 'valibot'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { checkFateBy, FATE_KEYS, type Weather } from '../../lossy-channel/weather/weather.js'
import { weatherSchema } from '../../lossy-channel/weather-schema.js'
import { BadInput } from '../kernel/quantity.js'
import type { CongestionAlgorithm } from '../rdt/congestion-control.js'
import type { Protocol } from '../rdt/protocol.js'
import type { SimConfig } from '../sim/config.js'
import { replayCommand } from '../sim/replay-command.js'
import type { TraceHeader } from '../trace/event.js'
import { readProtocolOptions } from './protocol-options.js'

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
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
 * @param control the same of the congestion control
 * @throws BadInput where the header does not describe a run
 */
export function readSimConfig(
  { config, seed }: TraceHeader,
  loaded?: Protocol,
  control?: CongestionAlgorithm
): SimConfig {
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
      congestion: control === undefined ? told.congestion : 'newreno',
      mss: `${mss}`,
      checksum: told.checksum,
      unsafeWindow: true
    },
    loaded
  )
  checkFateBy(up as Weather, fate_by)
  checkFateBy(down as Weather, fate_by)
  const { protocol, windowSize, seqBits, rto, checksum, mss: payload } = transport
  return {
    ...{ protocol, windowSize, seqBits, rto, checksum, mss: payload },
    congestion: control ?? transport.congestion,
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
