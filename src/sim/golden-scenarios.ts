/**
 * The golden scenarios of Go-Back-N, Selective Repeat and rdt3.0: counts and times that were
 * worked out by hand, and that every implementation of the protocol gives. They exist as data,
 * scenarios.json, for implementations in other languages as well.
 */
import { ms, seconds } from '../kernel/time.js'
import type { Scenario } from './scenario.js'

const gbn = { protocol: 'gbn', window: 4 } as const
const sr = { protocol: 'sr', window: 4 } as const
const rdt30 = { protocol: 'rdt3.0', window: 1 } as const

export const GOLDEN_SCENARIOS: readonly Scenario[] = [
  {
    id: 'S01',
    about: 'clean run',
    ...gbn,
    messages: 6,
    data: '.',
    ack: '.',
    expect: [6, 0, 6, 0, 200],
    kills: ['timer-not-stopped-when-idle', 'no-restart-on-new-ack', 'base-eq-ack']
  },
  {
    id: 'S02',
    about: 'the third data segment is lost',
    ...gbn,
    messages: 6,
    data: '..x',
    ack: '.',
    expect: [10, 4, 9, 1, 350],
    kills: [
      'timer-restart-on-dup-ack',
      'retx-only-base',
      'retx-on-dup-ack',
      'window-off-by-one-low'
    ]
  },
  {
    id: 'S02-sr',
    about: 'the same under Selective Repeat',
    ...sr,
    messages: 6,
    data: '..x',
    ack: '.',
    expect: [7, 1, 6, 1, 250],
    kills: ['sr-retx-all', 'sr-single-timer']
  },
  {
    id: 'S02-rdt3.0',
    about: 'the same under stop-and-wait',
    ...rdt30,
    messages: 6,
    data: '..x',
    ack: '.',
    expect: [7, 1, 6, 1, 750],
    kills: []
  },
  {
    id: 'S03',
    about: 'the only ACK is lost',
    ...gbn,
    messages: 1,
    data: '.',
    ack: 'x',
    expect: [2, 1, 2, 1, 250],
    kills: ['silent-on-duplicate', 'deliver-duplicate']
  },
  {
    id: 'S03-sr',
    about: 'the same under Selective Repeat',
    ...sr,
    messages: 1,
    data: '.',
    ack: 'x',
    expect: [2, 1, 2, 1, 250],
    kills: ['sr-ack-only-in-window']
  },
  {
    id: 'S04',
    about: 'three of four ACKs are lost: the fourth covers them',
    ...gbn,
    messages: 4,
    data: '.',
    ack: 'xxx',
    expect: [4, 0, 4, 0, 100],
    kills: ['exact-match-ack', 'base-plus-one-per-ack']
  },
  {
    id: 'S05',
    about: 'a segment is lost, and so is its retransmission',
    ...gbn,
    messages: 4,
    data: 'x...x',
    ack: '.',
    expect: [12, 8, 10, 2, 400],
    kills: ['timer-not-rearmed-after-timeout']
  },
  {
    id: 'S06',
    about: 'a segment is corrupted',
    ...gbn,
    messages: 4,
    data: '.c',
    ack: '.',
    expect: [7, 3, 7, 1, 350],
    kills: ['no-checksum']
  },
  {
    id: 'S07',
    about: 'a segment is lost, an ACK is corrupted',
    ...gbn,
    messages: 3,
    data: '..x',
    ack: '.c',
    expect: [5, 2, 4, 1, 350],
    kills: ['trust-corrupt-ack', 'retx-on-corrupt-ack']
  },
  {
    id: 'S08',
    about: 'the last segment is lost',
    ...gbn,
    messages: 6,
    data: '.....x',
    ack: '.',
    expect: [7, 1, 6, 1, 450],
    kills: ['no-timer-for-tail', 'window-off-by-one-high']
  },
  {
    id: 'S09',
    about: 'a segment is duplicated',
    ...gbn,
    messages: 3,
    data: '2',
    ack: '.',
    expect: [3, 0, 4, 0, 100],
    kills: ['deliver-duplicate', 'silent-on-duplicate']
  },
  {
    id: 'S10',
    about: 'an ACK is late by 120 ms',
    ...gbn,
    messages: 6,
    data: '.',
    ack: '(+120ms)',
    expect: [6, 0, 6, 0, 200],
    kills: ['exact-match-ack']
  },
  {
    id: 'S11',
    about: 'messages trickle in, the first is lost',
    ...gbn,
    window: 8,
    messages: 6,
    interval: ms(100),
    data: 'x',
    ack: '.',
    expect: [8, 2, 7, 1, 600],
    kills: ['timer-restart-on-send']
  },
  {
    id: 'S12',
    about: 'numbers wrap around: 3 bits, window 7, three losses',
    ...gbn,
    window: 7,
    messages: 20,
    seqBits: 3,
    data: '...x....x..........x',
    ack: '.',
    expect: [34, 14, 31, 2, 800],
    kills: ['expected-not-wrapped', 'window-off-by-one-high']
  },
  {
    id: 'S15',
    about: 'a data segment is late by 60 ms',
    ...gbn,
    messages: 4,
    data: '(+60ms)',
    ack: '.',
    expect: [8, 4, 8, 1, 250],
    kills: ['deliver-out-of-order']
  },
  {
    id: 'S16',
    about: 'two messages a second apart: no timer runs in between',
    ...gbn,
    messages: 2,
    interval: seconds(1),
    data: '.',
    ack: '.',
    expect: [2, 0, 2, 0, 1100],
    kills: ['timer-not-stopped-when-idle']
  }
]
