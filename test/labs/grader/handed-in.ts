/** Go-Back-N as a student might hand it in, written from the lab's README; and how it goes wrong. */

/** What is put in the place of a piece of the right file. */
export type Slip = readonly [from: string, to: string]

const RIGHT = `
import { isAck, isData, makeAck, makeData } from 'rdt-chat'
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender, Segment } from 'rdt-chat'
// top
class Sender implements RdtSender {
  base = 1
  nextseqnum = 1
  sndpkt: Segment[] = []
  host: RdtHost
  options: ProtocolOptions
  constructor(host: RdtHost, options: ProtocolOptions) {
    this.host = host
    this.options = options
  }
  get isReady() {
    return this.nextseqnum < this.base + this.options.windowSize
  }
  get state() {
    return { base: this.base, nextseqnum: this.nextseqnum }
  }
  rdtSend(data: Uint8Array) {
    // rdtSend
    const segment = makeData(this.nextseqnum, data)
    this.sndpkt[this.nextseqnum] = segment
    this.host.udtSend(segment)
    if (this.base === this.nextseqnum) this.host.startTimer(this.options.rto)
    this.nextseqnum++
  }
  rdtRcv(segment: Segment) {
    // sender
    if (!isAck(segment)) return
    const n = segment.acknum
    if (n < this.base || n >= this.nextseqnum) return
    this.base = n + 1
    if (this.base === this.nextseqnum) this.host.stopTimer()
    else this.host.startTimer(this.options.rto)
  }
  timeout() {
    this.host.startTimer(this.options.rto)
    for (let n = this.base; n < this.nextseqnum; n++) this.again(n)
  }
  again(n: number) {
    const segment = this.sndpkt[n]
    if (segment !== undefined) this.host.udtSend(segment)
  }
}
class Receiver implements RdtReceiver {
  expectedseqnum = 1
  host: RdtHost
  constructor(host: RdtHost) {
    this.host = host
  }
  rdtRcv(segment: Segment) {
    // receiver
    if (isData(segment) && segment.seqnum === this.expectedseqnum) {
      this.host.deliverData(segment.data)
      this.expectedseqnum++
    }
    this.host.udtSend(makeAck(this.expectedseqnum - 1))
  }
}
export default {
  name: 'my-gbn',
  title: 'My Go-Back-N',
  survives: ['loss'],
  createSender: (host, options) => new Sender(host, options),
  createReceiver: (host) => new Receiver(host)
} satisfies Protocol
`

export function handedIn(...slips: readonly Slip[]): string {
  let text = RIGHT
  for (const [from, to] of slips) {
    if (!text.includes(from)) throw new Error(`there is no '${from}' to be replaced`)
    text = text.replace(from, to)
  }
  return text
}

/** The line of `piece` in the file, from 1. */
export const lineOf = (text: string, piece: string): number =>
  text.split('\n').findIndex((line) => line.includes(piece)) + 1

const GUARD = 'if (n < this.base || n >= this.nextseqnum) return'
const MOVES = 'this.base = n + 1'
const STOP = 'if (this.base === this.nextseqnum) this.host.stopTimer()'
const RESTART = 'else this.host.startTimer(this.options.rto)'
const RING = `timeout() {
    this.host.startTimer(this.options.rto)`
const LOOP = 'for (let n = this.base; n < this.nextseqnum; n++) this.again(n)'
const ANSWER = 'this.host.udtSend(makeAck(this.expectedseqnum - 1))'
const NOT_ACK = 'if (!isAck(segment)) return'

/** Each by the name that it ought to be given, as somebody else than we would make it. */
export const SLIPS: Readonly<Record<string, readonly Slip[]>> = {
  'window-off-by-one-high': [['< this.base + this.opt', '<= this.base + this.opt']],
  'window-off-by-one-low': [['+ this.options.windowSize', '+ this.options.windowSize - 1']],
  'exact-match-ack': [[GUARD, 'if (n !== this.base) return']],
  'base-plus-one-per-ack': [[MOVES, 'this.base++']],
  'base-eq-ack': [[MOVES, 'this.base = n']],
  'base-moves-back': [[GUARD, '']],
  'trust-corrupt-ack': [
    [NOT_ACK, ''],
    ['const n = segment.acknum', 'const n = segment.corrupt ? this.base : segment.acknum']
  ],
  'checksum-not-verified-on-ack': [[NOT_ACK, "if (segment.kind !== 'ack') return"]],
  'retx-on-corrupt-ack': [[NOT_ACK, `if (!isAck(segment)) { ${LOOP}; return }`]],
  'retx-on-dup-ack': [[GUARD, `if (n === this.base - 1) { ${LOOP} }; ${GUARD}`]],
  'timer-restart-on-send': [
    ['if (this.base === this.nextseqnum) this.host.start', 'this.host.start']
  ],
  'timer-restart-on-dup-ack': [
    [
      GUARD,
      `if (n < this.base && this.base < this.nextseqnum) this.host.startTimer(this.options.rto); ${GUARD}`
    ]
  ],
  'no-restart-on-new-ack': [[RESTART, '']],
  'timer-not-stopped-when-idle': [[STOP, 'if (this.base === this.nextseqnum) return']],
  'no-timer-for-tail': [
    [STOP, 'this.host.stopTimer()'],
    [RESTART, '']
  ],
  'timer-not-rearmed-after-timeout': [[RING, 'timeout() {']],
  'retx-only-base': [[LOOP, 'this.again(this.base)']],
  'retx-only-last': [[LOOP, 'this.again(this.nextseqnum - 1)']],
  'retx-already-acked': [[LOOP, LOOP.replace('let n = this.base', 'let n = this.base - 1')]],
  'premature-timeout': [
    ['this.options = options', 'this.options = { ...options, rto: options.rto / 1000 }']
  ],
  'refuse-drops-message': [
    ['return this.nextseqnum < this.base', 'return true || this.nextseqnum < this.base'],
    ['// rdtSend', 'if (this.nextseqnum >= this.base + this.options.windowSize) return']
  ],
  'silent-on-duplicate': [
    ['// receiver', 'if (isData(segment) && segment.seqnum < this.expectedseqnum) return']
  ],
  'silent-on-out-of-order': [
    ['// receiver', 'if (isData(segment) && segment.seqnum > this.expectedseqnum) return']
  ],
  'ack-what-arrived': [
    [
      ANSWER,
      'this.host.udtSend(makeAck(isData(segment) ? segment.seqnum : this.expectedseqnum - 1))'
    ]
  ],
  'deliver-out-of-order': [
    ['segment.seqnum === this.expectedseqnum', 'segment.seqnum >= this.expectedseqnum'],
    ['this.expectedseqnum++', 'this.expectedseqnum = segment.seqnum + 1']
  ],
  'deliver-duplicate': [
    [
      '// receiver',
      'if (isData(segment) && segment.seqnum < this.expectedseqnum) this.host.deliverData(segment.data)'
    ]
  ],
  'initial-ack-wrong': [
    [ANSWER, 'this.host.udtSend(makeAck(this.expectedseqnum === 1 ? -1 : this.expectedseqnum - 1))']
  ],
  'never-acknowledges': [[ANSWER, '']],
  'crash-on-garbage': [['// receiver', "if (!isData(segment)) throw new Error('what is this?')"]],
  'no-checksum': [
    ['isData(segment) && segment.seqnum', "segment.kind === 'data' && segment.seqnum"]
  ],
  'cross-talk': [
    ['// top', 'let peer: RdtHost | undefined'],
    [
      `constructor(host: RdtHost) {
    this.host = host`,
      `constructor(host: RdtHost) {
    this.host = host
    peer = host`
    ],
    [ANSWER, ANSWER.replace('this.host.', 'peer?.')]
  ]
}

/** Right, each in another way. */
export const LEGAL: Readonly<Record<string, readonly Slip[]>> = {
  'as it is': [],
  'silent on corrupt': [['// receiver', 'if (!isData(segment)) return']],
  'acks the next': [
    ['const n = segment.acknum', 'const n = segment.acknum - 1'],
    [ANSWER, 'this.host.udtSend(makeAck(this.expectedseqnum))'],
    ["survives: ['loss'],", "survives: ['loss'], acks: 'next',"]
  ],
  'the book to the letter': [[GUARD, '']],
  'shows no state': [
    [
      `get state() {
    return { base: this.base, nextseqnum: this.nextseqnum }
  }`,
      ''
    ]
  ],
  'acks twice': [[ANSWER, `${ANSWER}; ${ANSWER}`]],
  'timer before the segment': [
    ['if (this.base === this.nextseqnum) this.host.startTimer(this.options.rto)\n', '\n'],
    ['// rdtSend', 'if (this.base === this.nextseqnum) this.host.startTimer(this.options.rto)']
  ]
}
