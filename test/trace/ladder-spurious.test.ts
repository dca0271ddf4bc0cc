/** What a ladder calls spurious is what statistics and explanations call so. */
import test from 'ava'
import { replayCommand } from '../../src/sim/replay-command.js'
import { explain } from '../../src/trace/explain.js'
import { nodesOf, rowsOf } from '../../src/trace/ladder.js'
import { tracedRun } from '../sim/traced-run.js'
import { randomRun } from '../swarm/random-run.js'

test('in random weather the same transmissions are spurious as in rdt trace explain', (t) => {
  let count = 0
  let hasty = 0
  for (let i = 0; i < 150; i++) {
    const config = randomRun(`spurious-${i}`)
    const { events } = tracedRun(config)
    const { protocol, seqBits } = config
    const header = { config: { protocol: protocol.name, seq_bits: seqBits } }
    const { retransmissions } = explain(header, events)
    const rows = rowsOf(events, nodesOf(events), protocol.otherTimers ?? [])
    const again = rows.flatMap(({ what, crossing }) =>
      what === 'send' && crossing !== undefined && crossing.attempt > 1 ? [crossing] : []
    )
    t.deepEqual(
      again.map(({ number, isSpurious }) => [number, isSpurious]),
      retransmissions.map(({ seq, isSpurious }) => [seq, isSpurious]),
      replayCommand(config)
    )
    count += again.filter(({ isSpurious }) => isSpurious).length
    hasty += again.filter(({ isHasty }) => isHasty).length
  }
  t.true(hasty > 20 && count > hasty + 20, `${hasty} of ${count}`)
})
