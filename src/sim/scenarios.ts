/**
 * The scenarios by which a protocol is judged: the golden ones, and those without which some
 * mutant would survive. `rdt mutants` shows which of them kills which.
 */
import { ms } from '../kernel/time.js'
import { GOLDEN_SCENARIOS } from './golden-scenarios.js'
import { RDT2_SCENARIOS } from './rdt2-scenarios.js'
import { RDT30_SCENARIOS } from './rdt3.0-scenarios.js'
import type { Scenario } from './scenario.js'

const gbn = { protocol: 'gbn', window: 4 } as const
const sr = { protocol: 'sr', window: 4 } as const
const one = { window: 1 } as const

const FURTHER_SCENARIOS: readonly Scenario[] = [
  {
    id: 'S17',
    about: 'two ACKs are lost and a segment behind them: what comes early brings the ACK again',
    ...gbn,
    messages: 4,
    data: '..x',
    ack: 'xx',
    kills: [
      'silent-on-out-of-order',
      'ack-what-arrived',
      'retx-only-last',
      'retx-beyond-next',
      'buffer-aliasing'
    ]
  },
  {
    id: 'S18',
    about: 'a late ACK is the last thing heard before a timeout',
    ...gbn,
    messages: 8,
    data: '....xxxx',
    ack: '(+120ms)',
    kills: [
      'timer-restart-on-dup-ack',
      'base-moves-back',
      'refuse-drops-message',
      'retx-already-acked',
      'no-timer-for-tail'
    ]
  },
  {
    id: 'S19',
    about: 'with few numbers, the first segment is lost',
    ...gbn,
    window: 7,
    seqBits: 3,
    messages: 7,
    data: 'x',
    kills: [
      'initial-ack-wrong',
      'deliver-out-of-order',
      'ack-beyond-next-accepted',
      'never-acknowledges'
    ]
  },
  {
    id: 'S20',
    about: 'the number of a segment is corrupted, and looks like that of the lost one',
    ...gbn,
    messages: 4,
    data: '.xc',
    seed: 'number-513',
    kills: ['no-checksum', 'checksum-payload-only', 'checksum-first-byte-only', 'crash-on-garbage']
  },
  {
    id: 'S21',
    about: 'a connection with two ends, each with a receiver',
    ...gbn,
    messages: 4,
    handshake: true,
    kills: ['cross-talk']
  },
  {
    id: 'S22',
    about: 'the round-trip time is longer than the first RTO',
    ...gbn,
    delay: ms(300),
    rto: 'adaptive',
    messages: 20,
    kills: ['backoff-missing', 'karn-violation', 'premature-timeout', 'expected-moves-back']
  },
  {
    id: 'S23',
    about: 'two losses of the same segment, and a calm time later another one',
    ...gbn,
    window: 1,
    rto: 'adaptive',
    messages: 8,
    data: 'xx.....x',
    kills: ['backoff-never-resets']
  },
  {
    id: 'S24',
    about: 'numbers wrap around, and an ACK is repeated just then',
    ...gbn,
    seqBits: 3,
    messages: 12,
    data: '.*8x',
    kills: ['ack-beyond-next-accepted', 'signed-compare-at-wrap', 'expected-not-wrapped']
  },
  {
    id: 'S29',
    about: 'the number of an ACK is corrupted, and names a segment that was lost',
    ...gbn,
    messages: 3,
    data: '..x',
    ack: '.c',
    seed: 'ack-301',
    kills: ['checksum-not-verified-on-ack', 'trust-corrupt-ack', 'retx-on-corrupt-ack']
  },
  {
    id: 'S31',
    about: 'a segment is lost, and the ACK that says so is corrupted',
    ...gbn,
    messages: 4,
    data: '..x',
    ack: '..c',
    kills: ['trust-corrupt-ack', 'retx-on-corrupt-ack']
  },
  {
    id: 'S30',
    about: 'a fifth of the data is lost, by dice',
    ...gbn,
    window: 8,
    messages: 40,
    loss: 0.2,
    kills: ['receiver-exits-early']
  },
  {
    id: 'S30-sr',
    about: 'the same under Selective Repeat',
    ...sr,
    window: 8,
    messages: 40,
    loss: 0.2,
    kills: ['sr-single-timer']
  },
  {
    id: 'S25-sr',
    about: 'with few numbers, an old segment comes again when its number is near',
    ...sr,
    seqBits: 3,
    messages: 12,
    ack: 'x',
    kills: ['sr-no-upper-bound', 'sr-ack-only-in-window', 'sr-number-not-wrapped']
  },
  {
    id: 'S05-rdt3.0',
    about: 'a segment is lost, and so is its retransmission',
    protocol: 'rdt3.0',
    ...one,
    messages: 2,
    data: 'xx',
    kills: ['rdt3.0-timer-not-rearmed']
  },
  {
    id: 'S06-rdt3.0',
    about: 'a segment is corrupted',
    protocol: 'rdt3.0',
    ...one,
    messages: 2,
    data: 'c',
    kills: [
      'rdt3.0-takes-any-ack',
      'rdt3.0-resends-on-wrong-ack',
      'rdt3.0-ignores-checksum',
      'rdt3.0-acks-garbled-data'
    ]
  },
  {
    id: 'S03-rdt3.0',
    about: 'the only ACK is lost',
    protocol: 'rdt3.0',
    ...one,
    messages: 1,
    ack: 'x',
    kills: ['rdt3.0-silent-on-duplicate']
  },
  {
    id: 'S06-sr',
    about: 'a segment is corrupted',
    ...sr,
    messages: 4,
    data: '.c',
    kills: [
      'sr-timer-leak',
      'sr-acks-without-keeping',
      'sr-ack-taken-as-cumulative',
      'sr-acks-last-in-order'
    ]
  },
  {
    id: 'S27-rdt3.0',
    about: 'an ACK is late by 120 ms',
    protocol: 'rdt3.0',
    ...one,
    messages: 4,
    ack: '(+120ms)',
    kills: ['rdt3.0-resends-on-wrong-ack']
  },
  {
    id: 'S28-rdt3.0',
    about: 'a late ACK, and then a loss',
    protocol: 'rdt3.0',
    ...one,
    messages: 3,
    data: '..x',
    ack: '(+120ms)',
    kills: ['rdt3.0-takes-any-ack']
  }
]

/** All, golden ones first. */
export const SCENARIOS: readonly Scenario[] = [
  ...GOLDEN_SCENARIOS,
  ...FURTHER_SCENARIOS,
  ...RDT2_SCENARIOS,
  ...RDT30_SCENARIOS
]
