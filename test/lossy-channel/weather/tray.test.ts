/** The tray of a lane: who waits, what is decided, and that it goes through the lane all the same. */
import test from 'ava'
import { type Fate, parseDecision } from '../../../lossy-channel/weather/fate.js'
import { MOST_IN_TRAY, Tray } from '../../../lossy-channel/weather/tray.js'
import { LaneRig, weatherOf } from './lane-rig.js'

const fate = (text: string): Fate => parseDecision(text, 'test')

function start(phrase = 'perfect', fates?: string) {
  const told: string[] = []
  const tray = new Tray<string>({
    waits: ({ id, item }) => told.push(`${item} waits as ${id}`),
    left: ({ item }, decided) => told.push(`${item} leaves ${decided?.mark ?? 'undecided'}`)
  })
  const rig = new LaneRig(phrase, fates)
  rig.lane.openTray(tray)
  const decide = (id: number, text: string) => tray.decide(id, fate(text))
  return { rig, tray, told, decide }
}

test('each waits until it is decided, in any order', (t) => {
  const { rig, tray, told, decide } = start('delay 10ms')
  rig.send('ab')
  rig.clock.advance(2_000_000)
  rig.send('c')
  t.is(rig.transcript, '')
  t.is(rig.lane.waiting, 3)
  t.deepEqual(
    tray.items.map(({ id, item, flow, direction, since }) => [id, item, flow, direction, since]),
    [
      [1, 'a', 'flow-1', 'up', 0],
      [2, 'b', 'flow-1', 'up', 0],
      [3, 'c', 'flow-1', 'up', 2_000_000]
    ]
  )
  t.true(decide(2, 'deliver'))
  t.true(decide(3, 'drop'))
  t.true(decide(1, '.'))
  t.is(rig.transcript, 'b@2010000 x:c a@2010000')
  t.deepEqual(told, [
    'a waits as 1',
    'b waits as 2',
    'c waits as 3',
    'b leaves .',
    'c leaves x',
    'a leaves .'
  ])
  const { submitted, carried, dropped, lost, reordered } = rig.lane.counts
  t.deepEqual([submitted, carried, dropped, lost, reordered], [3, 2, 1, 1, 1])
  t.is(rig.lane.waiting, 0)
})

test('what was done is told, with the time it waited', (t) => {
  const { rig, tray, decide } = start('delay 1ms')
  rig.send('abcdefg')
  rig.clock.advance(2_300_000)
  for (const [i, what] of [
    'drop',
    'corrupt',
    'swap',
    'truncate',
    'duplicate',
    'late 60ms',
    '.'
  ].entries()) {
    t.true(decide(i + 1, what))
  }
  t.is(tray.size, 0)
  const whys = rig.orders.map(({ item, why, changes }) => [
    item,
    why ?? changes?.copy ?? changes?.damage?.why ?? changes?.late?.why
  ])
  t.deepEqual(whys, [
    ['a', 'by hand: dropped'],
    ['b', 'by hand: one bit flipped'],
    ['c', 'by hand: two words swapped'],
    ['d', 'by hand: cut short'],
    ['e', 'by hand: kept for 2.3s'],
    ['e', 'by hand: duplicated'],
    ['f', 'by hand: 60ms late'],
    ['g', 'by hand: kept for 2.3s']
  ])
  t.deepEqual(rig.orders[6]?.changes?.late, {
    by: 2_360_000,
    asked: 60_000,
    why: 'by hand: 60ms late'
  })
  t.is(rig.orders[6]?.arrives, 2_361_000)
  const { corrupted, truncated, duplicated, late, carried } = rig.lane.counts
  t.deepEqual([corrupted, truncated, duplicated, late, carried], [2, 1, 1, 1, 7])
})

test('the dice roll while a person decides, and go on where they would be', (t) => {
  const letters = 'abcdefghijklmnop'
  const dice = new LaneRig('loss 50%').send(letters).transcript.split(' ')
  const { rig, tray } = start('loss 50%')
  rig.send(letters.slice(0, 8))
  tray.decideAll(fate('drop'))
  rig.lane.closeTray()
  const both = rig.send(letters.slice(8)).transcript.split(' ')
  t.deepEqual(both.slice(8), dice.slice(8))
  t.true(both.slice(0, 8).every((one) => one.startsWith('x:')))
})

test('a fate string goes on behind those that a person decided', (t) => {
  const { rig, decide } = start('perfect', 'x.x.x')
  rig.send('ab')
  decide(1, '.')
  decide(2, '.')
  rig.lane.closeTray()
  t.is(rig.send('cde').transcript, 'a@0 b@0 x:c d@0 x:e')
})

test('closing delivers what waits, in its order, and the dice rule again', (t) => {
  const { rig, tray, decide } = start('loss 100%')
  rig.send('abc')
  decide(2, 'drop')
  rig.lane.closeTray()
  t.is(rig.transcript, 'x:b a@0 c@0')
  t.is(rig.send('d').transcript, 'x:b a@0 c@0 x:d')
  t.is(tray.size, 0)
})

test('what is delivered by hand goes through partition, link and delay', (t) => {
  const { rig, decide } = start('rate 800kbit delay 10ms limit 2')
  rig.send('abcd', 100)
  rig.clock.advance(500_000)
  for (const id of [1, 2, 3]) decide(id, '.')
  // 100 bytes take 1 ms on the link; the third finds no room in its queue.
  t.is(rig.transcript, 'a@511000 b@512000 x:c')
  t.regex(rig.orders[2]?.why ?? '', /queue is full/)
  rig.lane.partition(true)
  decide(4, '.')
  t.is(rig.orders[3]?.why, 'partition')
  t.is(rig.lane.counts.cut, 1)
})

test('held lanes come first: what is released goes to the tray', (t) => {
  const { rig, tray } = start()
  rig.lane.hold()
  rig.send('ab')
  t.is(tray.size, 0)
  rig.lane.release()
  t.is(tray.size, 2)
})

test('by hand one can also go behind the next', (t) => {
  const { rig, decide } = start()
  rig.send('abc')
  decide(1, '>')
  t.is(rig.transcript, '')
  decide(2, '.')
  t.is(rig.arrivals, 'ba')
  t.is(rig.orders[1]?.changes?.late?.why, 'by hand: behind the next')
})

test('a full tray drops what comes beyond, and says so', (t) => {
  const { rig, tray } = start()
  for (let i = 0; i <= MOST_IN_TRAY; i++) rig.send('a')
  t.is(tray.size, MOST_IN_TRAY)
  t.is(rig.orders.length, 1)
  t.is(rig.orders[0]?.why, `by hand: the tray is full: ${MOST_IN_TRAY} datagrams wait`)
  t.is(rig.lane.counts.refused, 1)
})

test('nothing is decided twice, nor what never was there', (t) => {
  const { rig, decide } = start()
  rig.send('a')
  t.true(decide(1, '.'))
  t.false(decide(1, 'x'))
  t.false(decide(7, 'x'))
  t.is(rig.transcript, 'a@0')
})

test('a lane that closes takes its own out of the tray, undecided', (t) => {
  const { rig, tray, told } = start()
  const other = new LaneRig('perfect', undefined, { flow: 'flow-2' })
  other.lane.openTray(tray)
  rig.send('a')
  other.send('b')
  rig.lane.close()
  t.deepEqual(
    tray.items.map(({ item }) => item),
    ['b']
  )
  t.is(told.at(-1), 'a leaves undecided')
  t.false(tray.decide(1, fate('.')))
})

test('the weather changes what a person delivers later', (t) => {
  const { rig, decide } = start('delay 10ms')
  rig.send('ab')
  decide(1, '.')
  rig.lane.change(weatherOf('rate 8kbit'))
  decide(2, '.')
  // The delay was rolled when it came; the link is the one that is there now.
  t.is(rig.transcript, 'a@10000 b@110000')
})

for (const [text, mark, by] of [
  ['deliver', '.', 0],
  ['drop', 'x', 0],
  [' corrupt ', 'c', 0],
  ['swap', 'w', 0],
  ['truncate', 't', 0],
  ['duplicate', '2', 0],
  ['late 60ms', 'late', 60_000],
  ['(+60ms)', 'late', 60_000],
  ['(+0ms)', '.', 0],
  ['>', '>', 0]
] as const) {
  test(`'${text}' is a decision`, (t) => t.deepEqual(fate(text), { mark, by }))
}

for (const [text, message] of [
  ['delver', /^test: 'delver' is no decision; did you mean deliver\?$/],
  ['lat', /did you mean late 60ms/],
  ['late', /is no decision/],
  ['late 60', /is not a time/],
  ['late 60ms now', /is no decision/],
  ['drop all', /is no decision/],
  ['', /is no decision/],
  ['..', /is no decision/],
  ['q', /q/],
  ['(+1ms)x', /is no decision/],
  ['\u001b[2J\u202e', /^test: '\?\[2J\?' is no decision/]
] as const) {
  test(`${JSON.stringify(text)} is none, with the mend`, (t) => {
    t.throws(() => fate(text), { name: 'BadInput', message })
  })
}
