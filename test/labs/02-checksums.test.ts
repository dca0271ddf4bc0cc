/** Lab 2: its files, its known mistakes, and what it says of a student's slips. */
import { readFileSync } from 'node:fs'
import test from 'ava'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { checksumModel } from '../../labs/grader/models/checksum-model.js'
import { examined, submissionOfText } from './examined.js'
import { assertFilesKeepPromises, assertMistakesAreNamed } from './module-labs.js'

const LAB = findLab('2', findLabs())
const REFERENCE = readFileSync('test/labs/references/02-checksums/checksums.ts', 'utf8')

test('the reference passes, the starter and each wrong solution fail, and are named', async (t) => {
  await assertFilesKeepPromises(t, LAB, checksumModel)
})

test('each known mistake is caught, and called by its own name alone', (t) => {
  assertMistakesAreNamed(t, LAB, checksumModel)
})

/** What somebody writes instead, where it is told, and in which words. */
const SLIPS: readonly (readonly [from: string, to: string, check: string, says: RegExp])[] = [
  [
    'const low = bytes[i + 1] ?? 0',
    'const low = bytes[i + 1] as number',
    'internet-odd',
    /ab\) is/
  ],
  [
    'remainder ^= byte\n',
    'remainder ^= byte; throw new Error("oh")\n',
    'crc32-known',
    /checksums\.ts:\d+.*oh/
  ],
  [
    'bytes: Uint8Array): number {\n  let ones',
    'bytes: any): any {\n  bytes.fill(0)\n  let ones',
    'parity-dice',
    /is 0, and 1 is due/
  ],
  ['export function crc32', 'export function crc', 'crc32-dice', /crc32 is not exported/],
  [
    'Uint8Array.of(0x56, 0x78, 0x12, 0x34)',
    'Uint8Array.of(0x56, 0x78, 0x12, 0x35)',
    'internet-miss',
    /word 1: 56 78 became 12 35/
  ],
  [
    'Uint8Array.of(0x00, 0x01, 0x00, 0x00)',
    'Uint8Array.of(0x00, 0x02, 0x00, 0x00)',
    'two-bits',
    /sees it: 0xfffe of .*, 0xfffd of/
  ],
  [
    '[Uint8Array.of(0x00), Uint8Array.of(0x03)]',
    "['00', '03'] as any",
    'parity-miss',
    /a message is bytes, .*"00"/
  ],
  [
    '0x41, 0x06, 0x71, 0xdb, 0x01',
    '0x20, 0x83, 0xb8, 0xed',
    'crc32-miss',
    /misses no burst of up to 32/
  ],
  [
    '0x41, 0x06, 0x71, 0xdb, 0x01',
    '0x01, 0x04, 0xc1, 0x1d, 0xb7',
    'crc32-miss',
    /sees 01 04 c1 1d b7/
  ],
  [
    '0x41, 0x06, 0x71, 0xdb, 0x01',
    '0x01, 0xdb, 0x71, 0x06, 0x41',
    'crc32-miss',
    /its bytes in the other order/
  ],
  [
    'Uint8Array.of(0x41, 0x06, 0x71, 0xdb, 0x01)',
    'new Uint8Array(5)',
    'crc32-miss',
    /no bit is changed/
  ]
]

test('a slip is told with what was given, what is due, and the place', async (t) => {
  for (const [from, to, name, says] of SLIPS) {
    t.true(REFERENCE.includes(from), from)
    const { grades } = examined(LAB, await submissionOfText(LAB, REFERENCE.replace(from, to)))
    const grade = grades.find((one) => one.name === name)
    t.is(grade?.verdict, 'fail', to)
    t.regex(grade?.findings.map(({ what }) => what).join('\n') ?? '', says, to)
  }
})

test('a table instead of a loop, and sums that are folded in the end, pass as well', async (t) => {
  const other = REFERENCE.replace('    if (sum > 0xffff) sum = (sum & 0xffff) + 1\n', '')
    .replace(
      '  return ~sum & 0xffff',
      '  while (sum >>> 16) sum = (sum & 0xffff) + (sum >>> 16)\n  return 0xffff - sum'
    )
    .replace(
      / {2}let remainder[\s\S]*? {2}(?=return \(remainder)/,
      `  const table = Array.from({ length: 256 }, (_, n) => {
    let c = n
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1
    return c
  })
  let remainder = -1
  for (const byte of bytes) remainder = table[(remainder ^ byte) & 255]! ^ (remainder >>> 8)
  `
    )
  const { fault, grades } = examined(LAB, await submissionOfText(LAB, other))
  t.is(fault, undefined)
  t.true(other.includes('table['))
  t.deepEqual(
    grades.filter(({ verdict }) => verdict !== 'pass'),
    []
  )
})
