/**
 * The client's connection to its server, kept up: dialled, dialled again with a
 * growing pause when it breaks, and closed politely in the end.
 */
import { type Micros, ms, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import type { Application, Closing, Pipe } from '../rdt/application.js'
import { type ClientFrame, decodeServerFrame, encodeFrame, type ServerFrame } from './frames.js'
import { Outlet } from './outlet.js'

/** Asks the world for a connection; the pipe may also be handed over later, by `opened`. */
export type Connect = (application: Application) => Pipe | undefined

export interface LinkOwner {
  /** A connection is open. */
  opened(): void
  frame(frame: ServerFrame): void
  /** Something came that is no frame. */
  unreadable(why: string): void
  /** A full pipe takes more again. */
  writable(): void
  /** Nobody has answered for a while; the link goes on trying. */
  unanswered(): void
  /** The connection broke, or was refused; the link dials again. */
  broken(closing: Closing): void
  /** The link is at its end: `stop` was called, or nothing is to be tried any more. */
  ended(closing: Closing): void
}

/** The link's alarms. */
const PATIENCE = 0
const REDIAL = 1
const PUMP = 2
const STOP = 3

const FIRST_PATIENCE = seconds(2)
const FURTHER_PATIENCE = seconds(30)
const FIRST_PAUSE = ms(250)
const LONGEST_PAUSE = seconds(5)
const PUMP_EVERY = ms(10)
/** Small frames only wait here; messages stay with their owner until the pipe takes them. */
const WAITING = { frames: 1_024, bytes: 4 * 1024 * 1024 }

export class Link implements Application {
  readonly #connect: Connect
  readonly #owner: LinkOwner
  readonly #redials: boolean
  readonly #timers: Timers
  #pipe: Pipe | undefined
  #outlet: Outlet | undefined
  #state: 'idle' | 'up' | 'stopping' = 'idle'
  #isWaiting = false
  #wasSettled = false
  #pause: Micros = FIRST_PAUSE

  /** `redials` is false where the first end of a connection shall be the link's. */
  constructor(world: World, connect: Connect, redials: boolean, owner: LinkOwner) {
    this.#connect = connect
    this.#owner = owner
    this.#redials = redials
    this.#timers = world.timers((key) => this.#rang(key))
  }

  /** The connection, for status lines. */
  get pipe(): Pipe | undefined {
    return this.#pipe
  }

  /** True where a message can be given to the pipe now. */
  get isWritable(): boolean {
    return this.#outlet !== undefined && !this.#outlet.isEnding && !this.#outlet.isBlocked
  }

  start(): void {
    this.#state = 'up'
    this.#wasSettled = false
    this.#pause = FIRST_PAUSE
    this.#dial()
  }

  send(frame: ClientFrame): void {
    if (!this.#outlet) return
    this.#outlet.send(encodeFrame(frame))
    if (this.#outlet.isBlocked) this.#timers.start(PUMP_EVERY, PUMP)
  }

  /** The server has answered: whatever breaks from now on begins with the shortest pause. */
  settled(): void {
    this.#wasSettled = true
    this.#isWaiting = false
    this.#pause = FIRST_PAUSE
    this.#timers.stop(PATIENCE)
  }

  /** Gives the connection up for a new one, where a link dials again at all. */
  redial(reason: string): void {
    if (this.#state !== 'up' || !this.#redials) return
    // The path works; only what runs on it is stuck.
    this.#pause = FIRST_PAUSE
    this.#pipe?.abort(reason)
  }

  /** Closes politely, and at once when `limit` (µs) is over; `ended` follows, perhaps within. */
  stop(reason: string, limit: Micros): void {
    if (this.#state !== 'up') return
    this.#state = 'stopping'
    this.#isWaiting = false
    this.#timers.stop(PATIENCE)
    this.#timers.stop(REDIAL)
    if (this.#outlet) {
      this.#outlet.end(reason)
      this.#timers.start(limit, STOP)
    } else if (this.#pipe) this.#pipe.abort(reason)
    else this.#end({ cause: 'local', reason })
  }

  opened(pipe: Pipe): void {
    const isExpected = this.#pipe === undefined || this.#pipe === pipe
    if (this.#state !== 'up' || !isExpected || this.#outlet) {
      pipe.abort('not needed any more')
      return
    }
    this.#pipe = pipe
    this.#outlet = new Outlet(pipe, WAITING)
    this.#owner.opened()
  }

  received(pipe: Pipe, message: Uint8Array): void {
    if (pipe !== this.#pipe) return
    const { frame, why } = decodeServerFrame(message)
    if (frame) this.#owner.frame(frame)
    else this.#owner.unreadable(why)
  }

  closed(pipe: Pipe, closing: Closing): void {
    if (this.#pipe !== undefined && pipe !== this.#pipe) return
    this.#pipe = undefined
    this.#outlet = undefined
    this.#timers.stop(PUMP)
    if (this.#state === 'idle') return
    // A peer that refuses from the first has other settings; it will not change its mind.
    const isHopeless = closing.cause === 'refused' && !this.#wasSettled
    if (this.#state === 'stopping' || isHopeless || !this.#redials) {
      this.#end(closing)
      return
    }
    this.#timers.start(this.#pause, REDIAL)
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE)
    this.#owner.broken(closing)
  }

  #dial(): void {
    if (!this.#isWaiting) {
      this.#isWaiting = true
      this.#timers.start(FIRST_PATIENCE, PATIENCE)
    }
    // What `opened` has set already, where the world connects at once, must stand.
    const pipe = this.#connect(this)
    this.#pipe ??= pipe
  }

  #end(closing: Closing): void {
    this.#state = 'idle'
    this.#isWaiting = false
    this.#timers.stopAll()
    this.#owner.ended(closing)
  }

  #rang(key: number): void {
    if (key === PATIENCE) {
      this.#timers.start(FURTHER_PATIENCE, PATIENCE)
      this.#owner.unanswered()
    } else if (key === REDIAL) this.#dial()
    else if (key === STOP) this.#pipe?.abort('no answer to the closing')
    else this.#pump()
  }

  #pump(): void {
    this.#outlet?.pump()
    if (this.#outlet?.isBlocked) this.#timers.start(PUMP_EVERY, PUMP)
    else this.#owner.writable()
  }
}
