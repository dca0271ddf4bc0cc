/** Each bug of Selective Repeat in one step: what the reference orders, and what the mutant does. */
import test from 'ava'
import { receiver, sender } from './machines.js'

type Case = readonly [bug: string, steps: readonly string[], reference: string, mutant: string]

const SENDER_STEPS: readonly Case[] = [
  [
    'sr-single-timer',
    ['send', 'send'],
    'data 2 [2], start 2 for 150 ms',
    'data 2 [2], start 0 for 150 ms'
  ],
  ['sr-single-timer', ['send', 'send', 'ack 1'], 'stop 1', 'start 0 for 150 ms'],
  ['sr-single-timer', ['send', 'ack 1'], 'stop 1', 'stop 0'],
  [
    'sr-retx-all',
    ['send', 'send', 'timeout 1'],
    'data 1 [1], start 1 for 150 ms',
    'data 1 [1], start 1 for 150 ms, data 2 [2], start 2 for 150 ms'
  ],
  ['sr-timer-leak', ['send', 'ack 1'], 'stop 1', ''],
  ['sr-ack-taken-as-cumulative', ['send', 'send', 'ack 2'], 'stop 2', 'stop 1, stop 2']
]

const RECEIVER_STEPS: readonly Case[] = [
  ['sr-ack-only-in-window', ['data 1', 'data 1'], 'ack 1', ''],
  ['sr-acks-last-in-order', ['data 1', 'data 3'], 'ack 3', 'ack 1'],
  [
    'sr-acks-without-keeping',
    ['data 2', 'data 1'],
    'ack 1, deliver [1], deliver [2]',
    'ack 1, deliver [1]'
  ]
]

for (const [bug, steps, reference, mutant] of SENDER_STEPS) {
  test(`${bug}: ${steps.join(', ')}: '${mutant}' where Selective Repeat orders '${reference}'`, (t) => {
    t.is(sender('sr', steps), reference)
    t.is(sender(bug, steps), mutant)
  })
}

for (const [bug, steps, reference, mutant] of RECEIVER_STEPS) {
  test(`${bug}: ${steps.join(', ')}: '${mutant}' where Selective Repeat orders '${reference}'`, (t) => {
    t.is(receiver('sr', steps), reference)
    t.is(receiver(bug, steps), mutant)
  })
}

test('sr-no-upper-bound delivers an old 1 when the next 1 is due', (t) => {
  const steps = [1, 1, 2, 3, 4, 5, 6, 7, 0].map((n) => `data ${n}`)
  t.is(receiver('sr', steps, { seqBits: 3 }), 'ack 0, deliver [0]')
  t.is(receiver('sr-no-upper-bound', steps, { seqBits: 3 }), 'ack 0, deliver [0], deliver [1]')
})

test('sr-number-not-wrapped sends 8 where there are the numbers 0 to 7', (t) => {
  const steps = [1, 2, 3, 4, 5, 6, 7].flatMap((n) => ['send', `ack ${n}`])
  t.is(sender('sr', [...steps, 'send'], { seqBits: 3 }), 'data 0 [8], start 0 for 150 ms')
  t.is(
    sender('sr-number-not-wrapped', [...steps, 'send'], { seqBits: 3 }),
    'data 8 [8], start 8 for 150 ms'
  )
})
