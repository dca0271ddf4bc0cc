import test from 'ava'
import fc from 'fast-check'
import type { ChatEvent } from '../../src/chat/events.js'
import { linesOf } from '../../src/chat/lines.js'
import { cleanLines, cleanText } from '../../src/kernel/display.js'

/** Control, bidirectional, hidden: what no terminal may be sent. */
const FORBIDDEN =
  /[\0-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}\p{Cs}]/u

const message = (more: object): ChatEvent => ({
  type: 'message',
  from: 'alice',
  text: 'hi',
  kind: 'all',
  room: 'lobby',
  id: 1,
  time: 0,
  own: false,
  to: [],
  uid: 'u',
  run: 'r',
  ref: 1,
  ...more
})

test('what a terminal is shown has no control, escape or direction character', (t) => {
  t.is(cleanText('a\tb'), 'a    b')
  t.is(cleanText('\u001b[31mred\u0007'), '␛[31mred␇')
  t.is(cleanText('a\u202eb\u2066c'), 'abc')
  t.is(cleanText('\u009b2J\u007f'), '\ufffd2J␡')
  t.is(cleanText('\ud800x'), '\ufffdx')
  t.is(cleanText('one\r\ntwo\nthree'), 'one ⏎ two ⏎ three')
  t.is(cleanText(`e${'\u0301'.repeat(50)}`), `e${'\u0301'.repeat(8)}`)
  t.is(cleanText('👩\u200d💻 می\u200cخواهم'), '👩\u200d💻 می\u200cخواهم')
  t.deepEqual(cleanLines(''), [''])
})

test('any text and any name is fit for a terminal, in every event', (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes))
  )
  fc.assert(
    fc.property(text, text, (one, other) => {
      const person = { name: one, uid: other }
      const events: ChatEvent[] = [
        message({ from: one, text: other }),
        message({ from: one, text: other, kind: 'private', own: true, to: [other] }),
        message({ from: one, text: other, kind: 'group', to: [one, other] }),
        { type: 'joined', name: one, uid: other, server: other, resumed: false },
        { type: 'list', people: [{ ...person, own: false }] },
        {
          type: 'presence',
          joined: [person, person],
          left: [
            { ...person, reason: other, silent: false },
            { ...person, reason: other, silent: true }
          ],
          people: 1
        },
        { type: 'notice', code: 'shutdown', text: one },
        { type: 'error', code: one, text: other, certain: true, ref: null, name: one },
        { type: 'left', reason: one, unconfirmed: 2 }
      ]
      return events.flatMap((event) => linesOf(event)).every((line) => !FORBIDDEN.test(line))
    }),
    { numRuns: 1_000 }
  )
  t.pass()
})

test('C16: private, group and public are told apart by words, and own text is marked', (t) => {
  const lines = (more: object): string[] => linesOf(message(more))
  t.deepEqual(lines({}), ['alice: hi'])
  t.deepEqual(lines({ own: true }), ['alice (you): hi'])
  t.deepEqual(lines({ kind: 'private', to: ['bob'] }), ['[private] alice: hi'])
  t.deepEqual(lines({ kind: 'private', to: ['bob'], own: true }), [
    '[private to bob] alice (you): hi'
  ])
  t.deepEqual(lines({ kind: 'group', to: ['bob', 'carol'] }), ['[group bob, carol] alice: hi'])
  t.deepEqual(lines({ text: 'one\ntwo' }), ['alice: one', '    two'])
})

test('B15: receipts are signs and figures', (t) => {
  const receipt = { type: 'receipt', ref: 3, id: 9 } as const
  t.deepEqual(linesOf({ ...receipt, state: 'accepted', got: 0, of: 0 }), [
    '✓ message 3: the server has it'
  ])
  t.deepEqual(linesOf({ ...receipt, state: 'delivered', got: 29, of: 30 }), ['✓✓ 29/30 message 3'])
})

test('B16 D2: who came and went is told in sentences, and a crowd as a crowd', (t) => {
  const person = (name: string): { name: string; uid: string } => ({ name, uid: '1' })
  const crowd = Array.from({ length: 30 }, (_, i) => person(`p${i}`))
  const news = (joined: object[], left: object[]): string[] =>
    linesOf({ type: 'presence', joined, left, people: 1 } as ChatEvent)
  t.deepEqual(news([person('bob')], []), ['* bob joined'])
  t.deepEqual(news(crowd, []), ['* 30 people (p0, p1, p2, p3, p4, p5, p6, p7, …) joined'])
  t.deepEqual(news([], [{ ...person('bob'), reason: 'lunch', silent: false }]), [
    '* bob left (lunch)'
  ])
  t.deepEqual(news([], [{ ...person('aysha'), reason: '', silent: true }]), [
    '* [Client aysha not responsive, removed]'
  ])
})

test('colour adds to a line and takes nothing from it', (t) => {
  const tones: string[] = []
  const painted = linesOf(message({ kind: 'private', to: ['bob'] }), (tone, line) => {
    tones.push(tone)
    return `<${line}>`
  })
  t.deepEqual(painted, ['<[private] alice: hi>'])
  t.deepEqual(tones, ['private'])
})
