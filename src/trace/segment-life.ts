/** What became of one data segment, gathered event by event. */
import { type Micros, toMs } from '../kernel/time.js'
import type { TraceEvent } from './event.js'

export interface Life {
  readonly link: string
  readonly conn: string | undefined
  readonly seq: number
  readonly events: TraceEvent[]
  submittedAt?: Micros
  sentAt?: Micros
  attempts: number
  /** Transmissions and copies of it that the channel dropped. */
  dropped: number
  hasArrived: boolean
  deliveredAt?: Micros
  acknowledgedAt?: Micros
  /** Its connection is over. */
  isOver: boolean
}

export const beginLife = (link: string, conn: string | undefined, seq: number): Life => ({
  link,
  conn,
  seq,
  events: [],
  attempts: 0,
  dropped: 0,
  hasArrived: false,
  isOver: false
})

/** `data 3, alice>server: rdtSend at 0 ms, sent 2 times, 1 lost, delivered at 300 ms, …` */
export function describeLife(life: Life): string {
  const { link, conn, seq, submittedAt, attempts, dropped, deliveredAt, acknowledgedAt } = life
  const at = (what: string, time: Micros | undefined) =>
    time === undefined ? `not ${what}` : `${what} at ${toMs(time)} ms`
  const parts = [
    ...(submittedAt === undefined ? [] : [`rdtSend at ${toMs(submittedAt)} ms`]),
    attempts === 1 ? 'sent once' : `sent ${attempts} times`,
    ...(dropped === 0 ? [] : [`${dropped} lost`]),
    at('delivered', deliveredAt),
    at('acknowledged', acknowledgedAt)
  ]
  const where = conn === undefined ? link : `${link}, connection ${conn}`
  return `data ${seq}, ${where}: ${parts.join(', ')}`
}
