/**
 * What the server knows of one person: the identity that outlives a connection,
 * and what it needs so that a message sent again is not relayed again.
 */
import type { Micros } from '../kernel/time.js'
import { Bucket } from './bucket.js'
import type { JoinFrame } from './frames.js'
import { foldName, skeletonOf } from './names.js'
import type { FloodLimits } from './server-limits.js'
import type { Voice } from './voice.js'

/** How many of a client's numbers are remembered; a client keeps fewer unacknowledged. */
const REMEMBERED = 8_192

export class Session {
  readonly name: string
  readonly fold: string
  readonly skeleton: string
  readonly uid: string
  readonly run: string
  readonly key: string
  /** The connection it speaks through; undefined while it is away. */
  peer: Voice | undefined
  /** The server's number of the last message before it joined: later ones are for it. */
  readonly joinedAfter: number
  /** Messages with a number above the first and up to the second were sent while it was away. */
  #away: readonly [after: number, until: number] = [0, 0]
  /** The highest number for which it has reported receipt. */
  reportedUpTo: number
  /** When it went away, µs; meaningful while it lingers. */
  leftAt = 0
  /** The client's number of each accepted message, and the server's number of it. */
  readonly #accepted = new Map<number, number>()
  #highest = 0

  /** How many messages it may still send, and how many bytes: a new connection brings no more. */
  readonly messages: Bucket
  readonly bytes: Bucket

  constructor(name: string, join: JoinFrame, joinedAfter: number, flood: FloodLimits, at: Micros) {
    this.name = name
    this.fold = foldName(name)
    this.skeleton = skeletonOf(name)
    this.uid = join.UID
    this.run = join.RUN ?? ''
    this.key = join.KEY ?? ''
    this.joinedAfter = joinedAfter
    this.reportedUpTo = joinedAfter
    this.messages = new Bucket(flood.messages, flood.messagesAtOnce, at)
    this.bytes = new Bucket(flood.bytes, flood.bytesAtOnce, at)
  }

  /** True where `join` comes from the very client that this session belongs to. */
  belongsTo(join: JoinFrame): boolean {
    return this.uid === join.UID && this.key === (join.KEY ?? '') && this.run === (join.RUN ?? '')
  }

  wentAway(number: number): void {
    this.#away = [number, Number.MAX_SAFE_INTEGER]
  }

  cameBack(number: number): void {
    this.#away = [this.#away[0], number]
  }

  /** True where it was among the people when the message with this number was sent to all. */
  wasPresentAt(number: number): boolean {
    const [after, until] = this.#away
    return number > this.joinedAfter && !(number > after && number <= until)
  }

  /** Notes that its message `id` has the server's number `number`. */
  accept(id: number, number: number): void {
    this.#highest = Math.max(this.#highest, id)
    this.#accepted.set(id, number)
    if (this.#accepted.size <= REMEMBERED) return
    for (const old of this.#accepted.keys()) {
      this.#accepted.delete(old)
      break
    }
  }

  /** The server's number of its message `id`; 0 where it was accepted too long ago to know. */
  acceptedAs(id: number): number | undefined {
    const known = this.#accepted.get(id)
    if (known !== undefined) return known
    return id + REMEMBERED <= this.#highest ? 0 : undefined
  }
}
