/**
 * The trace of a run on real UDP: what nodes and channel of this process say goes to one
 * file. A datagram carries no number of its transmission; its bytes lead back to it.
 */
import type { CarriedDatagram, ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'
import type { Micros } from '../kernel/time.js'
import type { NodeWitness } from '../rdt/witness.js'
import { type DatagramKeys, describeDatagram, linkName } from '../trace/crossing-events.js'
import type { TraceEvent } from '../trace/event.js'
import { LinkNames } from '../trace/link-names.js'
import { BoundedMap } from '../trace/live-bounded-map.js'
import { NodeTracer } from '../trace/node-tracer.js'
import { Transmissions } from '../trace/transmissions.js'
import type { UdpTap } from '../udp/udp-node.js'
import { readPassing } from './passing.js'

/** Somewhere that events go; with a datagram that is sent or heard of, its bytes. */
export type WitnessSink = (event: TraceEvent, bytes?: Uint8Array) => void

export class RunTrace {
  readonly sink: WitnessSink
  /** Datagrams on their way to the channel, and from it. */
  readonly #toChannel = new Transmissions()
  readonly #fromChannel = new Transmissions()
  #channel: ChannelTracer | undefined

  constructor(sink: WitnessSink) {
    this.sink = sink
  }

  /** Watches the node `name`; `nameOf` tells whose a peer's address is. */
  watchNode(
    name: string,
    nameOf: (address: string) => string
  ): { readonly witness: NodeWitness; readonly tap: UdpTap } {
    let about: Uint8Array | undefined
    const links = new LinkNames(name)
    const tracer = new NodeTracer((event) => this.sink(event, about), name, nameOf)
    const tap: UdpTap = {
      sent: (datagram, bytes, to, attempt, at) => {
        const id = this.#toChannel.next()
        this.#toChannel.remember(links.to(nameOf(to)), bytes, id)
        about = bytes
        tracer.sent(datagram, to, attempt, id, at)
        about = undefined
      },
      received: (datagram, bytes, from, at) => {
        const link = links.from(nameOf(from))
        tracer.received(datagram, from, this.#fromChannel.recall(link, bytes), at)
      },
      digested: () => tracer.digested()
    }
    return { witness: tracer, tap }
  }

  /**
   * Watches a channel whose flows are named `alice>server`, after the client and its server.
   * One that is alone with its trace also says for the nodes what they sent and heard, at the
   * time at which it passed the channel.
   */
  watchChannel(isAlone = false): ProxyWitness {
    this.#channel = new ChannelTracer(this.sink, this.#toChannel, this.#fromChannel, isAlone)
    return this.#channel
  }

  /** The number of a transmission that is in the channel, by the very object that came there. */
  idOf(bytes: Uint8Array): number | undefined {
    return this.#channel?.idOf(bytes)
  }
}

/** A datagram inside the channel. */
interface Passage {
  readonly bytes: Uint8Array
  readonly id: number
  /** What it says of itself, once somebody has asked. */
  keys: DatagramKeys | undefined
  isDecided: boolean
}

/** One that will arrive. */
interface Arrival {
  readonly id: number
  readonly keys: DatagramKeys | undefined
}

class ChannelTracer implements ProxyWitness {
  readonly #sink: WitnessSink
  readonly #toChannel: Transmissions
  readonly #fromChannel: Transmissions
  readonly #isAlone: boolean
  readonly #ways = new Ways()
  /** The one that came last: what becomes of it is mostly decided at once. */
  #latest: Passage | undefined
  /** Those about which somebody still thinks. */
  readonly #waiting = new WeakMap<Uint8Array, Passage>()
  /** Those that will arrive as these bytes: a datagram and its copy may be the same. */
  readonly #arriving = new WeakMap<Uint8Array, Arrival[]>()

  constructor(
    sink: WitnessSink,
    toChannel: Transmissions,
    fromChannel: Transmissions,
    isAlone: boolean
  ) {
    this.#sink = sink
    this.#toChannel = toChannel
    this.#fromChannel = fromChannel
    this.#isAlone = isAlone
  }

  idOf(bytes: Uint8Array): number | undefined {
    return this.#passageOf(bytes)?.id
  }

  submitted(flow: string, direction: Direction, bytes: Uint8Array, at: Micros): void {
    const { link, from } = this.#ways.of(flow, direction)
    const id = this.#toChannel.recall(link, bytes) ?? this.#toChannel.next()
    const before = this.#latest
    if (before !== undefined && !before.isDecided) this.#waiting.set(before.bytes, before)
    const passage: Passage = { bytes, id, keys: undefined, isDecided: false }
    this.#latest = passage
    if (!this.#isAlone) return
    passage.keys = describe(bytes)
    this.#sink({ t: at, at: from, event: 'send', link, id, ...passage.keys }, bytes)
  }

  dropped(flow: string, direction: Direction, bytes: Uint8Array, why: string, at: Micros): void {
    this.#sink({ ...this.#event('drop', flow, direction, bytes, at), why })
  }

  carried(
    flow: string,
    direction: Direction,
    bytes: Uint8Array,
    { bytes: arriving, changes }: CarriedDatagram,
    at: Micros
  ): void {
    const passage = this.#decided(bytes)
    const { id: original } = passage
    const id = changes?.copy === undefined ? original : this.#toChannel.next()
    const event = (name: TraceEvent['event']) => ({
      ...this.#event(name, flow, direction, bytes, at),
      id
    })
    if (changes?.copy !== undefined) {
      this.#sink({ ...event('duplicate'), of: original, why: changes.copy })
    }
    if (changes?.damage !== undefined) {
      this.#sink({ ...event('corrupt'), why: changes.damage.why })
    }
    if (changes?.late !== undefined) {
      this.#sink({ ...event('delay'), why: changes.late.why, delay: changes.late.by })
    }
    const arrival = { id, keys: arriving === bytes ? passage.keys : undefined }
    const others = this.#arriving.get(arriving)
    if (others !== undefined) others.push(arrival)
    else this.#arriving.set(arriving, [arrival])
  }

  arrived(flow: string, direction: Direction, bytes: Uint8Array, at: Micros): void {
    const arrival = this.#arriving.get(bytes)?.shift()
    if (arrival === undefined) return
    const { link, to } = this.#ways.of(flow, direction)
    const { id, keys = this.#isAlone ? describe(bytes) : undefined } = arrival
    if (this.#isAlone) this.#sink({ t: at, at: to, event: 'receive', link, id, ...keys }, bytes)
    else this.#fromChannel.remember(link, bytes, id)
  }

  #passageOf(bytes: Uint8Array): Passage | undefined {
    return this.#latest?.bytes === bytes ? this.#latest : this.#waiting.get(bytes)
  }

  /** What becomes of it is said now; all that is said of it comes before the next one. */
  #decided(bytes: Uint8Array): Passage {
    const passage = this.#passageOf(bytes) ?? { bytes, id: 0, keys: undefined, isDecided: false }
    passage.isDecided = true
    return passage
  }

  #event(
    event: TraceEvent['event'],
    flow: string,
    direction: Direction,
    bytes: Uint8Array,
    at: Micros
  ): TraceEvent {
    const passage = this.#decided(bytes)
    passage.keys ??= describe(bytes)
    const { link } = this.#ways.of(flow, direction)
    return { t: at, at: 'channel', event, link, id: passage.id, ...passage.keys }
  }
}

function describe(bytes: Uint8Array): DatagramKeys {
  const datagram = readPassing(bytes)
  return datagram === undefined ? { len: bytes.length } : describeDatagram(datagram)
}

const MOST_FLOWS = 4096

interface Way {
  readonly link: string
  readonly from: string
  readonly to: string
}

/** A flow is named after its client and its server; what goes down has them the other way round. */
class Ways {
  readonly #ways = new BoundedMap<string, Readonly<Record<Direction, Way>>>(MOST_FLOWS)

  of(flow: string, direction: Direction): Way {
    return this.#ways.getOrMake(flow, () => {
      const [client = flow, server = 'server'] = flow.split('>')
      return {
        up: { link: linkName(client, server), from: client, to: server },
        down: { link: linkName(server, client), from: server, to: client }
      }
    })[direction]
  }
}
