import { crc32 as crc32OfZlib } from 'node:zlib'
import test from 'ava'
import fc from 'fast-check'
import { CHECKSUMS, checksum, crc32, internetChecksum, parity } from '../../src/rdt/checksum.js'
import { holds } from '../kernel/property.js'

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const anyBytes = fc.uint8Array({ maxLength: 1300, size: 'max' })

test('crc32 has the check value of IEEE 802.3', (t) => {
  t.is(crc32(Buffer.from('123456789')), 0xcbf43926)
  t.is(crc32(new Uint8Array(0)), 0)
  t.is(crc32(new Uint8Array(32)), 0x190a55ad)
  t.is(crc32(new Uint8Array(32).fill(0xff)), 0xff6cab0b)
})

test('crc32 is that of zlib, for any bytes and any length', (t) => {
  holds(t, anyBytes, (bytes) => crc32(bytes) === crc32OfZlib(bytes))
  for (let length = 0; length < 64; length++) {
    const bytes = new Uint8Array(length).map((_, i) => 37 * i + length)
    t.is(crc32(bytes), crc32OfZlib(bytes))
  }
})

test('the Internet checksum of the example of RFC 1071', (t) => {
  t.is(internetChecksum(bytesOf('0001 f203 f4f5 f6f7')), ~0xddf2 & 0xffff)
})

test('the Internet checksum of a header with the checksum in it is 0', (t) => {
  const header = bytesOf('4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7')
  t.is(internetChecksum(header), 0)
  header.writeUInt16BE(0, 10)
  t.is(internetChecksum(header), 0xb861)
})

test('an odd last byte counts as a word that ends in 0', (t) => {
  t.is(internetChecksum(bytesOf('12')), internetChecksum(bytesOf('1200')))
  holds(t, anyBytes, (bytes) => {
    const padded = Buffer.concat([bytes, Buffer.alloc(1)])
    return bytes.length % 2 === 0 || internetChecksum(bytes) === internetChecksum(padded)
  })
})

test('the Internet checksum folds every carry, and is 16 bits', (t) => {
  t.is(internetChecksum(new Uint8Array(0)), 0xffff)
  t.is(internetChecksum(new Uint8Array(1200).fill(0xff)), 0)
  t.is(internetChecksum(bytesOf('ffff 0001')), 0xfffe)
  // The ones' complement sum by the definition: modulo 65535.
  holds(t, anyBytes, (bytes) => {
    let sum = 0n
    bytes.forEach((byte, i) => {
      sum += BigInt(byte) << (i % 2 === 0 ? 8n : 0n)
    })
    const folded = sum === 0n ? 0n : ((sum - 1n) % 65535n) + 1n
    return BigInt(internetChecksum(bytes)) === 65535n - folded
  })
})

test('parity is 1 where the number of set bits is odd', (t) => {
  t.is(parity(new Uint8Array(0)), 0)
  t.is(parity(Uint8Array.of(1)), 1)
  t.is(parity(Uint8Array.of(0x80, 0x01)), 0)
  holds(t, anyBytes, (bytes) => {
    let count = 0
    for (const byte of bytes) for (let bit = 0; bit < 8; bit++) count += (byte >> bit) & 1
    return parity(bytes) === count % 2
  })
})

test('every checksum has a name, and is an unsigned 32-bit number', (t) => {
  t.deepEqual(CHECKSUMS, ['crc32', 'internet', 'parity', 'none'])
  holds(t, anyBytes, (bytes) => {
    for (const name of CHECKSUMS) {
      const sum = checksum(name, bytes)
      if (!Number.isInteger(sum) || sum < 0 || sum > 0xffffffff) return false
    }
    return (
      checksum('crc32', bytes) === crc32(bytes) &&
      checksum('internet', bytes) === internetChecksum(bytes) &&
      checksum('parity', bytes) === parity(bytes) &&
      checksum('none', bytes) === 0
    )
  })
})
