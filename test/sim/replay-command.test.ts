import test from 'ava'
import { Command } from 'commander'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { addChannelOptions, readChannelOptions } from '../../src/cli/channel-options.js'
import { addProtocolOptions, readProtocolOptions } from '../../src/cli/protocol-options.js'
import type { SimConfig } from '../../src/sim/config.js'
import { randomConfig } from './random-weather.js'
import { replayArguments, replayCommand } from './replay-command.js'

/** What the command line's own readers make of `args`, in the place of `config`'s values. */
function parsed(config: SimConfig): SimConfig {
  const command = addChannelOptions(addProtocolOptions(new Command('sim')))
  command
    .option('--messages <n>')
    .option('--size <n>')
    .option('--interval <time>', '', '0us')
    .option('--handshake', '', false)
    .option('--encode-all', '', false)
  command.parse(replayArguments(config).slice(1), { from: 'user' })
  const flags = command.opts()
  const transport = readProtocolOptions(flags)
  const { protocol, windowSize, seqBits, rto, congestion, checksum, mss } = transport
  const { up, down, fates, fateBy, seed } = readChannelOptions(flags, { delay: 50_000 })
  return {
    protocol,
    windowSize,
    seqBits,
    rto,
    congestion,
    checksum,
    mss,
    messages: Number(flags['messages']),
    size: Number(flags['size']),
    interval: Number.parseInt(flags['interval'], 10),
    seed,
    up,
    down,
    fates,
    fateBy,
    handshake: flags['handshake'],
    encodeAll: flags['encodeAll']
  }
}

/** What is off has no correlation, gap or shape that anybody could see. */
function visible(config: SimConfig): SimConfig {
  const off = { probability: 0, correlation: 0 }
  const one = (weather: SimConfig['up']): SimConfig['up'] => ({
    ...weather,
    reorder: weather.reorder.probability > 0 ? weather.reorder : { ...off, gap: 1 },
    corrupt: weather.corrupt.probability > 0 ? weather.corrupt : { ...off, bits: 1 },
    distribution: weather.jitter.spread > 0 ? weather.distribution : 'uniform'
  })
  return { ...config, up: one(config.up), down: one(config.down) }
}

test('the command line makes of the command exactly the run that it was made from', (t) => {
  for (let i = 0; i < 300; i++) {
    const config = visible(randomConfig(`command-${i}`))
    t.deepEqual(parsed(config), config, replayCommand(config))
  }
})

test('fates, and their key, are in the command', (t) => {
  const config = {
    ...visible(randomConfig('fates')),
    up: randomConfig('none').up,
    fates: { up: parseFateString('..x2(+60ms)>*12'), down: parseFateString('cwt') }
  }
  t.deepEqual(parsed(visible(config)).fates, config.fates)
  t.true(replayCommand(config).includes("--fates 'up: ..x2(+60ms)>*12  down: cwt'"))
  t.true(replayArguments({ ...config, fateBy: 'segment' }).includes('segment'))
})
