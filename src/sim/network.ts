/** The links between nodes in virtual time, with what the trace says of them. */
import type { FateSource } from '../../lossy-channel/weather/fate-source.js'
import type { Fates } from '../../lossy-channel/weather/fate-string.js'
import type { Changes } from '../../lossy-channel/weather/lane-host.js'
import type { Direction, FateBy, Weather } from '../../lossy-channel/weather/weather.js'
import type { Micros } from '../kernel/time.js'
import type { ChecksumName } from '../rdt/checksum.js'
import { describeDatagram, linkName } from '../trace/crossing-events.js'
import type { TraceEvent, TraceSink } from '../trace/event.js'
import { type Carried, type Crossing, Link, type LinkWitness } from './link.js'
import type { VirtualWorld } from './virtual-world.js'

/** The node at which the trace sees what befalls a datagram on its way. */
export const CHANNEL = 'channel'

/** What all links of a network share. */
export interface NetworkOptions {
  readonly seed: string
  readonly checksum: ChecksumName
  readonly fateBy: FateBy
  /** Every datagram is encoded and decoded, to show that it makes no difference. */
  readonly encodeAll: boolean
}

/** The weather between two nodes, one way and back. */
export interface Path {
  readonly up: Weather
  readonly down: Weather
  readonly fates?: PathFates
}

export interface PathFates {
  readonly up?: Fates | FateSource | undefined
  readonly down?: Fates | FateSource | undefined
}

/** The links between two nodes. */
export interface Wires {
  readonly up: Link
  readonly down: Link
}

export type Receive = (datagram: Carried, id: number, at: Micros) => void

export class Network {
  readonly world: VirtualWorld
  readonly sink: TraceSink | undefined
  readonly options: NetworkOptions
  #ids = 0

  constructor(world: VirtualWorld, options: NetworkOptions, sink?: TraceSink) {
    this.world = world
    this.options = options
    this.sink = sink
  }

  /** A number for the next transmission, from 1. */
  nextId(): number {
    return ++this.#ids
  }

  /**
   * Joins node `a` with node `b`: up goes from a to b. The dice of the flow have its name.
   * @param beside the wires of two other nodes, which these two share
   */
  join(a: string, b: string, path: Path, toB: Receive, toA: Receive, beside?: Wires): Wires {
    const flow = linkName(a, b)
    const { up, down, fates = {} } = path
    const options = (direction: Direction, weather: Weather, own: PathFates['up']) => {
      // Of a whole configuration not everything: runs come by the ten thousand.
      const { seed, checksum, fateBy, encodeAll } = this.options
      return { seed, checksum, fateBy, encodeAll, flow, direction, weather, fates: own }
    }
    const upward = options('up', up, fates.up)
    const downward = options('down', down, fates.down)
    return {
      up: new Link(this.world, upward, toB, this.#tracer(flow), beside?.up),
      down: new Link(this.world, downward, toA, this.#tracer(linkName(b, a)), beside?.down)
    }
  }

  #tracer(link: string): LinkWitness | undefined {
    if (this.sink === undefined) return undefined
    return new LinkTracer(this.sink, link, () => this.nextId())
  }
}

/** Writes down what the channel does in one direction. */
class LinkTracer implements LinkWitness {
  readonly nextId: () => number
  readonly #sink: TraceSink
  readonly #link: string

  constructor(sink: TraceSink, link: string, nextId: () => number) {
    this.#sink = sink
    this.#link = link
    this.nextId = nextId
  }

  dropped(crossing: Crossing, why: string, at: Micros): void {
    this.#sink({ ...this.#event('drop', crossing, crossing.id, at), why })
  }

  changed(original: Crossing, id: number, changes: Changes, at: Micros): void {
    const { copy, damage, late } = changes
    if (copy !== undefined) {
      this.#sink({ ...this.#event('duplicate', original, id, at), of: original.id, why: copy })
    }
    if (damage !== undefined) {
      this.#sink({ ...this.#event('corrupt', original, id, at), why: damage.why })
    }
    if (late !== undefined) {
      this.#sink({ ...this.#event('delay', original, id, at), why: late.why, delay: late.by })
    }
  }

  #event(event: TraceEvent['event'], { datagram }: Crossing, id: number, at: Micros): TraceEvent {
    return { t: at, at: CHANNEL, event, link: this.#link, id, ...describeDatagram(datagram) }
  }
}
