import test from 'ava'
import fc from 'fast-check'
import { KNOBS, parseKnob, parsePhrase } from '../../../lossy-channel/weather/netem.js'
import { findProfile, PROFILES } from '../../../lossy-channel/weather/profiles.js'
import {
  DISTRIBUTIONS,
  effectiveLoss,
  meanBurst,
  PERFECT,
  type WeatherChange,
  withChanges
} from '../../../lossy-channel/weather/weather.js'
import {
  describeWeather,
  formatChange,
  formatWeather
} from '../../../lossy-channel/weather/words.js'
import { BadInput } from '../../../src/kernel/quantity.js'
import { weatherOf } from './lane-rig.js'

const random = (probability: number, correlation = 0) => ({
  kind: 'random',
  probability,
  correlation
})

test('a phrase names as many impairments as it likes', (t) => {
  t.deepEqual(parsePhrase('loss 5% delay 100ms 20ms rate 1mbit limit 20', 'test'), {
    loss: random(0.05),
    delay: 100_000,
    jitter: { spread: 20_000, correlation: 0 },
    rate: 1_000_000,
    limit: 20
  } as WeatherChange)
})

test('the words of each option', (t) => {
  t.deepEqual(parseKnob('loss', '0.2', '--loss').loss, random(0.2) as never)
  t.deepEqual(parseKnob('loss', 'random 5% 25%', '--loss').loss, random(0.05, 0.25) as never)
  t.deepEqual(parseKnob('loss', 'gemodel 5% 30%', '--loss').loss, {
    kind: 'gemodel',
    toBad: 0.05,
    toGood: 0.3,
    lossWhenBad: 1,
    lossWhenGood: 0
  })
  t.deepEqual(parseKnob('loss', 'gemodel 5%', '--loss').loss, {
    kind: 'gemodel',
    toBad: 0.05,
    toGood: 0.95,
    lossWhenBad: 1,
    lossWhenGood: 0
  })
  t.deepEqual(parseKnob('delay', '100ms 20ms 25% distribution normal', '--delay'), {
    delay: 100_000,
    jitter: { spread: 20_000, correlation: 0.25 },
    distribution: 'normal'
  })
  t.deepEqual(parseKnob('reorder', '25% 50% gap 5', '--reorder').reorder, {
    probability: 0.25,
    correlation: 0.5,
    gap: 5
  })
  t.is(parseKnob('corrupt', '5% bits 3', '--corrupt').corrupt?.bits, 3)
  t.is(parseKnob('corrupt', '5% swap', '--corrupt').corrupt?.bits, 0)
  t.is(parseKnob('rate', '1.5mbit', '--rate').rate, 1_500_000)
})

test('a later change alters only what it names', (t) => {
  const weather = withChanges(
    PERFECT,
    parsePhrase('loss 5% delay 100ms 20ms', 'a'),
    parsePhrase('delay 50ms', 'b')
  )
  t.is(formatWeather(weather), 'loss 5% delay 50ms 20ms')
  t.is(formatWeather(withChanges(weather, parsePhrase('perfect', 'c'))), 'perfect')
})

for (const [text, message] of [
  ['los 5%', "test: 'los' is not an impairment; did you mean loss?"],
  [
    'loss',
    'test: loss: a quantity belongs here, the quantity is missing; write 5%, or gemodel 5% 30%'
  ],
  ['loss 20', "test: loss: '20' is more than certain; write 20% or a fraction up to 1"],
  ['delay 100', "test: delay: '100' has no unit; write a time with its unit, such as 100ms or 2s"],
  ['delay 1ms distribution norml', "test: delay: 'norml' is no distribution; did you mean normal?"],
  ['loss 5% loss 6%', 'test: loss is there twice; write it once'],
  [
    'loss state 5%',
    'test: loss: the four-state model is not offered; write gemodel 5% 30% for bursts'
  ],
  ['delay 2h', 'test: delay: 2h is too long; write at most 1h'],
  ['', "test: no impairment is named; write 'loss 5% delay 100ms', or perfect"]
] as const) {
  test(`'${text}' is refused in one line with the mend`, (t) => {
    t.throws(() => parsePhrase(text, 'test'), { instanceOf: BadInput, message })
  })
}

test('one option does not take another along', (t) => {
  t.throws(() => parseKnob('loss', '5% delay 100ms', '--loss'), {
    message:
      "--loss: 'delay' does not belong here; write it as an option of its own, or all together with --netem"
  })
  t.throws(() => parseKnob('corrupt', '5% swp', '--corrupt'), {
    message: "--corrupt: 'swp' does not belong here; did you mean swap?"
  })
})

test('any string is a change of the weather or is refused, and never anything else', (t) => {
  const word = fc.oneof(
    fc.constantFrom(
      ...KNOBS,
      'gemodel',
      'random',
      'bits',
      'swap',
      'gap',
      'perfect',
      '5%',
      '0.2',
      '20ms',
      '1mbit',
      '7',
      '__proto__',
      'constructor',
      ...DISTRIBUTIONS
    ),
    fc.string({ maxLength: 4 })
  )
  fc.assert(
    fc.property(
      fc.array(word).map((words) => words.join(' ')),
      (text) => {
        for (const parse of [
          parsePhrase,
          ...KNOBS.map((knob) => (s: string, n: string) => parseKnob(knob, s, n))
        ]) {
          try {
            parse(text, 'test')
          } catch (error) {
            if (!(error instanceof BadInput)) throw error
            if (error.message.includes('\n'))
              throw new Error('more than one line', { cause: error })
          }
        }
      }
    ),
    { numRuns: 1000 }
  )
  t.pass()
})

// What lies below a die's finest step is no probability that anybody can ask for.
const p = fc.double({ min: 0, max: 1, noNaN: true }).map((x) => (x < 1e-12 ? 0 : x))
const time = fc.integer({ min: 0, max: 3_600_000_000 })
const chance = { probability: p, correlation: p }
const anyChange = fc
  .record(
    {
      loss: fc.oneof(
        fc.record({ kind: fc.constant('random' as const), ...chance }),
        fc.record({
          kind: fc.constant('gemodel' as const),
          toBad: p,
          toGood: p,
          lossWhenBad: p,
          lossWhenGood: p
        })
      ),
      corrupt: fc.record({ ...chance, bits: fc.integer({ min: 0, max: 1000 }) }),
      duplicate: fc.record(chance),
      reorder: fc.record({ ...chance, gap: fc.integer({ min: 1, max: 1_000_000 }) }),
      truncate: fc.record(chance),
      delay: time,
      jitter: fc.record({ spread: time, correlation: p }),
      distribution: fc.constantFrom(...DISTRIBUTIONS),
      rate: fc.integer({ min: 0, max: 1e12 }),
      limit: fc.integer({ min: 0, max: 1_000_000 })
    },
    { requiredKeys: [] }
  )
  .filter((change) => Object.keys(change).length > 0)

test('what is formatted is read back as exactly the same', (t) => {
  fc.assert(
    fc.property(anyChange, (change) => {
      t.deepEqual(parsePhrase(formatChange(change), 'test'), change)
    })
  )
})

test('the effective rate and the bursts of a loss are told', (t) => {
  t.is(describeWeather(weatherOf('loss 5% 25%')), 'loss 5% 25% (loses 5%, mean burst 1.4)')
  t.is(
    describeWeather(weatherOf('loss gemodel 5% 30%')),
    'loss gemodel 5% 30% (loses 14.2857%, mean burst 3.33)'
  )
  t.is(describeWeather(weatherOf('loss 100%')), 'loss 100% (loses 100%, mean burst endless)')
  t.is(describeWeather(weatherOf('rate 1mbit')), 'rate 1mbit (queue of 1000)')
})

test('the closed forms hold in their corners', (t) => {
  const gemodel = (toBad: number, toGood: number, lossWhenBad = 1, lossWhenGood = 0) =>
    ({ kind: 'gemodel', toBad, toGood, lossWhenBad, lossWhenGood }) as const
  t.is(effectiveLoss(gemodel(0, 0)), 0)
  t.is(meanBurst(gemodel(0, 0)), 0)
  t.is(effectiveLoss(gemodel(0.5, 0.5, 0.2, 0.2)), 0.2)
  t.true(Math.abs(meanBurst(gemodel(0.5, 0.5, 0.2, 0.2)) - 1.25) < 1e-9)
  t.is(meanBurst(gemodel(1, 0)), Number.POSITIVE_INFINITY)
})

test('a profile is found by its name, and a misspelt one by the nearest', (t) => {
  for (const { name } of PROFILES) t.is(findProfile(name).name, name)
  t.throws(() => findProfile('wify'), {
    instanceOf: BadInput,
    message: "--profile: there is no profile 'wify'; did you mean wifi?"
  })
  for (const name of ['perfect', 'lan', 'wifi', 'mobile', 'satellite', 'bursty', 'hostile'])
    t.notThrows(() => findProfile(name))
})

test('the words of every profile can be typed in', (t) => {
  for (const { up, down } of PROFILES) {
    t.deepEqual(weatherOf(formatWeather(up)), up)
    t.deepEqual(weatherOf(formatWeather(down)), down)
  }
})
