/** A step in words: what happened, what the machine did, and why. */
import test from 'ava'
import { gbn } from '../../../src/rdt/gbn.js'
import { PROTOCOLS } from '../../../src/rdt/protocols.js'
import { rdt20 } from '../../../src/rdt/rdt2.0.js'
import { rdt21 } from '../../../src/rdt/rdt2.1.js'
import { rdt22 } from '../../../src/rdt/rdt2.2.js'
import { rdt30 } from '../../../src/rdt/rdt3.0.js'
import { sr } from '../../../src/rdt/sr.js'
import type { SimConfig } from '../../../src/sim/config.js'
import { readSteps } from '../../../src/sim/stepper/step-reading.js'
import { truthOf } from '../../../src/sim/stepper/step-truth.js'
import { inputText, stepText } from '../../../src/sim/stepper/step-words.js'
import { recordSteps } from '../../../src/sim/stepper/stepped-run.js'
import { randomRun } from '../../swarm/random-run.js'
import { bookConfig } from '../../trace/book-run.js'

function told(fates: string, more: Partial<SimConfig>): string[] {
  const run = recordSteps(bookConfig(fates, more))
  return [...readSteps(run)].map((reading) => {
    const truth = truthOf(run, reading)
    return `${stepText(reading)}${truth === '' ? '' : ` In truth ${truth}.`}`
  })
}

const CASES: readonly (readonly [string, string, Partial<SimConfig>, readonly string[]])[] = [
  [
    'Go-Back-N loses data 2',
    'data: .x',
    { protocol: gbn, messages: 3 },
    [
      'The application calls rdtSend with 32 bytes: the sender sends data 1; its timer starts (150 ms).',
      'The application calls rdtSend with 32 bytes: the sender sends data 2; its timer runs already; the channel loses it [fate x].',
      'Data 3 arrives: expected 2, so it is thrown away; the receiver sends ACK 1 again (Go-Back-N keeps nothing that comes out of order).',
      'ACK 1 arrives: base moves from 1 to 2; the timer starts anew (150 ms).',
      'ACK 1 arrives: a duplicate ACK, which changes nothing; the timer runs on.',
      'Timeout after 150 ms without an ACK: the sender believes that data 2 is lost; the sender sends data 2, 3 again; the timer starts anew (150 ms). In truth data 2 was lost in the channel.',
      'ACK 3 arrives: base moves from 3 to 4; the timer stops (nothing is in flight any more).'
    ]
  ],
  [
    'Go-Back-N loses ACKs',
    'ack: xx',
    { protocol: gbn, messages: 3 },
    [
      'Data 1 arrives: it is the expected one, and is delivered; the receiver sends ACK 1; the channel loses it [fate x].',
      'ACK 3 arrives: base moves from 1 to 4; the timer stops (an ACK is cumulative: all up to 3 has arrived).'
    ]
  ],
  [
    'Selective Repeat keeps what comes early',
    'data: .x',
    { protocol: sr, messages: 3 },
    [
      'Data 3 arrives: expected 2: it is buffered meanwhile; the receiver sends ACK 3 (Selective Repeat keeps it until 2 has come, and acknowledges it alone).',
      'ACK 3 arrives: noted, and base stays at 2, which is missing; the timer of data 3 stops.',
      'Data 2 arrives, sent 2 times: it fills the gap, and 2 pieces are delivered; the receiver sends ACK 2.',
      'ACK 2 arrives: base moves from 2 to 4; the timer of data 2 stops (those behind it were acknowledged before).'
    ]
  ],
  [
    'rdt2.0 has a NAK',
    'data: c',
    { protocol: rdt20, messages: 1 },
    [
      'A damaged segment arrives, which was the data: the checksum does not hold; the receiver sends a NAK (a NAK asks for it again).',
      'A NAK arrives: the sender sends the data again (a NAK says that the data came damaged).',
      'An ACK arrives: the sender goes to “wait for call from above”.'
    ]
  ],
  [
    'rdt2.1 under a garbled ACK',
    'ack: c',
    { protocol: rdt21, messages: 1 },
    [
      'A damaged segment arrives, which was an ACK: the sender sends data 0 again (nobody can tell what it said).',
      'Data 0 arrives, sent 2 times: expected 1, so this one was here before: it is thrown away; the receiver sends an ACK (that it comes again says that its ACK was lost or is late).'
    ]
  ],
  [
    'rdt2.2 has no NAK',
    'data: c',
    { protocol: rdt22, messages: 1 },
    [
      'A damaged segment arrives, which was data 0: the checksum does not hold; the receiver sends ACK 1 (the ACK of the last good one says what a NAK would).'
    ]
  ],
  [
    'rdt3.0 times out for an ACK that was lost',
    'ack: x',
    { protocol: rdt30, messages: 1 },
    [
      'Timeout after 150 ms without an ACK: the sender believes that data 0 is lost; the sender sends data 0 again; the timer starts anew (150 ms). In truth data 0 had arrived: its ACK was lost, damaged or late.',
      'ACK 0 arrives: the sender goes to “wait for call 1 from above”; the timer stops.'
    ]
  ],
  [
    'copies and late ones',
    'data: 2(+300ms)',
    { protocol: gbn, messages: 2 },
    [
      'The application calls rdtSend with 32 bytes: the sender sends data 1; its timer starts (150 ms); the channel makes a copy of it [fate 2].',
      'The application calls rdtSend with 32 bytes: the sender sends data 2; its timer runs already; it will arrive 300 ms later than usual [fate (+300ms)].',
      'Data 1 arrives, a copy that the channel made: expected 2, so this one was here before: it is thrown away; the receiver sends ACK 1 again (that it comes again says that its ACK was lost or is late).'
    ]
  ]
]

for (const [title, fates, more, sentences] of CASES) {
  test(`in words: ${title}`, (t) => {
    const all = told(fates, more)
    for (const sentence of sentences)
      t.true(all.includes(sentence), `${sentence}\n\n${all.join('\n')}`)
  })
}

test('a sender whose segment is still on its way was hasty', (t) => {
  const all = told('data: (+200ms)', { protocol: rdt30, messages: 1 })
  t.true(
    all.some((one) => one.endsWith('In truth data 0 is still on its way.')),
    all.join('\n')
  )
})

test('whatever happens is told in a sentence, before and after', (t) => {
  for (let i = 0; i < 60; i++) {
    const run = recordSteps(randomRun(`words-${i}`), 2_000)
    for (const reading of readSteps(run)) {
      t.regex(stepText(reading), /^[A-Z].*\.$/)
      t.notRegex(stepText(reading) + inputText(reading), /undefined|NaN|\?|\[object|; ;|: ;|;\./)
    }
  }
  t.true(PROTOCOLS.length > 6)
})
