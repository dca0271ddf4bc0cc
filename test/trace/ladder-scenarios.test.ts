/**
 * The ladders of all golden scenarios, in 80 columns, as texts beside this file: one for each, by
 * its name. Where they shall look otherwise, `RENEW=1 npx ava dist/test/trace/ladder-scenarios.test.js`
 * draws them again, to be read before they are kept.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { drawLadder } from '../../src/trace/ladder.js'
import { SCENARIOS, scenarioConfig } from '../sim/scenario-file.js'
import { tracedRun } from '../sim/traced-run.js'
import { columnsOf, readLadder } from './ladder-reader.js'

const HERE = dirname(fileURLToPath(import.meta.url))
const FOLDER = join(HERE, 'ladders')
/** Where the texts are kept, beside the source of this test. */
const SOURCES = FOLDER.replace(`${sep}dist${sep}`, sep)
const isRenewed = process.env['RENEW'] === '1'

for (const scenario of SCENARIOS) {
  const { id, about, protocol: name, fates, expect } = scenario
  test(`${id} looks as it is drawn in ladders/${id}.txt: ${about}`, (t) => {
    const protocol = PROTOCOLS.find((one) => one.name === name)!
    const { events } = tracedRun(scenarioConfig(scenario, protocol))
    const lines = drawLadder(events, { width: 80, otherTimers: protocol.otherTimers ?? [] })
    const title = `${id}: ${about}\n${name}, data ${fates.data}, ACKs ${fates.ack}\n\n`
    const text = `${title}${lines.join('\n')}\n`
    if (isRenewed) writeFileSync(join(SOURCES, `${id}.txt`), text)
    else t.is(text, readFileSync(join(FOLDER, `${id}.txt`), 'utf8'))
    t.deepEqual(
      lines.filter((line) => columnsOf(line) > 80),
      []
    )
    const { data, retransmitted, timeouts } = readLadder(lines)
    t.deepEqual({ data, retransmitted, timeouts }, pick(expect))
  })
}

test('each of the texts is that of a scenario', (t) => {
  const names = readdirSync(FOLDER).map((file) => file.replace(/\.txt$/, ''))
  t.deepEqual(names.sort(), SCENARIOS.map(({ id }) => id).sort())
})

const pick = ({ data, retransmitted, timeouts }: (typeof SCENARIOS)[number]['expect']) => ({
  data,
  retransmitted,
  timeouts
})
