/** A failing run as one command that replays it. */
import { formatBothFates } from '../../lossy-channel/weather/fate-string.js'
import type { Weather } from '../../lossy-channel/weather/weather.js'
import { formatWeather } from '../../lossy-channel/weather/words.js'
import { describeRto } from '../../src/cli/protocol-options.js'
import type { SimConfig } from '../../src/sim/config.js'

/** The arguments of `rdt` that run exactly `config`. */
export function replayArguments(config: SimConfig): string[] {
  const { interval, fateBy, handshake, encodeAll } = config
  const { up, down } = config.fates
  const fates = formatBothFates({ ...(up && { up }), ...(down && { down }) })
  return [
    'sim',
    ...['--protocol', config.protocol.name],
    ...['--window', `${config.windowSize}`],
    ...['--seq-bits', `${config.seqBits}`],
    ...['--rto', describeRto(config.rto)],
    ...['--congestion', config.congestion],
    ...['--checksum', config.checksum],
    ...['--mss', `${config.mss}`],
    ...['--messages', `${config.messages}`],
    ...['--size', `${config.size}`],
    ...(interval > 0 ? ['--interval', `${interval}us`] : []),
    ...['--up', phrase(config.up)],
    ...['--down', phrase(config.down)],
    ...(fates === '' ? [] : ['--fates', fates]),
    ...(fateBy === 'order' ? [] : ['--fate-by', fateBy]),
    ...(handshake ? ['--handshake'] : []),
    ...(encodeAll ? ['--encode-all'] : []),
    ...['--seed', config.seed]
  ]
}

/** One command for a shell. */
export const replayCommand = (config: SimConfig): string =>
  ['npx rdt', ...replayArguments(config).map(quote)].join(' ')

/** Begins with the perfect channel, since a simulation has a delay where nothing is said. */
function phrase(weather: Weather): string {
  const words = formatWeather(weather)
  return words === 'perfect' ? words : `perfect ${words}`
}

const quote = (word: string): string =>
  /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
