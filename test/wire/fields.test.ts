import test from 'ava'
import type { Datagram } from '../../src/rdt/datagram.js'
import { makeAck, makeData, makeNak } from '../../src/rdt/segment.js'
import { encode } from '../../src/wire/codec.js'
import { FIELDS, HEADER_LENGTH, KINDS, MAX_DATAGRAM, MAX_PAYLOAD } from '../../src/wire/fields.js'

test('the fields follow each other without a gap, at the offsets of the design', (t) => {
  t.deepEqual(
    FIELDS.map(({ name, offset, length }) => `${offset} ${length} ${name}`),
    [
      '0 2 magic',
      '2 1 version_kind',
      '3 1 flags',
      '4 8 conn',
      '12 4 seq',
      '16 4 ack',
      '20 2 window',
      '22 2 len',
      '24 4 checksum'
    ]
  )
  let end = 0
  for (const { offset, length } of FIELDS) {
    t.is(offset, end)
    end = offset + length
  }
  t.is(end, HEADER_LENGTH)
  t.is(HEADER_LENGTH + MAX_PAYLOAD, MAX_DATAGRAM)
})

test('a kind never changes its number within a version', (t) => {
  t.is(
    KINDS.join(' '),
    'data ack nak open cookie echo accept refuse close closed ping pong unknown'
  )
})

const conn = '0123456789abcdef'
const terms = { protocol: 'gbn', windowSize: 8, seqBits: 32, mss: 1172, checksum: 'crc32' } as const
/** The same as bytes: window, mss, seqBits, checksum, and the name with its length. */
const TERMS = '00000008 0494 20 00 03 67626e'

/** Written down from the table of the design, the CRCs by zlib; blanks part the fields. */
const GOLDEN: readonly [what: string, datagram: Datagram, hex: string][] = [
  [
    'data',
    { ...makeData(0x01020304, Buffer.from('hi')), conn },
    '5244 10 00 0123456789abcdef 01020304 00000000 0000 0002 219bb1f2 6869'
  ],
  [
    'an ACK',
    { ...makeAck(-1), conn },
    '5244 11 00 0123456789abcdef 00000000 ffffffff 0000 0000 ec191b11'
  ],
  [
    'an ACK with a window',
    { ...makeAck(9), window: 0x1234, conn },
    '5244 11 01 0123456789abcdef 00000000 00000009 1234 0000 03a9b3c3'
  ],
  [
    'a NAK',
    { ...makeNak(), conn },
    '5244 12 00 0123456789abcdef 00000000 00000000 0000 0000 9a64cf79'
  ],
  [
    'an open',
    { kind: 'open', conn, terms },
    `5244 13 00 0123456789abcdef 00000000 00000000 0000 00c8 55c746e8 ${TERMS} ${'00'.repeat(188)}`
  ],
  [
    'a cookie',
    { kind: 'cookie', conn, cookie: Buffer.from('abc') },
    '5244 14 00 0123456789abcdef 00000000 00000000 0000 0003 7757ab3d 616263'
  ],
  [
    'an echo',
    { kind: 'echo', conn, terms, cookie: Buffer.from('abc') },
    `5244 15 00 0123456789abcdef 00000000 00000000 0000 000f d878870f ${TERMS} 616263`
  ],
  [
    'an accept',
    { kind: 'accept', conn, peer: 'fedcba9876543210', terms },
    `5244 16 00 0123456789abcdef 00000000 00000000 0000 0014 b2253c1b fedcba9876543210 ${TERMS}`
  ],
  [
    'a refusal',
    { kind: 'refuse', conn, reason: 'no: é' },
    '5244 17 00 0123456789abcdef 00000000 00000000 0000 0006 1b154543 6e6f3a20c3a9'
  ],
  [
    'a close',
    { kind: 'close', conn, reason: 'bye' },
    '5244 18 00 0123456789abcdef 00000000 00000000 0000 0003 ccf6dcb8 627965'
  ],
  [
    'a closed',
    { kind: 'closed', conn },
    '5244 19 00 0123456789abcdef 00000000 00000000 0000 0000 3d1a0f3d'
  ],
  [
    'a ping',
    { kind: 'ping', conn, token: 0xdeadbeef },
    '5244 1a 00 0123456789abcdef deadbeef 00000000 0000 0000 2bf0597d'
  ],
  [
    'a pong',
    { kind: 'pong', conn, token: 7 },
    '5244 1b 00 0123456789abcdef 00000007 00000000 0000 0000 5523420a'
  ],
  [
    'an unknown',
    { kind: 'unknown', conn },
    '5244 1c 00 0123456789abcdef 00000000 00000000 0000 0000 f0933f74'
  ]
]

for (const [what, datagram, hex] of GOLDEN) {
  test(`the bytes of ${what} are these`, (t) => {
    const bytes = Buffer.from(encode(datagram, 'crc32')).toString('hex')
    t.is(bytes, hex.replaceAll(' ', ''))
  })
}
