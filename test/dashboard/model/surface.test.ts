import test from 'ava'
import fc from 'fast-check'
import { glyphsOf } from '../../../src/dashboard/model/glyphs.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { anyText } from '../any-text.js'

const at = (paper: Surface, x: number, y: number): string => paper.cellAt(x, y)?.text ?? 'none'

test('what has no room is cut at the edges, and a wide character as a whole', (t) => {
  const paper = Surface.empty(5, 2)
  t.is(paper.put(0, 0, '漢字漢'), 4)
  t.is(paper.put(-2, 1, 'abcdef'), 4)
  t.deepEqual(paper.lines, ['漢字', 'cdef'])
  t.is(paper.put(3, 1, 'xyz'), 5)
  t.deepEqual(paper.lines, ['漢字', 'cdexy'])
})

test('half of a wide character that is overwritten takes the other half with it', (t) => {
  const paper = Surface.empty(6, 1)
  paper.put(0, 0, '漢字語')
  paper.put(1, 0, 'ab')
  t.deepEqual(paper.lines, [' ab 語'])
  paper.put(3, 0, '漢')
  t.deepEqual(paper.lines, [' ab漢'])
})

test('a part shows through and lets nothing out', (t) => {
  const paper = Surface.empty(7, 3)
  paper.part(2, 1, 3, 1).put(0, 0, 'long text')
  paper.part(2, 1, 3, 1).put(-1, 0, 'Xyz')
  paper.part(5, 2, 99, 99).put(0, 0, 'edge')
  t.deepEqual(paper.lines, ['', '  yzn', '     ed'])
  t.is(paper.part(9, 9, 4, 4).width, 0)
})

test('another style leaves the text, and dresses wide characters whole', (t) => {
  const paper = Surface.empty(6, 1)
  paper.put(0, 0, 'a漢字b')
  paper.restyle(2, 0, 2, 'chosen')
  const styles = Array.from({ length: 6 }, (_, x) => paper.cellAt(x, 0)?.style)
  t.deepEqual(styles, ['plain', 'chosen', 'chosen', 'chosen', 'chosen', 'plain'])
  t.deepEqual(paper.lines, ['a漢字b'])
})

test('the cursor is placed from a part, and stands nowhere outside', (t) => {
  const paper = Surface.empty(10, 4)
  t.is(paper.cursor, undefined)
  const part = paper.part(2, 1, 5, 2)
  part.placeCursor(1, 1)
  part.placeCursor(5, 0)
  t.deepEqual(paper.cursor, { x: 3, y: 2 })
  t.deepEqual(part.cursor, { x: 1, y: 1 })
  t.is(paper.part(0, 0, 2, 2).cursor, undefined)
})

test('what is cleared is empty, up to its edge', (t) => {
  const paper = Surface.empty(6, 2)
  paper.put(0, 0, '漢字語')
  paper.put(0, 1, 'abcdef')
  paper.part(1, 0, 2, 2).clear('input')
  t.deepEqual(paper.lines, ['    語', 'a  def'])
  t.is(paper.cellAt(1, 1)?.style, 'input')
})

test('whatever is put wherever, wide characters have both halves and each cell one glyph', (t) => {
  const puts = fc.array(
    fc.record({
      x: fc.integer({ min: -4, max: 14 }),
      y: fc.integer({ min: -1, max: 3 }),
      text: anyText,
      part: fc.tuple(
        fc.integer({ min: -1, max: 12 }),
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 12 })
      )
    }),
    { maxLength: 8 }
  )
  fc.assert(
    fc.property(puts, (all) => {
      const paper = Surface.empty(12, 3)
      for (const { x, y, text, part } of all) {
        paper.part(part[0], part[1], part[2], 2).put(x, y, text)
        paper.part(part[0], part[1], part[2], 2).restyle(x, y, 3, 'chosen')
      }
      for (let y = 0; y < 3; y++) {
        for (let x = 0; x < 12; x++) {
          const text = at(paper, x, y)
          const isRightHalf = text === ''
          if (isRightHalf) {
            const [glyph] = glyphsOf(at(paper, x - 1, y))
            if (x === 0 || glyph?.width !== 2) return false
          } else {
            const glyphs = glyphsOf(text)
            if (glyphs.length !== 1 || glyphs[0]?.text !== text) return false
            if (glyphs[0].width === 2 && at(paper, x + 1, y) !== '') return false
          }
        }
      }
      return true
    }),
    { numRuns: 2_000 }
  )
  t.pass()
})
