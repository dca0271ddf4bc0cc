/**
 * One direction of a conversation, `alice>server`, as it stands: what its sender's machine at alice
 * says of itself, what the receiver's at the server does, which timers run, and whether the
 * connection is open.
 */
import type { Micros } from '../../kernel/time.js'
import type { TraceEvent } from '../../trace/event.js'
import { endsOf } from '../../trace/ladder-crossing.js'
import type { SpokenProtocol } from '../../trace/spoken-protocol.js'
import { isBroken, reverse } from '../../trace/trigger.js'
import { Slices } from './run-slices.js'
import { WatchedWindow } from './run-watch.js'

/** A machine's state, with the book's names. */
export type State = NonNullable<TraceEvent['state']>

/** `new`: nothing was heard of it but that there are two nodes. */
export type Phase = 'new' | 'opening' | 'open' | 'closing' | 'closed'

export interface RunningTimer {
  readonly timer: number
  readonly startedAt: Micros
  readonly delay: Micros
}

/** No machine has more of them; what a trace says beyond is not kept. */
const MOST_TIMERS = 4096

const OPENING = new Set(['open', 'cookie', 'echo'])

export class LinkState {
  readonly link: string
  /** The other direction. */
  readonly back: string
  readonly from: string
  readonly to: string
  phase: Phase = 'new'
  /** Of its sender, and of the receiver at the other end. */
  sender: State | undefined
  receiver: State | undefined
  /** The connection that its data belongs to. */
  conn: string | undefined
  /** The number of the data segment that was sent last. */
  lastSeq: number | undefined
  /** Since when its sender has sent data and not heard anything; undefined where nothing is open. */
  unheardSince: Micros | undefined
  readonly timers = new Map<number, RunningTimer>()
  readonly watched: WatchedWindow
  readonly retransmissions = new Slices()
  retransmittedAt: Micros | undefined
  readonly #protocol: SpokenProtocol

  constructor(link: string, protocol: SpokenProtocol) {
    const { from, to } = endsOf(link)
    this.link = link
    this.back = reverse(link)
    this.from = from
    this.to = to
    this.watched = new WatchedWindow(protocol)
    this.#protocol = protocol
  }

  /** The number of the segment that `timer` guards: each its own, or one timer the oldest. */
  guarded(timer: number): number | undefined {
    if (this.#protocol.acks === 'each') return timer
    const base = this.sender?.['base']
    if (typeof base === 'number') return base
    return this.sender === undefined ? this.watched.base : this.lastSeq
  }

  /** Its node says this of its sender, or of the connection. */
  take(event: TraceEvent): void {
    switch (event.event) {
      case 'send':
        this.#sent(event)
        break
      case 'timer-start':
        this.#timerStarted(event)
        break
      case 'timer-stop':
      case 'timeout':
        if (event.half === 'sender') this.timers.delete(event.timer ?? 0)
        break
      case 'state':
        if (event.half === 'sender') this.sender = event.state
        break
      case 'open':
        this.#begin('open')
        break
      case 'close':
        this.#end()
        break
      default:
    }
  }

  /** Something came back. */
  heard(event: TraceEvent): void {
    this.unheardSince = undefined
    const { kind } = event
    if (isBroken(event)) return
    if (kind === 'ack') this.watched.acknowledged(event)
    else if (kind === 'accept' && this.phase !== 'open') this.#begin('open')
    else if (kind === 'close') this.phase = 'closing'
    else if (kind === 'closed' || kind === 'refuse') this.#end()
  }

  #sent(event: TraceEvent): void {
    const { kind = '', conn, seq, attempt = 1, t } = event
    if (OPENING.has(kind) && this.phase !== 'open') this.phase = 'opening'
    else if (kind === 'accept') this.phase = 'open'
    else if (kind === 'close') this.phase = 'closing'
    if (kind !== 'data') return
    if (this.conn !== conn) this.#reconnect(conn)
    if (this.phase === 'new' || this.phase === 'opening') this.phase = 'open'
    this.lastSeq = seq
    this.unheardSince ??= t
    this.watched.sent(event)
    if (attempt === 1) return
    this.retransmissions.add(t)
    this.retransmittedAt = t
  }

  #timerStarted({ half, timer = 0, delay, t }: TraceEvent): void {
    if (half !== 'sender' || delay === undefined) return
    if (this.timers.size < MOST_TIMERS) this.timers.set(timer, { timer, startedAt: t, delay })
  }

  #reconnect(conn: string | undefined): void {
    if (this.conn !== undefined) this.watched.reset()
    this.conn = conn
    this.phase = 'open'
  }

  /** A new machine: what the old one said goes for it no more. */
  #begin(phase: Phase): void {
    this.phase = phase
    this.sender = undefined
    this.timers.clear()
    this.watched.reset()
  }

  #end(): void {
    this.phase = 'closed'
    this.timers.clear()
  }
}
