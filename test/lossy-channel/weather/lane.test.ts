import test from 'ava'
import { MOST_AT_GATE } from '../../../lossy-channel/weather/gate.js'
import { noCounts } from '../../../lossy-channel/weather/lane-counts.js'
import { FATE_PATIENCE, REORDER_PATIENCE } from '../../../lossy-channel/weather/lane-options.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { LaneRig, weatherOf } from './lane-rig.js'

test('a perfect lane carries everything at once', (t) => {
  const rig = new LaneRig('perfect').send('abc')
  t.is(rig.transcript, 'a@0 b@0 c@0')
  t.deepEqual(rig.lane.counts, { ...noCounts(), submitted: 3, carried: 3 })
})

test('a delay is the same for each', (t) => {
  const rig = new LaneRig('delay 50ms').send('a')
  rig.clock.advance(7)
  t.is(rig.send('b').transcript, 'a@50000 b@50007')
})

test('fates befall the transmissions in order, and the rest is delivered', (t) => {
  const rig = new LaneRig('delay 1ms', '.x2(+60ms)').send('abcdef')
  t.is(rig.transcript, "a@1000 x:b c@1000 c'@1000 d@61000 e@1000 f@1000")
  t.is(rig.orders[1]?.why, 'fate x')
  t.deepEqual(rig.orders[4]?.changes, { late: { by: 60_000, asked: 60_000, why: 'fate (+60ms)' } })
})

test('past the end of the fates the dice decide, and they have rolled all the while', (t) => {
  const dice = new LaneRig('loss 50%').send('abcdefghijklmnop').transcript.split(' ')
  const both = new LaneRig('loss 50%', '....').send('abcdefghijklmnop').transcript.split(' ')
  t.deepEqual(both.slice(4), dice.slice(4))
  t.deepEqual(both.slice(0, 4), ['a@0', 'b@0', 'c@0', 'd@0'])
})

test('a fate can spare a datagram that the dice would kill', (t) => {
  t.is(new LaneRig('loss 100%', '.x.').send('abcd').transcript, 'a@0 x:b c@0 x:d')
})

test('> lets the next datagram pass, and arrives right behind it', (t) => {
  const rig = new LaneRig('delay 50ms', '>').send('a')
  t.is(rig.transcript, '')
  t.is(rig.lane.waiting, 1)
  rig.clock.advance(1000)
  t.is(rig.send('bc').transcript, 'b@51000 a@51000 c@51000')
  t.is(rig.lane.waiting, 0)
  t.deepEqual(rig.orders[1]?.changes, { late: { by: 1000, why: 'fate >' } })
})

test('> waits for a datagram that really passes: a lost one does not', (t) => {
  t.is(new LaneRig('perfect', '>x').send('abc').transcript, 'x:b c@0 a@0')
})

test('a datagram held back waits for the next, even if that is held back too', (t) => {
  t.is(new LaneRig('perfect', '>>').send('abc').arrivals, 'cba')
})

test('> gives up after five seconds without a next datagram, not a microsecond sooner', (t) => {
  const rig = new LaneRig('delay 50ms', '>').send('a')
  rig.clock.advance(FATE_PATIENCE - 1)
  t.is(rig.transcript, '')
  rig.clock.advance(1)
  t.is(rig.transcript, `a@${FATE_PATIENCE + 50_000}`)
})

test('a datagram held back never arrives before the one that overtook it, whatever the jitter', (t) => {
  for (let seed = 0; seed < 50; seed++) {
    const rig = new LaneRig('delay 50ms 50ms', '>.', { seed: String(seed) }).send('ab')
    t.is(rig.arrivals, 'ba')
  }
})

test('reordering without a delay holds back until the next has passed, or a short while', (t) => {
  const rig = new LaneRig('reorder 100%').send('a')
  rig.clock.advance(REORDER_PATIENCE - 1)
  t.is(rig.transcript, '')
  rig.clock.advance(1)
  t.is(rig.transcript, `a@${REORDER_PATIENCE}`)
  t.is(rig.lane.counts.reordered, 1)
})

test('reordering with a delay skips it, each gap-th datagram at most', (t) => {
  const rig = new LaneRig('reorder 100% gap 3 delay 10ms').send('abcdef')
  t.is(rig.transcript, 'a@10000 b@10000 c@0 d@10000 e@10000 f@0')
  t.is(rig.orders[2]?.changes?.late?.by, -10_000)
})

test('a link takes one datagram after the other, as long as the bits need', (t) => {
  const rig = new LaneRig('rate 1mbit delay 10ms').send('ab', 125)
  t.is(rig.transcript, 'a@11000 b@12000')
  rig.clock.advance(1999)
  rig.send('c', 125)
  rig.clock.advance(1002)
  t.is(rig.send('d', 125).transcript, 'a@11000 b@12000 c@13000 d@14001')
})

test('fractions of a microsecond are not lost: a million odd datagrams take their exact time', (t) => {
  const rig = new LaneRig('rate 7mbit limit 1000000')
  for (let i = 0; i < 70_000; i++) rig.lane.submit('a', 1, 0)
  t.is(rig.orders.at(-1)?.arrives, 80_000)
  t.is(rig.orders[0]?.arrives, 2)
})

test('a full queue refuses the newest, and has room again when the first has left', (t) => {
  const rig = new LaneRig('rate 1mbit limit 2').send('abc', 125)
  t.is(rig.transcript, 'a@1000 b@2000 x:c')
  t.is(rig.orders[2]?.why, 'rate 1mbit limit 2: the queue is full')
  rig.clock.advance(999)
  t.is(rig.send('d', 125).orders.at(-1)?.arrives, undefined)
  rig.clock.advance(1)
  t.is(rig.send('e', 125).orders.at(-1)?.arrives, 3000)
  t.is(rig.lane.counts.refused, 2)
})

test('without a rate the limit counts what is under way in the delay', (t) => {
  const rig = new LaneRig('delay 10ms limit 2').send('abc')
  t.is(rig.transcript, 'a@10000 b@10000 x:c')
  rig.clock.advance(9_999)
  t.is(rig.send('d').orders.at(-1)?.arrives, undefined)
  rig.clock.advance(1)
  t.is(rig.send('e').orders.at(-1)?.arrives, 20_000)
})

test('a datagram that is lost takes its time of the link; one that is refused does not', (t) => {
  t.is(new LaneRig('rate 1mbit', 'x').send('ab', 125).transcript, 'x:a b@2000')
  t.is(new LaneRig('rate 1mbit limit 1').send('aaa', 125).send('').transcript, 'a@1000 x:a x:a')
})

test('a partition drops everything until it heals, and dice go on', (t) => {
  const whole = new LaneRig('loss 50%').send('abcdefghijkl').transcript.split(' ')
  const rig = new LaneRig('loss 50%')
  rig.lane.partition(true)
  rig.send('abcd')
  t.is(rig.transcript, 'x:a x:b x:c x:d')
  t.is(rig.orders[0]?.why, 'partition')
  rig.lane.partition(false)
  t.deepEqual(rig.send('efghijkl').transcript.split(' ').slice(4), whole.slice(4))
})

test('a held lane lets everything wait, and lets it in in its order', (t) => {
  const rig = new LaneRig('delay 5ms')
  rig.lane.hold()
  rig.send('abc')
  t.is(rig.transcript, '')
  t.is(rig.lane.waiting, 3)
  rig.clock.advance(1000)
  rig.lane.release()
  t.is(rig.send('d').transcript, 'a@6000 b@6000 c@6000 d@6000')
})

test('a held lane is bounded, and what overflows takes its own fate with it', (t) => {
  const rig = new LaneRig('perfect', `x.*${MOST_AT_GATE - 1}x.x`)
  rig.lane.hold()
  for (let i = 0; i <= MOST_AT_GATE; i++) rig.lane.submit('a', 1, 0)
  t.is(rig.lane.counts.refused, 1)
  rig.lane.release()
  t.is(rig.lane.counts.lost, 1)
  t.is(rig.lane.counts.carried, MOST_AT_GATE - 1)
  rig.orders.length = 0
  t.is(rig.send('bc').transcript, 'b@0 x:c')
})

test('a loss tells its rule, its roll and its probability', (t) => {
  const [order] = new LaneRig('loss 100%').send('a').orders
  t.regex(order?.why ?? '', /^loss 100%: rolled 0\.\d{4} < 1$/)
  const burst = new LaneRig('loss gemodel 100% 0%').send('ab').orders[1]
  t.regex(burst?.why ?? '', /^gemodel 100% 0%: rolled 0\.\d{4} < 1 in the bad state$/)
})

test('a change of the weather begins with the next datagram; the dice go on where they were', (t) => {
  const steady = new LaneRig('loss 30%').send('abcdefghijklmnopqrst').transcript.split(' ')
  const rig = new LaneRig('loss 30%').send('abcdefghij')
  rig.lane.change(weatherOf('loss 30% delay 1ms'))
  const after = rig.send('klmnopqrst').transcript.replaceAll('@1000', '@0').split(' ')
  t.deepEqual(after, steady)
})

test('an impairment that is off does not roll', (t) => {
  const rig = new LaneRig('loss 50%').send('abcdef')
  rig.lane.change(weatherOf('perfect'))
  rig.send('ghi')
  rig.lane.change(weatherOf('loss 50%'))
  const fates = rig.send('jklmno').transcript.split(' ')
  const steady = new LaneRig('loss 50%').send('abcdefjklmno').transcript.split(' ')
  t.deepEqual([...fates.slice(0, 6), ...fates.slice(9)], steady)
})

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.repeat(20)
const lossesOf = (rig: LaneRig): string =>
  rig
    .send(LETTERS)
    .orders.filter(({ changes }) => !changes?.copy)
    .map(({ why }) => (why?.startsWith('loss') ? 'x' : '.'))
    .join('')

for (const other of [
  'corrupt 40%',
  'duplicate 40%',
  'truncate 40%',
  'delay 5ms 5ms 20%',
  'rate 100gbit',
  'reorder 40% delay 3ms'
]) {
  test(`turning on ${other} does not move the losses`, (t) => {
    t.is(lossesOf(new LaneRig(`loss 30% ${other}`)), lossesOf(new LaneRig('loss 30%')))
  })
}

test('turning on the losses does not move what is corrupted, nor where', (t) => {
  const damage = (rig: LaneRig) =>
    new Map(
      rig
        .send('abcdefghijklmnopqrstuvwxyz')
        .orders.flatMap(({ item, changes }) => (changes?.damage ? [[item, changes.damage]] : []))
    )
  const alone = damage(new LaneRig('corrupt 50%'))
  const both = damage(new LaneRig('corrupt 50% loss 30%'))
  t.true(both.size > 0 && both.size < alone.size)
  for (const [item, hurt] of both) t.deepEqual(hurt, alone.get(item))
})

test('seed, flow and direction each have dice of their own', (t) => {
  const base = lossesOf(new LaneRig('loss 50%'))
  t.is(lossesOf(new LaneRig('loss 50%')), base)
  t.not(lossesOf(new LaneRig('loss 50%', undefined, { seed: 'other' })), base)
  t.not(lossesOf(new LaneRig('loss 50%', undefined, { flow: 'flow-2' })), base)
  t.not(lossesOf(new LaneRig('loss 50%', undefined, { direction: 'down' })), base)
})

test('by segment, the fate belongs to the key and its attempt, in whatever order they come', (t) => {
  const classify = (item: string) => `data:${item}`
  const options = { fateBy: 'segment', classify } as const
  const fates = (items: string) => {
    const seen = new Map<string, string>()
    const counts = new Map<string, number>()
    for (const { item, why } of new LaneRig('loss 50%', undefined, options).send(items).orders) {
      const attempt = (counts.get(item) ?? 0) + 1
      counts.set(item, attempt)
      seen.set(`${item}${attempt}`, why ?? 'arrives')
    }
    return seen
  }
  const inOrder = fates('abcdefghabcdefgh')
  const mixed = fates('hgfedcbaaabbccddeeffgghh')
  for (const [key, fate] of inOrder) t.is(mixed.get(key), fate, key)
  t.true(new Set([...inOrder.values()].map((fate) => fate === 'arrives')).size === 2)
})

test('by segment nothing may depend on the order of datagrams', (t) => {
  for (const phrase of [
    'loss 5% 10%',
    'loss gemodel 5%',
    'reorder 5% gap 2',
    'delay 5ms 1ms 10%'
  ]) {
    t.throws(() => new LaneRig(phrase, undefined, { fateBy: 'segment' }), { instanceOf: BadInput })
  }
  const rig = new LaneRig('loss 5%', undefined, { fateBy: 'segment' })
  t.throws(() => rig.lane.change(weatherOf('loss 5% 10%')), { instanceOf: BadInput })
})

test('a closed lane rings no more', (t) => {
  const rig = new LaneRig('perfect', '>').send('a')
  rig.lane.close()
  rig.clock.advance(FATE_PATIENCE * 2)
  t.is(rig.transcript, '')
})

test('the fate of an endless string is found without writing it out', (t) => {
  const rig = new LaneRig('perfect', '.*1000000000x').send('ab')
  t.is(rig.transcript, 'a@0 b@0')
})

test('where nobody reads why, losses are the same ones without a reason', (t) => {
  const told = new LaneRig('loss 50%').send('abcdefghijklmnop')
  const untold = new LaneRig('loss 50%', undefined, { explains: false }).send('abcdefghijklmnop')
  t.is(untold.transcript, told.transcript)
  t.true(told.orders.some(({ why }) => why?.startsWith('loss 50%: rolled')))
  t.true(untold.orders.every(({ why }) => why === undefined || why === ''))
})
