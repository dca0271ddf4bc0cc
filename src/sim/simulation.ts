/**
 * A run of `rdt sim`: a sender at one node, a receiver at the other, two links between
 * them, and messages that go one way. The machines, endpoints and connections are those
 * that run on UDP; only the world is another.
 */
import { BadInput } from '../kernel/quantity.js'
import type { Micros } from '../kernel/time.js'
import { seconds } from '../kernel/time.js'
import type { TraceSink } from '../trace/event.js'
import { BareNodes } from './bare-nodes.js'
import { type SimConfig, segmentsOfMessage } from './config.js'
import { ConnectedNodes } from './connected-nodes.js'
import { Violations } from './invariants.js'
import { makeMessage, Received } from './messages.js'
import type { PathFates } from './network.js'
import type { Nodes, NodesHost } from './nodes.js'
import { noTraffic, type Outcome, outcomeOf } from './outcome.js'
import { VirtualWorld } from './virtual-world.js'

export interface RunOptions {
  readonly sink?: TraceSink
  /** Checks the invariants at every event. */
  readonly checks: boolean
  /** The bound that ends a livelock, where it is not to be the usual one. */
  readonly mostEvents?: number
  /** Instead of the fates of the configuration. */
  readonly fates?: PathFates
}

/** A run that has used so many events for each segment, or so much time, turns in a circle. */
const EVENTS_FOR_SEGMENT = 2_000
/** Of a wide window, one loss has all of it sent again, a hundred times if need be. */
const EVENTS_FOR_WINDOW = 100
const EVENTS_FOR_RUN = 20_000
const TIME_FOR_SEGMENT: Micros = seconds(60)
const LONGEST_RUN: Micros = seconds(24 * 3600)

/** In place of nodes whose machines could not even be made. */
const NOBODY: Nodes = {
  send: () => false,
  isDrained: false,
  finish: () => {},
  facts: { traffic: noTraffic(), lanes: [] }
}

/** Runs `config` to its end, or to the bound that ends a livelock. */
export function runSimulation(config: SimConfig, options: RunOptions): Outcome {
  const simulation = new Simulation(config, options)
  simulation.advance(Number.POSITIVE_INFINITY)
  return simulation.outcome
}

/** A run that can be taken in steps, for those who want to look up in between. */
export class Simulation {
  #next = 0
  /** Message `#next`, made and not taken yet. */
  #message: Uint8Array | undefined
  #finishedAt: Micros | undefined
  #lastDelivery: Micros | undefined
  /** The bound on events came before the end. */
  #isStuck = false
  #crash: unknown
  #isCrashed = false
  readonly #world = new VirtualWorld()
  readonly #config: SimConfig
  readonly #mostEvents: number | undefined
  readonly #received: Received
  readonly #violations: Violations | undefined
  readonly #nodes: Nodes

  constructor(config: SimConfig, options: RunOptions) {
    this.#config = config
    this.#mostEvents = options.mostEvents
    this.#received = new Received(config.size)
    this.#violations = options.checks ? new Violations() : undefined
    const host: NodesHost = {
      world: this.#world,
      config,
      path: options.fates === undefined ? config : { ...config, fates: options.fates },
      sink: options.sink,
      violations: this.#violations,
      received: (message) => this.#receive(message),
      progressed: () => this.#progress()
    }
    this.#world.at(0, () => this.#progress())
    this.#nodes = this.#orCrash(NOBODY, () =>
      config.handshake ? new ConnectedNodes(host) : new BareNodes(host)
    )
  }

  /** Messages that have arrived so far, whatever they were. */
  get delivered(): number {
    return this.#received.total
  }

  /** What was thrown, if that ended the run: by a machine, as a rule. */
  get crash(): unknown {
    return this.#crash
  }

  /** Lets at most `events` more happen. @returns true when the run is over, or will never be */
  advance(events: number): boolean {
    return this.#isCrashed || this.#orCrash(true, () => this.#advance(events))
  }

  /** Does it, or notes what was thrown, and answers `otherwise`. */
  #orCrash<T>(otherwise: T, what: () => T): T {
    try {
      return what()
    } catch (error) {
      // Such a call is refused, in one line; anything else says what the protocol is worth.
      if (error instanceof BadInput) throw error
      this.#crash = error
      this.#isCrashed = true
      return otherwise
    }
  }

  #advance(events: number): boolean {
    const { interval, messages, windowSize } = this.#config
    const segments = messages * segmentsOfMessage(this.#config)
    const bound =
      this.#mostEvents ??
      EVENTS_FOR_RUN + segments * Math.max(EVENTS_FOR_SEGMENT, EVENTS_FOR_WINDOW * windowSize)
    const longest = LONGEST_RUN + segments * TIME_FOR_SEGMENT + messages * interval
    const isOver = this.#world.run(longest, Math.min(events, bound - this.#world.events))
    this.#isStuck = !isOver && this.#world.events >= bound
    return isOver || this.#isStuck
  }

  /** What came of it; a run that has not finished has failed. */
  get outcome(): Outcome {
    const { messages } = this.#config
    const violations = [...(this.#violations?.all ?? [])]
    const isFinished = this.#finishedAt !== undefined && !this.#isStuck
    if (this.#isCrashed) {
      const what = (this.#crash as Partial<Error> | undefined)?.message || String(this.#crash)
      violations.push({ rule: 'crash', verdict: 'fail', what, t_us: this.#world.lastEventAt })
    } else if (!isFinished) {
      const state =
        this.#world.queue.size > 0
          ? `no end after ${this.#world.events} events`
          : 'stuck: nothing is on its way, and no timer runs'
      const what = `${state}; ${this.#received.inOrder} of ${messages} messages arrived`
      violations.push({ rule: 'progress', verdict: 'fail', what, t_us: this.#world.lastEventAt })
    } else if (this.#received.isOrderly && this.#received.total < messages) {
      const what = `the sender is done, and ${this.#received.total} of ${messages} messages arrived`
      violations.push({ rule: 'delivered', verdict: 'fail', what, t_us: this.#world.lastEventAt })
    }
    return outcomeOf({
      config: this.#config,
      ...this.#nodes.facts,
      delivered: this.#received.total,
      isOrderly: this.#received.isOrderly,
      finishedAt: this.#isAcknowledged ? this.#finishedAt : this.#lastDelivery,
      events: this.#world.events,
      violations
    })
  }

  /** Whether the sender ever learns that something arrived; else the end is the last arrival. */
  get #isAcknowledged(): boolean {
    return this.#config.protocol.acks !== 'none' || this.#config.messages === 0
  }

  /** Sends what is due, and notices when all has arrived. */
  #progress(): void {
    const { messages, interval, size } = this.#config
    while (this.#next < messages && this.#next * interval <= this.#world.now()) {
      this.#message ??= makeMessage(this.#next, size)
      if (!this.#nodes.send(this.#message)) return
      this.#message = undefined
      this.#next++
      if (interval > 0 && this.#next < messages) {
        this.#world.at(this.#next * interval, () => this.#progress())
      }
    }
    if (this.#next < messages || this.#finishedAt !== undefined) return
    if (!this.#nodes.isDrained) return
    this.#finishedAt = this.#world.now()
    this.#nodes.finish()
  }

  #receive(message: Uint8Array): void {
    const { firstWrong } = this.#received
    this.#received.add(message)
    this.#lastDelivery = this.#world.now()
    if (this.#received.firstWrong !== firstWrong) {
      this.#violations?.add('prefix', this.#received.firstWrong ?? '', this.#world.now())
    }
  }
}
