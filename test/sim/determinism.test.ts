/** The same seed gives the same run; and one impairment never moves the dice of another. */
import test from 'ava'
import { startProxy } from '../../lossy-channel/proxy.js'
import { parsePhrase } from '../../lossy-channel/weather/netem.js'
import { PERFECT, type Weather, withChanges } from '../../lossy-channel/weather/weather.js'
import { gbn } from '../../src/rdt/gbn.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import { makeData } from '../../src/rdt/segment.js'
import type { SimConfig } from '../../src/sim/config.js'
import { Network } from '../../src/sim/network.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { WallClock } from '../../src/udp/wall-clock.js'
import { encode } from '../../src/wire/codec.js'
import { tracedRun } from './traced-run.js'

const weather = (phrase: string): Weather => withChanges(PERFECT, parsePhrase(phrase, 'test'))

const config = (more: Partial<SimConfig> = {}): SimConfig => ({
  protocol: gbn,
  windowSize: 8,
  seqBits: 32,
  rto: ADAPTIVE,
  congestion: 'newreno',
  checksum: 'crc32',
  mss: 1172,
  messages: 60,
  size: 32,
  interval: 0,
  seed: '42',
  up: weather('loss 10% delay 20ms'),
  down: weather('loss 10% delay 20ms'),
  fates: {},
  fateBy: 'order',
  handshake: false,
  encodeAll: false,
  ...more
})

const HOSTILE =
  'loss gemodel 5% 30% corrupt 5% duplicate 5% reorder 10% gap 2 truncate 2% delay 20ms 5ms'

for (const handshake of [false, true]) {
  const how = handshake ? ', connected' : ''
  test(`the same configuration gives the same trace, byte for byte${how}`, (t) => {
    const hostile = { up: weather(HOSTILE), down: weather(HOSTILE), handshake }
    const first = tracedRun(config(hostile))
    t.is(tracedRun(config(hostile)).text, first.text)
    t.is(tracedRun(config({ ...hostile, encodeAll: true })).text, first.text)
    t.not(tracedRun(config({ ...hostile, seed: '43' })).text, first.text)
    t.true(first.text.length > 10_000)
  })
}

/** Which of the first 60 transmissions of data die, when nothing is ever sent again. */
function losses(phrase: string): string {
  // Messages far apart: the n-th transmission is that of message n, whatever befalls it.
  const { events } = tracedRun(
    config({
      up: weather(phrase),
      down: weather('delay 20ms'),
      rto: { fixed: 3_600_000_000 },
      windowSize: 200,
      messages: 100,
      interval: 1_000_000
    })
  )
  const sent = events.filter(({ event, kind }) => event === 'send' && kind === 'data')
  const dropped = new Set(events.filter(({ event }) => event === 'drop').map(({ id }) => id))
  return sent
    .slice(0, 60)
    .map(({ id }) => (dropped.has(id) ? 'x' : '.'))
    .join('')
}

test('turning one impairment on leaves the losses where they were', (t) => {
  const alone = losses('loss 20%')
  t.regex(alone, /x/)
  for (const more of [
    'corrupt 30%',
    'duplicate 30%',
    'reorder 40%',
    'truncate 30%',
    'delay 50ms 20ms',
    'rate 10mbit',
    'corrupt 10% duplicate 10% reorder 10% truncate 10% delay 50ms 10ms distribution normal'
  ]) {
    t.is(losses(`loss 20% ${more}`), alone, more)
  }
  t.not(losses('loss 20.5%'), losses('loss 60%'))
})

test('losses of one direction are where they were, whatever the other one suffers', (t) => {
  const whys = (down: string): (string | undefined)[] =>
    tracedRun(config({ up: weather('loss 30% delay 20ms'), down: weather(down) }))
      .events.filter(({ event, link }) => event === 'drop' && link === 'sender>receiver')
      .slice(0, 10)
      .map(({ why }) => why)
  t.is(whys('delay 20ms').length, 10)
  t.deepEqual(whys('delay 20ms loss 50% corrupt 20%'), whys('delay 20ms'))
})

test('fates by segment: the same segments die, whatever was sent before', (t) => {
  const lost = (windowSize: number): Set<string> => {
    const { events } = tracedRun(config({ fateBy: 'segment', windowSize, messages: 40 }))
    const firsts = events.filter(({ event, attempt }) => event === 'send' && attempt === 1)
    const dropped = new Set(events.filter(({ event }) => event === 'drop').map(({ id }) => id))
    return new Set(firsts.filter(({ id }) => dropped.has(id)).map(({ seq }) => `${seq}`))
  }
  t.true(lost(1).size > 0)
  t.deepEqual(lost(8), lost(1))
})

const COUNT = 120

/** Numbers of copies begin at 1, so those of the originals are out of their way. */
const FIRST_ID = 1000

/** `drop 7 loss 15%: …`: what befalls the n-th of `COUNT` data segments on the simulated link. */
function simulatedFates(up: Weather): string[] {
  const world = new VirtualWorld()
  const fates: string[] = []
  const note = ({ event, id = 0, of, why, delay }: TraceEvent): void => {
    const original = of ?? id
    const which = original >= FIRST_ID ? `${original - FIRST_ID}` : 'copy'
    fates.push(tell(event, which, why, delay))
  }
  const options = { seed: 'same', checksum: 'crc32', fateBy: 'order', encodeAll: false } as const
  const network = new Network(world, options, note)
  const ends = { up, down: PERFECT }
  const { up: link } = network.join(
    'alice',
    'server',
    ends,
    () => {},
    () => {}
  )
  for (let n = 1; n <= COUNT; n++) link.send(segment(n), FIRST_ID + n)
  world.run()
  return fates
}

const tell = (event: string, which: string, why = '', delay: number | undefined = undefined) =>
  `${event} ${which} ${why}${delay === undefined ? '' : ` by ${delay}`}`

const segment = (n: number) => ({
  ...makeData(n, new Uint8Array(40).fill(n)),
  conn: '0123456789abcdef'
})

test('the proxy on real sockets and the simulated link decide the same fates', async (t) => {
  const up = weather('loss 15% corrupt 10% duplicate 10% reorder 20% truncate 5% delay 5ms 2ms')
  const expected = simulatedFates(up)
  const target = await openSocket({ address: '127.0.0.1', port: 0 }, () => {})
  const fates: string[] = []
  const numbers = new Map<Uint8Array, number>()
  let submitted = 0
  const proxy = await startProxy({
    listen: { address: '127.0.0.1', port: 0 },
    target: target.local,
    weather: { up, down: PERFECT },
    seed: 'same',
    openSocket,
    world: new WallClock(),
    nameFlow: () => 'alice>server',
    witness: {
      submitted: (_flow, _direction, bytes) => numbers.set(bytes, ++submitted),
      dropped: (_flow, _direction, bytes, why) =>
        fates.push(tell('drop', `${numbers.get(bytes)}`, why)),
      carried: (_flow, _direction, bytes, { changes }) => {
        const original = `${numbers.get(bytes)}`
        const { copy, damage, late } = changes ?? {}
        const which = copy === undefined ? original : 'copy'
        if (copy !== undefined) fates.push(tell('duplicate', original, copy))
        if (damage !== undefined) fates.push(tell('corrupt', which, damage.why))
        if (late !== undefined) fates.push(tell('delay', which, late.why, late.by))
      }
    }
  })
  const client = await openSocket({ address: '127.0.0.1', port: 0 }, () => {})
  try {
    for (let n = 1; n <= COUNT; n++) {
      client.send(encode(segment(n), 'crc32'), proxy.local)
      if (n % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 2))
    }
    for (let waited = 0; submitted < COUNT && waited < 10_000; waited += 5) {
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  } finally {
    await Promise.all([proxy.close(), target.close(), client.close()])
  }
  t.is(submitted, COUNT)
  t.deepEqual(fates, expected)
  for (const event of ['drop', 'corrupt', 'duplicate', 'delay']) {
    t.true(
      expected.some((line) => line.startsWith(event)),
      event
    )
  }
})
