/**
 * The streams of a trace as TCP would have sent them. Every message becomes bytes of a stream, in
 * the order in which messages were first sent; what an ACK names becomes the byte up to which
 * all has arrived.
 *
 *      data 1 (32)   data 2 (32)   data 3 (32)         gbn   ACK 2:  all up to 65
 *      ├─ 1 … 32 ─┤  ├─ 33 … 64 ─┤ ├─ 65 … 96 ─┤       tcp   ACK 3:  all up to 65
 *                                                      sr    ACK 2, then 3, without 1:  SACK 33-97
 *
 * Seen where the sender is: data as it leaves, ACKs as they arrive.
 */
import type { Micros } from '../kernel/time.js'
import { MAX_PAYLOAD } from '../wire/fields.js'
import { type AckMeaning, numberingIn } from './ack-meaning.js'
import type { TraceEvent, TraceHeader } from './event.js'
import { endsOf } from './ladder-crossing.js'

/** Bytes `from` … `to` − 1 of a stream, from 0. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

interface Message extends ByteRange {
  isAcked: boolean
}

/** What the capture shows of a stream, in order. */
export interface TcpStep {
  readonly t: Micros
  readonly stream: TcpStream
  readonly what: 'data' | 'ack'
  readonly event: TraceEvent
  /** The bytes that are sent; of an ACK, all before `to` have arrived. */
  readonly range: ByteRange
  /** What has arrived behind a gap. */
  readonly sacked: readonly ByteRange[]
}

/** TCP cannot send an empty message, and one of a byte is taken for a probe: "are you there?" */
const SHORTEST = 2
/** A TCP option has room for no more. */
const MOST_RANGES = 4
/** Messages behind a gap that are looked through for ranges. */
const MOST_BEHIND = 2_000

/** Data that goes over one link under one connection. */
export class TcpStream {
  readonly link: string
  readonly acks: AckMeaning
  readonly #messages: Message[] = []
  readonly #named = new Map<number, Message>()
  /** The first message that is not acknowledged. */
  #open = 0
  #next = 0
  #acked = 0

  constructor(link: string, acks: AckMeaning) {
    this.link = link
    this.acks = acks
  }

  /** All that was sent has arrived, as far as the sender knows. */
  get isComplete(): boolean {
    return this.acks !== 'none' && this.#acked === this.#next
  }

  get length(): number {
    return this.#next
  }

  send({ seq = 0, len = 0, attempt = 1 }: TraceEvent): ByteRange {
    const known = this.#named.get(seq)
    if (attempt > 1 && known !== undefined) return known
    const to = this.#next + Math.min(Math.max(SHORTEST, len), MAX_PAYLOAD)
    const message = { from: this.#next, to, isAcked: false }
    this.#next = message.to
    this.#messages.push(message)
    this.#named.set(seq, message)
    return message
  }

  /** @returns what TCP would acknowledge now */
  acknowledge({ kind, ack = 0 }: TraceEvent, modulus: number): ByteRange {
    const message = kind === 'ack' ? this.#messageOf(ack, modulus) : undefined
    if (message !== undefined) {
      message.isAcked = true
      if (this.acks === 'each') this.#close()
      else if (message.to > this.#acked) this.#acked = message.to
    }
    return { from: 0, to: this.#acked }
  }

  #messageOf(ack: number, modulus: number): Message | undefined {
    if (this.acks === 'unnumbered') return this.#messages.at(-1)
    if (this.acks === 'next') return this.#named.get((ack + modulus - 1) % modulus)
    return this.#named.get(ack)
  }

  /** Up to the first gap. */
  #close(): void {
    let first = this.#messages[this.#open]
    while (first?.isAcked) {
      this.#acked = first.to
      first = this.#messages[++this.#open]
    }
  }

  /** What has arrived behind the first gap, the range that holds `latest` first. */
  sacked(latest: number): ByteRange[] {
    if (this.acks !== 'each') return []
    const ranges: ByteRange[] = []
    const end = Math.min(this.#messages.length, this.#open + MOST_BEHIND)
    for (let i = this.#open; i < end; i++) {
      const { isAcked, from, to } = this.#messages[i] as Message
      if (!isAcked) continue
      const last = ranges.at(-1)
      if (last?.to === from) ranges[ranges.length - 1] = { from: last.from, to }
      else ranges.push({ from, to })
    }
    const fresh = this.#named.get(latest)
    const isFresh = ({ from, to }: ByteRange) =>
      fresh !== undefined && from <= fresh.from && fresh.from < to
    return [...ranges.filter(isFresh), ...ranges.filter((each) => !isFresh(each))].slice(
      0,
      MOST_RANGES
    )
  }
}

/** Everything that a TCP capture of `events` shows, in their order. */
export function tcpSteps(header: TraceHeader, events: readonly TraceEvent[]): TcpStep[] {
  const { seq_bits: bits } = header.config
  const { acks } = numberingIn(header)
  const modulus = 2 ** (typeof bits === 'number' && bits >= 1 && bits <= 32 ? bits : 32)
  const streams = new Map<string, TcpStream>()
  /** The youngest stream of each link, and which stream the ACKs of a connection are for. */
  const latest = new Map<string, TcpStream>()
  const acknowledged = new Map<string, TcpStream>()
  const steps: TcpStep[] = []
  const send = (event: TraceEvent, link: string): void => {
    const key = `${link} ${event.conn}`
    const stream = streams.get(key) ?? new TcpStream(link, acks)
    if (!streams.has(key)) latest.set(link, stream)
    streams.set(key, stream)
    steps.push({ t: event.t, stream, what: 'data', event, range: stream.send(event), sacked: [] })
  }
  const answer = (event: TraceEvent, link: string): void => {
    const { from, to } = endsOf(link)
    const key = `${link} ${event.conn}`
    const stream = acknowledged.get(key) ?? latest.get(`${to}>${from}`)
    if (stream === undefined) return
    acknowledged.set(key, stream)
    const range = stream.acknowledge(event, modulus)
    const sacked = stream.sacked(event.ack ?? 0)
    steps.push({ t: event.t, stream, what: 'ack', event, range, sacked })
  }
  for (const event of events) {
    const { link, kind, why } = event
    if (link === undefined) continue
    if (event.event === 'send' && kind === 'data') send(event, link)
    // What is damaged, TCP throws away.
    const isAnswer = event.event === 'receive' && (kind === 'ack' || kind === 'nak')
    if (isAnswer && why === undefined) answer(event, link)
  }
  return steps
}
