/** What is known of each node's half of each conversation while the events of a trace pass. */
import { Fifo } from '../kernel/fifo.js'
import type { Micros } from '../kernel/time.js'
import type { Journal } from './journal.js'
import { reverse } from './trigger.js'

/** One half, `alice>server` at alice. */
export interface Side {
  /** When data was submitted that has not been sent. */
  readonly submitted: Fifo<Micros>
  /** For how long its timers are set. */
  readonly timers: Map<number, Micros | undefined>
  /** When it last sent or heard something. */
  lastAt: Micros
  /** The number of the last ACK, and how often it came in a row. */
  ack?: number | undefined
  repeats: number
  /** The number that its receiver expects. */
  expected?: number
  /** The conversation that is going on, all of them, and those that it answers, by connection. */
  journal?: Journal
  readonly journals: Map<string | undefined, Journal>
  readonly answered: Map<string | undefined, Journal>
  /** The way back. */
  readonly back: string
}

export class Sides {
  readonly #sides = new Map<string, Side>()

  of(link = ''): Side {
    let side = this.#sides.get(link)
    if (side === undefined) {
      side = {
        submitted: new Fifo(),
        timers: new Map(),
        lastAt: 0,
        repeats: 0,
        journals: new Map(),
        answered: new Map(),
        back: reverse(link)
      }
      this.#sides.set(link, side)
    }
    return side
  }
}
