/**
 * What no mutant is needed for: a right protocol where it does not belong, under weather or with a
 * window that it does not claim to survive. Each of these must fail; if one passed, the simulator
 * or its checks would be blind.
 */
import type { Scenario } from './scenario.js'

const one = { window: 1, kills: [] } as const

export const LIMITS: readonly Scenario[] = [
  {
    id: 'L1-rdt1.0',
    about: 'rdt1.0 where a segment is lost',
    protocol: 'rdt1.0',
    ...one,
    messages: 3,
    data: '.x'
  },
  {
    id: 'L2-rdt2.0',
    about: 'rdt2.0 under a corrupted ACK: the data comes twice, and nothing tells them apart',
    protocol: 'rdt2.0',
    ...one,
    messages: 2,
    ack: 'c'
  },
  {
    id: 'L3-rdt2.1',
    about: 'rdt2.1 where a segment is lost: nobody has a timer',
    protocol: 'rdt2.1',
    ...one,
    messages: 2,
    data: 'x'
  },
  {
    id: 'L4-rdt2.2',
    about: 'rdt2.2 where an ACK is lost: nobody has a timer',
    protocol: 'rdt2.2',
    ...one,
    messages: 2,
    ack: 'x'
  },
  {
    id: 'L5-rdt3.0',
    about: 'the alternating bit on a channel that changes the order: an old 0 passes for a new one',
    protocol: 'rdt3.0',
    ...one,
    messages: 3,
    data: '(+300ms)'
  },
  {
    id: 'L6-gbn',
    about: 'Go-Back-N with N = 2^k: a window sent again looks like a new one',
    protocol: 'gbn',
    window: 4,
    kills: [],
    seqBits: 2,
    messages: 8,
    ack: 'xxxx'
  },
  {
    id: 'L7-sr',
    about: 'Selective Repeat with N > 2^(k−1): an old segment looks like a new one',
    protocol: 'sr',
    window: 3,
    kills: [],
    seqBits: 2,
    messages: 6,
    ack: 'xxx'
  }
]
