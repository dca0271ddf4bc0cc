import test from 'ava'
import fc from 'fast-check'
import { chordOf, type Key } from '../../../src/dashboard/model/key.js'
import { KeyDecoder } from '../../../src/dashboard/model/key-decoder.js'

function decoded(...chunks: string[]): Key[] {
  const keys: Key[] = []
  const decoder = new KeyDecoder((key) => keys.push(key))
  for (const chunk of chunks) decoder.take(chunk)
  decoder.flush()
  return keys
}

const chords = (...chunks: string[]): string[] => decoded(...chunks).map(chordOf)

test('every dialect of the same key has the same name', (t) => {
  t.deepEqual(chords('\x1b[A\x1bOA'), ['up', 'up'])
  t.deepEqual(chords('\x1b[H\x1b[1~\x1b[7~\x1bOH'), ['home', 'home', 'home', 'home'])
  t.deepEqual(chords('\x1bOP\x1b[11~\x1b[[A\x1b[P'), ['f1', 'f1', 'f1', 'f1'])
  t.deepEqual(chords('\x7f\b'), ['backspace', 'backspace'])
  t.deepEqual(chords('\r\n'), ['enter', 'enter'])
  t.deepEqual(chords('\x1b[1;5C\x1b[5~\x1b[6;3~\x1b[Z'), [
    'ctrl+right',
    'pageup',
    'meta+pagedown',
    'shift+tab'
  ])
  t.deepEqual(chords('\x1b\x1b[A\x1bb\x1b\r\x1b\x7f'), [
    'meta+up',
    'meta+b',
    'meta+enter',
    'meta+backspace'
  ])
  t.deepEqual(chords('\x1b[13;2u\x1b[27;5;105~\x1b[97;5u\x1b[98u'), [
    'shift+enter',
    'ctrl+i',
    'ctrl+a',
    'b'
  ])
})

test('what types says what, and small and large letters share a name', (t) => {
  t.like(decoded('a')[0], { name: 'a', text: 'a', shift: false })
  t.like(decoded('A')[0], { name: 'a', text: 'A', shift: true })
  t.like(decoded(' ')[0], { name: 'space', text: ' ' })
  t.like(decoded('?')[0], { name: '?', text: '?', shift: false })
  t.like(decoded('\x03')[0], { name: 'c', text: '', ctrl: true })
  t.like(decoded('\0')[0], { name: 'space', text: '', ctrl: true })
})

test('what no key sends is left out whole: answers, focus, clicks, broken sequences', (t) => {
  t.deepEqual(chords('\x1b]11;rgb:00/00/00\x1b\\a'), ['a'])
  t.deepEqual(chords('\x1b]0;x\x07b'), ['b'])
  t.deepEqual(chords('\x1b[I\x1b[O\x1b[?1;2c\x1b[24;80R\x1b[<0;1;1Mc'), ['c'])
  t.deepEqual(chords('\x1b[99~d'), ['d'])
})

test('an escape that stays alone is the escape key, before another key it is the meta key', (t) => {
  t.deepEqual(chords('\x1b'), ['escape'])
  t.deepEqual(chords('\x1b\x1b'), ['escape', 'escape'])
  t.deepEqual(chords('\x1bO'), ['meta+shift+o'])
  t.deepEqual(chords('\x1b', 'x'), ['meta+x'])
})

test('a paste is one key, line ends and all, and nothing in it is pressed', (t) => {
  const [key, ...rest] = decoded('\x1b[200~one\r\ntwo\x1b[A\x03\rthree\x1b[201~x')
  t.is(key?.name, 'paste')
  t.is(key?.text, 'one\ntwo\x1b[A\x03\nthree')
  t.deepEqual(rest.map(chordOf), ['x'])
})

test('how the bytes are cut into chunks makes no difference', (t) => {
  const parts = fc.constantFrom(
    ...['a', 'é', '😀', '\x1b[A', '\x1b[1;5C', '\x1bOP', '\x1b[[B', '\x1bb', '\x1b\x1b[B', '\r'],
    ...['\x1b[200~x\ry\x1b[201~', '\x1b[<64;1;1M', '\x1b]1;t\x07', '\x1b', '\x1b\x1b', '\x1b]']
  )
  fc.assert(
    fc.property(
      fc.array(fc.oneof(parts, fc.string({ maxLength: 3 }))).map((all) => all.join('')),
      fc.array(fc.nat(40)),
      (text, cuts) => {
        const characters = [...text]
        const chunks = cuts.map((cut) => characters.splice(0, cut).join(''))
        chunks.push(characters.join(''))
        t.deepEqual(decoded(...chunks), decoded(text))
      }
    ),
    { numRuns: 2_000 }
  )
})
