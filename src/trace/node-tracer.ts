/** A witness that writes down what happens at one node. */
import type { Micros } from '../kernel/time.js'
import type { Datagram } from '../rdt/datagram.js'
import type { MachineState } from '../rdt/protocol.js'
import type { Segment } from '../rdt/segment.js'
import type { EndpointWitness, Half, NodeWitness } from '../rdt/witness.js'
import { describeDatagram, linkName } from './crossing-events.js'
import type { TraceEvent, TraceSink } from './event.js'

export class NodeTracer implements NodeWitness {
  /** The transmission that is being digested; what happens meanwhile belongs to it. */
  #receiving: number | undefined
  readonly #sink: TraceSink
  readonly #node: string
  readonly #nameOf: (peer: string) => string

  /** @param nameOf the node that a peer's address belongs to, for people */
  constructor(sink: TraceSink, node: string, nameOf: (peer: string) => string = (peer) => peer) {
    this.#sink = sink
    this.#node = node
    this.#nameOf = nameOf
  }

  /** A datagram leaves for `to`. */
  sent(datagram: Datagram | Segment, to: string, attempt: number, id: number, at: Micros): void {
    const event: TraceEvent = {
      ...this.#event('send', at),
      link: linkName(this.#node, this.#nameOf(to)),
      id,
      ...describeDatagram(datagram)
    }
    this.#sink(datagram.kind === 'data' ? { ...event, attempt } : event)
  }

  /** A datagram has come; call `digested` when the node is done with it. */
  received(
    datagram: Datagram | Segment | undefined,
    from: string,
    id: number | undefined,
    at: Micros
  ): void {
    this.#receiving = id
    const isBroken = datagram === undefined || ('corrupt' in datagram && datagram.corrupt)
    this.#sink({
      ...this.#event('receive', at),
      link: linkName(this.#nameOf(from), this.#node),
      ...(id === undefined ? {} : { id }),
      ...(datagram === undefined ? {} : describeDatagram(datagram)),
      ...(isBroken ? { why: 'the checksum does not hold' } : {})
    })
  }

  digested(): void {
    this.#receiving = undefined
  }

  endpoint(conn: string, peer: string): EndpointWitness {
    const link = linkName(this.#node, this.#nameOf(peer))
    return new EndpointTracer(this.#sink, (event, at) => ({
      ...this.#event(event, at),
      link,
      ...(conn === '' ? {} : { conn }),
      ...(this.#receiving === undefined ? {} : { id: this.#receiving })
    }))
  }

  opened(conn: string, peer: string, at: Micros): void {
    this.#sink({ ...this.#event('open', at), link: linkName(this.#node, this.#nameOf(peer)), conn })
  }

  closed(conn: string, peer: string, why: string, at: Micros): void {
    const link = linkName(this.#node, this.#nameOf(peer))
    this.#sink({ ...this.#event('close', at), link, conn, why: clip(why) })
  }

  ignored(peer: string, why: string, at: Micros): void {
    this.#discard(peer, why, at)
  }

  refused(peer: string, why: string, at: Micros): void {
    this.#discard(peer, `refused: ${why}`, at)
  }

  #discard(peer: string, why: string, at: Micros): void {
    this.#sink({
      ...this.#event('discard', at),
      link: linkName(this.#nameOf(peer), this.#node),
      ...(this.#receiving === undefined ? {} : { id: this.#receiving }),
      why: clip(why)
    })
  }

  #event(event: TraceEvent['event'], at: Micros): Pick<TraceEvent, 't' | 'at' | 'event'> {
    return { t: at, at: this.#node, event }
  }
}

class EndpointTracer implements EndpointWitness {
  readonly #sink: TraceSink
  readonly #event: (event: TraceEvent['event'], at: Micros) => TraceEvent
  readonly #states = new Map<Half, string>()

  constructor(sink: TraceSink, event: (event: TraceEvent['event'], at: Micros) => TraceEvent) {
    this.#sink = sink
    this.#event = event
  }

  submitted(length: number, at: Micros): void {
    this.#sink({ ...withoutId(this.#event('submit', at)), len: length })
  }

  delivered(length: number, at: Micros): void {
    this.#sink({ ...this.#event('deliver', at), len: length })
  }

  discarded(segment: Segment, why: string, at: Micros): void {
    const { kind, seq, ack } = describeDatagram(segment)
    this.#sink({
      ...this.#event('discard', at),
      ...(kind === undefined ? {} : { kind }),
      ...(seq === undefined ? {} : { seq }),
      ...(ack === undefined ? {} : { ack }),
      why
    })
  }

  timerStarted(half: Half, timer: number, delay: Micros, at: Micros): void {
    this.#sink({ ...withoutId(this.#event('timer-start', at)), half, timer, delay })
  }

  timerStopped(half: Half, timer: number, at: Micros): void {
    this.#sink({ ...withoutId(this.#event('timer-stop', at)), half, timer })
  }

  timedOut(half: Half, timer: number, at: Micros): void {
    this.#sink({ ...this.#event('timeout', at), half, timer })
  }

  /** Only a state that is not the one before is worth a line. */
  stateIs(half: Half, state: MachineState | undefined, at: Micros): void {
    if (state === undefined) return
    const text = JSON.stringify(state)
    if (this.#states.get(half) === text) return
    this.#states.set(half, text)
    const shown = JSON.parse(text) as NonNullable<TraceEvent['state']>
    this.#sink({ ...withoutId(this.#event('state', at)), half, state: shown })
  }
}

function withoutId(event: TraceEvent): TraceEvent {
  const { id: _, ...rest } = event
  return rest
}

const clip = (text: string): string => text.slice(0, 1000)
