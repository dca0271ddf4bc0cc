import test from 'ava'
import fc from 'fast-check'
import {
  BadInput,
  formatDuration,
  formatProbability,
  formatRate,
  parseBytes,
  parseCount,
  parseDuration,
  parseProbability,
  parseRate,
  parseSize
} from '../../src/kernel/quantity.js'
import { holds } from './property.js'

type Parse = (text: string, name: string) => number

/** What `parse` says of each text: its value, or the line that refuses it. */
function say(parse: Parse, text: string): number | string {
  try {
    return parse(text, '--x')
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    return error.message
  }
}

const GOOD: readonly [parse: Parse, text: string, value: number][] = [
  [parseProbability, '0', 0],
  [parseProbability, '1', 1],
  [parseProbability, '0.2', 0.2],
  [parseProbability, '.5', 0.5],
  [parseProbability, '20%', 0.2],
  [parseProbability, '20 %', 0.2],
  [parseProbability, '100%', 1],
  [parseProbability, '  0.25  ', 0.25],
  [parseDuration, '0', 0],
  [parseDuration, '500us', 500],
  [parseDuration, '500µs', 500],
  [parseDuration, '250ms', 250_000],
  [parseDuration, '2s', 2_000_000],
  [parseDuration, '1.5s', 1_500_000],
  [parseDuration, '0.4us', 0],
  [parseDuration, '2m', 120_000_000],
  [parseDuration, '1min', 60_000_000],
  [parseDuration, '1h', 3_600_000_000],
  [parseDuration, '3 secs', 3_000_000],
  [parseRate, '0', 0],
  [parseRate, '8bit', 8],
  [parseRate, '64kbit', 64_000],
  [parseRate, '1.5mbit', 1_500_000],
  [parseRate, '2gbit', 2_000_000_000],
  [parseSize, '500B', 500],
  [parseSize, '1kB', 1000],
  [parseSize, '4KiB', 4096],
  [parseSize, '1MB', 1_000_000],
  [parseSize, '2MiB', 2_097_152],
  [parseSize, '1GiB', 1_073_741_824]
]

for (const [parse, text, value] of GOOD) {
  test(`${parse.name} reads '${text}' as ${value}`, (t) => {
    t.is(say(parse, text), value)
  })
}

const A_PROBABILITY = 'write a fraction such as 0.2 or a percentage such as 20%'
const A_TIME = 'write a time with its unit, such as 100ms or 2s'
const A_RATE = 'write a rate with its unit, such as 64kbit or 1mbit'
const A_SIZE = 'write a size with its unit, such as 500B, 4KiB or 1MB'

const BAD: readonly [parse: Parse, text: string, message: string][] = [
  [parseProbability, 'x', `--x: 'x' is not a probability; ${A_PROBABILITY}`],
  [parseProbability, '', `--x: '' is not a probability; ${A_PROBABILITY}`],
  [parseProbability, '-0.1', `--x: '-0.1' is not a probability; ${A_PROBABILITY}`],
  [parseProbability, '1e-3', `--x: '1e-3' is not a probability; ${A_PROBABILITY}`],
  [parseProbability, 'NaN', `--x: 'NaN' is not a probability; ${A_PROBABILITY}`],
  [parseProbability, '5ms', `--x: '5ms' is not a probability; ${A_PROBABILITY}`],
  [parseProbability, '5%%', `--x: '5%%' is not a probability; ${A_PROBABILITY}`],
  [parseProbability, '20', `--x: '20' is more than certain; write 20% or a fraction up to 1`],
  [parseProbability, '1.01', `--x: '1.01' is more than certain; write 1.01% or a fraction up to 1`],
  [parseProbability, '101%', `--x: '101%' is more than certain; write at most 100%`],
  [parseDuration, '100', `--x: '100' has no unit; ${A_TIME}`],
  [parseDuration, '5 parsec', `--x: '5 parsec' has an unknown unit; ${A_TIME}`],
  [parseDuration, '5constructor', `--x: '5constructor' has an unknown unit; ${A_TIME}`],
  [parseDuration, '5%', `--x: '5%' has an unknown unit; ${A_TIME}`],
  [parseDuration, 'soon', `--x: 'soon' is not a time; ${A_TIME}`],
  [parseDuration, '-5ms', `--x: '-5ms' is not a time; ${A_TIME}`],
  [parseDuration, '9007199254740992us', `--x: '9007199254740992us' is too large`],
  [parseRate, '100', `--x: '100' has no unit; ${A_RATE}`],
  [parseRate, '100bps', `--x: '100bps' has an unknown unit; ${A_RATE}`],
  [parseRate, 'fast', `--x: 'fast' is not a rate; ${A_RATE}`],
  [parseSize, '100', `--x: '100' has no unit; ${A_SIZE}`],
  [parseSize, '1kb', `--x: '1kb' has an unknown unit; ${A_SIZE}`],
  [parseSize, 'big', `--x: 'big' is not a size; ${A_SIZE}`],
  [
    parseSize,
    `\u001b[31m\u202e${'z'.repeat(50)}`,
    `--x: '?[31m?${'z'.repeat(34)}…' is not a size; ${A_SIZE}`
  ]
]

for (const [parse, text, message] of BAD) {
  test(`${parse.name} refuses ${JSON.stringify(text)} with the mend`, (t) => {
    t.is(say(parse, text), message)
  })
}

test('parseCount takes whole numbers between its bounds, the bounds included', (t) => {
  const count = (text: string) => say((given, name) => parseCount(given, name, 2, 10), text)
  t.is(count('2'), 2)
  t.is(count(' 10 '), 10)
  for (const bad of ['1', '11', '2.5', '-3', '', 'x', '0x5', '1e1', '9'.repeat(16)]) {
    t.is(count(bad), `--x: '${bad}' will not do; write a whole number from 2 to 10`)
  }
})

const PARSERS: readonly Parse[] = [
  parseProbability,
  parseDuration,
  parseRate,
  parseSize,
  (text, name) => parseCount(text, name, 0, 1000)
]

const UNITS = ['', '%', 'us', 'ms', 's', 'kbit', 'mbit', 'B', 'KiB', 'm', 'bogus', '__proto__']

/** Any text at all, and text that is nearly right. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ maxLength: 400 }),
  fc
    .tuple(fc.constantFrom('', ' ', '-', '+', '.'), fc.double(), fc.constantFrom(...UNITS))
    .map(([sign, value, unit]) => `${sign}${value}${unit}`),
  fc.tuple(fc.nat(), fc.constantFrom(...UNITS)).map(([value, unit]) => `${value}${unit}`)
)

for (const parse of PARSERS) {
  test(`${parse.name || 'parseCount'} gives a value or BadInput in one line, for any text`, (t) => {
    holds(t, anyText, (text) => {
      const said = say(parse, text)
      if (typeof said === 'number') return Number.isFinite(said) && said >= 0
      return said.startsWith('--x: ') && !/[\n\r\u001b]/.test(said) && said.length < 200
    })
  })
}

test('a probability is never above 1, and times, rates and sizes are whole numbers', (t) => {
  holds(t, anyText, (text) => {
    for (const parse of [parseDuration, parseRate, parseSize]) {
      const said = say(parse, text)
      if (typeof said === 'number' && !Number.isSafeInteger(said)) return false
    }
    const probability = say(parseProbability, text)
    return typeof probability === 'string' || probability <= 1
  })
})

test('a duration for people can be read back', (t) => {
  t.is(formatDuration(0), '0ms')
  t.is(formatDuration(999), '999us')
  t.is(formatDuration(1000), '1ms')
  t.is(formatDuration(1500), '1.5ms')
  t.is(formatDuration(999_999), '999.999ms')
  t.is(formatDuration(1_500_000), '1.5s')
  holds(t, fc.nat(999_999), (time) => parseDuration(formatDuration(time), 'x') === time)
})

test('rates and probabilities for people', (t) => {
  t.is(formatRate(500), '500bit')
  t.is(formatRate(64_000), '64kbit')
  t.is(formatRate(1_500_000), '1.5mbit')
  t.is(formatRate(1e9), '1gbit')
  t.is(formatProbability(0.2), '20%')
  t.is(formatProbability(0.0019), '0.19%')
  t.is(formatProbability(0.1 + 0.2), '30%')
})

test('bytes may be a plain count or have a unit, and are held to their bounds', (t) => {
  t.is(parseBytes('32', '--size', 0, 10_000), 32)
  t.is(parseBytes('4KiB', '--size', 0, 10_000), 4096)
  for (const text of ['', '1MB', '10001', '3 apples', '-1', '1.5']) {
    const error = t.throws(() => parseBytes(text, '--size', 0, 10_000), { instanceOf: BadInput })
    t.regex(error?.message ?? '', /^--size: .*; write /, text)
  }
})
