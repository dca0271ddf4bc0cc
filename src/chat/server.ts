/**
 * The chat server: who is connected, and what each frame asks for. It is given a
 * world and pipes, and knows no network. The door decides who comes in, the relay
 * passes messages on, the attendance tells who is here.
 */
import type { Micros } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import type { Application, Closing, Pipe } from '../rdt/application.js'
import { Attendance } from './attendance.js'
import { Door } from './door.js'
import { type ErrorCode, errorText } from './errors.js'
import {
  type ClientFrame,
  decodeClientFrame,
  encodeFrame,
  MAX_PEOPLE,
  toSentence
} from './frames.js'
import { Peer, type PeerKeeper } from './peer.js'
import { Relay } from './relay.js'
import type { ServerEvent } from './server-events.js'
import { SERVER_LIMITS, type ServerLimits } from './server-limits.js'
import type { Session } from './session.js'

export interface ServerHost {
  readonly world: World
  /** For the console; must not throw. */
  say(event: ServerEvent): void
  /** A text that no other server or client has: this server's life is known by it. */
  token(): string
  /** Milliseconds since 1970 when `world` began; 0 (the default) where time is virtual. */
  readonly startedAt?: number
}

export interface MemberView {
  readonly name: string
  readonly uid: string
  readonly peer: string
  /** How its connection does. */
  readonly pipe: Pick<Pipe, 'figures' | 'backlog'>
}

/** The server's alarms. */
const PUMP = 0
const SWEEP = 1
const DRAIN = 2

/** How long to wait before offering a full pipe again what waits for it. */
const PUMP_EVERY: Micros = 10_000
/** What a request counts whose answer names everybody. */
const LONG_ANSWER = 10

export class ChatServer implements Application, PeerKeeper {
  readonly #world: World
  readonly #say: (event: ServerEvent) => void
  readonly #limits: ServerLimits
  readonly #timers: Timers
  readonly #attendance: Attendance
  readonly #relay: Relay
  readonly #door: Door
  readonly #peers = new Map<Pipe, Peer>()
  /** Those whose pipe is full. */
  readonly #blocked = new Set<Peer>()
  #isSweeping = false
  /** Set while shutting down: called when the last connection is gone. */
  #gone: (() => void) | undefined

  /** @throws RangeError where more peers are asked for than a LIST can name */
  constructor(host: ServerHost, limits: Partial<ServerLimits> = {}) {
    this.#limits = { ...SERVER_LIMITS, ...limits }
    if (this.#limits.peers > MAX_PEOPLE) {
      throw new RangeError(`a chat server has at most ${MAX_PEOPLE} peers`)
    }
    const { world, startedAt = 0 } = host
    this.#world = world
    this.#say = (event) => host.say(event)
    this.#timers = world.timers((key) => this.#rang(key))
    this.#attendance = new Attendance(world, this.#limits, this.#say)
    const { members } = this.#attendance
    this.#relay = new Relay(world, this.#limits, members, startedAt, this.#say)
    const epoch = host.token()
    this.#door = new Door(world, this.#limits, epoch, this.#attendance, this.#relay, this.#say)
  }

  /** Everybody in the chat, in the order in which they joined. */
  get people(): MemberView[] {
    const people: MemberView[] = []
    for (const { name, uid, peer } of this.#attendance.members) {
      if (peer) people.push({ name, uid, peer: peer.address, pipe: peer.outlet.pipe })
    }
    return people
  }

  opened(pipe: Pipe): void {
    if (this.#gone) {
      pipe.close(errorText('shutting-down'))
      return
    }
    if (this.#peers.size >= this.#limits.peers) {
      const text = errorText('server-full', this.#limits.peers)
      pipe.close(text)
      this.#say({ type: 'refused', peer: pipe.peer, code: 'server-full', text })
      return
    }
    this.#peers.set(pipe, new Peer(pipe, this.#limits, this.#world.now(), this))
    this.#say({ type: 'connected', peer: pipe.peer })
    this.#sweepLater()
  }

  received(pipe: Pipe, message: Uint8Array): void {
    const peer = this.#peers.get(pipe)
    if (!peer || peer.outlet.isEnding) return
    if (peer.session) this.#door.heard(peer.session)
    const { frame, why } = decodeClientFrame(message)
    const weight = frame?.CMD === 'LIST' || frame?.CMD === 'JOIN' ? LONG_ANSWER : 1
    if (this.#limits.flood.apply && !peer.requests.take(weight, this.#world.now())) {
      this.#dismiss(peer, 'flood', '')
      return
    }
    if (frame) {
      this.#answer(peer, frame)
      return
    }
    peer.garbage++
    if (peer.garbage >= this.#limits.garbage) this.#dismiss(peer, 'bad-frame', why)
    else peer.error('bad-frame', why)
  }

  closed(pipe: Pipe, closing: Closing): void {
    const peer = this.#peers.get(pipe)
    if (!peer) return
    this.#peers.delete(pipe)
    this.#blocked.delete(peer)
    this.#door.closed(peer)
    const { session } = peer
    if (session) {
      const isSilent = closing.cause === 'silent'
      const reason = isSilent ? 'no longer responding' : toSentence(closing.reason)
      this.#depart(session, reason, isSilent, true)
    } else this.#say({ type: 'disconnected', peer: pipe.peer, reason: closing.reason })
    this.#goneIfEmpty()
  }

  blocked(peer: Peer): void {
    if (this.#blocked.size === 0) this.#timers.start(PUMP_EVERY, PUMP)
    this.#blocked.add(peer)
  }

  overflowed(peer: Peer): void {
    peer.outlet.pipe.abort('too far behind: it takes too little of what it is sent')
  }

  /**
   * Tells everybody, closes every connection politely and, after the drain limit, at once.
   * `gone` is called when the last connection has ended, perhaps before this returns.
   * @param drain µs, where another limit than that of the server is wanted
   */
  shutdown(reason: string, gone: () => void, drain: Micros = this.#limits.drain): void {
    if (this.#gone) return
    this.#gone = gone
    this.#say({ type: 'shutdown', reason, people: this.#attendance.members.size })
    const frame = encodeFrame({ CMD: 'SHUTDOWN', TEXT: toSentence(reason) })
    this.#timers.start(drain, DRAIN)
    for (const peer of this.#peers.values()) {
      peer.pass(frame)
      peer.outlet.end(reason)
    }
    this.#goneIfEmpty()
  }

  #answer(peer: Peer, frame: ClientFrame): void {
    const { session } = peer
    if (frame.CMD === 'JOIN') this.#door.join(peer, frame)
    else if (frame.CMD === 'PONG') return
    else if (session) this.#serve(peer, session, frame)
    else if (frame.CMD !== 'SEEN') {
      const id = frame.CMD === 'SEND' ? frame.ID : undefined
      peer.fail(frame.CMD, 'not-joined', '', id === undefined ? {} : { ID: id })
    }
  }

  #serve(
    peer: Peer,
    session: Session,
    frame: Exclude<ClientFrame, { CMD: 'JOIN' | 'PONG' }>
  ): void {
    if (frame.CMD === 'SEND') this.#relay.send(peer, session, frame)
    else if (frame.CMD === 'SEEN') this.#relay.seen(session, frame.DATA)
    else if (frame.CMD === 'LIST') this.#attendance.list(peer)
    else {
      this.#depart(session, frame.MSG ?? '', false, false)
      peer.okay('LEAVE')
      peer.idleSince = this.#world.now()
      this.#sweepLater()
    }
  }

  #depart(session: Session, reason: string, isSilent: boolean, mayResume: boolean): void {
    const { last } = this.#relay.log
    this.#attendance.depart(session, { reason, isSilent, mayResume }, last)
  }

  /** Tells a peer why, and closes its connection. */
  #dismiss(peer: Peer, code: ErrorCode, what: string): void {
    const text = toSentence(errorText(code, what))
    peer.error(code, what)
    peer.outlet.end(text)
    this.#say({ type: 'refused', peer: peer.address, code, text })
  }

  #rang(key: number): void {
    if (key === PUMP) this.#pump()
    else if (key === SWEEP) this.#sweep()
    else for (const { outlet } of this.#peers.values()) outlet.pipe.abort('shutting down')
  }

  #pump(): void {
    for (const peer of this.#blocked) {
      peer.outlet.pump()
      if (!peer.outlet.isBlocked) this.#blocked.delete(peer)
    }
    if (this.#blocked.size > 0) this.#timers.start(PUMP_EVERY, PUMP)
  }

  /** Connections that never join are not kept for ever. */
  #sweepLater(): void {
    if (this.#isSweeping) return
    this.#isSweeping = true
    this.#timers.start(this.#limits.unjoined, SWEEP)
  }

  #sweep(): void {
    this.#isSweeping = false
    const since = this.#world.now() - this.#limits.unjoined
    let isAnyLeft = false
    for (const peer of this.#peers.values()) {
      if (peer.session) continue
      if (peer.idleSince <= since) peer.outlet.end('nobody joined on this connection')
      else isAnyLeft = true
    }
    if (isAnyLeft) this.#sweepLater()
  }

  #goneIfEmpty(): void {
    if (this.#gone === undefined || this.#peers.size > 0) return
    this.#timers.stopAll()
    for (const part of [this.#attendance, this.#relay, this.#door]) part.stop()
    this.#gone()
  }
}
