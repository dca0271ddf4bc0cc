/** A run as one command that runs it again: short, since what is as usual is left out. */
import { type FatesByDirection, formatBothFates } from '../../lossy-channel/weather/fate-string.js'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { durationWord, formatWeather } from '../../lossy-channel/weather/words.js'
import { ms } from '../kernel/time.js'
import { nameOfCongestion } from '../rdt/protocol.js'
import { describeRto } from '../rdt/rto.js'
import { usualTransport } from '../rdt/transport.js'
import type { SimConfig } from './config.js'

/** What `rdt sim` takes where nothing is said. */
export const USUAL = { messages: 100, size: 32, delay: ms(50), seqBits: 32 } as const

/**
 * The arguments of `rdt` that run exactly `config`.
 * @param protocol what `--protocol` is given for it: its name, or the path of its file
 * @param congestion the same of `--congestion`
 */
export function replayArguments(
  config: SimConfig,
  protocol = config.protocol.name,
  congestion = nameOfCongestion(config.congestion)
): string[] {
  const usual = usualTransport(config.protocol)
  const { interval, seqBits, windowSize } = config
  const { up, down } = config.fates
  const fates = formatFatesOfRun({ ...(up && { up }), ...(down && { down }) })
  const option = (name: string, value: string | number, usually: string | number | undefined) =>
    value === usually ? [] : [`--${name}`, `${value}`]
  const flag = (name: string, isSet: boolean) => (isSet ? [`--${name}`] : [])
  const most = config.protocol.maxWindow?.(seqBits) ?? Number.POSITIVE_INFINITY
  return [
    'sim',
    ...option('protocol', protocol, 'gbn'),
    ...option('window', windowSize, Math.min(usual.windowSize, most)),
    ...flag('unsafe-window', windowSize > most),
    ...option('seq-bits', seqBits, config.protocol.seqBits ?? USUAL.seqBits),
    ...option('rto', describeRto(config.rto), 'adaptive'),
    ...option('congestion', congestion, nameOfCongestion(usual.congestion)),
    ...option('checksum', config.checksum, usual.checksum),
    ...option('mss', config.mss, usual.mss),
    ...option('messages', config.messages, USUAL.messages),
    ...option('size', config.size, USUAL.size),
    ...option('interval', `${interval}us`, '0us'),
    ...weatherArguments(config),
    ...option('fates', fates, ''),
    ...option('fate-by', config.fateBy, 'order'),
    ...flag('handshake', config.handshake),
    ...flag('encode-all', config.encodeAll),
    ...option('flows', config.flows ?? 1, 1),
    ...['--seed', config.seed]
  ]
}

/** `data: ..x  ack: x`, as `--fates` takes it. */
export const formatFatesOfRun = (fates: FatesByDirection): string =>
  formatBothFates(fates, ['data', 'ack'])

/** One command for a shell. */
export const replayCommand = (config: SimConfig, protocol?: string, congestion?: string): string =>
  ['npx rdt', ...replayArguments(config, protocol, congestion).map(quoteWord)].join(' ')

function weatherArguments({ up, down }: SimConfig): string[] {
  if (phrase(up) !== phrase(down)) return ['--up', phrase(up), '--down', phrase(down)]
  const { delay } = up
  if (phrase(up) !== phrase({ ...PERFECT, delay })) return ['--netem', phrase(up)]
  return delay === USUAL.delay ? [] : ['--delay', delay === 0 ? '0ms' : durationWord(delay)]
}

/** Begins with the perfect channel, since a simulation has a delay where nothing is said. */
function phrase(weather: Weather): string {
  const words = formatWeather(weather)
  return words === 'perfect' ? words : `perfect ${words}`
}

/** `word` as a shell takes it. */
export const quoteWord = (word: string): string =>
  /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
