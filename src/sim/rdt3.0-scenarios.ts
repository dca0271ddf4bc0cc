/** Further scenarios of rdt3.0: its timer, its one bit, and the ACK that says nothing new. */
import { seconds } from '../kernel/time.js'
import type { Scenario } from './scenario.js'

const rdt30 = { protocol: 'rdt3.0', window: 1 } as const

export const RDT30_SCENARIOS: readonly Scenario[] = [
  {
    id: 'S01-rdt3.0',
    about: 'clean run',
    ...rdt30,
    messages: 6,
    kills: [
      'rdt3.0-bit-stands-still',
      'rdt3.0-premature-timeout',
      'rdt3.0-refuse-drops-message',
      'rdt3.0-wrong-ack-bit'
    ]
  },
  {
    id: 'S07-rdt3.0',
    about: 'an ACK is garbled',
    ...rdt30,
    messages: 2,
    ack: 'c',
    kills: [
      'rdt3.0-resends-on-garbled-ack',
      'rdt3.0-wrong-ack-restarts-timer',
      'rdt3.0-silent-on-duplicate'
    ]
  },
  {
    id: 'S09-rdt3.0',
    about: 'a segment is duplicated',
    ...rdt30,
    messages: 3,
    data: '2',
    kills: ['rdt3.0-delivers-duplicate', 'rdt3.0-resends-on-wrong-ack']
  },
  {
    id: 'S16-rdt3.0',
    about: 'two messages a second apart: no timer runs in between',
    ...rdt30,
    messages: 2,
    interval: seconds(1),
    kills: ['rdt3.0-timer-not-stopped']
  },
  {
    id: 'S32-rdt3.0',
    about: 'a segment is lost, and the ACK before it comes twice',
    ...rdt30,
    messages: 3,
    data: '.x',
    ack: '2',
    kills: ['rdt3.0-takes-any-ack', 'rdt3.0-resends-on-wrong-ack', 'rdt3.0-no-timer']
  },
  {
    id: 'S33-rdt3.0',
    about: 'a segment is lost, and the ACK before it comes again, garbled',
    ...rdt30,
    messages: 2,
    data: '2x',
    ack: '.c',
    kills: ['rdt3.0-trusts-garbled-ack', 'rdt3.0-resends-on-garbled-ack']
  }
]
