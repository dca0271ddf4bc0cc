/**
 * Who is in the chat, and who was a moment ago: the names that are taken, and the
 * sessions that linger after a broken connection so that their owners may resume.
 */
import type { Micros } from '../kernel/time.js'
import type { JoinFrame } from './frames.js'
import { foldName, skeletonOf } from './names.js'
import type { Session } from './session.js'

/** The most sessions that linger; the oldest go first. */
const MOST_LINGERING = 1_000

export class Members {
  readonly #byFold = new Map<string, Session>()
  readonly #bySkeleton = new Map<string, Session>()
  /** Oldest first. */
  readonly #lingering = new Set<Session>()

  get size(): number {
    return this.#byFold.size
  }

  get hasLingering(): boolean {
    return this.#lingering.size > 0
  }

  [Symbol.iterator](): Iterator<Session> {
    return this.#byFold.values()
  }

  /** The person who is called `name`, without regard to case. */
  named(name: string): Session | undefined {
    return this.#byFold.get(foldName(name))
  }

  /** The person whose name a newcomer called `name` would be mistaken for. */
  lookingLike(name: string): Session | undefined {
    return this.#bySkeleton.get(skeletonOf(name))
  }

  /** The lingering session that `join` may take up again. */
  resumable(name: string, join: JoinFrame): Session | undefined {
    const fold = foldName(name)
    for (const session of this.#lingering) {
      if (session.fold === fold && session.belongsTo(join)) return session
    }
    return undefined
  }

  add(session: Session): void {
    this.#lingering.delete(session)
    this.#byFold.set(session.fold, session)
    this.#bySkeleton.set(session.skeleton, session)
  }

  /** Frees the name. A session that lingers can be taken up again until `expire`. */
  remove(session: Session, lingers: boolean, at: Micros): void {
    this.#byFold.delete(session.fold)
    this.#bySkeleton.delete(session.skeleton)
    session.peer = undefined
    if (!lingers) return
    session.leftAt = at
    this.#lingering.add(session)
    if (this.#lingering.size > MOST_LINGERING) {
      for (const oldest of this.#lingering) {
        this.#lingering.delete(oldest)
        break
      }
    }
  }

  /** Forgets the sessions that went away before `time`. */
  expire(time: Micros): void {
    for (const session of this.#lingering) {
      if (session.leftAt > time) break
      this.#lingering.delete(session)
    }
  }
}
