/** The story of one segment, from rdtSend to the ACK that comes through. */
import test from 'ava'
import { ms } from '../../src/kernel/time.js'
import { sr } from '../../src/rdt/sr.js'
import type { SimConfig } from '../../src/sim/config.js'
import { LifeCollector } from '../../src/trace/life.js'
import { describeLife, type Life } from '../../src/trace/segment-life.js'
import { bookRun } from './book-run.js'

interface Asked extends Partial<SimConfig> {
  readonly acks?: 'last' | 'each'
}

function livesOf(seq: number, fates: string, { acks = 'last', ...more }: Asked = {}): Life[] {
  const { events } = bookRun(fates, more)
  const collector = new LifeCollector({ seq, seqBits: more.seqBits ?? 32, acks, otherTimers: [] })
  for (const event of events) collector.take(event)
  return collector.lives
}

const story = (life: Life | undefined): string[] =>
  (life?.events ?? []).map(({ t, at, event, kind, ack }) =>
    [t / 1000, at, event, kind === 'ack' ? `ack ${ack}` : ''].join(' ').trim()
  )

test('a lost segment: the drop, the timeout that is not its own, and the second attempt', (t) => {
  const [life, ...others] = livesOf(2, 'data: .x')
  t.deepEqual(others, [])
  t.deepEqual(story(life), [
    '0 sender submit',
    '0 sender timer-start',
    '0 sender send',
    '0 channel drop',
    '250 sender timeout',
    '250 sender timer-start',
    '250 sender send',
    '300 receiver receive',
    '300 receiver deliver',
    '300 receiver send ack 2',
    '300 receiver send ack 3',
    '350 sender receive ack 2',
    '350 sender receive ack 3',
    '350 sender timer-stop'
  ])
  t.is(
    describeLife(life!),
    'data 2, sender>receiver: rdtSend at 0 ms, sent 2 times, 1 lost, delivered at 300 ms, acknowledged at 350 ms'
  )
})

test('a lost ACK is told, and so is the later one that covers the segment in its place', (t) => {
  const [life] = livesOf(1, 'ack: x')
  const told = story(life)
  t.true(told.includes('50 channel drop ack 1'))
  t.true(told.includes('50 receiver send ack 2'))
  t.is(life?.acknowledgedAt, ms(100))
  t.is(life?.attempts, 1)
})

test('Selective Repeat: what waited for the gap is delivered when the gap is filled', (t) => {
  const [life] = livesOf(2, 'data: x', { protocol: sr, acks: 'each' })
  t.is(life?.attempts, 1)
  t.is(life?.acknowledgedAt, ms(100))
  t.is(life?.deliveredAt, ms(200))
  // The timer that rings is that of 1.
  t.false(story(life).some((line) => line.includes('timeout')))
})

test('a copy that the channel makes is part of the story', (t) => {
  const told = story(livesOf(1, 'data: 2')[0])
  t.is(told.filter((line) => line.endsWith('duplicate')).length, 1)
  t.is(told.filter((line) => line === '50 receiver receive').length, 2)
  t.is(told.filter((line) => line.endsWith('deliver')).length, 1)
})

test('where numbers wrap, each segment of the number has a story of its own', (t) => {
  const lives = livesOf(0, 'data: ....x', { seqBits: 2, windowSize: 3, messages: 9 })
  t.is(lives.length, 2)
  for (const { deliveredAt, acknowledgedAt, events } of lives) {
    t.is(events.filter(({ event }) => event === 'submit').length, 1)
    t.is(events.filter(({ event }) => event === 'deliver').length, 1)
    t.true((deliveredAt ?? Number.NaN) < (acknowledgedAt ?? Number.NaN))
  }
  t.true(lives[0]!.acknowledgedAt! <= lives[1]!.submittedAt!)
})
