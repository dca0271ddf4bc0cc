/** What nodes with connections throw away is counted, whether somebody watches or not. */
import test from 'ava'
import { replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { randomRun } from '../swarm/random-run.js'
import { tracedRun } from './traced-run.js'

test('with --handshake, too, as many are discarded as the trace says', (t) => {
  let discarded = 0
  let runs = 0
  for (let i = 0; i < 120; i++) {
    const config = randomRun(`discarded-${i}`)
    if (!config.handshake) continue
    runs++
    const { outcome, events } = tracedRun(config)
    const how = replayCommand(config)
    const told = events.filter(
      ({ event, why = '' }) => event === 'discard' && !why.startsWith('refused: ')
    )
    t.is(outcome.segments.discarded, told.length, how)
    t.is(runSimulation(config, { checks: false }).segments.discarded, told.length, how)
    discarded += told.length
  }
  t.true(runs > 10 && discarded > 10, `${discarded} in ${runs} runs`)
})
