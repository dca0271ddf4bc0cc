/** The bounds within which the chat server works. Times in µs, sizes in bytes. */
import { type Micros, ms, seconds } from '../kernel/time.js'
import { MAX_PEOPLE } from './frames.js'
import type { OutletLimits } from './outlet.js'

/** Of the log of messages, for those who come back. */
export interface LogLimits {
  /** The most messages kept. */
  readonly messages: number
  /** The most bytes kept. */
  readonly bytes: number
}

export interface FloodLimits {
  /** False where nobody is held to these limits. */
  readonly apply: boolean
  /** Messages a second in the long run, and at once. */
  readonly messages: number
  readonly messagesAtOnce: number
  /** Bytes of text a second in the long run, and at once. */
  readonly bytes: number
  readonly bytesAtOnce: number
  /** Frames of any sort a second in the long run, and at once; one with a long answer counts ten. */
  readonly requests: number
  readonly requestsAtOnce: number
}

export interface ServerLimits {
  /** The most connections, joined or not. */
  readonly peers: number
  /** What may wait for a peer that does not take it; past that it is cut off and may resume. */
  readonly outbox: OutletLimits
  readonly log: LogLimits
  readonly flood: FloodLimits
  /** Unreadable frames after which a connection is closed. */
  readonly garbage: number
  /** How long a connection may stay open without joining. */
  readonly unjoined: Micros
  /** How long a broken connection's owner may resume. */
  readonly linger: Micros
  /** How long arrivals and departures are gathered, and receipts. */
  readonly presenceEvery: Micros
  readonly receiptsEvery: Micros
  /** How long the holder of a name has to answer when its namesake stands at the door. */
  readonly probe: Micros
  /** How long a shutdown waits for what is still under way. */
  readonly drain: Micros
}

export const SERVER_LIMITS: ServerLimits = {
  peers: MAX_PEOPLE,
  outbox: { frames: 8_192, bytes: 32 * 1024 * 1024 },
  log: { messages: 2_000, bytes: 32 * 1024 * 1024 },
  flood: {
    apply: true,
    messages: 50,
    messagesAtOnce: 100,
    bytes: 256 * 1024,
    bytesAtOnce: 1024 * 1024,
    requests: 1_000,
    requestsAtOnce: 4_000
  },
  garbage: 10,
  unjoined: seconds(300),
  linger: seconds(600),
  presenceEvery: ms(100),
  receiptsEvery: ms(200),
  probe: seconds(5),
  drain: seconds(3)
}
