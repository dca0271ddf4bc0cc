/** Who comes and goes: the register of the people, and the news of it for everybody. */
import type { Micros } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import { encodeFrame } from './frames.js'
import { Members } from './members.js'
import type { Peer } from './peer.js'
import { Presence } from './presence.js'
import type { ServerEvent } from './server-events.js'
import type { ServerLimits } from './server-limits.js'
import type { Session } from './session.js'

/** Why somebody goes. */
export interface Departure {
  readonly reason: string
  /** It fell silent and was removed. */
  readonly isSilent: boolean
  /** Its connection broke, so it may come back and resume. */
  readonly mayResume: boolean
}

const PRESENCE = 0
const EXPIRY = 1

export class Attendance {
  readonly members = new Members()
  readonly #world: World
  readonly #limits: ServerLimits
  readonly #say: (event: ServerEvent) => void
  readonly #presence = new Presence()
  readonly #timers: Timers
  #isExpiring = false

  constructor(world: World, limits: ServerLimits, say: (event: ServerEvent) => void) {
    this.#world = world
    this.#limits = limits
    this.#say = say
    this.#timers = world.timers((key) => {
      if (key === PRESENCE) this.#tellPresence()
      else this.#expire()
    })
  }

  /** `session` is in the chat from now on; the others hear of it. */
  arrive(session: Session): void {
    this.members.add(session)
    this.#gather(() => this.#presence.joined(session))
  }

  /** `session` is out of the chat; `number` is that of the newest message. */
  depart(session: Session, { reason, isSilent, mayResume }: Departure, number: number): void {
    const { peer, name, uid } = session
    peer?.leaveSession()
    session.wentAway(number)
    this.members.remove(session, mayResume, this.#world.now())
    this.#gather(() => this.#presence.left(session, reason, isSilent))
    this.#say({ type: 'left', name, uid, peer: peer?.address ?? '', reason, silent: isSilent })
    if (mayResume) this.#expireLater()
  }

  /** Tells `peer` who is here. */
  list(peer: Peer): void {
    const DATA = [...this.members].map(({ name, uid }) => ({ UN: name, UID: uid }))
    peer.tell({ CMD: 'LIST', DATA })
  }

  /** The server is gone: no alarm rings any more. */
  stop(): void {
    this.#timers.stopAll()
  }

  #gather(note: () => void): void {
    if (this.#presence.isEmpty) this.#timers.start(this.#limits.presenceEvery, PRESENCE)
    note()
  }

  #tellPresence(): void {
    for (const frame of this.#presence.take()) {
      const bytes = encodeFrame(frame)
      for (const { peer } of this.members) peer?.pass(bytes)
    }
  }

  #expireLater(): void {
    if (this.#isExpiring) return
    this.#isExpiring = true
    this.#timers.start(this.#limits.linger satisfies Micros, EXPIRY)
  }

  #expire(): void {
    this.#isExpiring = false
    this.members.expire(this.#world.now() - this.#limits.linger)
    if (this.members.hasLingering) this.#expireLater()
  }
}
