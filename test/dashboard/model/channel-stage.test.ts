/** The dashboard of a lone channel: frames (golden/channel-*.txt), and keys pressed by a robot. */
import test from 'ava'
import { parsePhrase } from '../../../lossy-channel/weather/netem.js'
import { formatWeather } from '../../../lossy-channel/weather/words.js'
import type { ChannelStage } from '../../../src/dashboard/model/channel-stage.js'
import { ChannelRun } from '../../../src/dashboard/model/channel-stage-run.js'
import type { TrayLine } from '../../../src/dashboard/model/tray-lines.js'
import { ms, seconds } from '../../../src/kernel/time.js'
import { sr } from '../../../src/rdt/sr.js'
import { type Drawing, golden, inStyles } from './golden-frame.js'
import { drawn, FakeChannel, flowFacts, keysOf, passing, stageOf } from './lone-channel.js'

const SIZES = [
  [80, 24],
  [120, 40],
  [200, 50],
  [40, 12]
] as const

const press = (stage: ChannelStage, ...keys: readonly string[]): void => {
  for (const key of keysOf(...keys)) stage.key(key)
}

function classroom(until = ms(700)): { stage: ChannelStage; channel: FakeChannel } {
  const channel = new FakeChannel()
  channel.now = until
  channel.flows = [flowFacts(1, 'alice'), flowFacts(2, 'bob'), flowFacts(3)]
  channel.host.change({ both: parsePhrase('loss 20% delay 50ms', 'weather') })
  return { stage: stageOf(passing(3, until), channel), channel }
}

const waiting = (id: number, what: string, attempt = 1): TrayLine => ({
  id,
  flow: `flow-${id}`,
  direction: 'up',
  what,
  style: 'data',
  attempt,
  bytes: 60,
  since: ms(400)
})

test('the channel at every size', (t) => {
  golden(
    t,
    'channel-class',
    SIZES.map(([width, height]): Drawing => {
      const { stage } = classroom()
      return ['three who send', drawn(stage, width, height)]
    })
  )
})

test('a channel does not guess why somebody sends again whose timer it cannot see', (t) => {
  for (const [width, height] of SIZES) {
    const text = drawn(classroom().stage, width, height).lines.join('\n')
    t.notRegex(text, /fast retransmit|the sender believed that|timer ran out/, `${width}×${height}`)
  }
})

test('the channel: nothing yet, large print, flows, the tray, a segment, help', (t) => {
  const quiet = stageOf(new ChannelRun({ command: 'channel' }), new FakeChannel())
  const big = classroom()
  press(big.stage, 'f4')
  const flows = classroom()
  press(flows.stage, 'f')
  const tray = classroom()
  press(tray.stage, 't')
  tray.channel.tray = [waiting(1, 'data 3'), waiting(2, 'data 4', 2)]
  const glass = classroom()
  drawn(glass.stage, 80, 24)
  press(glass.stage, 'up', 'up', 'enter')
  const help = classroom()
  press(help.stage, '?')
  golden(t, 'channel-moments', [
    ['before anybody has sent', drawn(quiet, 80, 14)],
    ['large print', drawn(big.stage, 100, 34)],
    ['the flows', drawn(flows.stage, 110, 12)],
    ['be the channel', drawn(tray.stage, 80, 24)],
    ['under the glass', drawn(glass.stage, 80, 24)],
    ['help', drawn(help.stage, 160, 60)]
  ])
})

test('the channel: what is drawn in which style, and how that looks, dark and light', (t) => {
  const { stage, channel } = classroom()
  press(stage, 't')
  channel.tray = [waiting(1, 'data 3'), waiting(2, 'data 4', 2)]
  golden(t, 'channel-styles', inStyles(drawn(stage, 120, 40)))
})

test('the word retransmitted is on the screen at every size', (t) => {
  for (const keys of [[], ['f4'], ['f'], ['t'], ['?'], ['up', 'enter']]) {
    for (const [width, height] of SIZES) {
      const { stage } = classroom()
      press(stage, ...keys)
      const text = drawn(stage, width, height).lines.join('\n')
      t.regex(text, /retransmitted/, `${width}×${height} after ${keys.join(' ')}`)
    }
  }
})

test('help names every key that acts', (t) => {
  const { stage } = classroom()
  press(stage, '?')
  const text = drawn(stage, 200, 120).lines.join('\n')
  for (const word of [
    '1–9',
    'F1',
    'F4',
    'F5',
    'Ctrl-C',
    'Ctrl-Z',
    'PgUp',
    ':loss 30%',
    'k K',
    'deliver'
  ]) {
    t.true(text.includes(word), word)
  }
  t.false(text.includes(':pace'), 'what cannot be done here is not promised')
  t.false(text.includes('time goes slower'))
})

test('knobs, profiles and commands turn the weather; what others turned shows at once', (t) => {
  const { stage, channel } = classroom()
  press(stage, '+')
  t.regex(formatWeather(channel.weather.up), /loss (2[1-9]|30)%/)
  press(stage, ...':loss 5%', 'enter')
  t.regex(formatWeather(channel.weather.down), /loss 5%/)
  const before = stage.stamp()
  channel.host.change({ both: { delay: ms(300) } })
  t.not(stage.stamp(), before)
  t.regex(drawn(stage, 80, 24).lines.join('\n'), /300ms/)
})

test("others' time cannot be slowed, which is said; the tray opens all the same", (t) => {
  const { stage } = classroom()
  press(stage, ...':pace 10', 'enter')
  t.regex(stage.steering.told?.text ?? '', /time cannot go slower/)
  press(stage, 't')
  t.regex(stage.steering.told?.text ?? '', /you are the channel/)
  const text = drawn(stage, 200, 50).lines.join('\n')
  t.false(text.includes('slower'))
})

test('a kill is meant for the connection that was chosen', (t) => {
  const { stage, channel } = classroom()
  press(stage, 'k')
  drawn(stage, 80, 24)
  press(stage, 's', 'n')
  const [from = '', to = ''] = (stage.view.picked ?? '').split('>')
  press(stage, 'k', 'K')
  const flow = from === 'server' ? to : from
  const ways = from === 'server' ? ['down', 'up'] : ['up', 'down']
  t.deepEqual(channel.orders, [
    'kill data',
    `kill data ${ways[0]} ${flow}`,
    `kill ack ${ways[1]} ${flow}`
  ])
})

test('in the tray keys decide; outside they look around', (t) => {
  const { stage, channel } = classroom()
  press(stage, 't')
  channel.tray = [waiting(1, 'data 3'), waiting(2, 'data 4')]
  drawn(stage, 80, 24)
  press(stage, 'x', 'down', '2', 'a')
  t.deepEqual(channel.orders, ['decide 1 x', 'decide 2 2', 'deliver all'])
})

test('space freezes what is seen while more passes, and returns', (t) => {
  const run = passing(1, ms(300))
  const channel = new FakeChannel()
  channel.now = ms(300)
  const stage = stageOf(run, channel)
  press(stage, 'space')
  const frozen = drawn(stage, 80, 24).lines.slice(1)
  run.take({
    t: ms(310),
    at: 'flow-1',
    event: 'send',
    link: 'flow-1>server',
    id: 77,
    kind: 'data',
    seq: 9
  })
  t.deepEqual(drawn(stage, 80, 24).lines.slice(1), frozen)
  t.regex(drawn(stage, 80, 24).lines[0] ?? '', /FROZEN/)
  press(stage, 'space')
  t.notDeepEqual(drawn(stage, 80, 24).lines.slice(1), frozen)
})

test('who quits while others send is asked; Ctrl-C is obeyed at once', (t) => {
  const { stage, channel } = classroom()
  press(stage, 'q', 'x')
  t.deepEqual(channel.orders, [])
  press(stage, 'q', 'q', 'ctrl+c')
  t.deepEqual(channel.orders, ['quit', 'interrupt'])
})

test('another run begins when it is known what is spoken, and what was told before is in it', (t) => {
  const run = new ChannelRun({ command: 'channel' })
  const stage = stageOf(run, new FakeChannel())
  run.take({
    t: 0,
    at: 'flow-1',
    event: 'send',
    link: 'flow-1>server',
    id: 1,
    kind: 'data',
    conn: 'aa',
    seq: 0
  })
  t.regex(drawn(stage, 100, 24).lines[0] ?? '', /protocol unknown yet/)
  const known = passing(1, seconds(1), { protocol: sr })
  const learned = stageOf(known, new FakeChannel())
  t.regex(drawn(learned, 100, 24).lines[0] ?? '', /sr, window 6/)
})
