/**
 * The server's door: under which name somebody comes in, who is the same client
 * on a new connection, and what one who comes back has missed.
 */
import { type Micros, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import type { Attendance } from './attendance.js'
import { type Contest, Contests } from './contests.js'
import type { ErrorCode } from './errors.js'
import type { JoinFrame } from './frames.js'
import { checkName } from './names.js'
import type { Peer } from './peer.js'
import type { Relay } from './relay.js'
import type { ServerEvent } from './server-events.js'
import type { ServerLimits } from './server-limits.js'
import { Session } from './session.js'

/** How long after the first of several joinings their round-trip times are told. */
const MEASURE_AFTER: Micros = seconds(2)

export class Door {
  readonly #world: World
  readonly #limits: ServerLimits
  readonly #epoch: string
  readonly #attendance: Attendance
  readonly #relay: Relay
  readonly #say: (event: ServerEvent) => void
  readonly #contests: Contests
  readonly #timers: Timers
  /** Joined, and not measured yet. */
  readonly #newcomers = new Set<Session>()

  /** `epoch` names this server's life; numbers of another life mean nothing here. */
  constructor(
    world: World,
    limits: ServerLimits,
    epoch: string,
    attendance: Attendance,
    relay: Relay,
    say: (event: ServerEvent) => void
  ) {
    this.#world = world
    this.#limits = limits
    this.#epoch = epoch
    this.#attendance = attendance
    this.#relay = relay
    this.#say = say
    this.#timers = world.timers(() => this.#sayMeasured())
    this.#contests = new Contests(world, limits.probe, (contest) => this.#holderIsSilent(contest))
  }

  /** Answers one JOIN. */
  join(peer: Peer, join: JoinFrame): void {
    const checked = checkName(join.UN)
    if (checked.name === undefined) {
      this.#refuse(peer, 'bad-name', checked.why)
      return
    }
    const { name } = checked
    const { session } = peer
    if (session) {
      // The answer to the first JOIN was slow, or was lost beneath a protocol that loses.
      if (session.belongsTo(join)) this.#welcome(peer, session, session.joinedAfter, false)
      else this.#refuse(peer, 'already-joined', session.name)
      return
    }
    const { members } = this.#attendance
    const rival = members.lookingLike(name)
    if (rival === undefined) {
      this.#admit(peer, name, join)
    } else if (rival.uid !== join.UID || members.named(name) !== rival) {
      this.#refuse(peer, 'name-taken', name)
    } else if (rival.belongsTo(join)) {
      this.#takeOver(rival, peer, join)
    } else if (!this.#contests.open({ holder: rival, newcomer: peer, join })) {
      this.#refuse(peer, 'name-taken', name)
    }
  }

  /** A sign of life from the holder of a name ends what contests it. */
  heard(holder: Session): void {
    const contest = this.#contests.answered(holder)
    if (contest) this.#refuse(contest.newcomer, 'name-taken', holder.name)
  }

  /** The connection is gone, and with it what it contested. */
  closed(peer: Peer): void {
    this.#contests.abandoned(peer)
  }

  /** The server is gone: no alarm rings any more. */
  stop(): void {
    this.#contests.stop()
    this.#timers.stopAll()
  }

  /** A new person, or one whose broken connection was noticed before it came back. */
  #admit(peer: Peer, name: string, join: JoinFrame): void {
    this.#contests.abandoned(peer)
    const { last } = this.#relay.log
    const old = this.#attendance.members.resumable(name, join)
    const { flood } = this.#limits
    const session = old ?? new Session(name, join, last, flood, this.#world.now())
    if (old) old.cameBack(last)
    session.peer = peer
    peer.session = session
    this.#attendance.arrive(session)
    if (old) this.#resume(peer, session, join)
    else this.#welcome(peer, session, last, false)
    this.#sayJoined(peer, session, old !== undefined)
  }

  /** The same client on a new connection, while the old one is dead but not yet known to be. */
  #takeOver(session: Session, peer: Peer, join: JoinFrame): void {
    this.#contests.abandoned(peer)
    const old = session.peer
    session.peer = peer
    peer.session = session
    if (old) {
      old.leaveSession()
      old.outlet.pipe.abort('taken over by a new connection')
    }
    this.#resume(peer, session, join)
    this.#sayJoined(peer, session, true)
  }

  #holderIsSilent({ holder, newcomer, join }: Contest): void {
    const reason = 'no longer responding'
    const old = holder.peer
    this.#attendance.depart(
      holder,
      { reason, isSilent: true, mayResume: true },
      this.#relay.log.last
    )
    old?.outlet.pipe.abort(reason)
    this.join(newcomer, join)
  }

  #resume(peer: Peer, session: Session, join: JoinFrame): void {
    const claimed = join.EPOCH === this.#epoch ? (join.SEEN ?? 0) : 0
    const seen = Math.min(Math.max(claimed, session.joinedAfter), this.#relay.log.last)
    this.#welcome(peer, session, seen, true)
    this.#relay.catchUp(session, seen)
  }

  #welcome(peer: Peer, session: Session, seen: number, isResumed: boolean): void {
    peer.okay('JOIN', {
      UN: session.name,
      EPOCH: this.#epoch,
      NO: seen,
      LAST: this.#relay.log.last,
      ...(isResumed ? { RESUMED: true } : {})
    })
    this.#attendance.list(peer)
  }

  #sayJoined(peer: Peer, session: Session, resumed: boolean): void {
    const { name, uid } = session
    this.#say({ type: 'joined', name, uid, peer: peer.address, resumed })
    if (this.#newcomers.size === 0) this.#timers.start(MEASURE_AFTER, 0)
    this.#newcomers.add(session)
  }

  /** By now what was said at joining is acknowledged, so there are round trips to tell of. */
  #sayMeasured(): void {
    for (const { name, peer } of this.#newcomers) {
      const srtt = peer?.outlet.pipe.figures.srtt
      if (peer && srtt !== undefined) {
        this.#say({ type: 'measured', name, peer: peer.address, srtt })
      }
    }
    this.#newcomers.clear()
  }

  #refuse(peer: Peer, code: ErrorCode, what: string): void {
    const text = peer.fail('JOIN', code, what)
    this.#say({ type: 'refused', peer: peer.address, code, text })
  }
}
