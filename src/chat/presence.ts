/**
 * News of who came and who went, gathered for a moment so that a class that
 * arrives at once is one frame, not thirty.
 */
import { MAX_BATCH, type ServerFrame, toSentence } from './frames.js'
import type { Session } from './session.js'

interface Departure {
  readonly session: Session
  readonly why: string
  readonly isSilent: boolean
}

type PresenceFrame = Extract<ServerFrame, { CMD: 'PRESENCE' }>

export class Presence {
  readonly #joined = new Map<string, Session>()
  readonly #left = new Map<string, Departure>()

  get isEmpty(): boolean {
    return this.#joined.size === 0 && this.#left.size === 0
  }

  joined(session: Session): void {
    this.#joined.set(session.fold, session)
  }

  /** Somebody who came and went within the moment is told as gone: others may have listed it. */
  left(session: Session, why: string, isSilent: boolean): void {
    this.#joined.delete(session.fold)
    this.#left.set(session.fold, { session, why, isSilent })
  }

  /** The gathered news as frames, departures before arrivals; then there is none. */
  take(): PresenceFrame[] {
    const joined = [...this.#joined.values()].map(({ name, uid }) => ({ UN: name, UID: uid }))
    const left = [...this.#left.values()].map(({ session, why, isSilent }) => ({
      UN: session.name,
      UID: session.uid,
      WHY: toSentence(why),
      SILENT: isSilent
    }))
    this.#joined.clear()
    this.#left.clear()
    const frames: PresenceFrame[] = []
    for (let i = 0; i < left.length; i += MAX_BATCH) {
      frames.push({ CMD: 'PRESENCE', JOINED: [], LEFT: left.slice(i, i + MAX_BATCH) })
    }
    for (let i = 0; i < joined.length; i += MAX_BATCH) {
      const some = joined.slice(i, i + MAX_BATCH)
      const last = frames.at(-1)
      // One frame for one moment, where both fit.
      if (i === 0 && last) frames[frames.length - 1] = { ...last, JOINED: some }
      else frames.push({ CMD: 'PRESENCE', JOINED: some, LEFT: [] })
    }
    return frames
  }
}
