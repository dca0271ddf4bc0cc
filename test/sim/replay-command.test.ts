import test from 'ava'
import { Command } from 'commander'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { addRunOptions, readRunOptions } from '../../src/cli/run-options.js'
import type { SimConfig } from '../../src/sim/config.js'
import { replayArguments, replayCommand } from '../../src/sim/replay-command.js'
import { randomConfig } from '../swarm/random-run.js'

/** What the command line's own readers make of the command. */
async function parsed(config: SimConfig): Promise<SimConfig> {
  const command = addRunOptions(new Command('sim'), '')
  command.parse(replayArguments(config).slice(1), { from: 'user' })
  return readRunOptions(command.opts())
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

test('the command line makes of the command exactly the run that it was made from', async (t) => {
  for (let i = 0; i < 300; i++) {
    const config = visible(randomConfig(`command-${i}`))
    t.deepEqual(await parsed(config), config, replayCommand(config))
  }
})

test('fates, and their key, are in the command', async (t) => {
  const config = {
    ...visible(randomConfig('fates')),
    up: randomConfig('none').up,
    fates: { up: parseFateString('..x2(+60ms)>*12'), down: parseFateString('cwt') }
  }
  t.deepEqual((await parsed(visible(config))).fates, config.fates)
  t.true(replayCommand(config).includes("--fates 'data: ..x2(+60ms)>*12  ack: cwt'"))
  t.true(replayArguments({ ...config, fateBy: 'segment' }).includes('segment'))
})
