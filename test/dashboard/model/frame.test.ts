import test from 'ava'
import fc from 'fast-check'
import { drawFrame, drawRule, shareOut } from '../../../src/dashboard/model/frame.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { anyText } from '../any-text.js'

test('a pane has its name in its border', (t) => {
  const paper = Surface.empty(24, 3)
  const inner = drawFrame(paper, { title: 'ladder', note: '3 lost' })
  inner.put(0, 0, 'x'.repeat(99))
  t.deepEqual(paper.lines, [
    '┌ ladder ────── 3 lost ┐',
    `│${'x'.repeat(22)}│`,
    '└──────────────────────┘'
  ])
  t.is(paper.cellAt(0, 0)?.style, 'border')
  const focused = Surface.empty(24, 3)
  drawFrame(focused, { title: 'ladder', hasFocus: true })
  t.is(focused.cellAt(0, 0)?.style, 'focus')
})

test('a name that has no room is cut by glyphs, and the note goes first', (t) => {
  const paper = Surface.empty(14, 3)
  drawFrame(paper, { title: '会話 conversation', note: '3 new' })
  t.is(paper.lines[0], '┌ 会話 con… ─┐')
  const small = Surface.empty(7, 3)
  t.is(drawFrame(small, { title: 'x' }), small)
  t.deepEqual(small.lines, ['', '', ''])
})

test('a rule takes the place of a border where rows are dear', (t) => {
  const paper = Surface.empty(16, 2)
  drawRule(paper, 1, { title: 'chat' })
  t.deepEqual(paper.lines, ['', '─ chat ─────────'])
})

test('any name leaves the corners where they are', (t) => {
  fc.assert(
    fc.property(anyText, anyText, fc.integer({ min: 8, max: 40 }), (title, note, width) => {
      const paper = Surface.empty(width, 3)
      drawFrame(paper, { title, note })
      return paper.cellAt(0, 0)?.text === '┌' && paper.cellAt(width - 1, 0)?.text === '┐'
    })
  )
  t.pass()
})

test('room is shared by weight, within what each wants', (t) => {
  t.deepEqual(
    shareOut(24, [{ least: 3 }, { least: 1, most: 1 }, { least: 3, weight: 2 }]),
    [9, 1, 14]
  )
  t.deepEqual(
    shareOut(10, [
      { least: 2, weight: 0 },
      { least: 3, most: 5 }
    ]),
    [2, 5]
  )
})

test('who has the lowest rank is folded first', (t) => {
  const panes = [
    { least: 5, rank: 2 },
    { least: 6, rank: 0 },
    { least: 4, rank: 1 },
    { least: 1, rank: 9 }
  ]
  t.deepEqual(
    shareOut(
      16,
      panes.map((pane) => ({ ...pane, weight: 0 }))
    ),
    [5, 6, 4, 1]
  )
  t.deepEqual(
    shareOut(
      15,
      panes.map((pane) => ({ ...pane, weight: 0 }))
    ),
    [5, 0, 4, 1]
  )
  t.deepEqual(
    shareOut(
      9,
      panes.map((pane) => ({ ...pane, weight: 0 }))
    ),
    [5, 0, 0, 1]
  )
  t.deepEqual(shareOut(0, panes), [0, 0, 0, 0])
})

test('no sharing exceeds the room, nor gives anybody less than it needs', (t) => {
  const share = fc.record({
    least: fc.integer({ min: 1, max: 12 }),
    weight: fc.integer({ min: 0, max: 3 }),
    rank: fc.integer({ min: 0, max: 3 })
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 80 }),
      fc.array(share, { maxLength: 6 }),
      (total, all) => {
        const lengths = shareOut(total, all)
        const sum = lengths.reduce((one, other) => one + other, 0)
        if (sum > total) return false
        const isGreedy = all.some(({ weight }, i) => weight > 0 && (lengths[i] ?? 0) > 0)
        if (isGreedy && sum !== total) return false
        return lengths.every((length, i) => length === 0 || length >= (all[i]?.least ?? 0))
      }
    )
  )
  t.pass()
})
