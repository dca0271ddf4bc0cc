/** How a run stands between two steps: the two machines, their timers, and what is on its way. */
import type { Direction } from '../../../lossy-channel/weather/weather.js'
import type { Micros } from '../../kernel/time.js'
import type { TraceEvent } from '../../trace/event.js'
import { numberOf } from '../../trace/ladder-crossing.js'
import type { State } from '../../trace/ladder-row.js'
import { isBroken } from '../../trace/trigger.js'
import { SENDER } from '../config.js'
import type { Folded } from './checkpoints.js'

export interface RunningTimer {
  readonly half: 'sender' | 'receiver'
  readonly timer: number
  readonly startedAt: Micros
  readonly delay: Micros
}

/** One transmission that has not come to its end. */
export interface Flight {
  readonly id: number
  /** Of a copy that the channel made: the transmission that it is a copy of. */
  readonly of?: number | undefined
  readonly kind: string
  readonly number?: number | undefined
  readonly attempt: number
  readonly direction: Direction
  /** Which transmission of its direction, from 0; a copy has that of its original. */
  readonly index: number
  readonly sentAt: Micros
  /** What the channel did to it, and why. */
  readonly lost?: string
  readonly damage?: string
  readonly late?: { readonly by: Micros; readonly why: string }
}

export interface RunCounts {
  data: number
  retransmitted: number
  answers: number
  lost: number
  timeouts: number
  delivered: number
  submitted: number
}

export class RunState {
  now: Micros = 0
  sender: State | undefined
  receiver: State | undefined
  /** The number of the data segment that was sent last, and of the ACKs sent and received last. */
  lastSeq: number | undefined
  lastAnswer: number | undefined
  lastAck: number | undefined
  /** Data segments that were sent for the first time. */
  pieces = 0
  readonly timers: Map<string, RunningTimer>
  readonly flights: Map<number, Flight>
  readonly counts: RunCounts
  /** Transmissions so far. */
  readonly sent: Record<Direction, number>

  constructor(before?: RunState) {
    this.timers = new Map(before?.timers)
    this.flights = new Map(before?.flights)
    this.counts = { ...(before?.counts ?? NOTHING) }
    this.sent = { up: before?.sent.up ?? 0, down: before?.sent.down ?? 0 }
    if (before === undefined) return
    this.now = before.now
    this.sender = before.sender
    this.receiver = before.receiver
    this.lastSeq = before.lastSeq
    this.lastAnswer = before.lastAnswer
    this.lastAck = before.lastAck
    this.pieces = before.pieces
  }

  take(event: TraceEvent): void {
    this.now = event.t
    switch (event.event) {
      case 'submit':
        this.counts.submitted++
        break
      case 'send':
        this.#send(event)
        break
      case 'duplicate':
        this.#copy(event)
        break
      case 'drop':
      case 'corrupt':
      case 'delay':
        this.#befall(event)
        break
      case 'receive':
        this.flights.delete(event.id ?? -1)
        if (event.kind === 'ack' && !isBroken(event)) this.lastAck = event.ack
        break
      case 'deliver':
        this.counts.delivered++
        break
      case 'state':
        if (!isOfData(event)) break
        if (event.half === 'sender') this.sender = event.state
        else this.receiver = event.state
        break
      default:
        if (isOfData(event)) this.#time(event)
    }
  }

  #time({ event, half = 'sender', timer = 0, delay, t }: TraceEvent): void {
    const key = `${half} ${timer}`
    if (event === 'timer-start') {
      this.timers.delete(key)
      this.timers.set(key, { half, timer, startedAt: t, delay: delay ?? 0 })
    } else if (event === 'timer-stop' || event === 'timeout') this.timers.delete(key)
    if (event === 'timeout' && half === 'sender') this.counts.timeouts++
  }

  #send(event: TraceEvent): void {
    const { at, id = 0, kind = '?', attempt = 1, t, ack } = event
    const direction = at.startsWith(SENDER) ? 'up' : 'down'
    const index = this.sent[direction]++
    const number = numberOf(event)
    this.#forgetLost()
    this.flights.set(id, { id, kind, number, attempt, direction, index, sentAt: t })
    if (kind === 'data') {
      this.lastSeq = number
      this.counts.data++
      if (attempt > 1) this.counts.retransmitted++
      else this.pieces++
    } else {
      this.counts.answers++
      if (kind === 'ack') this.lastAnswer = ack
    }
  }

  #copy({ id = 0, of, why: _, ...event }: TraceEvent): void {
    const original = this.flights.get(of ?? -1)
    if (original === undefined) return
    const { lost: __, ...same } = original
    this.flights.set(id, { ...same, id, of, sentAt: event.t })
  }

  #befall({ id = -1, event, why = '', delay: by = 0 }: TraceEvent): void {
    const flight = this.flights.get(id)
    if (flight === undefined) return
    if (event === 'drop') this.counts.lost++
    const more =
      event === 'drop'
        ? { lost: why }
        : event === 'corrupt'
          ? { damage: why }
          : { late: { by, why } }
    this.flights.set(id, { ...flight, ...more })
  }

  /** Those that were lost before anything that is still on its way was sent. */
  #forgetLost(): void {
    for (const [id, { lost, sentAt }] of this.flights) {
      if (lost === undefined || sentAt === this.now) return
      if (this.now - sentAt < LONGEST_MEMORY) return
      this.flights.delete(id)
    }
  }
}

/** Of a connection both nodes have both machines; the messages go one way. */
const isOfData = ({ at, half = 'sender' }: TraceEvent): boolean =>
  at.startsWith(SENDER) === (half === 'sender')

/** A lost segment can be looked at for as long as it would have been on its way, at most so long. */
const LONGEST_MEMORY: Micros = 2_000_000

const NOTHING: Readonly<RunCounts> = {
  data: 0,
  retransmitted: 0,
  answers: 0,
  lost: 0,
  timeouts: 0,
  delivered: 0,
  submitted: 0
}

/** @param start how the machines are before anything happened */
export const foldedFrom = (start: Pick<RunState, 'sender' | 'receiver'>): Folded<RunState> => ({
  start: () => Object.assign(new RunState(), start),
  copy: (state) => new RunState(state),
  take: (state, event) => state.take(event)
})
