/** The headers under a datagram have checksums that hold. */
import test from 'ava'
import fc from 'fast-check'
import { internetChecksum } from '../../src/rdt/checksum.js'
import { TCP_FLAGS, tcpPacket, udpPacket } from '../../src/trace/ip-packet.js'
import { holds } from '../kernel/property.js'

const source = { address: 0x0a000001, port: 50_000 }
const destination = { address: 0x0a0000fe, port: 40_452 }
const envelope = { id: 7, ttl: 64 }

/** Zero where both checksums of `packet` hold (RFC 1071: the sum with its own complement). */
function sums(packet: Uint8Array): number[] {
  const segment = packet.subarray(20)
  const pseudo = Buffer.concat([
    packet.subarray(12, 20),
    Buffer.from([0, packet[9]!, segment.length >> 8, segment.length & 0xff])
  ])
  return [
    internetChecksum(packet.subarray(0, 20)),
    internetChecksum(Buffer.concat([pseudo, segment]))
  ]
}

test('a UDP packet is byte for byte this one', (t) => {
  const packet = udpPacket(source, destination, Buffer.from('hi'), envelope)
  t.is(
    Buffer.from(packet).toString('hex'),
    '4500001e00074000401125ca0a0000010a0000fec3509e04000a211d6869'
  )
  t.deepEqual(sums(packet), [0, 0])
})

test('the checksums of any packet hold, and are never left out', (t) => {
  holds(t, fc.uint8Array({ maxLength: 1500 }), (payload) => {
    const udp = udpPacket(source, destination, payload, envelope)
    const segment = {
      seq: 1,
      ack: 0xffff_ffff,
      flags: TCP_FLAGS.ack,
      window: 9,
      options: new Uint8Array([1, 1, 1, 1]),
      payload
    }
    const tcp = tcpPacket(source, destination, segment, envelope)
    const isWhole = Buffer.from(tcp.subarray(44)).equals(Buffer.from(payload))
    const isSummed = (udp[26]! << 8) + udp[27]! !== 0
    return isSummed && isWhole && [...sums(udp), ...sums(tcp)].every((sum) => sum === 0)
  })
})

test('a UDP checksum of 0 is written as its other form', (t) => {
  // This payload makes all words add up to 0xffff.
  const plain = udpPacket(source, destination, new Uint8Array(2), envelope)
  const packet = udpPacket(source, destination, plain.subarray(26, 28), envelope)
  t.is(Buffer.from(packet.subarray(26, 28)).toString('hex'), 'ffff')
  t.is(sums(packet)[1], 0)
})
