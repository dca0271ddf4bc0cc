import test from 'ava'
import { type FateRun, formatFates, MARKS } from '../../lossy-channel/weather/fate-string.js'
import { RandomStream } from '../../src/kernel/random.js'
import { ms } from '../../src/kernel/time.js'
import { type Fault, fateOf, fatesOf } from '../../src/sim/faults.js'
import { formatFatesOfRun } from '../../src/sim/replay-command.js'

const fault = (direction: Fault['direction'], index: number, fate = fateOf('x')): Fault => ({
  direction,
  index,
  fate
})

test('faults become fate strings, each at its place, whatever their order', (t) => {
  const faults = [
    fault('down', 0, fateOf('c')),
    fault('up', 5),
    fault('up', 2, fateOf('late', ms(60))),
    fault('up', 3, fateOf('2'))
  ]
  t.is(formatFatesOfRun(fatesOf(faults)), 'data: ..(+60ms)2.x  ack: c')
  t.is(formatFatesOfRun(fatesOf([...faults].reverse())), 'data: ..(+60ms)2.x  ack: c')
})

test('without faults there are no fates, in neither direction', (t) => {
  t.deepEqual(fatesOf([]), {})
  t.deepEqual(Object.keys(fatesOf([fault('down', 3)])), ['down'])
})

test('a fault far behind costs no room', (t) => {
  t.deepEqual(fatesOf([fault('up', 1_000_000)]).up, [
    { mark: '.', by: 0, count: 1_000_000 },
    { mark: 'x', by: 0, count: 1 }
  ])
})

test('what the strings say is what the faults say, for any faults', (t) => {
  const dice = new RandomStream('faults')
  const marks = [...MARKS.filter((mark) => mark !== '.'), 'late' as const]
  for (let round = 0; round < 200; round++) {
    const fated = new Map<number, FateRun>()
    for (let n = dice.below(12); n > 0; n--) {
      const mark = marks[dice.below(marks.length)]!
      fated.set(dice.below(20), fateOf(mark, mark === 'late' ? 1 + dice.below(9_999) : 0))
    }
    const faults = [...fated].map(([index, fate]) => fault('up', index, fate))
    const read = (fatesOf(faults).up ?? []).flatMap(({ count, ...fate }) =>
      Array.from({ length: count }, () => fate)
    )
    const found = read.flatMap((fate, index) => (fate.mark === '.' ? [] : [{ index, ...fate }]))
    const wanted = [...fated]
      .sort(([a], [b]) => a - b)
      .map(([index, { mark, by }]) => ({ index, mark, by }))
    t.deepEqual(found, wanted, `round ${round}: ${formatFates(fatesOf(faults).up ?? [])}`)
  }
})
