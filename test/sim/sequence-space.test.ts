/**
 * Every window that k-bit numbers can carry, on numbers that come round again and again, in a
 * channel that loses, damages and duplicates but keeps the order; and the first window that they
 * cannot carry, which the command line refuses.
 *
 *      Go-Back-N          N ≤ 2^k − 1      an old window and a new one must not be the same
 *      Selective Repeat   N ≤ 2^(k−1)      an old window and a new one must not overlap
 */
import test from 'ava'
import { readProtocolOptions } from '../../src/cli/protocol-options.js'
import { RandomStream } from '../../src/kernel/random.js'
import { rdtHere } from '../cli/rdt-here.js'
import { compare, shrink, story } from './model/model-comparison.js'
import type { ModelCase } from './model/model-world.js'
import { widestWindow } from './model/random-case.js'

const WINDOWED = ['gbn', 'sr'] as const
type Windowed = (typeof WINDOWED)[number]
const BITS = [1, 2, 3, 4, 5, 6, 7, 8] as const

/** How often the numbers come round in one run: less often where there are many. */
const ROUNDS = { 1: 40, 2: 30, 3: 20, 4: 10, 5: 5, 6: 3, 7: 2, 8: 2 } as const

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i)

/** Ten faults or so, wherever in the run: of a wide window, each has all of it sent again. */
function faults(stream: RandomStream, transmissions: number): string {
  const marks = Array.from({ length: transmissions }, () => '.')
  for (let i = 0; i < 10; i++) {
    marks[stream.below(transmissions)] = ['x', 'x', 'c', '2'][stream.below(4)] as string
  }
  return marks.join('')
}

function wrappingCase(protocol: Windowed, seqBits: (typeof BITS)[number], window: number) {
  const stream = new RandomStream('sequence space', protocol, seqBits, window)
  const messages = ROUNDS[seqBits] * 2 ** seqBits + stream.below(2 ** seqBits)
  const given: ModelCase = {
    protocol,
    messages,
    window,
    seqBits,
    // Sometimes before the ACK can be back: then all is sent twice, and old ACKs come.
    rto: 1_000 * ([150, 150, 150, 90][stream.below(4)] as number),
    interval: 0,
    delay: { data: 50_000, ack: 50_000 },
    fates: { data: faults(stream, messages), ack: faults(stream, messages) }
  }
  return given
}

for (const protocol of WINDOWED) {
  for (const seqBits of BITS) {
    const widest = widestWindow(protocol, seqBits)

    test(`${protocol} with ${seqBits}-bit numbers is right with every window from 1 to ${widest}`, (t) => {
      for (const window of range(1, widest)) {
        const given = wrappingCase(protocol, seqBits, window)
        const isBad = (one: ModelCase) => {
          const { differences, simulated } = compare(one)
          return differences.length > 0 || simulated === 'endless' || simulated.verdict !== 'pass'
        }
        if (!isBad(given)) continue
        t.fail(`window ${window}: ${story(compare(shrink(given, isBad)))}`)
        return
      }
      t.pass()
    })
  }
}

test('rdt3.0 goes round its two numbers hundreds of times', (t) => {
  for (const run of range(1, 20)) {
    const stream = new RandomStream('sequence space', 'rdt3.0', run)
    const fates = { data: faults(stream, 100), ack: faults(stream, 100) }
    const given = {
      ...wrappingCase('gbn', 1, 1),
      protocol: 'rdt3.0',
      messages: 100,
      fates
    } as const
    const comparison = compare(given)
    t.deepEqual(comparison.differences, [], story(comparison))
    t.like(comparison.simulated, { verdict: 'pass', delivered: 100 })
  }
})

test('in all that, the numbers come round thousands of times', (t) => {
  const rounds = WINDOWED.flatMap((protocol) =>
    BITS.flatMap((seqBits) =>
      range(1, widestWindow(protocol, seqBits)).map((window) =>
        Math.floor(wrappingCase(protocol, seqBits, window).messages / 2 ** seqBits)
      )
    )
  )
  t.is(rounds.length, 502 + 255)
  t.true(Math.min(...rounds) >= 2)
  t.true(rounds.reduce((sum, more) => sum + more, 0) > 2_000)
})

/** All ACKs of the first window are lost: what is sent again is old, and all that is due is new. */
const forgotten = (protocol: Windowed, seqBits: number, window: number): ModelCase => ({
  protocol,
  messages: 3 * 2 ** seqBits,
  window,
  seqBits,
  rto: 150_000,
  interval: 0,
  delay: { data: 50_000, ack: 50_000 },
  fates: { data: '', ack: `x*${window}` }
})

for (const protocol of WINDOWED) {
  test(`${protocol}: where all ACKs of a window are lost, the widest window is right and the next one is not`, (t) => {
    for (const seqBits of BITS) {
      const widest = widestWindow(protocol, seqBits)
      const right = compare(forgotten(protocol, seqBits, widest))
      t.deepEqual(right.differences, [], story(right))
      t.like(right.simulated, { verdict: 'pass' }, story(right))
      const wrong = compare(forgotten(protocol, seqBits, widest + 1))
      t.deepEqual(wrong.differences, [], story(wrong))
      t.like(wrong.simulated, { in_order: false, verdict: 'fail' }, story(wrong))
    }
  })

  test(`${protocol}: every window that the numbers cannot carry is refused with the rule`, (t) => {
    const rule = protocol === 'gbn' ? /N ≤ 2\^k − 1/ : /N ≤ 2\^\(k−1\)/
    for (const seqBits of BITS) {
      const flags = { protocol, seqBits: `${seqBits}` }
      const widest = widestWindow(protocol, seqBits)
      for (const window of range(1, widest)) {
        t.is(readProtocolOptions({ ...flags, window: `${window}` }).windowSize, window)
      }
      for (const window of [...range(widest + 1, 2 ** seqBits + 8), 65_535]) {
        const error = t.throws(() => readProtocolOptions({ ...flags, window: `${window}` }))
        t.regex(error.message, rule)
        t.true(error.message.startsWith(`--window: ${window} breaks the rule of ${seqBits}-bit`))
        t.true(error.message.includes(`write at most ${widest}, or add --unsafe-window`))
        const unsafe = { ...flags, window: `${window}`, unsafeWindow: true }
        t.is(readProtocolOptions(unsafe).windowSize, window)
      }
      t.is(readProtocolOptions(flags).windowSize, Math.min(8, widest))
    }
  })
}

test('a window for which there are no numbers is status 2, and can be seen failing', async (t) => {
  const cases = [
    ['gbn', '3', '8', /^rdt: --window: 8 breaks the rule of 3-bit numbers: .*N ≤ 2\^k − 1/],
    ['sr', '3', '5', /^rdt: --window: 5 breaks the rule of 3-bit numbers: .*N ≤ 2\^\(k−1\)/],
    ['rdt3.0', '1', '2', /^rdt: --window: stop-and-wait .*N = 1/]
  ] as const
  for (const [protocol, seqBits, window, told] of cases) {
    const args = ['sim', '--protocol', protocol, '--seq-bits', seqBits, '--window', window]
    const refused = await rdtHere(t, args)
    t.is(refused.status, 2)
    t.is(refused.out, '')
    t.regex(refused.err, told)
    t.is(refused.err.trim().split('\n').length, 1)
  }
  for (const [protocol, seqBits, window] of cases.slice(0, 2)) {
    const args = ['sim', '--protocol', protocol, '--seq-bits', seqBits, '--window', window]
    const fates = ['--fates', `ack: x*${window}`, '--rto', '150ms', '--messages', '24', '--json']
    const seen = await rdtHere(t, [...args, ...fates, '--unsafe-window'])
    t.is(seen.status, 1)
    t.like(seen.of('summary')[0], { in_order: false, verdict: 'fail' })
  }
})
