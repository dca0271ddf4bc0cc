import test from 'ava'
import fc from 'fast-check'
import { crc32 } from '../../src/rdt/checksum.js'
import type { ControlDatagram, Datagram } from '../../src/rdt/datagram.js'
import { decode, encode, lengthOf } from '../../src/wire/codec.js'
import { holds } from '../kernel/property.js'
import { connectionId, terms } from './arbitraries.js'

const conn = 'f'.repeat(16)

test('an opening is at least as long as any cookie and any refusal, whatever they say', (t) => {
  const longest = Math.max(
    ...['x', 'é', '€', '😀', 'x😀'].map((letter) =>
      lengthOf({ kind: 'refuse', conn, reason: letter.repeat(5000) })
    ),
    lengthOf({ kind: 'cookie', conn, cookie: new Uint8Array(64) })
  )
  holds(t, fc.tuple(connectionId, terms), ([id, asked]) => {
    const accept: Datagram = { kind: 'accept', conn: id, peer: id, terms: asked }
    const open = encode({ kind: 'open', conn: id, terms: asked }, 'crc32').length
    return open >= longest && open >= lengthOf(accept)
  })
  t.is(longest, 228, 'a refusal fills the opening')
})

/** What comes back of a control datagram. */
const roundTrip = (datagram: ControlDatagram) => decode(encode(datagram, 'crc32'), 'crc32')

test('a reason that is too long is cut before a character, never inside one', (t) => {
  for (const letter of ['é', '€', '😀']) {
    for (let shift = 0; shift < 4; shift++) {
      const decoded = roundTrip({
        kind: 'close',
        conn,
        reason: 'x'.repeat(shift) + letter.repeat(200)
      })
      t.true('datagram' in decoded && decoded.datagram.kind === 'close')
      if (!('datagram' in decoded) || decoded.datagram.kind !== 'close') continue
      const { reason } = decoded.datagram
      t.false(reason.includes('\ufffd'))
      t.true(Buffer.byteLength(reason) <= 200 && Buffer.byteLength(reason) > 196)
    }
  }
})

/** An intact datagram whose payload is `payload`, of the kind of `like`. */
function withPayload(like: ControlDatagram, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(28 + payload.length)
  bytes.set(encode(like, 'crc32').subarray(0, 28))
  bytes.set(payload, 28)
  const view = new DataView(bytes.buffer)
  view.setUint16(22, payload.length)
  view.setUint32(24, 0)
  view.setUint32(24, crc32(bytes))
  return bytes
}

const TERMS = { protocol: 'gbn', windowSize: 8, seqBits: 32, mss: 1172, checksum: 'crc32' } as const
const OPEN = { kind: 'open', conn, terms: TERMS } as const
const ECHO = { kind: 'echo', conn, terms: TERMS, cookie: new Uint8Array(0) } as const
const COOKIE = { kind: 'cookie', conn, cookie: new Uint8Array(0) } as const
const ACCEPT = { kind: 'accept', conn, peer: conn, terms: TERMS } as const
const terms9 = Buffer.from('000000080494200003', 'hex')
const gbn = Buffer.from('gbn')
const join = (...parts: Uint8Array[]) => Buffer.concat(parts)
const pad = Buffer.alloc(300)

const MALFORMED: readonly [what: string, like: ControlDatagram, payload: Uint8Array][] = [
  ['an open that is not padded', OPEN, join(terms9, gbn)],
  ['an open that is one byte short', OPEN, join(terms9, gbn, pad).subarray(0, 199)],
  ['an open without terms', OPEN, new Uint8Array(0)],
  ['an echo whose terms are cut', ECHO, terms9.subarray(0, 8)],
  ['an echo whose name is cut', ECHO, join(terms9, Buffer.from('gb'))],
  [
    'an echo whose name is too long',
    ECHO,
    join(Buffer.from('000000080494200041', 'hex'), pad.subarray(0, 65))
  ],
  [
    'an echo whose name is no UTF-8',
    ECHO,
    join(Buffer.from('000000080494200001', 'hex'), Buffer.from([0xff]))
  ],
  [
    'an echo with a checksum that nobody knows',
    ECHO,
    join(Buffer.from('000000080494200403', 'hex'), gbn)
  ],
  ['an echo whose cookie is too large', ECHO, join(terms9, gbn, pad.subarray(0, 65))],
  ['a cookie that is too large', COOKIE, pad.subarray(0, 65)],
  ['an accept without an id', ACCEPT, pad.subarray(0, 7)],
  ['an accept without terms', ACCEPT, pad.subarray(0, 8)]
]

for (const [what, like, payload] of MALFORMED) {
  test(`${what} is a corrupt segment`, (t) => {
    const decoded = decode(withPayload(like, payload), 'crc32')
    t.true('datagram' in decoded && 'corrupt' in decoded.datagram && decoded.datagram.corrupt)
  })
}

test('just what is allowed is taken', (t) => {
  const open = decode(withPayload(OPEN, join(terms9, gbn, pad).subarray(0, 200)), 'crc32')
  t.deepEqual(open, { datagram: OPEN })
  const cookie = decode(withPayload(COOKIE, pad.subarray(0, 64)), 'crc32')
  t.true('datagram' in cookie && cookie.datagram.kind === 'cookie')
})
