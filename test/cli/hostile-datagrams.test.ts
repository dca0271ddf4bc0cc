/** The dissector reads what nobody should send, and does not stumble. */
import { writeFileSync } from 'node:fs'
import test from 'ava'
import { RandomStream } from '../../src/kernel/random.js'
import { CHECKSUMS } from '../../src/rdt/checksum.js'
import type { Datagram } from '../../src/rdt/datagram.js'
import { makeAck, makeData, makeNak } from '../../src/rdt/segment.js'
import { dissector } from '../../src/trace/dissector.js'
import { udpPacket } from '../../src/trace/ip-packet.js'
import {
  interfaceBlock,
  LINK_IPV4,
  packetBlock,
  sectionHeader
} from '../../src/trace/pcapng-writer.js'
import { encode } from '../../src/wire/codec.js'
import { bytesOf } from '../trace/captured-run.js'
import { folder } from './rdt-process.js'
import { isLacking, runTool, toolHome } from './tools.js'

const SEED = 'hostile-datagrams'
const HOW_MANY = 3_000

const conn = '5244542d20000000'
const terms = {
  protocol: 'sr',
  windowSize: 8,
  seqBits: 3,
  mss: 1172,
  checksum: 'crc32'
} as const
const SOUND: readonly Datagram[] = [
  { ...makeData(3, Buffer.from('some payload')), conn },
  { ...makeAck(3), conn, window: 7, data: Buffer.alloc(16, 1) },
  { ...makeNak(), conn },
  { kind: 'open', conn, terms },
  { kind: 'echo', conn, terms, cookie: Buffer.from('abc') },
  { kind: 'accept', conn, peer: 'fedcba9876543210', terms },
  { kind: 'refuse', conn, reason: 'nö\0' },
  { kind: 'close', conn, reason: '' },
  { kind: 'ping', conn, token: 0xffff_ffff },
  { kind: 'unknown', conn }
]

/** Datagrams with bits changed, ends cut off or added; some of them with a checksum that holds again. */
function hostileDatagram(dice: RandomStream, i: number): Uint8Array {
  const sound = SOUND[dice.below(SOUND.length)] as Datagram
  const bytes = encode(sound, CHECKSUMS[dice.below(CHECKSUMS.length)] ?? 'crc32')
  if (i % 10 === 0) return bytes
  const length = dice.below(2) === 0 ? bytes.length : dice.below(bytes.length + 20)
  const copy = new Uint8Array(length)
  copy.set(bytes.subarray(0, length))
  for (let changes = dice.below(5); changes > 0 && length > 0; changes--) {
    copy[dice.below(Math.min(length, 60))] = dice.below(256)
  }
  return copy
}

test('no datagram makes the dissector fail', async (t) => {
  if (isLacking(t, 'tshark')) return
  const at = folder(t)
  writeFileSync(at('rdtchat.lua'), dissector())
  const dice = new RandomStream(SEED)
  const packets = Array.from({ length: HOW_MANY }, (_, i) => {
    const source = { address: 0x0a000001 + dice.below(3), port: 50_000 }
    const destination = { address: 0x0a0000fe, port: i % 2 === 0 ? 40_452 : 9_999 }
    const bytes = udpPacket(source, destination, hostileDatagram(dice, i), { id: i, ttl: 9 })
    return packetBlock({ t: i, interface: 0, bytes, comment: '', flags: dice.below(3) })
  })
  const file = [sectionHeader([SEED], []), interfaceBlock(LINK_IPV4, 'x', 'x'), ...packets]
  writeFileSync(at('x.pcapng'), bytesOf(file))
  for (const passes of [[], ['-2']]) {
    const args = ['-X', `lua_script:${at('rdtchat.lua')}`, ...passes, '-r', at('x.pcapng'), '-V']
    const { status, out, err } = await runTool('tshark', args, toolHome(t))
    t.is(err, '')
    t.is(status, 0)
    t.notRegex(out, /lua error|malformed packet|dissector bug/i)
    t.true((out.match(/^rdt-chat: reliable data transfer/gm)?.length ?? 0) > HOW_MANY / 2)
  }
})

test('what a peer says and calls itself does nothing to the terminal of who looks on', async (t) => {
  if (isLacking(t, 'tshark')) return
  const at = folder(t)
  writeFileSync(at('rdtchat.lua'), dissector())
  const evil = 'größe \u001b[31m\u0007\u009b2J\u202e\u2066%s%n'
  const datagrams: readonly Datagram[] = [
    { kind: 'close', conn, reason: evil },
    { kind: 'refuse', conn, reason: evil },
    { kind: 'open', conn, terms: { ...terms, protocol: evil.slice(6) } }
  ]
  const socket = { address: 0x0a000001, port: 50_000 }
  const packets = datagrams.map((datagram, id) => {
    const bytes = udpPacket(socket, socket, encode(datagram, 'crc32'), { id, ttl: 9 })
    return packetBlock({ t: id, interface: 0, bytes, comment: '', flags: 0 })
  })
  const file = [sectionHeader([SEED], []), interfaceBlock(LINK_IPV4, 'x', 'x'), ...packets]
  writeFileSync(at('x.pcapng'), bytesOf(file))
  for (const more of [[], ['-V']]) {
    const args = ['-X', `lua_script:${at('rdtchat.lua')}`, '-r', at('x.pcapng'), ...more]
    const { err, out } = await runTool('tshark', args, toolHome(t))
    t.is(err, '')
    t.regex(out, /close "größe .\[31m.+2J%s%n"/)
    t.regex(out, /open .\[31m.+2J%s%n window=8/)
    const lines = out.split('\n').filter((line) => /reliable|rdtchat/.test(line))
    for (const line of lines) t.notRegex(line, /[\0-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066]/)
  }
})
