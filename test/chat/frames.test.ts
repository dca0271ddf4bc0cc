import test from 'ava'
import fc from 'fast-check'
import { CHAT_ERRORS, type ErrorCode, errorText } from '../../src/chat/errors.js'
import {
  decodeClientFrame,
  decodeServerFrame,
  encodeFrame,
  MAX_FRAME,
  MAX_NAME_UNITS,
  MAX_PEOPLE,
  MAX_RECIPIENTS,
  MAX_TEXT,
  textSize,
  toSentence
} from '../../src/chat/frames.js'
import { encodeUtf8 } from '../../src/kernel/utf8.js'
import { ClassRoom } from './class-room.js'

test('any bytes give a frame or a reason, never an exception', (t) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.json().map((json) => encodeUtf8(json)),
    fc.string({ unit: 'binary' }).map((text) => encodeUtf8(text))
  )
  fc.assert(
    fc.property(bytes, (message) => {
      for (const decode of [decodeClientFrame, decodeServerFrame]) {
        const { frame, why } = decode(message)
        if ((frame === undefined) === (why === undefined)) return false
        if (why !== undefined && (why === '' || why.length > 200)) return false
      }
      return true
    }),
    { numRuns: 3_000 }
  )
  t.pass()
})

test('B13 C8: any text up to the limit comes out as it went in, lone surrogates included', (t) => {
  const unit = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 1 }),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code))
  )
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 200 }), (units) => {
      const MSG = units.join('')
      const sent = { CMD: 'SEND' as const, MSG, TO: [], FROM: 'a', ID: 1 }
      const { frame } = decodeClientFrame(encodeFrame(sent))
      return frame?.CMD === 'SEND' && frame.MSG === MSG
    }),
    { numRuns: 2_000 }
  )
  t.pass()
})

test('the longest text, list and group fit a frame in the worst case', (t) => {
  const worst = '\u0001'.repeat(MAX_TEXT)
  const name = '\u0001'.repeat(MAX_NAME_UNITS)
  const TO = Array.from({ length: MAX_RECIPIENTS }, () => name)
  const send = encodeFrame({ CMD: 'SEND', MSG: worst, TO, FROM: name, ID: 2 ** 53 - 1 })
  t.true(send.length <= MAX_FRAME)
  const UID = '\\'.repeat(64)
  const msg = encodeFrame({
    CMD: 'MSG',
    TYPE: 'GROUP',
    MSG: worst,
    FROM: name,
    UID,
    RUN: name,
    ID: 2 ** 53 - 1,
    NO: 2 ** 53 - 1,
    TIME: 2 ** 53 - 1,
    TO
  })
  t.true(msg.length <= MAX_FRAME)
  // A checked name has no character that JSON escapes; four bytes is the longest in UTF-8.
  const DATA = Array.from({ length: MAX_PEOPLE }, () => ({ UN: '🐙'.repeat(32), UID }))
  t.true(encodeFrame({ CMD: 'LIST', DATA }).length <= MAX_FRAME)
})

test('B13: texts at the limit arrive whole; one byte more is refused by name, on both sides', (t) => {
  const room = new ClassRoom()
  const [alice, bob] = room.people('alice', 'bob')
  const texts = [
    'x'.repeat(MAX_TEXT),
    'é'.repeat(MAX_TEXT / 2),
    '\u0000'.repeat(MAX_TEXT),
    '',
    'two\nlines\r\n\tand a tab',
    '\u001b[2J\u202e\ud83d',
    '  blanks  '
  ]
  for (const text of texts) alice!.client.say(text)
  t.is(alice!.client.say(`${'é'.repeat(MAX_TEXT / 2)}x`), undefined)
  t.deepEqual(alice!.errors, ['text-too-long'])
  t.regex(alice!.of('error')[0]?.text ?? '', /65537 bytes is too long; the limit is 65536/)
  room.world.advance(5_000_000)
  t.deepEqual(
    bob!.messages.map(({ text }) => text),
    texts
  )
  t.deepEqual(
    alice!.messages.map(({ text }) => text),
    texts
  )
})

test('a user id may be a number, as in the original, and is a text from then on', (t) => {
  const { frame } = decodeClientFrame(encodeUtf8('{"CMD":"JOIN","UN":"a","UID":1001,"MORE":1}'))
  t.deepEqual(frame, { CMD: 'JOIN', UN: 'a', UID: '1001' })
})

test('frames above the limit are refused by their length, before they are read', (t) => {
  t.regex(decodeClientFrame(new Uint8Array(MAX_FRAME + 1)).why ?? '', /bytes, more than/)
  t.regex(decodeClientFrame(new Uint8Array([0xff])).why ?? '', /not UTF-8/)
  t.regex(decodeClientFrame(encodeUtf8('{')).why ?? '', /not JSON/)
})

test('every error has a sentence that fits a frame', (t) => {
  for (const code of Object.keys(CHAT_ERRORS) as ErrorCode[]) {
    const text = errorText(code, '$& {} x')
    t.true(text.length > 5)
    t.is(toSentence(text), text)
    t.is(text.includes('{}'), CHAT_ERRORS[code].text.includes('{}'))
  }
  t.is(toSentence('x'.repeat(500)).length, 400)
  t.is(textSize('\ud800'), 3)
})
