/**
 * How the machines of a run behave towards each other, read off its trace, whatever they show of
 * their state. What they are held to is true in any run, not in the reference's:
 *
 *   answer   a segment that has come before says that its ACK was lost: it is answered
 *   number   an ACK names what its receiver has: the last in order, the next, or this one
 *   damage   nothing is delivered of a segment that came corrupt
 *   belief   base moves on only as far as ACKs that came whole allow
 *   again    what was sent before is sent again when a timer rings, and not otherwise: for those
 *            who know no other reason (rdt3.0, Go-Back-N, Selective Repeat)
 *
 * Which segment it is that comes is known by its transmission, so numbers may come again.
 */
import type { Micros } from '../kernel/time.js'
import type { Protocol } from '../rdt/protocol.js'
import { SequenceSpace } from '../rdt/sequence.js'
import type { TraceEvent } from '../trace/event.js'
import { RECEIVER, SENDER, type SimConfig } from './config.js'

export type ConductRule = 'answer' | 'number' | 'damage' | 'belief' | 'again'

/** What came to the receiver, and what it did about it. */
interface Arrival {
  readonly at: Micros
  /** Which data segment it is, from 0; undefined for anything else. */
  readonly index: number | undefined
  readonly isCorrupt: boolean
  readonly deliveredBefore: number
  isAnswered: boolean
}

/** Give its `sink` to a run, and `close` it at the end. */
export class Conduct {
  /** The first time that each rule was broken, in words. */
  readonly faults = new Map<ConductRule, string>()
  /** When that was. */
  readonly faultsAt = new Map<ConductRule, Micros>()
  /** When data was sent that had been sent before. */
  readonly repeatedAt: Micros[] = []
  /** Every data segment, ACK and NAK that was sent, and when. */
  readonly transmissions: string[] = []
  /** When something last happened. */
  lastAt: Micros = 0
  readonly #acks: NonNullable<Protocol['acks']>
  readonly #numbers: SequenceSpace
  /** The number of the first data segment. */
  #first = 0
  /** Data segments sent for the first time, and how many of them ACKs have covered, in order. */
  #sent = 0
  #covered = 0
  /** Acknowledged one by one, beyond those. */
  readonly #single = new Set<number>()
  /** Which data segment each transmission carries. */
  readonly #carried = new Map<number, number>()
  #delivered = 0
  readonly #received = new Set<number>()
  #arrival: Arrival | undefined
  /** What the receiver has acknowledged since then. */
  readonly #acknowledged: number[] = []
  /** What the sender does now it does because a timer has rung. */
  #hasRung = false

  constructor({ protocol, seqBits }: Pick<SimConfig, 'protocol' | 'seqBits'>) {
    this.#acks = protocol.acks ?? 'last'
    this.#numbers = new SequenceSpace(seqBits)
  }

  readonly sink = (event: TraceEvent): void => {
    this.lastAt = event.t
    if (event.event === 'send') this.#transmitted(event)
    if (event.event === 'duplicate') this.#carry(event.id, this.#carried.get(event.of ?? 0))
    if (event.at === RECEIVER) this.#atReceiver(event)
    if (event.at === SENDER) this.#atSender(event)
  }

  /** Nothing more will come. */
  close(): void {
    this.#weighArrival()
  }

  #transmitted({ t, at, kind, seq, ack, id, attempt }: TraceEvent): void {
    if (kind !== 'data' && kind !== 'ack' && kind !== 'nak') return
    this.transmissions.push(`${t} ${at} ${kind} ${seq ?? ack ?? ''}`)
    if (at !== SENDER || seq === undefined) return
    if (this.#sent === 0) this.#first = seq
    if (attempt === 1) this.#sent++
    else {
      this.repeatedAt.push(t)
      if (!this.#hasRung) this.#fault('again', `${seq} was sent again though no timer had rung`)
    }
    const newest = this.#number(this.#sent - 1)
    this.#carry(id, this.#sent - 1 - this.#numbers.distance(seq, newest))
  }

  #carry(id: number | undefined, index: number | undefined): void {
    if (id !== undefined && index !== undefined) this.#carried.set(id, index)
  }

  #atReceiver({ t: at, event, id, ack, kind, why }: TraceEvent): void {
    if (event === 'receive' || event === 'timeout') {
      this.#weighArrival()
      const isCorrupt = event === 'receive' && why !== undefined
      const index = kind === 'data' ? this.#carried.get(id ?? 0) : undefined
      const deliveredBefore = this.#delivered
      this.#arrival = { at, index, isCorrupt, deliveredBefore, isAnswered: false }
      if (index !== undefined) this.#received.add(this.#number(index))
    } else if (event === 'deliver') {
      this.#delivered++
      if (this.#arrival?.isCorrupt) this.#fault('damage', 'what came corrupt was delivered')
    } else if (event === 'send' && this.#arrival !== undefined) {
      this.#arrival.isAnswered = true
      if (kind === 'ack' && ack !== undefined) this.#acknowledged.push(ack)
    }
  }

  /** The receiver is done with what came: by now it has delivered what it was going to. */
  #weighArrival(): void {
    const { index, deliveredBefore, isAnswered } = this.#arrival ?? {}
    if (index !== undefined && index < (deliveredBefore ?? 0) && !isAnswered) {
      this.#fault('answer', `${this.#number(index)} came again and was not answered`)
    }
    for (const ack of this.#acknowledged) this.#weighAck(ack, deliveredBefore ?? 0)
    this.#acknowledged.length = 0
  }

  #weighAck(ack: number, before: number): void {
    if (this.#acks === 'none') return
    if (this.#acks === 'each') {
      if (!this.#received.has(ack)) this.#fault('number', `ACK ${ack}, which has not come`)
      return
    }
    const behind = this.#acks === 'next' ? 0 : 1
    for (let had = before; had <= this.#delivered; had++) {
      if (ack === this.#number(had - behind)) return
    }
    const right = this.#number(this.#delivered - behind)
    this.#fault('number', `ACK ${ack}, where ACK ${right} was due`)
  }

  #atSender({ event, half, ack, kind, why, state }: TraceEvent): void {
    if (event === 'receive' || event === 'submit' || event === 'timeout') {
      this.#hasRung = event === 'timeout'
    }
    if (event === 'receive' && kind === 'ack' && why === undefined) this.#cover(ack ?? 0)
    if (event !== 'state' || half !== 'sender') return
    const base = state?.['base']
    if (typeof base !== 'number') return
    const ahead = this.#numbers.distance(this.#number(this.#covered), base)
    if (ahead === 0 || ahead >= this.#numbers.size / 2) return
    this.#fault('belief', `base is ${base}, and ACKs allow ${this.#number(this.#covered)}`)
  }

  /** An ACK came whole. */
  #cover(ack: number): void {
    const named = this.#acks === 'next' ? this.#numbers.previous(ack) : ack
    const index = this.#covered + this.#numbers.distance(this.#number(this.#covered), named)
    if (index >= this.#sent) return
    if (this.#acks === 'each') this.#single.add(index)
    else this.#covered = index + 1
    while (this.#single.delete(this.#covered)) this.#covered++
  }

  /** The number of the data segment `index`. */
  #number(index: number): number {
    return this.#numbers.wrap(this.#first + index)
  }

  #fault(rule: ConductRule, what: string): void {
    if (this.faults.has(rule)) return
    this.faults.set(rule, what)
    const isOfReceiver = rule === 'answer' || rule === 'number'
    // Of what came before, it is said when the next one comes.
    this.faultsAt.set(rule, isOfReceiver ? (this.#arrival?.at ?? this.lastAt) : this.lastAt)
  }
}
