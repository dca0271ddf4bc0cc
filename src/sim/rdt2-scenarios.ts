/** Scenarios of rdt2.0 to rdt2.2: each answer in doubt, with good news in it and with bad. */
import type { Scenario } from './scenario.js'

const one = { window: 1 } as const

export const RDT2_SCENARIOS: readonly Scenario[] = [
  {
    id: 'S26-rdt2.0',
    about: 'the data is garbled, and so is the NAK',
    protocol: 'rdt2.0',
    ...one,
    messages: 2,
    data: 'c',
    ack: 'c',
    kills: [
      'rdt2.0-trusts-garbled-ack',
      'rdt2.0-ignores-checksum',
      'rdt2.0-waits-on-garbled-answer'
    ]
  },
  {
    id: 'S26-rdt2.1',
    about: 'an ACK is garbled',
    protocol: 'rdt2.1',
    ...one,
    messages: 2,
    ack: 'c',
    kills: ['rdt2.1-nak-storm', 'rdt2.1-ignores-number', 'rdt2.1-number-stands-still']
  },
  {
    id: 'S26-rdt2.2',
    about: 'the data is garbled',
    protocol: 'rdt2.2',
    ...one,
    messages: 2,
    data: 'c',
    kills: ['rdt2.2-acks-garbled-data', 'rdt2.2-wrong-ack-bit', 'rdt2.2-takes-any-ack']
  },
  {
    id: 'S34-rdt2.0',
    about: 'the second data is garbled twice',
    protocol: 'rdt2.0',
    ...one,
    messages: 3,
    data: '.cc',
    kills: ['rdt2.0-takes-nak-for-ack', 'rdt2.0-silent-on-garbled', 'rdt2.0-ignores-checksum']
  },
  {
    id: 'S34-rdt2.1',
    about: 'the data is garbled, and so is the NAK',
    protocol: 'rdt2.1',
    ...one,
    messages: 2,
    data: 'c',
    ack: 'c',
    kills: [
      'rdt2.1-waits-on-garbled-answer',
      'rdt2.1-trusts-garbled-answer',
      'rdt2.1-silent-on-garbled',
      'rdt2.1-ignores-checksum'
    ]
  },
  {
    id: 'S35-rdt2.1',
    about: 'the second data is garbled, and the ACK of the third',
    protocol: 'rdt2.1',
    ...one,
    messages: 4,
    data: '.c',
    ack: '...c',
    kills: ['rdt2.1-takes-nak-for-ack', 'rdt2.1-silent-on-duplicate']
  },
  {
    id: 'S34-rdt2.2',
    about: 'the data is garbled, and so is the ACK that says so',
    protocol: 'rdt2.2',
    ...one,
    messages: 2,
    data: 'c',
    ack: 'c',
    kills: [
      'rdt2.2-waits-on-garbled-ack',
      'rdt2.2-trusts-garbled-ack',
      'rdt2.2-silent-on-garbled',
      'rdt2.2-ignores-checksum'
    ]
  },
  {
    id: 'S35-rdt2.2',
    about: 'the second data is garbled, and the ACK of the third',
    protocol: 'rdt2.2',
    ...one,
    messages: 4,
    data: '.c',
    ack: '...c',
    kills: ['rdt2.2-waits-on-wrong-ack', 'rdt2.2-silent-on-duplicate', 'rdt2.2-ignores-number']
  },
  {
    id: 'S36-rdt2.2',
    about: 'the very first data is garbled twice',
    protocol: 'rdt2.2',
    ...one,
    messages: 3,
    data: 'cc',
    kills: ['rdt2.2-first-ack-wrong', 'rdt2.2-number-stands-still']
  }
]
