/**
 * Knows what happened in a simulated run without reading its trace: it deals the fates itself, and
 * stands between the machines and their hosts, where it sees which segment comes in and what goes
 * out. A piece of data is known by its bytes' identity, a transmission by the segment's.
 */
import type { FateSource } from '../../lossy-channel/weather/fate-source.js'
import type { FateRun } from '../../lossy-channel/weather/fate-string.js'
import type { RandomStream } from '../../src/kernel/random.js'
import { ms } from '../../src/kernel/time.js'
import type { Protocol, RdtHost, RdtReceiver, RdtSender } from '../../src/rdt/protocol.js'
import type { Segment } from '../../src/rdt/segment.js'
import { SequenceSpace } from '../../src/rdt/sequence.js'
import { decodeRanges } from '../../src/rdt/tcp-sack.js'

interface Sent {
  readonly order: number
  readonly segment: Segment
  readonly arrivals: number[]
}

interface SentData extends Sent {
  readonly piece: KnownPiece
  readonly index: number
  readonly belief: string
}

interface KnownPiece {
  readonly number: number
  readonly sent: SentData[]
  taken?: number
}

interface SentAnswer extends Sent {
  /** The piece that had just come. */
  readonly on: KnownPiece | undefined
}

export interface Verdict {
  readonly seq: number
  readonly belief: string
  readonly truth: string
  readonly spurious: boolean
}

/** Which sorts of fates a direction deals, and how many before it turns clean. */
export interface Deal {
  readonly marks: readonly FateRun['mark'][]
  readonly share: number
  readonly count: number
}

/** Deals fates and remembers them. */
export class Dealer implements FateSource {
  readonly dealt: FateRun['mark'][] = []
  readonly #dice: RandomStream
  readonly #deal: Deal

  constructor(dice: RandomStream, deal: Deal) {
    this.#dice = dice
    this.#deal = deal
  }

  get isOver(): boolean {
    return this.taken >= this.#deal.count
  }

  get taken(): number {
    return this.dealt.length
  }

  next(): FateRun {
    const { marks, share } = this.#deal
    const isBad = marks.length > 0 && this.#dice.below(1000) < share * 1000
    const mark = isBad ? (marks[this.#dice.below(marks.length)] as FateRun['mark']) : '.'
    this.dealt.push(mark)
    return { mark, by: mark === 'late' ? ms(1 + this.#dice.below(150)) : 0, count: 1 }
  }
}

const TCP_BELIEFS = ['timeout', 'paced', 'overtaken', 'probe', 'probe']

export class Oracle {
  readonly protocol: Protocol
  readonly #real: Protocol
  readonly #windowSize: number
  readonly #up: Dealer
  readonly #down: Dealer
  #order = 0
  #belief = 'unknown'
  #timeoutsUsed = 0
  /** What the receiver is digesting. */
  #coming: KnownPiece | undefined
  readonly #pieces = new Map<Uint8Array, KnownPiece>()
  readonly #data: SentData[] = []
  readonly #answers: SentAnswer[] = []
  readonly #bySegment = new Map<Segment, Sent>()

  constructor(real: Protocol, windowSize: number, up: Dealer, down: Dealer) {
    this.#real = real
    this.#windowSize = windowSize
    this.#up = up
    this.#down = down
    this.protocol = {
      ...real,
      createSender: (host, options) =>
        this.#watchSender(host, (h) => real.createSender(h, options)),
      createReceiver: (host, options) =>
        this.#watchReceiver(host, (h) => real.createReceiver(h, options))
    }
  }

  /** Of every retransmission, in their order. */
  verdicts(): Verdict[] {
    return this.#data
      .filter(({ index }) => index > 0)
      .map((sent) => ({
        seq: sent.segment.seqnum,
        belief: sent.belief,
        truth: this.#truth(sent),
        spurious: sent.piece.sent.slice(0, sent.index).some(({ arrivals }) => arrivals.length > 0)
      }))
  }

  #truth({ piece, index, order }: SentData): string {
    if (piece.taken === undefined || piece.taken > order) {
      const earlier = piece.sent.slice(0, index)
      if (earlier.some(({ arrivals: [first = 0] }) => first > order)) return 'late'
      const last = earlier.at(-1)!
      if (last.arrivals.length > 0) return 'arrived, discarded'
      return this.#fate(this.#up, this.#data.indexOf(last))
    }
    const { taken } = piece
    const answers = this.#answers.filter(
      (one) => one.order < order && one.order > taken && this.#covers(one, piece)
    )
    if (answers.length === 0) return 'unanswered'
    const heard = answers.flatMap((one) => one.arrivals)
    if (heard.some((at) => at < order)) return 'acknowledged'
    if (heard.length > 0) return 'ack late'
    const fate = this.#fate(this.#down, this.#answers.indexOf(answers.at(-1)!))
    return fate === 'unknown' ? fate : `ack ${fate}`
  }

  #fate({ dealt }: Dealer, index: number): string {
    const mark = dealt[index]
    if (mark === 'x') return 'lost'
    return mark === 'c' || mark === 't' ? 'corrupted' : 'unknown'
  }

  #covers({ segment, on }: SentAnswer, piece: KnownPiece): boolean {
    const { kind, acknum, data } = segment
    if (kind !== 'ack') return false
    switch (this.#real.name) {
      case 'sr':
        return on === piece
      case 'gbn':
        return piece.number <= acknum
      case 'tcp': {
        const ranges = decodeRanges(data, new SequenceSpace(32), acknum, this.#windowSize)
        const isTold = ranges.some(({ from, to }) => from <= piece.number && piece.number < to)
        return piece.number < acknum || isTold
      }
      case 'rdt2.2':
      case 'rdt3.0':
        return piece.number === acknum
      default:
        // Without numbers: any ACK says that what was handed up has come.
        return true
    }
  }

  #watchSender(host: RdtHost, make: (host: RdtHost) => RdtSender): RdtSender {
    const inner = make({
      ...orders(host),
      udtSend: (segment) => host.udtSend(this.#sendData(segment))
    })
    const hear = (belief: string) => {
      this.#order++
      this.#belief = belief
      this.#timeoutsUsed = 0
    }
    return {
      get isReady() {
        return inner.isReady
      },
      get state() {
        return inner.state as NonNullable<RdtSender['state']>
      },
      rdtSend: (data, at) => inner.rdtSend(data, at),
      rdtRcv: (segment, at) => {
        hear(beliefOf(segment, this.#real.maxWindow?.(32) === 1))
        this.#bySegment.get(segment)?.arrivals.push(this.#order)
        inner.rdtRcv(segment, at)
      },
      timeout: (timer, at) => {
        hear(this.#real.name === 'tcp' ? (TCP_BELIEFS[timer] ?? 'unknown') : 'timeout')
        inner.timeout(timer, at)
      }
    }
  }

  #watchReceiver(host: RdtHost, make: (host: RdtHost) => RdtReceiver): RdtReceiver {
    const inner = make({
      ...orders(host),
      udtSend: (segment) => host.udtSend(this.#sendAnswer(segment)),
      deliverData: (data) => {
        const piece = this.#pieces.get(data)
        if (piece !== undefined) piece.taken ??= this.#order
        host.deliverData(data)
      }
    })
    const keeps = ['sr', 'tcp'].includes(this.#real.name)
    return {
      get state() {
        return inner.state as NonNullable<RdtReceiver['state']>
      },
      rdtRcv: (segment, at) => {
        this.#order++
        const sent = this.#bySegment.get(segment) as SentData | undefined
        sent?.arrivals.push(this.#order)
        this.#coming = sent?.piece
        if (keeps && sent !== undefined) sent.piece.taken ??= this.#order
        inner.rdtRcv(segment, at)
      },
      timeout: (timer, at) => inner.timeout?.(timer, at)
    }
  }

  /** Each transmission is a value of its own, so that it is known when it arrives. */
  #sendData(given: Segment): Segment {
    const segment = { ...given }
    const known = this.#pieces.get(given.data)
    const piece = known ?? { number: given.seqnum, sent: [] }
    this.#pieces.set(given.data, piece)
    const isFollower = this.#belief === 'timeout' && this.#timeoutsUsed++ > 0
    const sent: SentData = {
      order: ++this.#order,
      segment,
      arrivals: [],
      piece,
      index: piece.sent.length,
      belief: isFollower ? 'window' : this.#belief
    }
    piece.sent.push(sent)
    this.#data.push(sent)
    this.#bySegment.set(segment, sent)
    return segment
  }

  #sendAnswer(given: Segment): Segment {
    const segment = { ...given }
    const sent = { order: ++this.#order, segment, arrivals: [], on: this.#coming }
    this.#answers.push(sent)
    this.#bySegment.set(segment, sent)
    return segment
  }
}

function beliefOf(segment: Segment, isStopAndWait: boolean): string {
  if (segment.corrupt) return 'garbled answer'
  if (segment.kind === 'nak') return 'nak'
  return isStopAndWait ? 'wrong ack' : 'duplicate acks'
}

const orders = (host: RdtHost): RdtHost => ({
  udtSend: (segment) => host.udtSend(segment),
  deliverData: (data) => host.deliverData(data),
  startTimer: (delay, timer) => host.startTimer(delay, timer),
  stopTimer: (timer) => host.stopTimer(timer)
})
