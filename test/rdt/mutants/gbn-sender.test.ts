/** Each bug of the sender in one step: what the reference orders, and what the mutant does. */
import test from 'ava'
import { sender } from './machines.js'

const START = 'start 0 for 150 ms'

const STEPS: readonly (readonly [
  bug: string,
  steps: readonly string[],
  reference: string,
  mutant: string
])[] = [
  ['exact-match-ack', ['send', 'send', 'ack 2'], 'stop 0', ''],
  ['base-plus-one-per-ack', ['send', 'send', 'ack 2'], 'stop 0', START],
  ['base-eq-ack', ['send', 'ack 1'], 'stop 0', ''],
  ['base-moves-back', ['send', 'send', 'ack 2', 'ack 1', 'timeout'], START, `${START}, data 2 [2]`],
  ['ack-beyond-next-accepted', ['send', 'ack 7'], '', 'stop 0'],
  ['trust-corrupt-ack', ['send', 'bad ack 9'], '', 'stop 0'],
  ['checksum-not-verified-on-ack', ['send', 'send', 'bad ack 2'], '', 'stop 0'],
  ['checksum-not-verified-on-ack', ['send', 'send', 'bad ack 9'], '', ''],
  ['retx-on-corrupt-ack', ['send', 'send', 'bad ack 1'], '', 'data 1 [1], data 2 [2]'],
  ['retx-on-dup-ack', ['send', 'send', 'ack 1', 'ack 1'], '', 'data 2 [2]'],
  [
    'buffer-aliasing',
    ['send', 'send', 'timeout'],
    `${START}, data 1 [1], data 2 [2]`,
    `${START}, data 1 [2], data 2 [2]`
  ],
  ['timer-restart-on-send', ['send', 'send'], 'data 2 [2]', `data 2 [2], ${START}`],
  ['timer-restart-on-dup-ack', ['send', 'send', 'ack 1', 'ack 1'], '', START],
  ['no-restart-on-new-ack', ['send', 'send', 'ack 1'], START, ''],
  ['timer-not-stopped-when-idle', ['send', 'ack 1'], 'stop 0', ''],
  ['no-timer-for-tail', ['send', 'send', 'ack 1'], START, 'stop 0'],
  ['timer-not-rearmed-after-timeout', ['send', 'timeout'], `${START}, data 1 [1]`, 'data 1 [1]'],
  [
    'retx-only-base',
    ['send', 'send', 'timeout'],
    `${START}, data 1 [1], data 2 [2]`,
    `${START}, data 1 [1]`
  ],
  [
    'retx-only-last',
    ['send', 'send', 'timeout'],
    `${START}, data 1 [1], data 2 [2]`,
    `${START}, data 2 [2]`
  ],
  [
    'retx-beyond-next',
    ['send', 'timeout'],
    `${START}, data 1 [1]`,
    `${START}, data 1 [1], data 2 []`
  ],
  [
    'retx-already-acked',
    ['send', 'send', 'ack 1', 'timeout'],
    `${START}, data 2 [2]`,
    `data 1 [1], ${START}, data 2 [2]`
  ],
  ['premature-timeout', ['send'], `data 1 [1], ${START}`, 'data 1 [1], start 0 for 0.15 ms']
]

for (const [bug, steps, reference, mutant] of STEPS) {
  test(`${bug}: ${steps.join(', ')}: '${mutant}' where Go-Back-N orders '${reference}'`, (t) => {
    t.is(sender('gbn', steps), reference)
    t.is(sender(bug, steps), mutant)
  })
}

const FOUR = ['send', 'send', 'send', 'send']

test('window-off-by-one-high takes a fifth segment into a window of four, the reference none', (t) => {
  t.throws(() => sender('gbn', [...FOUR, 'send']), { message: /refuse_data/ })
  t.is(sender('window-off-by-one-high', [...FOUR, 'send']), 'data 5 [5]')
  t.throws(() => sender('window-off-by-one-high', [...FOUR, 'send', 'send']))
})

test('window-off-by-one-low refuses the fourth, but has a window of one at least', (t) => {
  t.is(sender('gbn', FOUR), 'data 4 [4]')
  t.throws(() => sender('window-off-by-one-low', FOUR), { message: /refuse_data/ })
  t.is(sender('window-off-by-one-low', ['send'], { windowSize: 1 }), `data 1 [1], ${START}`)
})

test('refuse-drops-message takes the fifth message and sends nothing', (t) => {
  t.is(sender('refuse-drops-message', [...FOUR, 'send']), '')
  t.is(sender('refuse-drops-message', [...FOUR, 'send', 'ack 4', 'send']), `data 5 [6], ${START}`)
})
