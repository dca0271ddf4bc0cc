/**
 * The trace of a run on real UDP: what nodes and channel of this process say goes to one
 * file. A datagram carries no number of its transmission; its bytes lead back to it.
 */
import type { CarriedDatagram, ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'
import type { Micros } from '../kernel/time.js'
import type { NodeWitness } from '../rdt/witness.js'
import { describeDatagram, linkName } from '../trace/crossing-events.js'
import type { TraceEvent, TraceSink } from '../trace/event.js'
import { NodeTracer } from '../trace/node-tracer.js'
import { Transmissions } from '../trace/transmissions.js'
import type { UdpTap } from '../udp/udp-node.js'
import { readPassing } from './passing.js'

/** Which leg of its way a datagram is on: to the channel, or from it. */
const TO_CHANNEL = 'to '
const FROM_CHANNEL = 'from '

/** Somewhere that events go; with a datagram that is sent, its bytes. */
export type WitnessSink = (event: TraceEvent, bytes?: Uint8Array) => void

export class RunTrace {
  readonly sink: WitnessSink
  readonly #transmissions = new Transmissions()

  constructor(sink: WitnessSink) {
    this.sink = sink
  }

  /** Watches the node `name`; `nameOf` tells whose a peer's address is. */
  watchNode(
    name: string,
    nameOf: (address: string) => string
  ): { readonly witness: NodeWitness; readonly tap: UdpTap } {
    let about: Uint8Array | undefined
    const tracer = new NodeTracer((event) => this.sink(event, about), name, nameOf)
    const tap: UdpTap = {
      sent: (datagram, bytes, to, attempt, at) => {
        const id = this.#transmissions.next()
        this.#transmissions.remember(TO_CHANNEL + linkName(name, nameOf(to)), bytes, id)
        about = bytes
        tracer.sent(datagram, to, attempt, id, at)
        about = undefined
      },
      received: (datagram, bytes, from, at) => {
        const link = FROM_CHANNEL + linkName(nameOf(from), name)
        tracer.received(datagram, from, this.#transmissions.recall(link, bytes), at)
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
    return new ChannelTracer(this.sink, this.#transmissions, isAlone ? new Sightings() : undefined)
  }
}

class ChannelTracer implements ProxyWitness {
  readonly #sink: TraceSink
  readonly #transmissions: Transmissions
  /** Of datagrams inside the channel, under the very bytes that were submitted. */
  readonly #ids = new WeakMap<Uint8Array, number>()
  /** Those that will arrive as these bytes: a datagram and its copy may be the same. */
  readonly #arriving = new WeakMap<Uint8Array, number[]>()
  readonly #sightings: Sightings | undefined

  constructor(sink: TraceSink, transmissions: Transmissions, sightings: Sightings | undefined) {
    this.#sink = sink
    this.#transmissions = transmissions
    this.#sightings = sightings
  }

  submitted(flow: string, direction: Direction, bytes: Uint8Array, at: Micros): void {
    const link = linkOf(flow, direction)
    const known = this.#transmissions.recall(TO_CHANNEL + link, bytes)
    const id = known ?? this.#transmissions.next()
    this.#ids.set(bytes, id)
    if (this.#sightings === undefined) return
    const event = this.#event('send', flow, direction, bytes, id, at)
    const attempt = this.#sightings.count(event)
    this.#sink({ ...event, at: nodesOf(link).from, ...(attempt === undefined ? {} : { attempt }) })
  }

  dropped(flow: string, direction: Direction, bytes: Uint8Array, why: string, at: Micros): void {
    const id = this.#ids.get(bytes) ?? 0
    this.#sink({ ...this.#event('drop', flow, direction, bytes, id, at), why })
  }

  carried(
    flow: string,
    direction: Direction,
    bytes: Uint8Array,
    { bytes: arriving, changes }: CarriedDatagram,
    at: Micros
  ): void {
    const original = this.#ids.get(bytes) ?? 0
    const id = changes?.copy === undefined ? original : this.#transmissions.next()
    const event = (name: TraceEvent['event']) => this.#event(name, flow, direction, bytes, id, at)
    if (changes?.copy !== undefined) {
      this.#sink({ ...event('duplicate'), of: original, why: changes.copy })
    }
    if (changes?.damage !== undefined) {
      this.#sink({ ...event('corrupt'), why: changes.damage.why })
    }
    if (changes?.late !== undefined) {
      this.#sink({ ...event('delay'), why: changes.late.why, delay: changes.late.by })
    }
    const others = this.#arriving.get(arriving)
    if (others !== undefined) others.push(id)
    else this.#arriving.set(arriving, [id])
  }

  arrived(flow: string, direction: Direction, bytes: Uint8Array, at: Micros): void {
    const id = this.#arriving.get(bytes)?.shift()
    if (id === undefined) return
    const link = linkOf(flow, direction)
    if (this.#sightings === undefined) {
      this.#transmissions.remember(FROM_CHANNEL + link, bytes, id)
    } else {
      const event = this.#event('receive', flow, direction, bytes, id, at)
      this.#sink({ ...event, at: nodesOf(link).to })
    }
  }

  #event(
    event: TraceEvent['event'],
    flow: string,
    direction: Direction,
    bytes: Uint8Array,
    id: number,
    at: Micros
  ): TraceEvent {
    const datagram = readPassing(bytes)
    const link = linkOf(flow, direction)
    const said = datagram === undefined ? { len: bytes.length } : describeDatagram(datagram)
    return { t: at, at: 'channel', event, link, id, ...said }
  }
}

/** So many segments are remembered, to number the transmissions of each. */
const MOST_SIGHTED = 50_000

/** Counts how often each data segment passes, where nobody else tells its attempt. */
class Sightings {
  readonly #seen = new Map<string, number>()

  count({ link, kind, conn, seq }: TraceEvent): number | undefined {
    if (kind !== 'data' || seq === undefined) return undefined
    const key = `${link} ${conn} ${seq}`
    const attempt = (this.#seen.get(key) ?? 0) + 1
    this.#seen.delete(key)
    this.#seen.set(key, attempt)
    for (const oldest of this.#seen.keys()) {
      if (this.#seen.size <= MOST_SIGHTED) break
      this.#seen.delete(oldest)
    }
    return attempt
  }
}

function nodesOf(link: string): { readonly from: string; readonly to: string } {
  const [from = link, to = link] = link.split('>')
  return { from, to }
}

/** A flow is named after its client and its server; what goes down has them the other way round. */
function linkOf(flow: string, direction: Direction): string {
  const [client = flow, server = 'server'] = flow.split('>')
  return direction === 'up' ? linkName(client, server) : linkName(server, client)
}
