/**
 * Carries out a plan of connections in virtual time. First the storm, and at every event what
 * must hold; then the channel is clean, and within a bound everything must be well:
 *
 *   1. each connection is closed at both ends, or open at both with everything delivered
 *   2. between any two nodes a new connection opens and carries messages
 *   3. all are closed politely
 *   4. nothing is left: no connection, no timer
 */
import type { Weather } from '../../lossy-channel/weather/weather.js'
import { type Micros, seconds } from '../../src/kernel/time.js'
import type { Application } from '../../src/rdt/application.js'
import { Connection } from '../../src/rdt/connection.js'
import { SILENCE_LIMIT } from '../../src/rdt/liveness.js'
import { OPENING_LIMIT } from '../../src/rdt/opening.js'
import type { RtoPolicy } from '../../src/rdt/rto.js'
import type { TransportOptions } from '../../src/rdt/transport.js'
import { Network } from '../../src/sim/network.js'
import { SimNode } from '../../src/sim/sim-node.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'
import { BoundedRun } from './bounded-run.js'
import type { CaseResult, Failure } from './case.js'
import { type End, Ledger } from './ledger.js'
import { OneWay } from './one-way.js'
import type { PipesPlan, PipesStep, Side } from './pipes-plan.js'
import { longestRto, type Way, wayFrom } from './random-transport.js'

/** `close` is repeated for so long (farewell.ts). */
const CLOSING_LIMIT: Micros = seconds(5)
/** Two round trips for the opening, one for the message, and all that at once over slow links. */
const REOPENING_LIMIT: Micros = seconds(5)
/** How often it is looked whether all is well. */
const LOOK_EVERY: Micros = 200_000
/** What each end of a new connection says. */
const GREETING = 1_500

/**
 * How long it may take until all is well on a clean channel. Each step waits for one before it,
 * so the limits add up:
 *  - an opening that nobody answers is given up, and the end that was accepted meanwhile hears
 *    that nobody knows it, or falls silent: OPENING_LIMIT, SILENCE_LIMIT
 *  - a timer that was backed off to its ceiling rings for the last time: the ceiling of the RTO
 *  - what waits is sent, in the worst case one segment a round trip
 *  - `close` is said until it is answered, or given up: CLOSING_LIMIT
 */
function settlingTime(rto: RtoPolicy, backlog: number, roundTrip: Micros): Micros {
  return OPENING_LIMIT + SILENCE_LIMIT + longestRto(rto) + backlog * roundTrip + CLOSING_LIMIT
}

/** One life of a node. */
interface Life {
  readonly node: SimNode
  readonly transport: TransportOptions
  readonly ends: Set<End>
}

export class PipesWorld {
  readonly ledger: Ledger
  readonly #world = new VirtualWorld()
  readonly #plan: PipesPlan
  readonly #lives = new Map<string, Life>()
  readonly #ways = new Map<Way, OneWay>()
  readonly #conns = new Map<number, End>()
  readonly #counts = new Map<string, number>()
  readonly #run: BoundedRun
  #incarnations = 0

  constructor(plan: PipesPlan) {
    this.#plan = plan
    this.ledger = new Ledger(arePartners)
    this.#run = new BoundedRun(this.#world, {
      happened: () => {
        this.ledger.check()
        if (this.ledger.failure) this.#run.stop()
      },
      circled: (what) => this.ledger.fail('progress', what)
    })
    for (const [i, name] of plan.nodes.entries()) {
      this.#bear(name, plan.transports[i] as TransportOptions)
    }
  }

  run(): CaseResult {
    try {
      this.#storm()
      this.#calm()
    } catch (error) {
      this.ledger.fail('crash', error instanceof Error ? `${error.stack}` : String(error))
    }
    for (const { closing } of this.ledger.ends) if (closing) this.#count(`closed: ${closing.cause}`)
    this.#count('connections', this.ledger.ends.filter(({ side }) => side === 'opener').length)
    const { events } = this.#world
    this.#count('events', events)
    return { failure: this.ledger.failure, counts: Object.fromEntries(this.#counts) }
  }

  #storm(): void {
    const { steps, cleanAt } = this.#plan
    for (const step of steps) this.#world.at(step.at, () => this.#carryOut(step))
    this.#run.until(cleanAt)
  }

  #calm(): void {
    const { clean } = this.#plan
    for (const [name, way] of this.#ways) way.clear(clean.get(name) as Weather)
    const { ends } = this.ledger
    this.#count('open when it turns clean', ends.filter(({ state }) => state === 'open').length)
    const begin = this.#world.now()
    this.#settle(this.#settlingTime())
    this.#count('ms to settle', Math.round((this.#world.now() - begin) / 1000))
    this.#reopen()
    this.#closeAll()
    this.#lookForLeftovers()
  }

  #settlingTime(): Micros {
    const { transports, clean } = this.#plan
    const [{ rto, mss }] = transports as [TransportOptions]
    const smallest = Math.min(mss, ...transports.map((one) => one.mss))
    const waiting = this.ledger.ends.map(({ pipe }) => Math.ceil((pipe?.backlog ?? 0) / smallest))
    const slowest = Math.max(...[...clean.values()].map(({ delay }) => delay))
    // An ACK may be delayed, and on a slow link all connections wait for one another.
    const roundTrip = 2 * slowest + 50_000
    return settlingTime(rto, Math.max(0, ...waiting), roundTrip)
  }

  /** Two between any two nodes, one in each direction. */
  #reopen(): void {
    if (this.ledger.failure) return
    const ends: End[] = []
    for (const from of this.#plan.nodes) {
      for (const to of this.#plan.nodes)
        if (from !== to) ends.push(this.#connect(undefined, from, to))
    }
    this.#settle(REOPENING_LIMIT)
    for (const end of ends) {
      if (end.state !== 'open') this.ledger.fail('reopen', `${end.node}: ${end.closing?.reason}`)
      else for (const one of [end, end.other as End]) this.#say(one, GREETING)
    }
    this.#settle(REOPENING_LIMIT)
  }

  #closeAll(): void {
    for (const end of [...this.ledger.ends]) {
      // Of some connections both ends close at once.
      const isAsked = end.side === 'opener' || end.uid % 3 === 0
      if (end.state === 'open' && isAsked) this.#end(end, 'close')
    }
    this.#settle(CLOSING_LIMIT)
  }

  #lookForLeftovers(): void {
    if (this.ledger.failure) return
    for (const [name, { node }] of this.#lives) {
      const { size } = node.stack.connections
      if (size > 0)
        this.ledger.fail('leftover', `${size} connections at ${name} after all are closed`)
    }
    this.#run.until(this.#world.now() + seconds(120))
    if (this.#world.queue.size > 0) {
      this.ledger.fail('leftover', `after two minutes ${this.#world.queue.size} events are to come`)
    }
  }

  /** Lets time pass until all is well. */
  #settle(limit: Micros): void {
    const end = this.#world.now() + limit
    let failure: Failure | undefined
    do {
      if (this.ledger.failure) return
      this.#run.until(Math.min(end, this.#world.now() + LOOK_EVERY))
      failure = this.ledger.unsettled
    } while (failure !== undefined && this.#world.now() < end)
    if (failure === undefined) return
    this.ledger.fail(failure.rule, `${failure.what}, on a clean channel for ${limit / 1e6} s`)
  }

  #carryOut(step: PipesStep): void {
    this.#count(step.do)
    switch (step.do) {
      case 'connect':
        this.#connect(step.conn, step.from, step.to)
        break
      case 'talk':
        for (const size of step.sizes) this.#say(this.#endOf(step.conn, step.side), size)
        break
      case 'close':
      case 'abort':
        this.#end(this.#endOf(step.conn, step.side), step.do)
        break
      case 'restart':
        this.#restart(step.node)
        break
      case 'weather':
        this.#way(step.way).change(step.weather)
        break
      case 'cut':
      case 'heal':
        this.#way(step.way).cut(step.do === 'cut')
        break
      case 'hold':
      case 'release':
        this.#way(step.way).hold(step.do === 'hold')
        break
    }
  }

  /** Undefined where it has not come into being, or is no more. */
  #endOf(conn: number, side: Side): End | undefined {
    const opener = this.#conns.get(conn)
    const end = side === 'opener' ? opener : opener?.other
    return end?.state === 'closed' ? undefined : end
  }

  #connect(conn: number | undefined, from: string, to: string): End {
    const life = this.#life(from)
    const end = this.ledger.begin(from, conn, life.transport)
    if (conn !== undefined) this.#conns.set(conn, end)
    life.ends.add(end)
    end.pipe = life.node.stack.connect(to, this.#applicationOf(end))
    return end
  }

  #say(end: End | undefined, size: number): void {
    if (end?.pipe === undefined) return
    if (end.pipe.send(this.ledger.nextMessage(end, size))) {
      this.ledger.sent(end, size)
      this.#count('messages')
    } else this.#count('messages refused')
  }

  #end(end: End | undefined, how: 'close' | 'abort'): void {
    if (end?.pipe === undefined) return
    if (end.asked !== 'abort') end.asked = how
    end.pipe[how]('as planned')
  }

  /** Its memory is gone, and nothing of its former life is sent any more. */
  #restart(name: string): void {
    const { node, ends, transport } = this.#life(name)
    node.stack.listen(undefined)
    for (const [way, oneWay] of this.#ways) if (way.startsWith(`${name}>`)) oneWay.silence()
    for (const end of ends) {
      this.ledger.died(end)
      end.pipe?.abort()
    }
    this.#bear(name, transport)
  }

  #bear(name: string, transport: TransportOptions): void {
    const { seed, encodeAll } = this.#plan
    const { checksum } = transport
    const incarnation = this.#incarnations++
    // Links of another life have dice of their own.
    const options = {
      seed: `${seed}/${incarnation}`,
      checksum,
      fateBy: 'order',
      encodeAll
    } as const
    const network = new Network(this.#world, options)
    const node = new SimNode(network, name, transport, { incarnation })
    const life: Life = { node, transport, ends: new Set() }
    this.#lives.set(name, life)
    node.stack.listen(this.#listener(name, life))
    for (const [other, { node: otherNode }] of this.#lives) {
      if (other === name) continue
      const there = this.#way(wayFrom(name, other))
      const back = this.#way(wayFrom(other, name))
      const links = node.join(otherNode, { up: there.weather, down: back.weather })
      there.lay(links.up)
      back.lay(links.down)
    }
  }

  #way(name: Way): OneWay {
    let way = this.#ways.get(name)
    if (way === undefined) {
      way = new OneWay(this.#plan.weather.get(name) as Weather)
      this.#ways.set(name, way)
    }
    return way
  }

  #life(name: string): Life {
    return this.#lives.get(name) as Life
  }

  #applicationOf(end: End): Application {
    return {
      opened: () => this.ledger.opened(end),
      received: (_, message) => this.ledger.received(end, message),
      closed: (_, closing) => this.ledger.closed(end, closing)
    }
  }

  /** Whoever knocks gets an end of his own. */
  #listener(name: string, life: Life): Application {
    const applications = new Map<unknown, Application>()
    return {
      opened: (pipe) => {
        const end = this.ledger.accepted(name, pipe, life.transport)
        life.ends.add(end)
        applications.set(pipe, this.#applicationOf(end))
      },
      received: (pipe, message, at) => applications.get(pipe)?.received(pipe, message, at),
      closed: (pipe, closing, at) => applications.get(pipe)?.closed(pipe, closing, at)
    }
  }

  #count(what: string, by = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + by)
  }
}

function arePartners(a: End, b: End): boolean {
  const isConnection = a.pipe instanceof Connection && b.pipe instanceof Connection
  return isConnection && (a.pipe as Connection).isPeerId((b.pipe as Connection).id)
}
