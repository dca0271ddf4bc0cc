import test from 'ava'
import fc from 'fast-check'
import { CHECKSUMS, checksum } from '../../src/rdt/checksum.js'
import { isSegment } from '../../src/rdt/datagram.js'
import { makeAck, makeData } from '../../src/rdt/segment.js'
import { type Decoded, decode, encode, lengthOf, readConnection } from '../../src/wire/codec.js'
import { HEADER_LENGTH, MAX_DATAGRAM } from '../../src/wire/fields.js'
import { holds } from '../kernel/property.js'
import { algorithm, datagram, segment } from './arbitraries.js'

/** A value as text: bytes are bytes, whatever their buffer, and the order of keys says nothing. */
const show = (decoded: Decoded | { datagram: unknown }): string =>
  JSON.stringify(decoded, (_, value: unknown) => {
    if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  })

test('every datagram comes back as it was, under every checksum', (t) => {
  holds(
    t,
    fc.tuple(datagram, algorithm),
    ([value, name]) => {
      const bytes = encode(value, name)
      const decoded = decode(bytes, name)
      if (!('datagram' in decoded)) throw new Error(show(decoded))
      if (show(decoded) !== show({ datagram: value })) throw new Error(show(decoded))
      return bytes.length === lengthOf(value)
    },
    1000
  )
})

test('a datagram can be read where it stands in a larger buffer, and is left as it was', (t) => {
  holds(t, fc.tuple(datagram, fc.nat(20)), ([value, offset]) => {
    const bytes = encode(value, 'crc32')
    const buffer = new Uint8Array(bytes.length + 40).fill(0xaa)
    buffer.set(bytes, offset)
    const view = buffer.subarray(offset, offset + bytes.length)
    const alone = show(decode(bytes, 'crc32'))
    return show(decode(view, 'crc32')) === alone && Buffer.compare(view, bytes) === 0
  })
})

const REFUSALS = ['too short', 'too long', 'not ours', 'version', 'length']

/** Bytes that are nearly a datagram: a right header, or a right datagram with some bytes changed. */
const nearly = fc
  .tuple(datagram, algorithm, fc.array(fc.tuple(fc.nat(1300), fc.nat(255)), { maxLength: 6 }))
  .map(([value, name, changes]) => {
    const bytes = encode(value, name)
    for (const [at, byte] of changes) bytes[at % bytes.length] = byte
    return bytes
  })

/** The same, its length and CRC made right again: the payload alone is nonsense. */
const sealed = fc.tuple(nearly, fc.nat(1200)).map(([bytes, length]) => {
  const cut = bytes.slice(0, Math.max(HEADER_LENGTH, length))
  const view = new DataView(cut.buffer)
  view.setUint16(22, cut.length - HEADER_LENGTH)
  view.setUint32(24, 0)
  view.setUint32(24, checksum('crc32', cut))
  return cut
})

const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 1300 }), nearly, sealed)

test('any bytes give a datagram or the name of a refusal, and no exception', (t) => {
  holds(
    t,
    fc.tuple(anyBytes, algorithm),
    ([bytes, name]) => {
      const before = Buffer.from(bytes)
      const decoded = decode(bytes, name)
      readConnection(bytes)
      if (Buffer.compare(before, bytes) !== 0) throw new Error('the bytes were changed')
      if ('refused' in decoded) return REFUSALS.includes(decoded.refused)
      return /^[0-9a-f]{16}$/.test(decoded.datagram.conn) && lengthOf(decoded.datagram) > 0
    },
    3000
  )
})

test('what was decoded intact can be encoded again, so that no peer can make us throw', (t) => {
  holds(
    t,
    sealed,
    (bytes) => {
      const decoded = decode(bytes, 'crc32')
      if ('datagram' in decoded) encode(decoded.datagram, 'crc32')
    },
    2000
  )
})

test('each refusal has its reason', (t) => {
  const bytes = encode({ ...makeData(7, Buffer.from('abc')), conn: 'f'.repeat(16) }, 'crc32')
  const refusal = (given: Uint8Array) => show(decode(given, 'crc32'))
  t.is(refusal(bytes.subarray(0, 27)), '{"refused":"too short"}')
  t.is(refusal(new Uint8Array(0)), '{"refused":"too short"}')
  t.is(refusal(new Uint8Array(1201)), '{"refused":"too long"}')
  t.is(refusal(new Uint8Array(28)), '{"refused":"not ours"}')
  t.is(refusal(bytes.subarray(0, 30)), '{"refused":"length"}')
  t.is(refusal(Buffer.concat([bytes, Buffer.from('x')])), '{"refused":"length"}')
})

/** Does a receiver take `bytes` for a datagram that nothing has happened to? */
const isTaken = (bytes: Uint8Array, name: (typeof CHECKSUMS)[number]): boolean => {
  const decoded = decode(bytes, name)
  return 'datagram' in decoded && !(isSegment(decoded.datagram) && decoded.datagram.corrupt)
}

const flipped = (bytes: Uint8Array, ...bits: readonly number[]): Uint8Array => {
  const copy = bytes.slice()
  for (const bit of bits) copy[bit >> 3] = (copy[bit >> 3] as number) ^ (0x80 >> (bit & 7))
  return copy
}

/** The bits of byte 2 hold version and kind: a kind that is sealed by another algorithm hides there. */
for (const name of ['crc32', 'internet', 'parity'] as const) {
  test(`${name} notices any one flipped bit of a segment`, (t) => {
    holds(
      t,
      segment,
      (value) => {
        const bytes = encode(value, name)
        for (let bit = 0; bit < Math.min(bytes.length, 100) * 8; bit++) {
          if (isTaken(flipped(bytes, bit), name)) throw new Error(`bit ${bit} was missed`)
        }
      },
      30
    )
  })
}

test('any one flipped bit of a control datagram is noticed, whatever the connection uses', (t) => {
  holds(
    t,
    fc.tuple(
      datagram.filter((value) => !isSegment(value)),
      fc.constantFrom('crc32', 'internet', 'parity')
    ),
    ([value, name]) => {
      const bytes = encode(value, name)
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        if (isTaken(flipped(bytes, bit), name)) throw new Error(`bit ${bit} was missed`)
      }
    },
    60
  )
})

test('crc32 notices any two and any three flipped bits', (t) => {
  holds(
    t,
    fc.tuple(segment, fc.uniqueArray(fc.nat(28 * 8 - 1), { minLength: 2, maxLength: 3 })),
    ([value, bits]) => !isTaken(flipped(encode(value, 'crc32'), ...bits), 'crc32'),
    1000
  )
})

const DATA = { ...makeData(5, Buffer.from('ab12cd34')), conn: '0123456789abcdef' }

test('parity misses two flipped bits of the payload, and notices three', (t) => {
  const bytes = encode(DATA, 'parity')
  const first = HEADER_LENGTH * 8
  t.true(isTaken(flipped(bytes, first, first + 9), 'parity'))
  t.false(isTaken(flipped(bytes, first, first + 9, first + 17), 'parity'))
  t.false(isTaken(flipped(encode(DATA, 'internet'), first, first + 9), 'internet'))
})

test('the Internet checksum misses two swapped words, and crc32 does not', (t) => {
  const swapped = (name: 'internet' | 'crc32') => {
    const bytes = Buffer.from(encode(DATA, name))
    const word = bytes.readUInt16BE(HEADER_LENGTH)
    bytes.writeUInt16BE(bytes.readUInt16BE(HEADER_LENGTH + 4), HEADER_LENGTH)
    bytes.writeUInt16BE(word, HEADER_LENGTH + 4)
    return bytes
  }
  const decoded = decode(swapped('internet'), 'internet')
  t.true(isTaken(swapped('internet'), 'internet'))
  t.is(
    'datagram' in decoded &&
      isSegment(decoded.datagram) &&
      Buffer.from(decoded.datagram.data).toString(),
    'cd12ab34'
  )
  t.false(isTaken(swapped('crc32'), 'crc32'))
})

test('none misses every change of numbers and payload', (t) => {
  const bytes = encode(DATA, 'none')
  for (let bit = 12 * 8; bit < 22 * 8; bit++) t.true(isTaken(flipped(bytes, bit), 'none'))
  for (let bit = 24 * 8; bit < bytes.length * 8; bit++) {
    t.true(isTaken(flipped(bytes, bit), 'none'))
  }
})

test('under none a control datagram is still protected', (t) => {
  const bytes = encode({ kind: 'close', conn: DATA.conn, reason: 'bye' }, 'none')
  t.true(isTaken(bytes, 'none'))
  t.false(isTaken(flipped(bytes, HEADER_LENGTH * 8), 'none'))
})

test('a segment with the checksum of another algorithm is corrupt', (t) => {
  for (const written of CHECKSUMS) {
    for (const read of CHECKSUMS) {
      t.is(isTaken(encode(DATA, written), read), written === read || read === 'none')
    }
  }
})

test('a corrupt segment keeps its fields, for those who like to look', (t) => {
  const bytes = encode(DATA, 'crc32')
  const decoded = decode(flipped(bytes, HEADER_LENGTH * 8), 'crc32')
  t.true('datagram' in decoded)
  if (!('datagram' in decoded) || !isSegment(decoded.datagram)) return
  t.true(decoded.datagram.corrupt)
  t.is(decoded.datagram.seqnum, 5)
  t.is(decoded.datagram.conn, DATA.conn)
})

test('a datagram of 1200 bytes goes on the wire, one of 1201 does not', (t) => {
  const conn = '0'.repeat(16)
  t.is(encode({ ...makeData(1, new Uint8Array(1172)), conn }, 'crc32').length, MAX_DATAGRAM)
  const error = t.throws(() => encode({ ...makeData(1, new Uint8Array(1173)), conn }, 'crc32'), {
    instanceOf: RangeError
  })
  t.is(error.message, 'a datagram of 1201 bytes: at most 1200 go on the wire')
})

/** `bytes` as the version `version` would write them, sealed. */
const inVersion = (version: number, bytes: Uint8Array): Uint8Array => {
  const copy = bytes.slice()
  copy[2] = (version << 4) | ((copy[2] as number) & 15)
  const view = new DataView(copy.buffer)
  view.setUint32(24, 0)
  view.setUint32(24, checksum('crc32', copy))
  return copy
}

test('another version is told by name where it is intact, and is corrupt where not', (t) => {
  const terms = {
    protocol: 'gbn',
    windowSize: 8,
    seqBits: 32,
    mss: 1172,
    checksum: 'crc32'
  } as const
  const open = encode({ kind: 'open', conn: DATA.conn, terms }, 'crc32')
  for (const version of [0, 2, 15]) {
    t.deepEqual(decode(inVersion(version, open), 'crc32'), {
      refused: 'version',
      version,
      conn: DATA.conn,
      kind: 'open'
    })
    const broken = decode(flipped(inVersion(version, open), 8 * 40), 'crc32')
    t.true('datagram' in broken && isSegment(broken.datagram) && broken.datagram.corrupt)
  }
  t.true(isTaken(inVersion(1, open), 'crc32'))
})

test('a kind that is not known is a corrupt segment, and of another version it has no name', (t) => {
  const bytes = encode({ ...makeAck(3), conn: DATA.conn }, 'crc32')
  for (const kind of [13, 14, 15]) {
    const strange = bytes.slice()
    strange[2] = 0x10 | kind
    t.false(isTaken(inVersion(1, strange), 'crc32'))
    const refused = decode(inVersion(3, strange), 'crc32')
    t.true('refused' in refused && refused.kind === '?')
  }
})

test('the connection id of a datagram can be read before anything else', (t) => {
  holds(t, datagram, (value) => readConnection(encode(value, 'crc32')) === value.conn)
  t.is(readConnection(new Uint8Array(27)), '')
})
