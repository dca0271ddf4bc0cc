/**
 * A run of `rdt sim`: a sender at one node, a receiver at the other, two links between
 * them, and messages that go one way; or several such pairs that share the links. The machines,
 * endpoints and connections are those that run on UDP; only the world is another.
 */
import { BadInput } from '../kernel/quantity.js'
import type { Micros } from '../kernel/time.js'
import { seconds } from '../kernel/time.js'
import type { TraceSink } from '../trace/event.js'
import { BareNodes } from './bare-nodes.js'
import { nodesOfFlow, type SimConfig, segmentsOfMessage } from './config.js'
import { ConnectedNodes } from './connected-nodes.js'
import { type Rule, type Violation, Violations } from './invariants.js'
import type { Received } from './messages.js'
import { Network, type PathFates } from './network.js'
import type { NodesHost } from './nodes.js'
import { type Outcome, outcomeOf, sumOfTraffic } from './outcome.js'
import { Transfer } from './transfer.js'
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

/** Runs `config` to its end, or to the bound that ends a livelock. */
export function runSimulation(config: SimConfig, options: RunOptions): Outcome {
  const simulation = new Simulation(config, options)
  simulation.advance(Number.POSITIVE_INFINITY)
  return simulation.outcome
}

/** A run that can be taken in steps, for those who want to look up in between. */
export class Simulation {
  /** The bound on events came before the end. */
  #isStuck = false
  #crash: unknown
  #isCrashed = false
  /** What each flow had delivered when the first of them was done. */
  #contested: readonly number[] | undefined
  readonly #world = new VirtualWorld()
  readonly #config: SimConfig
  readonly #options: RunOptions
  readonly #violations: Violations | undefined
  readonly #transfers: readonly Transfer[]

  constructor(config: SimConfig, options: RunOptions) {
    this.#config = config
    this.#options = options
    this.#violations = options.checks ? new Violations() : undefined
    this.#transfers = Array.from(
      { length: config.flows ?? 1 },
      () => new Transfer(this.#world, config, this.#violations)
    )
    this.#world.at(0, () => {
      for (const transfer of this.#transfers) transfer.progress()
    })
    this.#orCrash(undefined, () => this.#makeNodes())
  }

  /** Messages that have arrived so far, whatever they were. */
  get delivered(): number {
    return sum(this.#transfers, ({ received }) => received.total)
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

  #makeNodes(): void {
    const config = this.#config
    const { sink, fates } = this.#options
    const network = new Network(this.#world, config, sink)
    let first: BareNodes | undefined
    this.#transfers.forEach((transfer, index) => {
      const host: NodesHost = {
        world: this.#world,
        config,
        path: { up: config.up, down: config.down, fates: fates ?? config.fates },
        sink,
        violations: this.#violations,
        received: (message) => this.#receive(transfer, message),
        progressed: () => transfer.progress(),
        relaxed: () => transfer.retry()
      }
      if (config.handshake) transfer.nodes = new ConnectedNodes(host)
      else {
        const nodes = new BareNodes(host, network, nodesOfFlow(index, config), first)
        first ??= nodes
        transfer.nodes = nodes
      }
    })
  }

  #advance(events: number): boolean {
    const { interval, messages, windowSize } = this.#config
    const segments = messages * this.#transfers.length * segmentsOfMessage(this.#config)
    const bound =
      this.#options.mostEvents ??
      EVENTS_FOR_RUN + segments * Math.max(EVENTS_FOR_SEGMENT, EVENTS_FOR_WINDOW * windowSize)
    const longest = LONGEST_RUN + segments * TIME_FOR_SEGMENT + messages * interval
    const isOver = this.#world.run(longest, Math.min(events, bound - this.#world.events))
    this.#isStuck = !isOver && this.#world.events >= bound
    return isOver || this.#isStuck
  }

  /** What came of it; a run that has not finished has failed. */
  get outcome(): Outcome {
    const received = this.#transfers.map((transfer) => transfer.received)
    const facts = this.#transfers.map(({ nodes }) => nodes.facts)
    const ends = this.#transfers.map((transfer) => this.#endOf(transfer))
    return outcomeOf({
      config: this.#config,
      traffic: sumOfTraffic(facts.map(({ traffic }) => traffic)),
      lanes: facts.flatMap(({ lanes }) => lanes),
      delivered: this.delivered,
      isOrderly: received.every(({ isOrderly }) => isOrderly),
      finishedAt: latest(ends),
      flows: received.map(({ total }, i) => ({
        delivered: total,
        contested: this.#contested?.[i] ?? total,
        finishedAt: ends[i]
      })),
      events: this.#world.events,
      violations: this.#verdicts(received)
    })
  }

  /** What was seen on the way, and what is wrong with the end. */
  #verdicts(received: readonly Received[]): Violation[] {
    const violations = [...(this.#violations?.all ?? [])]
    const messages = this.#config.messages * received.length
    const isFinished = latest(this.#transfers.map(({ finishedAt }) => finishedAt)) !== undefined
    const note = (rule: Rule, what: string) => {
      violations.push({ rule, verdict: 'fail', what, t_us: this.#world.lastEventAt })
    }
    if (this.#isCrashed) {
      note('crash', (this.#crash as Partial<Error> | undefined)?.message || String(this.#crash))
    } else if (!isFinished || this.#isStuck) {
      const state =
        this.#world.queue.size > 0
          ? `no end after ${this.#world.events} events`
          : 'stuck: nothing is on its way, and no timer runs'
      const arrived = sum(received, ({ inOrder }) => inOrder)
      note('progress', `${state}; ${arrived} of ${messages} messages arrived`)
    } else if (received.every(({ isOrderly }) => isOrderly) && this.delivered < messages) {
      const arrived = `${this.delivered} of ${messages} messages arrived`
      note('delivered', `the sender is done, and ${arrived}`)
    }
    return violations
  }

  /** When the sender knew that all had arrived; where it never learns such things, the last arrival. */
  #endOf({ finishedAt, lastDelivery }: Transfer): Micros | undefined {
    const { protocol, messages } = this.#config
    return protocol.acks !== 'none' || messages === 0 ? finishedAt : lastDelivery
  }

  #receive(transfer: Transfer, message: Uint8Array): void {
    transfer.receive(message)
    if (transfer.received.total !== this.#config.messages) return
    this.#contested ??= this.#transfers.map(({ received }) => received.total)
  }
}

const sum = <T>(items: readonly T[], amount: (item: T) => number): number =>
  items.reduce((total, item) => total + amount(item), 0)

/** Undefined where one of them is. */
const latest = (times: readonly (Micros | undefined)[]): Micros | undefined =>
  times.reduce((last, time) =>
    last === undefined || time === undefined ? undefined : Math.max(last, time)
  )
