/** One conversation over one protocol, from the first who comes to the last line that arrives. */
import type { Fault } from '../../src/chat/ledger.js'
import { type Micros, seconds } from '../../src/kernel/time.js'
import { ChatRoom, type RoomOptions } from './chat-room.js'

/** A polite leave takes less than a second. */
const CLOSING: Micros = seconds(10)

export interface ConversationPlan extends RoomOptions {
  /** So many each of them says, of so many letters, one each `pause`. */
  readonly lines: number
  readonly letters: number
  readonly pause: Micros
  /** To get in, and for everything to arrive once all is said. */
  readonly limit: Micros
}

/** What came of it. */
export interface Conversation {
  /** Until everybody had everything, from the first line; undefined where that is not so. */
  readonly elapsed: Micros | undefined
  /** Data segments of all connections. */
  readonly segments: number
  readonly events: number
  readonly faults: readonly Fault[]
  /** Frames that arrived, and that nobody could read. */
  readonly unreadable: number
  /** Those who did not get in. */
  readonly absent: readonly string[]
  /** Ways on which the last words are still not acknowledged: `the server to bob`. */
  readonly waiting: readonly string[]
  /** Those who could not leave. */
  readonly stuck: readonly string[]
  readonly isFlooded: boolean
  /** What a machine threw. */
  readonly crash: string | undefined
}

export function converse(plan: ConversationPlan): Conversation {
  const { lines, letters, pause, limit } = plan
  const room = new ChatRoom(plan)
  let elapsed: Micros | undefined
  let absent: readonly string[] = []
  let waiting: readonly string[] = []
  let stuck: readonly string[] = []
  let crash: string | undefined
  try {
    if (room.assemble(limit)) {
      elapsed = room.converse(lines, (_, n) => textOf(n, letters), pause, limit)
      waiting = room.settle(limit)
      stuck = room.close(CLOSING)
    } else absent = room.absent
  } catch (error) {
    crash = error instanceof Error ? error.message : String(error)
  }
  const { traffic, world, ledger, unreadable, isFlooded } = room
  return {
    ...{ elapsed, absent, waiting, stuck, crash, unreadable, isFlooded },
    segments: traffic.data,
    events: world.events,
    faults: [...ledger.faults()]
  }
}

/** `line 7`, and dots up to its length. */
const textOf = (n: number, letters: number): string => `line ${n} `.padEnd(letters, '.').trimEnd()
