import test from 'ava'
import fc from 'fast-check'
import { Conversation } from '../../../src/dashboard/model/conversation.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { anyText } from '../any-text.js'

function seen(it: Conversation, width: number, height: number): string[] {
  const paper = Surface.empty(width, height)
  it.draw(paper)
  return paper.lines
}

function talk(count: number, most?: number): Conversation {
  const it = new Conversation(most)
  for (let i = 1; i <= count; i++) it.add({ text: `line ${i}`, tone: 'plain' })
  return it
}

test('lines wrap between words and are set in below their first', (t) => {
  const it = new Conversation()
  it.add({
    time: '10:02',
    who: 'alice',
    text: 'a line that is longer than the pane is wide',
    tone: 'own'
  })
  it.add({ who: 'bob', text: 'two\nlines', tone: 'plain', mark: '✓', id: 1 })
  it.add({ text: 'averyveryverylongwordthatfitsnowhereatallinthispane', tone: 'news' })
  t.deepEqual(seen(it, 40, 7), [
    '',
    '10:02 alice: a line that is longer than',
    '      the pane is wide',
    'bob: two',
    '  lines ✓',
    'averyveryverylongwordthatfitsnowhereatal',
    '  linthispane'
  ])
  t.deepEqual(seen(it, 12, 7), [
    'bob: two',
    '  lines ✓',
    'averyveryver',
    '  ylongwordt',
    '  hatfitsnow',
    '  hereatalli',
    '  nthispane'
  ])
})

test('a receipt changes the line that it is for, while it is kept', (t) => {
  const it = new Conversation(2)
  it.add({ id: 7, text: 'hello', tone: 'own', mark: '✓' })
  t.deepEqual(seen(it, 20, 1), ['hello ✓'])
  it.mark(7, '✓✓ 2/3')
  t.deepEqual(seen(it, 20, 1), ['hello ✓✓ 2/3'])
  it.mark(8, 'nobody')
  it.add({ text: 'a', tone: 'plain' })
  it.add({ text: 'b', tone: 'plain' })
  it.mark(7, 'late')
  t.deepEqual(seen(it, 20, 3), ['', 'a', 'b'])
})

test('scrolled back one stays where one is, and is told what is new below', (t) => {
  const it = talk(20)
  t.deepEqual(seen(it, 20, 3), ['line 18', 'line 19', 'line 20'])
  it.scroll(5)
  t.deepEqual(seen(it, 20, 3), ['line 14', 'line 15', '        ↓ more below'])
  it.add({ text: 'line 21', tone: 'plain' })
  it.add({ text: 'line 22', tone: 'plain' })
  t.deepEqual(seen(it, 20, 3), ['line 14', 'line 15', '       ↓ 2 new below'])
  it.scroll(-6)
  t.is(it.newBelow, 1)
  t.deepEqual(seen(it, 12, 3), ['line 20', 'line 21', '          ↓1'])
  it.scroll(-1)
  t.true(it.isAtEnd)
  t.deepEqual(seen(it, 20, 3), ['line 20', 'line 21', 'line 22'])
})

test('pages overlap by a row, and neither end can be left behind', (t) => {
  const it = talk(10)
  seen(it, 30, 5)
  it.page(1)
  t.deepEqual(seen(it, 30, 5).slice(0, 4), ['line 4', 'line 5', 'line 6', 'line 7'])
  it.page(1)
  t.deepEqual(seen(it, 30, 5).slice(0, 4), ['line 1', 'line 2', 'line 3', 'line 4'])
  it.page(9)
  it.scroll(-1)
  t.is(seen(it, 30, 5)[0], 'line 2')
  it.toStart()
  t.is(seen(it, 30, 5)[0], 'line 1')
  it.page(-9)
  t.true(it.isAtEnd)
  it.toStart()
  it.toEnd()
  t.deepEqual(seen(it, 30, 4), ['line 7', 'line 8', 'line 9', 'line 10'])
})

test('a talk that fits is not scrolled', (t) => {
  const it = talk(2)
  seen(it, 30, 4)
  it.scroll(3)
  it.page(1)
  t.true(it.isAtEnd)
  t.deepEqual(seen(it, 30, 4), ['', '', 'line 1', 'line 2'])
  t.deepEqual(seen(new Conversation(), 30, 2), ['', ''])
})

test('another width does not lose the place, nor do many', (t) => {
  const it = new Conversation()
  for (let i = 10; i <= 50; i++) {
    const words = Array.from({ length: 20 }, (_, j) => `${i}w${j}`)
    it.add({ text: words.join(' '), tone: 'plain' })
  }
  seen(it, 60, 6)
  it.scroll(30)
  const before = seen(it, 60, 6)
  const word = before.at(-2)?.trim().split(' ')[0] ?? ''
  t.regex(word, /^\d+w\d+$/)
  for (const width of [20, 33, 7, 100, 12]) {
    const bottom = seen(it, width, 12).at(-2) ?? ''
    t.true(bottom.includes(word), `${width}: ${word} in ${bottom}`)
  }
  t.deepEqual(seen(it, 60, 6), before)
})

test('what is unread begins with a line, until it is read', (t) => {
  const it = talk(2)
  it.startUnread()
  t.is(it.unread, 0)
  it.add({ text: 'line 3', tone: 'plain' })
  it.startUnread()
  it.add({ text: 'line 4', tone: 'plain' })
  t.is(it.unread, 2)
  t.deepEqual(seen(it, 12, 5), ['line 1', 'line 2', '── new ─────', 'line 3', 'line 4'])
  it.readAll()
  t.is(it.unread, 0)
  t.deepEqual(seen(it, 12, 5), ['', 'line 1', 'line 2', 'line 3', 'line 4'])
})

test('a line for the reader has a sign and a colour', (t) => {
  const it = new Conversation()
  it.add({ who: 'bob', text: 'alice: hi', tone: 'plain', isHighlight: true })
  const paper = Surface.empty(30, 1)
  it.draw(paper)
  t.is(paper.lines[0], '» bob: alice: hi')
  t.is(paper.cellAt(0, 0)?.style, 'highlight')
  t.is(paper.cellAt(8, 0)?.style, 'plain')
})

test('it keeps so many entries and no more, and a place that was dropped becomes the first', (t) => {
  const it = talk(100, 50)
  seen(it, 30, 3)
  it.toStart()
  t.is(seen(it, 30, 3)[0], 'line 51')
  for (let i = 101; i <= 130; i++) it.add({ text: `line ${i}`, tone: 'plain' })
  t.is(seen(it, 30, 3)[0], 'line 81')
  it.add({ text: 'x'.repeat(1_000_000), tone: 'plain' })
  it.toEnd()
  t.regex(seen(it, 30, 2)[1] ?? '', / …$/)
})

test('any talk in any size, however it is scrolled: no text leaves its pane, no place is lost', (t) => {
  const steps = fc.array(
    fc.oneof(
      anyText.map((text) => (it: Conversation) => it.add({ text, who: text, tone: 'plain' })),
      fc.integer({ min: -9, max: 9 }).map((rows) => (it: Conversation) => it.scroll(rows)),
      fc.constant((it: Conversation) => it.startUnread()),
      fc.constant((it: Conversation) => it.readAll()),
      fc.constant((it: Conversation) => it.toStart())
    ),
    { maxLength: 30 }
  )
  fc.assert(
    fc.property(
      steps,
      fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 8 }))),
      (all, sizes) => {
        const it = new Conversation(10)
        for (const [i, step] of all.entries()) {
          step(it)
          const [width, height] = sizes[i % Math.max(1, sizes.length)] ?? [10, 4]
          const paper = Surface.empty(width + 2, height + 2)
          paper.put(0, 0, '#'.repeat(width + 2))
          paper.put(0, height + 1, '#'.repeat(width + 2))
          it.draw(paper.part(1, 1, width, height))
          const lines = paper.lines
          if (lines[0] !== '#'.repeat(width + 2) || lines[height + 1] !== lines[0]) return false
          const edges = Array.from({ length: height }, (_, y) => [
            paper.cellAt(0, y + 1)?.text,
            paper.cellAt(width + 1, y + 1)?.text
          ])
          if (edges.flat().some((text) => text !== ' ')) return false
        }
        it.toEnd()
        return it.isAtEnd
      }
    ),
    { numRuns: 500 }
  )
  t.pass()
})
