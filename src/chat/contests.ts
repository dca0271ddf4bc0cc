/**
 * Two connections want one name and say that they are the same person. Nobody is
 * removed on another's word: the server asks the holder, and only where no answer
 * comes does the newcomer get the name.
 */
import type { Micros } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import type { JoinFrame } from './frames.js'
import type { Peer } from './peer.js'
import type { Session } from './session.js'

export interface Contest {
  readonly holder: Session
  readonly newcomer: Peer
  readonly join: JoinFrame
}

export class Contests {
  readonly #timers: Timers
  readonly #patience: Micros
  readonly #running = new Map<number, Contest>()
  #opened = 0

  /** `silent` is called for a contest whose holder has not answered within `patience`. */
  constructor(world: World, patience: Micros, silent: (contest: Contest) => void) {
    this.#patience = patience
    this.#timers = world.timers((key) => {
      const contest = this.#running.get(key)
      this.#running.delete(key)
      if (contest) silent(contest)
    })
  }

  /** Asks the holder. False where somebody else is contesting that name already. */
  open(contest: Contest): boolean {
    for (const other of this.#running.values()) {
      if (other.holder === contest.holder) return other.newcomer === contest.newcomer
    }
    const key = this.#opened++
    this.#running.set(key, contest)
    this.#timers.start(this.#patience, key)
    contest.holder.peer?.tell({ CMD: 'PING' })
    return true
  }

  /** The holder lives: ends its contest and returns it. */
  answered(holder: Session): Contest | undefined {
    return this.#end((contest) => contest.holder === holder)
  }

  /** The newcomer is gone, or has chosen otherwise. */
  abandoned(newcomer: Peer): void {
    while (this.#end((contest) => contest.newcomer === newcomer));
  }

  /** The server is gone: no alarm rings any more. */
  stop(): void {
    this.#timers.stopAll()
  }

  #end(matches: (contest: Contest) => boolean): Contest | undefined {
    for (const [key, contest] of this.#running) {
      if (!matches(contest)) continue
      this.#timers.stop(key)
      this.#running.delete(key)
      return contest
    }
    return undefined
  }
}
