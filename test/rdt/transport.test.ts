import test from 'ava'
import { gbn } from '../../src/rdt/gbn.js'
import {
  agree,
  isPlausible,
  MAX_MSS,
  MIN_MSS,
  termsOf,
  usualTransport
} from '../../src/rdt/transport.js'

const TERMS = termsOf(usualTransport(gbn))

test('the usual terms agree with themselves', (t) => {
  t.deepEqual(agree(TERMS, TERMS), TERMS)
  t.true(isPlausible(TERMS))
})

test('of window and mss the smaller wish counts, whoever wishes it', (t) => {
  const small = { ...TERMS, windowSize: 3 }
  const short = { ...TERMS, mss: 100 }
  const both = { ...TERMS, windowSize: 3, mss: 100 }
  t.deepEqual(agree(small, short), both)
  t.deepEqual(agree(short, small), both)
})

const MISMATCHES = [
  [{ protocol: 'sr' }, 'protocol mismatch: the server uses gbn, the client sr'],
  [{ checksum: 'parity' }, 'checksum mismatch: the server uses crc32, the client parity'],
  [{ seqBits: 3 }, 'sequence number bits mismatch: the server uses 32, the client 3'],
  [{ windowSize: 0 }, 'the window must be at least 1'],
  [{ mss: 1 }, 'the mss must be at least 2 bytes']
] as const

for (const [change, reason] of MISMATCHES) {
  test(`'${reason}'`, (t) => {
    t.is(agree(TERMS, { ...TERMS, ...change }), reason)
  })
}

test('a reason is bounded, whatever the peer calls its protocol', (t) => {
  const reason = agree(TERMS, { ...TERMS, protocol: 'x'.repeat(1000) })
  t.true(typeof reason === 'string' && reason.length <= 200)
})

test('terms that nobody can mean are told apart, at their bounds', (t) => {
  const plausible = (change: object) => isPlausible({ ...TERMS, ...change })
  t.true(plausible({ windowSize: 1, seqBits: 1, mss: MIN_MSS }))
  t.true(plausible({ windowSize: 0xffffffff, seqBits: 32, mss: MAX_MSS }))
  t.false(plausible({ windowSize: 0 }))
  t.false(plausible({ seqBits: 0 }))
  t.false(plausible({ seqBits: 33 }))
  t.false(plausible({ mss: MIN_MSS - 1 }))
  t.false(plausible({ mss: MAX_MSS + 1 }))
  t.false(plausible({ checksum: 'md5' }))
})
