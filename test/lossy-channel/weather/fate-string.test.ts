import test from 'ava'
import fc from 'fast-check'
import {
  formatBothFates,
  formatFates,
  joinFates,
  MARKS,
  MAX_REPEAT,
  parseFateString,
  parseFates
} from '../../../lossy-channel/weather/fate-string.js'
import { BadInput } from '../../../src/kernel/quantity.js'

const run = (mark: string, count = 1, by = 0) => ({ mark, by, count })

test('marks, repeats, spaces and late ones', (t) => {
  t.deepEqual(parseFateString(' ..x .*9 (+60ms)*2 c>'), [
    run('.', 2),
    run('x'),
    run('.', 9),
    run('late', 2, 60_000),
    run('c'),
    run('>')
  ] as never)
})

test('a billion repeats take no room', (t) => {
  t.deepEqual(parseFateString('.*1000000000x'), [run('.', MAX_REPEAT), run('x')] as never)
})

for (const [text, message] of [
  [
    '..y',
    "--fates, position 3: 'y' is no fate; the marks are . x c w 2 t > ? and (+60ms), each with *9 to repeat it"
  ],
  ['..X', "--fates, position 3: 'X' is no fate; write x"],
  ['*3', '--fates, position 1: * repeats the mark before it, and there is none; write .*9'],
  ['.*', '--fates, position 2: * needs a count behind it; write .*9'],
  ['.*0', '--fates, position 2: *0 is no fate at all; leave the mark out'],
  ['x.*1000000001', '--fates, position 3: a mark repeats at most 1000000000 times'],
  ['.(60ms)', '--fates, position 2: a fate in parentheses begins with +; write (+60ms)'],
  ['.(+60)', "--fates, position 2: '+60' is not a time; write (+60ms)"],
  ['.(+60ms', '--fates, position 2: ( has no ) behind it; write (+60ms)'],
  ['(+2h)', '--fates, position 1: a datagram is late by at most 1h; write (+60ms)']
] as const) {
  test(`${text} is refused with its place and the mend`, (t) => {
    t.throws(() => parseFateString(text), { instanceOf: BadInput, message })
  })
}

test('both directions, by either of their names', (t) => {
  const both = { up: [run('.', 2), run('x')], down: [run('x')] }
  t.deepEqual(parseFates('up: ..x  down: x'), both as never)
  t.deepEqual(parseFates('ack: x data: ..x'), both as never)
  t.deepEqual(parseFates('up:'), { up: [] })
  t.deepEqual(parseFates(''), {})
  t.is(formatBothFates(both as never), 'up: ..x  down: x')
})

for (const [text, message] of [
  [
    '..x',
    "--fates, position 1: say for which direction; write 'up: ..x' or 'down: ..x' (data: and ack: in a simulation)"
  ],
  ['up: .. data: x', '--fates, position 8: up: is there twice; write its marks in one place'],
  [
    'left: x',
    "--fates, position 1: no direction is called 'left'; write up: or down: (data: or ack: in a simulation)"
  ],
  [
    'up: ..  down: .q',
    "--fates, position 16: 'q' is no fate; the marks are . x c w 2 t > ? and (+60ms), each with *9 to repeat it"
  ]
] as const) {
  test(`${text} is refused with the place in the whole text`, (t) => {
    t.throws(() => parseFates(text), { instanceOf: BadInput, message })
  })
}

test('a 2 behind a count does not become its digit', (t) => {
  const fates = joinFates([run('.', 12), run('2')] as never)
  t.is(formatFates(fates), '.*12 2')
  t.deepEqual(parseFateString('.*12 2'), fates)
})

const anyRun = fc.oneof(
  fc.record({
    mark: fc.constantFrom(...MARKS),
    by: fc.constant(0),
    count: fc.integer({ min: 1, max: MAX_REPEAT })
  }),
  fc.record({
    mark: fc.constant('late' as const),
    by: fc.integer({ min: 1, max: 3_600_000_000 }),
    count: fc.integer({ min: 1, max: 20 })
  })
)

test('what is formatted is read back as the same', (t) => {
  fc.assert(
    fc.property(fc.array(anyRun), (runs) => {
      const fates = joinFates(runs)
      t.deepEqual(parseFateString(formatFates(fates)), fates)
    })
  )
})

test('any string is fates or is refused, and never anything else', (t) => {
  const sign = fc.oneof(
    fc.constantFrom(...'.xcw2t>(+)*09ms :updownack'),
    fc.string({ unit: 'grapheme', maxLength: 1 })
  )
  fc.assert(
    fc.property(
      fc.array(sign).map((signs) => signs.join('')),
      (text) => {
        for (const parse of [parseFateString, parseFates]) {
          try {
            parse(text)
          } catch (error) {
            if (!(error instanceof BadInput)) throw error
            if (error.message.includes('\n'))
              throw new Error('more than one line', { cause: error })
          }
        }
      }
    ),
    { numRuns: 2000 }
  )
  t.pass()
})
