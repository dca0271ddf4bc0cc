import test from 'ava'
import fc from 'fast-check'
import type { ClientFacts } from '../../../src/dashboard/model/client-facts.js'
import { ClientView } from '../../../src/dashboard/model/client-view.js'
import { namedKey, pastedKey, typedKey } from '../../../src/dashboard/model/key.js'
import { mentions } from '../../../src/dashboard/model/mention.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { anyText } from '../any-text.js'

const ROOM = { key: 'room', title: 'everybody', to: [] }

const viewOf = (): ClientView => {
  const nothing = (): void => {}
  const host = { line: nothing, named: nothing, leave: nothing, turnTheme: nothing, ring: nothing }
  return new ClientView(host, { room: ROOM, commands: [], commandWords: ['/list'] })
}

const factsOf = (name: string): ClientFacts => ({
  now: 0,
  name,
  server: name,
  state: name,
  stateStyle: 'good',
  srtt: 41_000,
  rto: undefined,
  waiting: undefined,
  sent: 40,
  retransmitted: 3
})

/** Something that happens to the view. */
const anyHappening: fc.Arbitrary<(view: ClientView) => void> = fc.oneof(
  fc.tuple(anyText, anyText, fc.boolean()).map(([who, text, isOwn]) => (view: ClientView) => {
    view.heard(ROOM, { who, text, tone: 'plain', time: '10:00' }, isOwn)
  }),
  fc.tuple(anyText, anyText).map(([name, text]) => (view: ClientView) => {
    view.heard({ key: name, title: name, to: [name] }, { who: name, text, tone: 'private' }, false)
  }),
  anyText.map((name) => (view: ClientView) => {
    view.people([
      { name, isSelf: true, key: name },
      { name: `${name}${name}`, isSelf: false, key: '' }
    ])
  }),
  anyText.map((text) => (view: ClientView) => view.tell(text, 'news')),
  anyText.map((text) => (view: ClientView) => view.key(pastedKey(text))),
  anyText.map((text) => (view: ClientView) => {
    for (const character of text.slice(0, 10)) view.key(typedKey(character))
  }),
  fc
    .constantFrom('f1', 'f2', 'f4', 'ctrl+n', 'meta+2', 'meta+a', 'pageup', 'home', 'enter', 'tab')
    .map((chord) => (view: ClientView) => view.key(namedKey(chord)))
)

test('no name and no text breaks the screen, whatever its size', (t) => {
  fc.assert(
    fc.property(
      fc.array(anyHappening, { maxLength: 20 }),
      anyText,
      fc.integer({ min: 1, max: 130 }),
      fc.integer({ min: 1, max: 40 }),
      (happenings, name, width, height) => {
        const view = viewOf()
        const paper = Surface.empty(width + 2, height + 2)
        for (let y = 0; y < height + 2; y++) paper.put(0, y, '#'.repeat(width + 2))
        const inside = paper.part(1, 1, width, height)
        inside.clear()
        for (const happen of happenings) {
          happen(view)
          view.draw(inside, factsOf(name))
        }
        const { lines } = paper
        if (lines[0] !== '#'.repeat(width + 2) || lines[height + 1] !== lines[0]) return false
        const edges = Array.from({ length: height }, (_, y) => [
          paper.cellAt(0, y + 1)?.text,
          paper.cellAt(width + 1, y + 1)?.text
        ])
        return edges.flat().every((text) => text === '#')
      }
    ),
    { numRuns: 300 }
  )
  t.pass()
})

test('a hundred strangers leave the conversations in which something is typed', (t) => {
  const view = viewOf()
  const at = (name: string) => ({ key: name, title: name, to: [name] })
  view.show(at('bob'))
  view.key(typedKey('x'))
  view.key(namedKey('meta+1'))
  for (let i = 0; i < 300; i++) {
    view.heard(at(`stranger ${i}`), { who: 'stranger', text: 'hi', tone: 'private' }, false)
  }
  t.is(view.threads.all.length, 100)
  t.is(view.threads.all[0]?.address.key, 'room')
  t.is(view.threads.all[1]?.editor.text, 'x')
  t.is(view.threads.all.at(-1)?.address.key, 'stranger 299')
  t.deepEqual(view.drafts, ['x'])
})

test('a mention is a whole word', (t) => {
  const hits = ['alice', 'Alice: hi', 'hi @ALICE!', 'alicealice alice', '«alice»']
  const misses = ['malice', 'alice2', 'alice_b', 'alic', '', 'aliceé']
  for (const text of hits) t.true(mentions(text, 'alice'), text)
  for (const text of misses) t.false(mentions(text, 'alice'), text)
  t.false(mentions('anything', ''))
  t.true(mentions('привет, Öl🛰️!', 'öl🛰️'))
})
