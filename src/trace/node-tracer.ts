/** A witness that writes down what happens at one node. */
import type { Micros } from '../kernel/time.js'
import type { Datagram } from '../rdt/datagram.js'
import type { MachineState } from '../rdt/protocol.js'
import type { Segment } from '../rdt/segment.js'
import type { EndpointWitness, Half, NodeWitness } from '../rdt/witness.js'
import { describeDatagram, describeIn } from './crossing-events.js'
import type { TraceEvent, TraceSink } from './event.js'
import { LinkNames } from './link-names.js'
import { copyOfState, isSameState } from './machine-state.js'

export class NodeTracer implements NodeWitness {
  /** The transmission that is being digested; what happens meanwhile belongs to it. */
  #receiving: number | undefined
  readonly #sink: TraceSink
  readonly #node: string
  readonly #nameOf: (peer: string) => string
  readonly #links: LinkNames

  /** @param nameOf the node that a peer's address belongs to, for people */
  constructor(sink: TraceSink, node: string, nameOf: (peer: string) => string = (peer) => peer) {
    this.#sink = sink
    this.#node = node
    this.#nameOf = nameOf
    this.#links = new LinkNames(node)
  }

  /** A datagram leaves for `to`. */
  sent(datagram: Datagram | Segment, to: string, attempt: number, id: number, at: Micros): void {
    const event = this.#event('send', at, this.#links.to(this.#nameOf(to)))
    event.id = id
    describeIn(event, datagram)
    if (datagram.kind === 'data') event.attempt = attempt
    this.#sink(event)
  }

  /** A datagram has come; call `digested` when the node is done with it. */
  received(
    datagram: Datagram | Segment | undefined,
    from: string,
    id: number | undefined,
    at: Micros
  ): void {
    this.#receiving = id
    const event = this.#event('receive', at, this.#links.from(this.#nameOf(from)))
    if (id !== undefined) event.id = id
    if (datagram !== undefined) describeIn(event, datagram)
    const isBroken = datagram === undefined || ('corrupt' in datagram && datagram.corrupt)
    if (isBroken) event.why = 'the checksum does not hold'
    this.#sink(event)
  }

  digested(): void {
    this.#receiving = undefined
  }

  endpoint(conn: string, peer: string): EndpointWitness {
    const link = this.#links.to(this.#nameOf(peer))
    return new EndpointTracer(this.#sink, (event, at, hasId) => {
      const made = this.#event(event, at, link)
      if (conn !== '') made.conn = conn
      if (hasId && this.#receiving !== undefined) made.id = this.#receiving
      return made
    })
  }

  opened(conn: string, peer: string, at: Micros): void {
    const event = this.#event('open', at, this.#links.to(this.#nameOf(peer)))
    event.conn = conn
    this.#sink(event)
  }

  closed(conn: string, peer: string, why: string, at: Micros): void {
    const event = this.#event('close', at, this.#links.to(this.#nameOf(peer)))
    event.conn = conn
    event.why = clip(why)
    this.#sink(event)
  }

  ignored(peer: string, why: string, at: Micros): void {
    this.#discard(peer, why, at)
  }

  refused(peer: string, why: string, at: Micros): void {
    this.#discard(peer, `refused: ${why}`, at)
  }

  #discard(peer: string, why: string, at: Micros): void {
    const event = this.#event('discard', at, this.#links.from(this.#nameOf(peer)))
    if (this.#receiving !== undefined) event.id = this.#receiving
    event.why = clip(why)
    this.#sink(event)
  }

  /** The keys stand in a trace in the order in which they are set. */
  #event(event: TraceEvent['event'], at: Micros, link: string): TraceEvent {
    return { t: at, at: this.#node, event, link }
  }
}

/** @param hasId whether it belongs to the datagram that is being digested */
type MakeEvent = (event: TraceEvent['event'], at: Micros, hasId: boolean) => TraceEvent

class EndpointTracer implements EndpointWitness {
  readonly #sink: TraceSink
  readonly #event: MakeEvent
  readonly #states = new Map<Half, MachineState>()

  constructor(sink: TraceSink, event: MakeEvent) {
    this.#sink = sink
    this.#event = event
  }

  submitted(length: number, at: Micros): void {
    const event = this.#event('submit', at, false)
    event.len = length
    this.#sink(event)
  }

  delivered(length: number, at: Micros): void {
    const event = this.#event('deliver', at, true)
    event.len = length
    this.#sink(event)
  }

  discarded(segment: Segment, why: string, at: Micros): void {
    const { kind, seq, ack } = describeDatagram(segment)
    const event = this.#event('discard', at, true)
    if (kind !== undefined) event.kind = kind
    if (seq !== undefined) event.seq = seq
    if (ack !== undefined) event.ack = ack
    event.why = why
    this.#sink(event)
  }

  timerStarted(half: Half, timer: number, delay: Micros, at: Micros): void {
    const event = this.#timer('timer-start', half, timer, at, false)
    event.delay = delay
    this.#sink(event)
  }

  timerStopped(half: Half, timer: number, at: Micros): void {
    this.#sink(this.#timer('timer-stop', half, timer, at, false))
  }

  timedOut(half: Half, timer: number, at: Micros): void {
    this.#sink(this.#timer('timeout', half, timer, at, true))
  }

  /** Only a state that is not the one before is worth a line. */
  stateIs(half: Half, state: MachineState | undefined, at: Micros): void {
    if (state === undefined) return
    if (isSameState(this.#states.get(half), state)) return
    const told = copyOfState(state)
    this.#states.set(half, told)
    const event = this.#event('state', at, false)
    event.half = half
    event.state = told
    this.#sink(event)
  }

  #timer(
    what: TraceEvent['event'],
    half: Half,
    timer: number,
    at: Micros,
    hasId: boolean
  ): TraceEvent {
    const event = this.#event(what, at, hasId)
    event.half = half
    event.timer = timer
    return event
  }
}

const clip = (text: string): string => text.slice(0, 1000)
