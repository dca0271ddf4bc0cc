import test from 'ava'
import fc from 'fast-check'
import { namedKey, pastedKey, typedKey } from '../../../src/dashboard/model/key.js'
import { LineEditor } from '../../../src/dashboard/model/line-editor.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { anyText } from '../any-text.js'

interface Desk {
  readonly editor: LineEditor
  readonly said: string[]
  press(...chords: string[]): void
  type(text: string): void
  /** The line, with a bar where the cursor is. */
  readonly seen: string
}

function desk(options: { longest?: number; remembers?: number } = {}): Desk {
  const said: string[] = []
  const editor = new LineEditor(
    {
      say: (text) => said.push(text),
      vocabulary: () => ({
        names: ['alice', 'Alina', 'bob', '佐藤'],
        commands: ['/who', '/whoami', '/quit']
      })
    },
    options
  )
  return {
    editor,
    said,
    press: (...chords) => {
      for (const chord of chords) editor.key(namedKey(chord))
    },
    type: (text) => {
      for (const character of text) editor.key(typedKey(character))
    },
    get seen() {
      return `${editor.text.slice(0, editor.at)}|${editor.text.slice(editor.at)}`
    }
  }
}

test('letters go where the cursor is, and Enter says the line', (t) => {
  const it = desk()
  it.type('helo')
  it.press('left')
  it.type('l')
  t.is(it.seen, 'hell|o')
  it.press('home')
  it.type('> ')
  it.press('end')
  it.type('!')
  it.press('enter')
  t.deepEqual(it.said, ['> hello!'])
  t.is(it.seen, '|')
  it.type('   ')
  it.press('enter')
  t.is(it.said.length, 1)
})

test('the cursor moves by what looks like one character', (t) => {
  const it = desk()
  it.type('e\u0301👩\u200d👩\u200d👧漢')
  it.press('left')
  t.is(it.seen, 'e\u0301👩\u200d👩\u200d👧|漢')
  it.press('left')
  t.is(it.seen, 'e\u0301|👩\u200d👩\u200d👧漢')
  it.press('delete')
  t.is(it.seen, 'e\u0301|漢')
  it.press('backspace')
  t.is(it.seen, '|漢')
})

test('words are walked over, taken away and put back', (t) => {
  const it = desk()
  it.type('one two-three  four')
  it.press('meta+b')
  t.is(it.seen, 'one two-three  |four')
  it.press('ctrl+left')
  t.is(it.seen, 'one two-|three  four')
  it.press('ctrl+right')
  t.is(it.seen, 'one two-three|  four')
  it.press('ctrl+w')
  t.is(it.seen, 'one |  four')
  it.press('meta+f', 'ctrl+y')
  t.is(it.seen, 'one   fourtwo-three|')
  it.press('ctrl+a', 'meta+d')
  t.is(it.seen, '|   fourtwo-three')
  it.press('ctrl+k')
  t.is(it.seen, '|')
  it.press('ctrl+y', 'left', 'ctrl+u')
  t.is(it.seen, '|e')
})

test('the history keeps what was being typed below it', (t) => {
  const it = desk({ remembers: 2 })
  for (const line of ['one', 'two', 'two', 'three']) {
    it.type(line)
    it.press('enter')
  }
  it.type('draft')
  it.press('up')
  t.is(it.seen, 'three|')
  it.press('up', 'up', 'up')
  t.is(it.seen, 'two|')
  it.press('down', 'down')
  t.is(it.seen, 'draft|')
  it.press('down')
  t.is(it.seen, 'draft|')
})

test('Tab finishes names and commands, first what they share, then each in turn', (t) => {
  const it = desk()
  it.type('b')
  it.press('tab')
  t.is(it.seen, 'bob: |')
  it.type('hi al')
  it.press('tab')
  t.is(it.seen, 'bob: hi ali|')
  it.press('tab')
  t.is(it.seen, 'bob: hi Alina |')
  it.press('tab')
  t.is(it.seen, 'bob: hi alice |')
  it.press('shift+tab')
  t.is(it.seen, 'bob: hi Alina |')
  it.type('x')
  it.press('tab')
  t.is(it.seen, 'bob: hi Alina x|')
  it.press('ctrl+u')
  it.type('/w')
  it.press('tab')
  t.is(it.seen, '/who|')
  it.press('tab', 'tab')
  t.is(it.seen, '/whoami |')
  it.type('@佐')
  it.press('tab')
  t.is(it.seen, '/whoami @佐藤 |')
})

test('keys that are not for a line are left to others', (t) => {
  const { editor } = desk()
  for (const chord of ['escape', 'f1', 'pageup', 'ctrl+c', 'ctrl+d', 'meta+x', 'wheelup']) {
    t.false(editor.key(namedKey(chord)), chord)
  }
  editor.insert('x')
  t.true(editor.key(namedKey('ctrl+d')))
})

test('a pasted line is typed, several are asked about', (t) => {
  const it = desk()
  it.type('ab')
  it.press('left')
  it.editor.key(pastedKey('\x1b[31mone\ttwo\r\n'))
  t.is(it.seen, 'a[31mone    two|b')
  t.is(it.editor.paste, undefined)
  it.press('ctrl+u')
  it.editor.key(pastedKey('x\r\n\r\ny'))
  t.is(it.editor.paste?.lines.length, 3)
  it.type('z')
  it.press('enter')
  t.deepEqual(it.said, [])
  it.type('o')
  t.deepEqual(it.said, ['x\n\nyb'])
  t.is(it.seen, '|')
})

test('pasted lines are said one by one, or not at all, and the typed line stays', (t) => {
  const it = desk()
  it.type('I say: ')
  it.editor.key(pastedKey('one\n\ntwo'))
  it.press('escape')
  t.is(it.seen, 'I say: |')
  it.editor.key(pastedKey('one\n\ntwo'))
  it.type('l')
  t.deepEqual(it.said, ['I say: one', 'two'])
})

test('a line has a greatest length, and a paste that is longer cannot be said', (t) => {
  const it = desk({ longest: 8 })
  it.type('abcdefg👍x')
  t.is(it.seen, 'abcdefgx|')
  it.press('ctrl+u')
  it.editor.key(pastedKey('12345\n6789'))
  it.type('o')
  t.deepEqual(it.said, [])
  it.type('l')
  t.deepEqual(it.said, ['12345', '6789'])
  it.editor.key(pastedKey('123456789\n1'))
  it.type('ol')
  t.is(it.said.length, 2)
  it.press('escape')
  t.is(it.editor.paste, undefined)
})

/** How an editor shows in `width` columns. */
function shown(it: Desk, width: number): { line: string; cursor: number | undefined } {
  const paper = Surface.empty(width, 1)
  it.editor.draw(paper, 0)
  return { line: paper.lines[0] ?? '', cursor: paper.cursor?.x }
}

test('a long line scrolls under the cursor and shows that there is more', (t) => {
  const it = desk()
  it.type('abcdefghijklmnopqrstuvwxyz')
  t.deepEqual(shown(it, 40), { line: '> abcdefghijklmnopqrstuvwxyz', cursor: 28 })
  const end = shown(it, 12)
  t.regex(end.line, /^> ‹\w*z$/)
  it.press('home')
  t.deepEqual(shown(it, 12), { line: '> abcdefghi›', cursor: 2 })
  for (let i = 0; i < 13; i++) it.press('right')
  const middle = shown(it, 12)
  t.regex(middle.line, /^> ‹.*›$/)
  t.is(middle.line[middle.cursor ?? 0], 'n')
})

test('the question about a paste folds with the width', (t) => {
  const it = desk()
  it.editor.key(pastedKey('a\nb'))
  t.is(shown(it, 80).line, '2 lines pasted: o one message  l line by line  Esc cancel')
  t.is(shown(it, 40).line, '2 lines: o as one  l each  Esc no')
  t.is(shown(it, 20).line, '2 lines o l Esc')
})

test('a name that is finished before an accent leaves the cursor behind both', (t) => {
  const it = desk()
  it.type('\u0301')
  it.press('left', 'tab')
  const stops = [...new Intl.Segmenter('en').segment(it.editor.text)].map(({ index }) => index)
  t.true([...stops, it.editor.text.length].includes(it.editor.at), JSON.stringify(it.editor.text))
})

test('whatever is typed in whatever width, the cursor is seen and the text is in order', (t) => {
  const moves = fc.constantFrom(
    ...['left', 'right', 'home', 'end', 'meta+b', 'meta+f', 'backspace', 'delete', 'ctrl+w'],
    ...['ctrl+k', 'ctrl+u', 'ctrl+y', 'up', 'down', 'tab', 'meta+enter', 'enter']
  )
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          moves,
          anyText.map((text) => `=${text}`)
        ),
        { maxLength: 12 }
      ),
      fc.integer({ min: 1, max: 30 }),
      (steps, width) => {
        const it = desk({ longest: 60 })
        for (const step of steps) {
          if (step.startsWith('=')) it.type(step.slice(1))
          else it.press(step)
          const { cursor } = shown(it, width)
          if (cursor === undefined || cursor >= width) return false
          if (it.editor.text.length > 60) return false
          const stops = [...new Intl.Segmenter('en').segment(it.editor.text)].map((s) => s.index)
          if (![...stops, it.editor.text.length].includes(it.editor.at)) return false
        }
        return true
      }
    ),
    { numRuns: 500 }
  )
  t.pass()
})
