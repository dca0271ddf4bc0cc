/** What the options of a protocol come to: what is usual, what is fixed, and what is refused. */
import test from 'ava'
import { type ProtocolFlags, readProtocolOptions } from '../../src/cli/protocol-options.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'

const STOP_AND_WAIT = ['rdt1.0', 'rdt2.0', 'rdt2.1', 'rdt2.2', 'rdt3.0'] as const
const WINDOWED = ['gbn', 'sr', 'tcp'] as const

const refusal = (flags: ProtocolFlags): string => {
  try {
    readProtocolOptions(flags)
  } catch (error) {
    if (error instanceof BadInput) return error.message
    throw error
  }
  return 'it was taken'
}

test('each protocol is the one or the other', (t) => {
  t.deepEqual(
    PROTOCOLS.map(({ name }) => name),
    [...STOP_AND_WAIT, ...WINDOWED]
  )
})

for (const protocol of STOP_AND_WAIT) {
  test(`${protocol} has one segment under way and numbers of one bit, whoever leaves them out`, (t) => {
    t.like(readProtocolOptions({ protocol }), { windowSize: 1, seqBits: 1 })
    t.like(readProtocolOptions({ protocol, unsafeWindow: true }), { windowSize: 1, seqBits: 1 })
  })

  test(`${protocol} may be told what it is in any case`, (t) => {
    const flags = { protocol, window: '1', seqBits: '1' }
    t.like(readProtocolOptions(flags), { windowSize: 1, seqBits: 1 })
  })

  test(`${protocol} refuses other numbers and other windows, unsafe ones too`, (t) => {
    for (const seqBits of ['2', '4', '32']) {
      const told = `--seq-bits: the numbers of ${protocol} have 1 bit and no other; leave it out`
      t.is(refusal({ protocol, seqBits }), told)
    }
    for (const window of ['2', '8', '65535']) {
      t.regex(refusal({ protocol, window }), /^--window: (stop-and-wait|rdt1\.0) .*; leave it out$/)
      t.is(refusal({ protocol, window, unsafeWindow: true }), refusal({ protocol, window }))
    }
    t.regex(refusal({ protocol, window: '0' }), /^--window: '0' will not do/)
  })
}

for (const protocol of WINDOWED) {
  test(`${protocol} has 32-bit numbers and a window of 8, or as much as its numbers carry`, (t) => {
    t.like(readProtocolOptions({ protocol }), { windowSize: 8, seqBits: 32 })
    const few = readProtocolOptions({ protocol, seqBits: '3' })
    t.like(few, { windowSize: protocol === 'gbn' ? 7 : 4, seqBits: 3 })
    t.like(readProtocolOptions({ protocol, seqBits: '1' }), { windowSize: 1, seqBits: 1 })
  })

  test(`${protocol} with one-bit numbers may be given a window that does not fit, to see it fail`, (t) => {
    const flags = { protocol, seqBits: '1', window: '2' }
    t.regex(refusal(flags), /^--window: 2 breaks the rule of 1-bit numbers: .* --unsafe-window/)
    t.is(readProtocolOptions({ ...flags, unsafeWindow: true }).windowSize, 2)
  })
}

test('congestion control is newreno where nothing is said', (t) => {
  t.is(readProtocolOptions({}).congestion, 'newreno')
  for (const congestion of ['none', 'newreno', 'cubic'] as const) {
    t.is(readProtocolOptions({ congestion }).congestion, congestion)
  }
  t.is(
    refusal({ congestion: 'renoo' }),
    "--congestion: there is no congestion control 'renoo'; write one of none, newreno, cubic"
  )
})
