/** Go-Back-N with one bug, chosen by name: what the checker of a simulated run must notice. */
import type {
  Protocol,
  ProtocolOptions,
  RdtHost,
  RdtReceiver,
  RdtSender
} from '../../src/rdt/protocol.js'
import { isAck, isData, makeAck, makeData, type Segment } from '../../src/rdt/segment.js'
import { SequenceSpace } from '../../src/rdt/sequence.js'

export const BUGS = [
  'none',
  'silent-on-duplicate',
  'base-moves-back',
  'resends-below-base',
  'window-off-by-one-high',
  'window-off-by-one-low',
  'timer-not-stopped-when-idle',
  'timer-not-rearmed-after-timeout',
  'timer-restart-on-dup-ack',
  'timer-restart-on-send',
  'no-restart-on-new-ack',
  'no-timer-for-tail',
  'delivers-duplicate',
  'delivers-out-of-order',
  'expected-skips-one',
  'expected-moves-back',
  'expected-not-wrapped',
  'ignores-corruption',
  'exact-match-ack',
  'base-plus-one-per-ack',
  'resends-only-base',
  'resends-on-dup-ack',
  'never-acknowledges'
] as const
export type Bug = (typeof BUGS)[number]

class Sender implements RdtSender {
  base = 1
  nextseqnum = 1
  sndpkt: Segment[] = []
  /** The newest that was acknowledged. */
  past: Segment | undefined
  readonly numbers: SequenceSpace
  readonly host: RdtHost
  readonly options: ProtocolOptions
  readonly bug: Bug

  constructor(host: RdtHost, options: ProtocolOptions, bug: Bug) {
    this.host = host
    this.options = options
    this.bug = bug
    this.numbers = new SequenceSpace(options.seqBits)
  }

  get isReady() {
    const { windowSize } = this.options
    const more = this.bug === 'window-off-by-one-high' ? 1 : 0
    const less = this.bug === 'window-off-by-one-low' && windowSize > 1 ? 1 : 0
    return this.sndpkt.length < windowSize + more - less
  }

  get state() {
    return { base: this.base, nextseqnum: this.nextseqnum }
  }

  rdtSend(data: Uint8Array) {
    const segment = makeData(this.nextseqnum, data)
    this.host.udtSend(segment)
    if (this.sndpkt.length === 0 || this.bug === 'timer-restart-on-send') {
      this.host.startTimer(this.options.rto)
    }
    this.sndpkt.push(segment)
    this.nextseqnum = this.numbers.next(this.nextseqnum)
  }

  rdtRcv(segment: Segment) {
    const { bug, numbers, host } = this
    if (bug === 'ignores-corruption' ? segment.kind !== 'ack' : !isAck(segment)) return
    const acknowledged = numbers.distance(this.base, segment.acknum) + 1
    if (acknowledged > this.sndpkt.length) {
      if (bug === 'base-moves-back') this.base = numbers.next(segment.acknum)
      if (bug === 'timer-restart-on-dup-ack') host.startTimer(this.options.rto)
      if (bug === 'resends-on-dup-ack') for (const one of this.sndpkt) host.udtSend(one)
      return
    }
    if (bug === 'exact-match-ack' && acknowledged !== 1) return
    const gone = this.sndpkt.splice(0, bug === 'base-plus-one-per-ack' ? 1 : acknowledged)
    this.past = gone.at(-1)
    this.base =
      bug === 'base-plus-one-per-ack' ? numbers.next(this.base) : numbers.next(segment.acknum)
    if (this.sndpkt.length === 0) {
      if (bug !== 'timer-not-stopped-when-idle') host.stopTimer()
    } else if (bug === 'no-timer-for-tail') host.stopTimer()
    else if (bug !== 'no-restart-on-new-ack') host.startTimer(this.options.rto)
  }

  timeout() {
    const { bug, host } = this
    if (bug !== 'timer-not-rearmed-after-timeout') host.startTimer(this.options.rto)
    if (bug === 'resends-below-base' && this.past !== undefined) host.udtSend(this.past)
    for (const segment of bug === 'resends-only-base' ? this.sndpkt.slice(0, 1) : this.sndpkt) {
      host.udtSend(segment)
    }
  }
}

class Receiver implements RdtReceiver {
  expectedseqnum = 1
  sndpkt = makeAck(0)
  readonly numbers: SequenceSpace
  readonly host: RdtHost
  readonly bug: Bug

  constructor(host: RdtHost, { seqBits }: ProtocolOptions, bug: Bug) {
    this.host = host
    this.bug = bug
    this.numbers = new SequenceSpace(seqBits)
  }

  get state() {
    return { expectedseqnum: this.expectedseqnum }
  }

  rdtRcv(segment: Segment) {
    const { bug, host, numbers } = this
    const isWhole = bug === 'ignores-corruption' ? segment.kind === 'data' : isData(segment)
    if (isWhole && this.#isWanted(segment)) {
      host.deliverData(segment.data)
      this.sndpkt = makeAck(this.expectedseqnum)
      this.expectedseqnum =
        bug === 'expected-not-wrapped' ? this.expectedseqnum + 1 : numbers.next(this.expectedseqnum)
      if (bug === 'expected-skips-one') this.expectedseqnum = numbers.next(this.expectedseqnum)
    } else if (isWhole) {
      if (bug === 'silent-on-duplicate') return
      if (bug === 'expected-moves-back') this.expectedseqnum = segment.seqnum
    }
    if (bug !== 'never-acknowledges') host.udtSend(this.sndpkt)
  }

  #isWanted({ seqnum }: Segment): boolean {
    if (this.bug === 'expected-not-wrapped') return seqnum === this.expectedseqnum
    const ahead = this.numbers.distance(this.expectedseqnum, seqnum)
    if (this.bug === 'delivers-duplicate') {
      return ahead === 0 || ahead > this.numbers.size / 2
    }
    return ahead === 0 || (this.bug === 'delivers-out-of-order' && ahead < this.numbers.size / 2)
  }
}

export const brokenGbn = (bug: Bug): Protocol => ({
  name: `gbn-${bug}`,
  title: `Go-Back-N, ${bug}`,
  survives: [],
  createSender: (host, options) => new Sender(host, options, bug),
  createReceiver: (host, options) => new Receiver(host, options, bug)
})
