/** What is written down of a lane, and whether it does the same again. */
import test from 'ava'
import { SteppedClock } from '../../../lossy-channel/stepped-clock.js'
import type { Fate } from '../../../lossy-channel/weather/fate.js'
import { FateRecorder } from '../../../lossy-channel/weather/fate-recorder.js'
import {
  type Fates,
  formatFates,
  parseFateString
} from '../../../lossy-channel/weather/fate-string.js'
import { Lane } from '../../../lossy-channel/weather/lane.js'
import type { Changes } from '../../../lossy-channel/weather/lane-host.js'
import { Tray } from '../../../lossy-channel/weather/tray.js'
import { RandomStream } from '../../../src/kernel/random.js'
import { weatherOf } from './lane-rig.js'

interface Item {
  readonly n: number
}

/** A lane that is watched by a recorder, and what it does to whom. */
class Watched {
  readonly clock = new SteppedClock()
  readonly recorder = new FateRecorder<Item>()
  readonly tray = new Tray<Item>()
  readonly lane: Lane<Item>
  /** `12 x`, `3 c 17,80`, without reasons, in the order of the items. */
  readonly fates: string[] = []
  readonly arrivals: number[] = []
  #sent = 0

  constructor(phrase: string, fates?: Fates) {
    const { clock, recorder } = this
    this.lane = new Lane<Item>(
      { weather: weatherOf(phrase), seed: 's', flow: 'f', direction: 'up', fates, world: clock },
      {
        drop: (item) => {
          this.fates[item.n] = `${item.n} x`
          recorder.dropped('f', 'up', item)
        },
        carry: (item, delay, changes) => {
          this.#note(item, changes)
          recorder.carried('f', 'up', item, { delay, changes }, clock.now())
          if (changes?.copy === undefined) clock.after(delay, () => this.arrivals.push(item.n))
        }
      }
    )
  }

  send(bytes = 60): void {
    const item = { n: this.#sent++ }
    this.recorder.submitted('f', 'up', item, this.clock.now())
    this.lane.submit(item, bytes, this.clock.now())
  }

  get written(): Fates {
    return this.recorder.fatesOf('f')?.up ?? []
  }

  #note({ n }: Item, { damage, copy }: Changes = {}): void {
    if (copy !== undefined) this.fates[n] += ' copied'
    else if (damage?.kind === 'flip') this.fates[n] = `${n} flip ${damage.bits}`
    else if (damage?.kind === 'swap') this.fates[n] = `${n} swap ${damage.words}`
    else if (damage?.kind === 'truncate') this.fates[n] = `${n} cut to ${damage.length}`
    else this.fates[n] = `${n} whole`
  }
}

/** Sends at these times (µs after the one before) through a lane with these fates. */
function replay(phrase: string, fates: Fates, gaps: readonly number[]): Watched {
  const watched = new Watched(phrase, parseFateString(formatFates(fates)))
  for (const gap of gaps) {
    watched.clock.advance(gap)
    watched.send()
  }
  watched.clock.advance(7_200_000_000)
  return watched
}

/** Somebody is the channel: decides at times and in an order that dice choose. */
function byHand(
  phrase: string,
  dice: RandomStream,
  count: number,
  choose: (dice: RandomStream) => Fate
) {
  const watched = new Watched(phrase)
  watched.lane.openTray(watched.tray)
  const gaps: number[] = []
  const decideOne = () => {
    const { items } = watched.tray
    const chosen = items[dice.below(3) === 0 ? dice.below(items.length) : 0]
    if (chosen !== undefined) watched.tray.decide(chosen.id, choose(dice))
  }
  for (let n = 0; n < count; n++) {
    const gap = dice.below(4) === 0 ? 0 : dice.below(400_000)
    gaps.push(gap)
    watched.clock.advance(gap)
    watched.send()
    while (watched.tray.size > 0 && dice.below(2) === 0) {
      watched.clock.advance(0)
      decideOne()
    }
  }
  while (watched.tray.size > 0) {
    watched.clock.advance(dice.below(50_000))
    decideOne()
  }
  watched.clock.advance(7_200_000_000)
  return { watched, gaps }
}

const PLAIN: readonly Fate[] = [
  { mark: '.', by: 0 },
  { mark: '.', by: 0 },
  { mark: 'x', by: 0 },
  { mark: 'late', by: 300_000 }
]
const ALL: readonly Fate[] = [
  ...PLAIN,
  ...(['c', 'w', 't', '2'] as const).map((mark) => ({ mark, by: 0 }))
]
const oneOf = (fates: readonly Fate[]) => (dice: RandomStream) => fates[dice.below(fates.length)]!

for (const phrase of ['perfect', 'delay 50ms', 'delay 100ms 40ms loss 20%', 'loss 30%']) {
  test(`what a person did, the string does again, in the same order: ${phrase}`, (t) => {
    for (let run = 0; run < 60; run++) {
      const dice = new RandomStream('by hand', phrase, run)
      const { watched, gaps } = byHand(phrase, dice, 30, oneOf(PLAIN))
      const { written } = watched
      const again = replay(phrase, written, gaps)
      const told = `run ${run} of '${phrase}': ${formatFates(written)}; gaps ${gaps}`
      t.deepEqual(again.fates, watched.fates, told)
      t.deepEqual(again.arrivals, watched.arrivals, told)
    }
  })

  test(`damage and copies befall the same ones, to the bit: ${phrase}`, (t) => {
    for (let run = 0; run < 60; run++) {
      const dice = new RandomStream('all by hand', phrase, run)
      const { watched, gaps } = byHand(phrase, dice, 30, oneOf(ALL))
      const { written } = watched
      const again = replay(phrase, written, gaps)
      const told = `run ${run} of '${phrase}': ${formatFates(written)}; gaps ${gaps}`
      t.deepEqual(again.fates, watched.fates, told)
    }
  })
}

for (const [phrase, fates] of [
  ['loss 30%', undefined],
  ['loss gemodel 10% 30%', undefined],
  ['corrupt 30%', undefined],
  ['duplicate 30%', undefined],
  ['truncate 30%', undefined],
  ['reorder 30%', undefined],
  ['reorder 30% delay 50ms', undefined],
  ['delay 50ms 50ms', undefined],
  ['perfect', '.x2(+60ms)..>.>>.t>x.w'],
  ['delay 20ms', '>>>.(+100ms)(+50ms)....']
] as const) {
  test(`what dice or fates did is written down, too: ${phrase} ${fates ?? ''}`, (t) => {
    for (let run = 0; run < 20; run++) {
      const dice = new RandomStream('dice', phrase, run)
      const gaps = Array.from({ length: 60 }, () => dice.below(8_000))
      const first = replay(phrase, fates === undefined ? [] : parseFateString(fates), gaps)
      const calm = phrase.replace(/(loss|corrupt|duplicate|truncate)[^a-z]*.*$/, 'perfect')
      const again = replay(calm.replace(/^reorder 30%/, 'reorder 0%'), first.written, gaps)
      const told = `run ${run}: ${formatFates(first.written)}; gaps ${gaps}`
      const kinds = (watched: Watched) => watched.fates.map((one) => one.replace(/ [\d,]+$/, ''))
      t.deepEqual(kinds(again), kinds(first), told)
      t.deepEqual(again.arrivals, first.arrivals, told)
    }
  })
}

/** Sends `letters`, then decides in the order of the second word; capitals die. */
function order(sent: string, decided: string): string {
  const watched = new Watched('delay 10ms')
  watched.lane.openTray(watched.tray)
  for (const _ of sent) {
    watched.clock.advance(1000)
    watched.send()
  }
  for (const letter of decided) {
    const fate: Fate = { mark: letter === letter.toUpperCase() ? 'x' : '.', by: 0 }
    watched.clock.advance(1000)
    watched.tray.decide(sent.indexOf(letter.toLowerCase()) + 1, fate)
  }
  watched.clock.advance(1_000_000)
  return formatFates(watched.written)
}

test('those that were overtaken are held back where that says it all, else late', (t) => {
  t.is(order('abc', 'abc'), '...')
  t.is(order('abc', 'bac'), '>..')
  t.is(order('abc', 'cba'), '>>.')
  t.is(order('abcd', 'badc'), '>.>.')
  t.is(order('abc', 'Bca'), '>x.')
  t.is(order('abc', 'bca'), '(+2001us)..')
  t.is(order('abcde', 'baecd'), '>.(+2001us)(+1002us).')
})

test('what waits still is left out at the end, and taken for delivered in the middle', (t) => {
  t.is(order('abcd', 'Ab'), 'x.')
  t.is(order('abcd', 'aC'), '..x')
  t.is(order('abcd', ''), '')
})

test('both directions of a flow are one text, and a flow that nobody saw is none', (t) => {
  const recorder = new FateRecorder<Item>()
  const [a, b] = [{ n: 1 }, { n: 2 }]
  recorder.submitted('alice>server', 'up', a, 0)
  recorder.submitted('alice>server', 'down', b, 0)
  recorder.dropped('alice>server', 'up', a)
  recorder.carried('alice>server', 'down', b, { delay: 0, changes: undefined }, 0)
  t.is(recorder.textOf('alice>server'), 'up: x  down: .')
  t.deepEqual(recorder.flows, ['alice>server'])
  t.is(recorder.fatesOf('bob>server'), undefined)
  t.is(recorder.textOf('bob>server'), '')
})

test('a long calm run needs no room, and a long wild one stops being written', (t) => {
  const calm = new FateRecorder<Item>(3000)
  for (let n = 0; n < 100_000; n++) {
    const item = { n }
    calm.submitted('f', 'up', item, n * 10)
    calm.carried('f', 'up', item, { delay: 1000, changes: undefined }, n * 10)
  }
  t.true(calm.isWhole)
  t.is(formatFates(calm.fatesOf('f')?.up ?? []), '.*100000')
  const wild = new FateRecorder<Item>(3000)
  for (let n = 0; n < 20_000; n++) {
    const item = { n }
    wild.submitted('f', 'up', item, n * 10)
    if (n % 2 === 0) wild.dropped('f', 'up', item)
    else wild.carried('f', 'up', item, { delay: 0, changes: undefined }, n * 10)
  }
  t.false(wild.isWhole)
  const written = wild.fatesOf('f')?.up ?? []
  t.true(written.length >= 3000 && written.length < 3200, String(written.length))
  t.true(formatFates(written).startsWith('x.x.x.'))
})

test('what is never decided does not stop the writing for ever', (t) => {
  const recorder = new FateRecorder<Item>()
  recorder.submitted('f', 'up', { n: 0 }, 0)
  for (let n = 1; n < 40_000; n++) {
    const item = { n }
    recorder.submitted('f', 'up', item, n * 10)
    recorder.carried('f', 'up', item, { delay: 0, changes: undefined }, n * 10)
  }
  t.is(formatFates(recorder.fatesOf('f')?.up ?? []), '.*40000')
})
