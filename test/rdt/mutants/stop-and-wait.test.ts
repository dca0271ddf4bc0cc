/** Each bug of rdt2.0 to rdt3.0 in one step: what the reference orders, and what the mutant does. */
import test from 'ava'
import { receiver, sender } from './machines.js'

type Case = readonly [
  bug: string,
  of: string,
  steps: readonly string[],
  reference: string,
  mutant: string
]

const SENDER_STEPS: readonly Case[] = [
  ['rdt2.2-takes-any-ack', 'rdt2.2', ['send', 'ack 1'], 'data 0 [1]', ''],
  ['rdt2.0-trusts-garbled-ack', 'rdt2.0', ['send', 'bad nak'], 'data 0 [1]', ''],
  ['rdt2.1-number-stands-still', 'rdt2.1', ['send', 'ack 0', 'send'], 'data 1 [2]', 'data 0 [2]'],
  ['rdt3.0-resends-on-wrong-ack', 'rdt3.0', ['send', 'ack 1'], '', 'data 0 [1]'],
  ['rdt3.0-takes-any-ack', 'rdt3.0', ['send', 'ack 1'], '', 'stop 0'],
  [
    'rdt3.0-timer-not-rearmed',
    'rdt3.0',
    ['send', 'timeout'],
    'data 0 [1], start 0 for 150 ms',
    'data 0 [1]'
  ]
]

const RECEIVER_STEPS: readonly Case[] = [
  ['rdt2.0-ignores-checksum', 'rdt2.0', ['bad data 0'], 'nak', 'deliver [0], ack 0'],
  ['rdt2.1-nak-storm', 'rdt2.1', ['data 0', 'data 0'], 'ack 0', 'nak'],
  ['rdt2.1-ignores-number', 'rdt2.1', ['data 0', 'data 0'], 'ack 0', 'deliver [0], ack 0'],
  ['rdt2.2-wrong-ack-bit', 'rdt2.2', ['data 0'], 'deliver [0], ack 0', 'deliver [0], ack 1'],
  ['rdt2.2-acks-garbled-data', 'rdt2.2', ['bad data 0'], 'ack 1', 'ack 0'],
  ['rdt3.0-silent-on-duplicate', 'rdt3.0', ['data 0', 'data 0'], 'ack 0', '']
]

for (const [bug, of, steps, reference, mutant] of SENDER_STEPS) {
  test(`${bug}: ${steps.join(', ')}: '${mutant}' where ${of} orders '${reference}'`, (t) => {
    t.is(sender(of, steps), reference)
    t.is(sender(bug, steps), mutant)
  })
}

for (const [bug, of, steps, reference, mutant] of RECEIVER_STEPS) {
  test(`${bug}: ${steps.join(', ')}: '${mutant}' where ${of} orders '${reference}'`, (t) => {
    t.is(receiver(of, steps), reference)
    t.is(receiver(bug, steps), mutant)
  })
}
