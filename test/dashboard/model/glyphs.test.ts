import test from 'ava'
import fc from 'fast-check'
import { cutTo, glyphsOf, isSteady, widthOf } from '../../../src/dashboard/model/glyphs.js'
import { anyText } from '../any-text.js'

const texts = (text: string): string[] => glyphsOf(text).map((glyph) => glyph.text)

test('what terminals disagree about is taken apart', (t) => {
  t.deepEqual(texts('👩\u200d💻👍\u{1f3fd}❤\ufe0f'), ['👩', '💻', '👍', '❤'])
  t.deepEqual(texts('🇩🇪'), ['D', 'E'])
  t.deepEqual(texts('1\ufe0f\u20e3'), ['1\u20e3'])
})

test('nothing is without a column, and nothing hides', (t) => {
  t.deepEqual(texts('\u0301a'), ['◌\u0301', 'a'])
  t.deepEqual(texts('\u3164\u115f\u0600'), ['\ufffd', '\ufffd', '\ufffd'])
  t.deepEqual(texts('\u202e\u2066\u200b'), [])
})

test('Korean is written in syllables, however it was sent', (t) => {
  t.deepEqual(glyphsOf('\u1112\u1161\u11ab'), [{ text: '한', width: 2 }])
  t.deepEqual(texts('\u1161'), ['◌\u1161'])
  // Nothing that is left out keeps its parts from one another.
  t.deepEqual(glyphsOf('\u1100\u200d\u1161'), [{ text: '가', width: 2 }])
})

test('wide is what East Asian width calls wide, and the ambiguous are narrow', (t) => {
  t.is(widthOf('漢字'), 4)
  t.is(widthOf('ｆ'), 2)
  t.is(widthOf('😀'), 2)
  t.is(widthOf('±→α─│✗≈²…↻'), 10)
  t.is(widthOf('e\u0301'), 1)
  t.is(widthOf('plain'), 5)
})

test('steady is what every terminal gives one column', (t) => {
  for (const glyph of 'aZ~é│─→α✓✗≈²…▁█⣿') t.true(isSteady(glyph), glyph)
  for (const glyph of ['漢', '😀', '❤', 'ש', 'م', 'e\u0301', '☎', '™', '▶', '↔', '\ue000', '한']) {
    t.false(isSteady(glyph), glyph)
  }
})

test('a cut text has the width that was asked for at most, and says that it was cut', (t) => {
  t.is(cutTo('conversation', 8), 'convers…')
  t.is(cutTo('漢字漢字', 4), '漢…')
  t.is(cutTo('abc', 3), 'abc')
  t.is(cutTo('abc', 0), '')
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 12 }), (text, width) => {
      const cut = cutTo(text, width)
      return widthOf(cut) <= width && (widthOf(text) <= width || width === 0 || cut.endsWith('…'))
    })
  )
})

test('plain text takes the short way to the same glyphs, and cleaning twice changes nothing', (t) => {
  fc.assert(
    fc.property(anyText, (text) => {
      const glyphs = glyphsOf(text)
      const again = glyphsOf(glyphs.map((glyph) => glyph.text).join(''))
      return JSON.stringify(again) === JSON.stringify(glyphs)
    }),
    { numRuns: 1_000 }
  )
  // The same letters behind one that is not plain.
  fc.assert(
    fc.property(fc.string(), (text) => {
      t.deepEqual(glyphsOf(`é${text}`).slice(1), glyphsOf(text))
    })
  )
})
