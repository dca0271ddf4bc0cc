/** Each bug of the receiver in one step: what the reference orders, and what the mutant does. */
import test from 'ava'
import { gbn } from '../../../src/rdt/gbn.js'
import { findMutant } from '../../../src/rdt/mutants/catalogue.js'
import type { ProtocolOptions } from '../../../src/rdt/protocol.js'
import { RecordingHost } from '../../../src/rdt/recording-host.js'
import { makeData } from '../../../src/rdt/segment.js'
import { receiver } from './machines.js'

const STEPS: readonly (readonly [
  bug: string,
  steps: readonly string[],
  reference: string,
  mutant: string,
  seqBits?: number
])[] = [
  ['silent-on-duplicate', ['data 1', 'data 1'], 'ack 1', ''],
  ['silent-on-duplicate', ['data 1', 'data 3'], 'ack 1', 'ack 1'],
  ['silent-on-out-of-order', ['data 1', 'data 3'], 'ack 1', ''],
  ['silent-on-out-of-order', ['data 1', 'data 1'], 'ack 1', 'ack 1'],
  ['ack-what-arrived', ['data 1', 'data 3'], 'ack 1', 'ack 3'],
  ['deliver-out-of-order', ['data 1', 'data 3'], 'ack 1', 'deliver [3], ack 3'],
  ['deliver-duplicate', ['data 1', 'data 1'], 'ack 1', 'deliver [1], ack 1'],
  ['expected-moves-back', ['data 1', 'data 1', 'data 1'], 'ack 1', 'deliver [1], ack 1'],
  ['initial-ack-wrong', ['data 2'], 'ack 0', 'ack 4294967295'],
  ['initial-ack-wrong', ['data 2', 'data 1'], 'deliver [1], ack 1', 'deliver [1], ack 1'],
  ['never-acknowledges', ['data 1'], 'deliver [1], ack 1', 'deliver [1]'],
  [
    'expected-not-wrapped',
    ['data 1', 'data 2', 'data 3', 'data 0'],
    'deliver [0], ack 0',
    'ack 3',
    2
  ],
  ['signed-compare-at-wrap', ['data 1', 'data 2'], 'deliver [2], ack 2', 'ack 1', 2],
  ['receiver-exits-early', ['data 1', 'timeout', 'data 1'], 'ack 1', ''],
  ['no-checksum', ['bad data 1'], 'ack 0', 'deliver [1], ack 1']
]

for (const [bug, steps, reference, mutant, seqBits = 32] of STEPS) {
  test(`${bug}: ${steps.join(', ')}: '${mutant}' where Go-Back-N orders '${reference}'`, (t) => {
    t.is(receiver('gbn', steps, { seqBits }), reference)
    t.is(receiver(bug, steps, { seqBits }), mutant)
  })
}

test('crash-on-garbage throws where the reference repeats its ACK', (t) => {
  t.is(receiver('gbn', ['bad data 1']), 'ack 0')
  t.throws(() => receiver('crash-on-garbage', ['bad data 1']), { message: /makes no sense/ })
})

test('receiver-exits-early is patient for a little less than an RTO', (t) => {
  t.is(receiver('receiver-exits-early', ['data 1']), 'deliver [1], ack 1, start 0 for 135 ms')
})

const options: ProtocolOptions = { windowSize: 4, seqBits: 32, rto: 1 }

test('cross-talk: of two receivers in one program the second gets the ACKs of both', (t) => {
  for (const [protocol, mine, others] of [
    [gbn, 1, 0],
    [findMutant('mutant:cross-talk')!, 0, 1]
  ] as const) {
    const [first, second] = [new RecordingHost(), new RecordingHost()]
    const machine = protocol.createReceiver(first, options)
    protocol.createReceiver(second, options)
    machine.rdtRcv(makeData(1, Uint8Array.of(1)), 0)
    const acks = (host: RecordingHost) => host.calls.filter(({ call }) => call === 'udtSend').length
    t.deepEqual([acks(first), acks(second)], [mine, others], protocol.name)
  }
})
