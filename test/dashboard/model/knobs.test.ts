import test from 'ava'
import fc from 'fast-check'
import { PROFILES } from '../../../lossy-channel/weather/profiles.js'
import type { Weather, WeatherChanges } from '../../../lossy-channel/weather/weather.js'
import { PERFECT, withChanges } from '../../../lossy-channel/weather/weather.js'
import { formatWeather } from '../../../lossy-channel/weather/words.js'
import { namedKey, typedKey } from '../../../src/dashboard/model/key.js'
import { KNOB_NAMES, knobWords } from '../../../src/dashboard/model/knob-scales.js'
import { Knobs } from '../../../src/dashboard/model/knobs.js'
import { drawKnobs } from '../../../src/dashboard/model/knobs-pane.js'
import {
  drawProfiles,
  profileAt,
  profileChanges
} from '../../../src/dashboard/model/profiles-pane.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { weatherOf } from '../../lossy-channel/weather/lane-rig.js'
import { type Drawing, golden } from './golden-frame.js'

/** A channel that does as it is told. */
function start(up = 'perfect', down = up) {
  const orders: WeatherChanges[] = []
  let weather = { up: weatherOf(up), down: weatherOf(down) }
  const knobs: Knobs = new Knobs(weather, {
    change: (changes) => {
      orders.push(changes)
      const { both = {}, up = {}, down = {} } = changes
      weather = {
        up: withChanges(weather.up, both, up),
        down: withChanges(weather.down, both, down)
      }
    }
  })
  const press = (...chords: readonly string[]) =>
    chords.map((chord) => knobs.key(chord.length > 1 ? namedKey(chord) : typedKey(chord)))
  const words = () => [formatWeather(weather.up), formatWeather(weather.down)]
  return { knobs, orders, press, words }
}

test('+ and - go through the steps of the chosen knob, for both directions', (t) => {
  const { knobs, orders, press, words } = start()
  t.is(knobs.selected, 'loss')
  t.deepEqual(press('+', '+', '='), [true, true, true])
  t.deepEqual(words(), ['loss 5%', 'loss 5%'])
  t.is(orders.length, 3)
  t.deepEqual(orders[2], { both: { loss: { kind: 'random', probability: 0.05, correlation: 0 } } })
  press('-')
  t.deepEqual(words(), ['loss 2%', 'loss 2%'])
  press('0')
  t.deepEqual(words(), ['perfect', 'perfect'])
})

test('at the end of its scale a knob orders nothing', (t) => {
  const { orders, press, words } = start('loss 75%')
  press('+')
  t.deepEqual(words(), ['loss 100%', 'loss 100%'])
  press('+', '+')
  t.is(orders.length, 1)
  press('0', '-', '0')
  t.is(orders.length, 2)
})

test('a value between the steps goes to the next one, either way', (t) => {
  const { press, words } = start('loss 7%')
  press('+')
  t.is(words()[0], 'loss 10%')
  const other = start('loss 7%')
  other.press('-')
  t.is(other.words()[0], 'loss 5%')
})

test('arrows choose the knob, d the direction', (t) => {
  const { knobs, press, words } = start()
  press('left')
  t.is(knobs.selected, 'rate')
  press('right', 'right')
  t.is(knobs.selected, 'corrupt')
  press('d', '+')
  t.is(knobs.side, 'up')
  t.deepEqual(words(), ['corrupt 1%', 'perfect'])
  press('d', '+', '+')
  t.is(knobs.side, 'down')
  t.deepEqual(words(), ['corrupt 1%', 'corrupt 2%'])
  press('d', '+')
  t.is(knobs.side, 'both')
  t.deepEqual(words(), ['corrupt 2%', 'corrupt 5%'], 'each from where it is')
  t.deepEqual(press('q', 'up', 'enter'), [false, false, false])
})

test('every knob can be turned from off to its end and back, and tells its value', (t) => {
  const seen: string[] = []
  for (const name of KNOB_NAMES) {
    const { knobs, orders } = start()
    knobs.select(name)
    const values = [knobs.wordsOf(name)]
    const by = name === 'rate' ? -1 : 1
    for (let before = -1; before < orders.length; ) {
      before = orders.length
      knobs.turn(by)
      if (orders.length > before) values.push(knobs.wordsOf(name))
    }
    seen.push(`${name} ${values.join(' ')}`)
    knobs.reset()
    t.is(knobs.wordsOf(name), values[0] ?? '')
  }
  t.deepEqual(seen, [
    'loss 0% 1% 2% 5% 10% 20% 30% 50% 75% 100%',
    'corrupt 0% 1% 2% 5% 10% 20% 30% 50% 75% 100%',
    'duplicate 0% 1% 2% 5% 10% 20% 30% 50% 75% 100%',
    'reorder 0% 1% 2% 5% 10% 20% 30% 50% 75% 100%',
    'delay 0ms 5ms 10ms 20ms 50ms 100ms 200ms 500ms 1s',
    'jitter 0ms 1ms 2ms 5ms 10ms 20ms 50ms 100ms 200ms',
    'rate unlimited 100mbit 50mbit 20mbit 10mbit 5mbit 2mbit 1mbit 512kbit 256kbit 128kbit 64kbit 32kbit 16kbit'
  ])
})

test('what else belongs to an impairment stays; bursts become plain loss', (t) => {
  const { knobs, words } = start(
    'loss 5% 25% corrupt 5% bits 3 reorder 5% gap 4 delay 50ms 10ms 20%'
  )
  for (const name of ['loss', 'corrupt', 'reorder', 'jitter'] as const) {
    knobs.select(name)
    knobs.turn(1)
  }
  t.is(words()[0], 'loss 10% 25% corrupt 10% bits 3 reorder 10% gap 4 delay 50ms 20ms 20%')
  const bursts = start('loss gemodel 5% 30%')
  t.is(bursts.knobs.wordsOf('loss'), 'gemodel 5% 30%')
  bursts.knobs.turn(1)
  t.is(bursts.words()[0], 'loss 20%', 'it lost 14.3 %')
})

test('it shows what the channel has, whoever changed it', (t) => {
  const { knobs } = start()
  knobs.show({ up: weatherOf('loss 5%'), down: weatherOf('loss 20%') })
  t.is(knobs.wordsOf('loss'), '↑5% ↓20%')
  knobs.turnSide()
  t.is(knobs.wordsOf('loss'), '5%')
})

const draw = (knobs: Knobs, width: number, height: number, hasKeys = true): Surface => {
  const paper = Surface.empty(width, height)
  drawKnobs(paper, knobs, { hasKeys })
  return paper
}

const SIZES = [
  [120, 1],
  [80, 1],
  [80, 2],
  [50, 2],
  [40, 1],
  [20, 1],
  [30, 12],
  [40, 12],
  [14, 8],
  [8, 1],
  [1, 1]
] as const

test('the knobs, at every size', (t) => {
  const drawings: Drawing[] = []
  for (const [title, up, down, name] of [
    ['nothing on', 'perfect', 'perfect', 'loss'],
    ['a lecture', 'loss 20% delay 50ms 10ms', 'loss 20% delay 50ms 10ms', 'delay'],
    ['two directions', 'loss 5% rate 1mbit', 'loss gemodel 5% 30% corrupt 10%', 'loss']
  ] as const) {
    const { knobs } = start(up, down)
    knobs.select(name)
    for (const [width, height] of SIZES) {
      drawings.push([title, draw(knobs, width, height)])
    }
  }
  golden(t, 'knobs', drawings)
})

test('at any size the chosen knob is to be seen, with a sign and not by colour alone', (t) => {
  for (const name of KNOB_NAMES) {
    for (let width = 10; width <= 130; width += 7) {
      for (let height = 1; height <= 14; height++) {
        const { knobs } = start(
          'loss 20% corrupt 10% duplicate 5% reorder 1% delay 50ms 10ms rate 1mbit'
        )
        knobs.select(name)
        const text = draw(knobs, width, height).lines.join('\n')
        t.true(text.includes(`▸${name.slice(0, 3)}`), `${name} ${width}×${height}: ${text}`)
      }
    }
  }
})

test('no weather breaks a border, however long its words', (t) => {
  const drawn = fc.property(
    fc.nat(60),
    fc.nat(12),
    fc.constantFrom(...PROFILES),
    fc.constantFrom(...KNOB_NAMES),
    (width, height, { up, down }, name) => {
      const knobs = new Knobs({ up, down }, { change: () => {} })
      knobs.select(name)
      const paper = Surface.empty(width + 2, height + 2)
      drawKnobs(paper.part(1, 1, width, height), knobs)
      drawProfiles(paper.part(1, 1, width, height), { up, down })
      const { lines } = paper
      return lines[0] === '' && lines.at(-1) === '' && lines.every((line) => !/^\S/.test(line))
    }
  )
  t.notThrows(() => fc.assert(drawn))
})

test('profiles have numbers, and change everything', (t) => {
  t.is(profileAt(1)?.name, 'perfect')
  t.is(profileAt(3)?.name, 'wifi')
  t.is(profileAt(0), undefined)
  t.is(profileAt(PROFILES.length + 1), undefined)
  const wifi = profileAt(3)!
  const { up = {} } = profileChanges(wifi)
  const weather: Weather = withChanges(PERFECT, weatherOf('corrupt 5%'), up)
  t.is(formatWeather(weather), formatWeather(wifi.up))
  t.is(knobWords('loss', weather), '1%')
})

test('the profiles, at every size', (t) => {
  const drawings: Drawing[] = [
    [100, 20],
    [80, 9],
    [50, 9],
    [60, 3],
    [30, 4],
    [10, 3]
  ].map(([width = 0, height = 0]) => {
    const paper = Surface.empty(width, height)
    const { up, down } = profileAt(3)!
    drawProfiles(paper, { up, down })
    return ['wifi is on', paper] as const
  })
  golden(t, 'profiles', drawings)
})
