import test from 'ava'
import fc from 'fast-check'
import { decodeUtf8, decodeUtf8Strictly, encodeUtf8 } from '../../src/kernel/utf8.js'
import { holds } from './property.js'

test('text of any script comes back, byte order mark included', (t) => {
  for (const text of ['', 'abc', 'Grüße', 'Привет', '你好', '👩‍👩‍👧', '\ufeffmark', '\u0000']) {
    t.is(decodeUtf8(encodeUtf8(text)), text)
    t.is(decodeUtf8Strictly(encodeUtf8(text)), text)
  }
  holds(t, fc.string({ unit: 'binary' }), (text) => decodeUtf8(encodeUtf8(text)) === text)
})

test('bytes that are no UTF-8 become U+FFFD, or undefined where that matters', (t) => {
  for (const bytes of [[0xff], [0xc3], [0xe2, 0x82], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
    t.true(decodeUtf8(Uint8Array.from(bytes)).includes('\ufffd'))
    t.is(decodeUtf8Strictly(Uint8Array.from(bytes)), undefined)
  }
})

test('decoding is total, and strict where lenient finds nothing to mend', (t) => {
  holds(t, fc.uint8Array({ maxLength: 64 }), (bytes) => {
    const strict = decodeUtf8Strictly(bytes)
    return strict === undefined
      ? decodeUtf8(bytes).includes('\ufffd')
      : strict === decodeUtf8(bytes) && String(encodeUtf8(strict)) === String(bytes)
  })
})
