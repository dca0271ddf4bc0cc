/** A run that a check asks for, as data: the words of `rdt sim`, and what they are there for usual. */
import * as v from 'valibot'
import { parseFates } from '../../lossy-channel/weather/fate-string.js'
import { parsePhrase } from '../../lossy-channel/weather/netem.js'
import { PERFECT, type Weather, withChanges } from '../../lossy-channel/weather/weather.js'
import { BadInput, parseDuration } from '../../src/kernel/quantity.js'
import { ADAPTIVE, RFC6298, type RtoPolicy } from '../../src/rdt/rto.js'
import { usualTransport } from '../../src/rdt/transport.js'
import type { SimConfig } from '../../src/sim/config.js'
import { USUAL } from '../../src/sim/replay-command.js'
import { count } from './check-kind.js'
import { findOurs } from './reference.js'

const words = (example: string) => v.string(`it must be a text, "${example}"`)

export const askedRun = v.strictObject({
  protocol: words('gbn'),
  messages: count(1, 10_000),
  size: v.optional(count(1, 1172), USUAL.size),
  window: v.optional(count(1, 1000)),
  rto: v.optional(words('150ms'), 'adaptive'),
  /** Of both directions, of the data, of the ACKs; with a delay of 50 ms where they say none. */
  weather: v.optional(words('loss 20% delay 50ms')),
  data: v.optional(words('rate 1mbit')),
  ack: v.optional(words('loss 30%'))
})

export type AskedRun = v.InferOutput<typeof askedRun>

/**
 * The run itself.
 * @param fates as `--fates` takes them
 * @throws BadInput with the mend
 */
export function configOfAsked(run: AskedRun, seed: string, fates = ''): SimConfig {
  const protocol = findOurs(run.protocol)
  if (protocol === undefined) throw new BadInput(`run.protocol: there is no ${run.protocol}`)
  const transport = usualTransport(protocol)
  const seqBits = protocol.seqBits ?? USUAL.seqBits
  const most = protocol.maxWindow?.(seqBits) ?? Number.POSITIVE_INFINITY
  const shared = changed({ ...PERFECT, delay: USUAL.delay }, run.weather, 'run.weather')
  return {
    ...{ protocol, seqBits, seed },
    windowSize: Math.min(run.window ?? transport.windowSize, most),
    rto: parseRto(run.rto, 'run.rto'),
    congestion: transport.congestion,
    checksum: transport.checksum,
    mss: transport.mss,
    messages: run.messages,
    size: run.size,
    interval: 0,
    up: changed(shared, run.data, 'run.data'),
    down: changed(shared, run.ack, 'run.ack'),
    fates: fates === '' ? {} : parseFates(fates, 'fates'),
    fateBy: 'order',
    handshake: false,
    encodeAll: false
  }
}

/** What is wrong with `run`, in one line. */
export function faultOfAsked(run: AskedRun): string | undefined {
  try {
    configOfAsked(run, 'seed')
    return undefined
  } catch (error) {
    if (error instanceof BadInput) return error.message
    throw error
  }
}

const changed = (weather: Weather, phrase: string | undefined, name: string): Weather =>
  phrase === undefined ? weather : withChanges(weather, parsePhrase(phrase, name))

/** `adaptive`, `rfc6298`, `150ms`. @throws BadInput */
export function parseRto(text: string, name: string): RtoPolicy {
  if (text === 'adaptive') return ADAPTIVE
  if (text === 'rfc6298') return RFC6298
  const fixed = parseDuration(text, name)
  if (fixed < 1) throw new BadInput(`${name}: a timeout is at least 1us; write 150ms`)
  return { fixed }
}
