/** Datagrams of every kind, as random as the wire allows. */
import fc from 'fast-check'
import { CHECKSUMS } from '../../src/rdt/checksum.js'
import type { ControlDatagram, Datagram, SegmentDatagram, Terms } from '../../src/rdt/datagram.js'
import { MAX_PAYLOAD } from '../../src/wire/fields.js'

/** Plain objects, as everywhere else in the code. */
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true })

const uint32 = fc.nat(0xffffffff)
const hexDigit = fc.constantFrom(...'0123456789abcdef')
export const connectionId = fc.string({ unit: hexDigit, minLength: 16, maxLength: 16 })
export const algorithm = fc.constantFrom(...CHECKSUMS)

/** Text of at most so many UTF-8 bytes. */
const text = (most: number) =>
  fc
    .string({ unit: 'binary', maxLength: most })
    .filter((words) => Buffer.from(words).length <= most)

export const terms: fc.Arbitrary<Terms> = record({
  protocol: text(64),
  windowSize: uint32,
  seqBits: fc.nat(255),
  mss: fc.nat(0xffff),
  checksum: algorithm
})

const payload = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.nat(MAX_PAYLOAD).map((length) => new Uint8Array(length).fill(length))
)

export const segment: fc.Arbitrary<SegmentDatagram> = record({
  kind: fc.constantFrom('data', 'ack', 'nak'),
  conn: connectionId,
  seqnum: uint32,
  acknum: uint32,
  window: fc.option(fc.nat(0xffff), { nil: undefined }),
  data: payload
}).map(({ window, ...rest }) => ({
  ...rest,
  corrupt: false,
  ...(window !== undefined && { window })
}))

const conn = connectionId
const cookie = fc.uint8Array({ maxLength: 64 })
const reason = text(200)
const token = uint32

const control: fc.Arbitrary<ControlDatagram> = fc.oneof(
  record({ kind: fc.constant('open' as const), conn, terms }),
  record({ kind: fc.constant('cookie' as const), conn, cookie }),
  record({ kind: fc.constant('echo' as const), conn, terms, cookie }),
  record({ kind: fc.constant('accept' as const), conn, peer: connectionId, terms }),
  record({ kind: fc.constantFrom('refuse' as const, 'close' as const), conn, reason }),
  record({ kind: fc.constantFrom('ping' as const, 'pong' as const), conn, token }),
  record({ kind: fc.constantFrom('closed' as const, 'unknown' as const), conn })
)

export const datagram: fc.Arbitrary<Datagram> = fc.oneof(segment, control)
