/** A trace of somebody's own protocol says what its ACKs mean, to whoever reads it. */
import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { meaningOfAcks } from '../../src/cli/ack-probe.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { rdt21 } from '../../src/rdt/rdt2.1.js'
import { rdt22 } from '../../src/rdt/rdt2.2.js'
import { ACK_MEANINGS, numberingOf } from '../../src/trace/ack-meaning.js'
import { bareConnection } from '../../src/trace/bare-connection.js'
import { rdtHere } from './rdt-here.js'
import { folder } from './rdt-process.js'

test('a copy under another name means the same', (t) => {
  for (const protocol of PROTOCOLS) {
    const copy: Protocol = { ...protocol, name: 'mine' }
    t.is(meaningOfAcks(copy), numberingOf(protocol.name).acks, protocol.name)
    t.is(meaningOfAcks(protocol), numberingOf(protocol.name).acks, protocol.name)
  }
  const meanings = new Set(PROTOCOLS.map(meaningOfAcks))
  t.is(meanings.size, ACK_MEANINGS.length, 'there is one of each')
})

test('what is declared is not asked, and a name that is somebody else’s tells nothing', (t) => {
  t.is(meaningOfAcks({ ...rdt21, name: 'gbn', acks: 'each' }), 'each')
  t.is(meaningOfAcks({ ...rdt22, name: 'rdt2.1' }), 'last')
})

test('a receiver that throws, is silent, or never comes back has the usual ACKs', (t) => {
  const receivers: Protocol['createReceiver'][] = [
    () => {
      throw new Error('not today')
    },
    () => ({ rdtRcv: () => {} }),
    () => ({
      rdtRcv: () => {
        for (;;);
      }
    })
  ]
  for (const createReceiver of receivers) {
    t.is(meaningOfAcks({ ...rdt21, name: 'mine', createReceiver }), 'last')
  }
})

/** The trace of the same run of `name` and of a copy of it, with what two commands say of each. */
async function both(t: ExecutionContext, name: string, weather: readonly string[]) {
  const at = folder(t)
  const source = new URL(`../../src/rdt/${name}.js`, import.meta.url).href
  const text = `import * as its from '${source.replace('file://', '')}'
    const found = Object.values(its).find((one) => one?.name === '${name}')
    export default { ...found, name: 'mine' }`
  writeFileSync(at('mine.ts'), text)
  const told = async (protocol: string, file: string) => {
    const args = ['--protocol', protocol, '--messages', '40', '--seed', 'copy', ...weather]
    const run = await rdtHere(t, ['sim', ...args, '--trace', at(file)])
    t.is(run.err, '')
    const explained = await rdtHere(t, ['trace', 'explain', at(file), '--json'])
    const counted = await rdtHere(t, ['trace', 'stats', at(file), '--json'])
    await rdtHere(t, ['trace', 'export', at(file), '--pcapng', at(`${file}.pcapng`)])
    const header = JSON.parse(readFileSync(at(file), 'utf8').split('\n')[0] ?? '')
    return {
      explained: explained.records,
      counted: counted.records,
      acks: header.config.acks,
      capture: readFileSync(at(`${file}.pcapng`))
    }
  }
  return { ours: await told(name, 'ours.ndjson'), copy: await told(at('mine.ts'), 'mine.ndjson') }
}

for (const [name, weather] of [
  ['gbn', ['--loss', '20%', '--jitter', '80ms']],
  ['sr', ['--loss', '20%', '--duplicate', '10%']],
  ['rdt2.1', ['--corrupt', '20%']],
  ['rdt3.0', ['--loss', '20%', '--duplicate', '10%']]
] as const) {
  test(`explain and stats say the same of a copy of ${name} as of ${name}, and so does a capture`, async (t) => {
    const { ours, copy } = await both(t, name, weather)
    t.true(ours.explained.length > 5)
    t.deepEqual(copy.explained, ours.explained)
    t.deepEqual(copy.counted, ours.counted)
    const { acks, seqBits } = numberingOf(name)
    t.is(copy.acks, acks)
    const mark = Buffer.from(bareConnection({ acks, seqBits: seqBits ?? 32 }, 'crc32'), 'hex')
    t.true(copy.capture.includes(mark))
  })
}
