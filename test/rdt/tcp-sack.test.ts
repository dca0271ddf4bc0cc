import test from 'ava'
import fc from 'fast-check'
import { SequenceSpace } from '../../src/rdt/sequence.js'
import { decodeRanges, encodeRanges, MAX_RANGES, RangeSet } from '../../src/rdt/tcp-sack.js'
import { holds } from '../kernel/property.js'

const spans = fc.tuple(fc.nat(60), fc.integer({ min: 1, max: 8 }))
const steps = fc.array(
  fc.oneof(
    fc.record({ does: fc.constant('add' as const), span: spans }),
    fc.record({ does: fc.constant('drop' as const), below: fc.nat(70) })
  ),
  { maxLength: 40 }
)

test('a range set is a set of numbers, in ranges that do not touch', (t) => {
  holds(t, steps, (all) => {
    const ranges = new RangeSet()
    const model = new Set<number>()
    for (const step of all) {
      if (step.does === 'drop') {
        ranges.dropBelow(step.below)
        for (const n of [...model]) if (n < step.below) model.delete(n)
      } else {
        const [from, length] = step.span
        const due = Array.from({ length }, (_, i) => from + i).filter((n) => !model.has(n))
        const fresh = ranges.add(from, from + length).flatMap(({ from: low, to }) => {
          return Array.from({ length: to - low }, (_, i) => low + i)
        })
        if (String(fresh) !== String(due)) return false
        for (const n of due) model.add(n)
      }
      if (!agrees(ranges, model)) return false
    }
    return true
  })
})

function agrees(ranges: RangeSet, model: ReadonlySet<number>): boolean {
  const all = [...model].sort((a, b) => a - b)
  if (String(ranges.list()) !== String(all) || ranges.isEmpty !== (all.length === 0)) return false
  for (let n = 0; n < 75; n++) {
    const range = ranges.find(n)
    if ((range !== undefined) !== model.has(n)) return false
    if (range === undefined) continue
    // As wide as can be, and all of it is there.
    if (model.has(range.from - 1) || model.has(range.to)) return false
    for (let i = range.from; i < range.to; i++) if (!model.has(i)) return false
  }
  return true
}

test('a cleared set is empty', (t) => {
  const ranges = new RangeSet()
  ranges.add(3, 5)
  ranges.clear()
  t.true(ranges.isEmpty)
  t.deepEqual(ranges.add(3, 5), [{ from: 3, to: 5 }])
})

/** A window, the number that is expected, and ranges within the window beyond it. */
const told = fc
  .record({
    bits: fc.integer({ min: 2, max: 32 }),
    next: fc.nat(2 ** 40),
    windows: fc.integer({ min: 2, max: 64 })
  })
  .chain(({ bits, next, windows }) => {
    const windowSize = Math.min(windows, 2 ** (bits - 1))
    const range = fc.tuple(fc.nat(windowSize), fc.nat(windowSize)).map(([a, b]) => {
      const low = 1 + Math.min(a, b)
      const high = Math.max(Math.max(a, b), low + 1)
      return { from: next + low, to: next + Math.min(high, windowSize) }
    })
    const ranges = fc
      .array(range, { maxLength: MAX_RANGES })
      .map((all) => all.filter(({ from, to }) => from < to))
    return fc.record({
      bits: fc.constant(bits),
      next: fc.constant(next),
      windowSize: fc.constant(windowSize),
      ranges
    })
  })

test('ranges come out as they went in, wherever the numbers wrap', (t) => {
  holds(t, told, ({ bits, next, windowSize, ranges }) => {
    const numbers = new SequenceSpace(bits)
    const read = decodeRanges(encodeRanges(ranges, numbers), numbers, next, windowSize)
    return JSON.stringify(read) === JSON.stringify(ranges)
  })
})

const SPACE = new SequenceSpace(8)

test('no range takes no bytes, each one takes eight', (t) => {
  t.is(encodeRanges([], SPACE).length, 0)
  t.deepEqual(
    encodeRanges([{ from: 255, to: 258 }], SPACE),
    Uint8Array.of(0, 0, 0, 255, 0, 0, 0, 2)
  )
})

const NOT_BELIEVED: readonly (readonly [what: string, ...bytes: number[]])[] = [
  ['half a range', 0, 0, 0, 7],
  ['an odd byte', 0, 0, 0, 7, 0, 0, 0, 8, 0],
  ['an empty range', 0, 0, 0, 7, 0, 0, 0, 7],
  ['a range that runs backwards', 0, 0, 0, 8, 0, 0, 0, 7],
  ['the number that is expected', 0, 0, 0, 5, 0, 0, 0, 6],
  ['what was acknowledged long ago', 0, 0, 0, 3, 0, 0, 0, 4],
  ['what reaches beyond the window', 0, 0, 0, 7, 0, 0, 0, 14],
  ['what lies beyond the window', 0, 0, 0, 13, 0, 0, 0, 14],
  ['one good range and a bad one', 0, 0, 0, 7, 0, 0, 0, 8, 0, 0, 0, 9, 0, 0, 0, 9],
  ['too many', ...Array.from({ length: MAX_RANGES + 1 }, () => [0, 0, 0, 7, 0, 0, 0, 8]).flat()]
]

for (const [what, ...bytes] of NOT_BELIEVED) {
  test(`${what}: nothing of it is believed`, (t) => {
    t.deepEqual(decodeRanges(Uint8Array.from(bytes), SPACE, 5, 8), [])
  })
}

test('the last number of the window is believed, and numbers above 2^k are taken modulo', (t) => {
  const last = Uint8Array.of(0, 0, 0, 12, 0, 0, 0, 13)
  t.deepEqual(decodeRanges(last, SPACE, 5, 8), [{ from: 12, to: 13 }])
  const high = Uint8Array.of(9, 9, 9, 7, 1, 2, 3, 8)
  t.deepEqual(decodeRanges(high, SPACE, 5, 8), [{ from: 7, to: 8 }])
})

test('any bytes give ranges within the window, or none', (t) => {
  const junk = fc.uint8Array({ maxLength: 8 * (MAX_RANGES + 2) })
  holds(t, fc.tuple(junk, fc.nat(1000), fc.integer({ min: 1, max: 128 })), ([bytes, next, n]) =>
    decodeRanges(bytes, SPACE, next, n).every(
      ({ from, to }) => from > next && to > from && to <= next + n
    )
  )
})
