/**
 * The receiving half of an endpoint: the receiver, and an inbox. To its machine it is
 * the host.
 */
import type { Micros } from '../kernel/time.js'
import { ByteQueue } from './byte-queue.js'
import type { EndpointHost, EndpointOptions } from './endpoint-host.js'
import { Reassembly } from './fragments.js'
import { LiveOptions } from './live-options.js'
import type { RdtHost, RdtReceiver } from './protocol.js'
import type { Segment } from './segment.js'
import { MAX_MESSAGE } from './sending-half.js'
import type { EndpointWitness } from './witness.js'

export class ReceivingHalf implements RdtHost {
  readonly #host: EndpointHost
  readonly #witness: EndpointWitness | undefined
  readonly #reassembly: Reassembly | undefined
  readonly #inbox = new ByteQueue()
  readonly #inboxLimit: number
  readonly #mss: number
  readonly #clock: { readonly rto: Micros }
  readonly #receiver: RdtReceiver
  /** A message has come into the inbox since the host was last told. */
  #isNews = false
  #at: Micros = 0

  /** @param clock tells the RTO of the endpoint, in µs: for receivers that delay their ACKs */
  constructor(
    host: EndpointHost,
    options: EndpointOptions,
    witness: EndpointWitness | undefined,
    clock: { readonly rto: Micros }
  ) {
    this.#host = host
    this.#witness = witness
    this.#inboxLimit = options.inboxLimit
    this.#mss = options.mss
    this.#clock = clock
    this.#reassembly = options.framing === 'bare' ? undefined : new Reassembly(MAX_MESSAGE)
    this.#receiver = options.protocol.createReceiver(this, new LiveOptions(options, this))
  }

  /** No more data may come in: `deliverData` cannot be refused, so the segment must be. */
  get isFull(): boolean {
    return this.#inbox.bytes >= this.#inboxLimit
  }

  /** Full-sized segments that the inbox has room for. */
  get room(): number {
    return Math.max(0, Math.ceil((this.#inboxLimit - this.#inbox.bytes) / this.#mss))
  }

  get rto(): Micros {
    return this.#clock.rto
  }

  /** The oldest whole message, or undefined. */
  take(): Uint8Array | undefined {
    return this.#inbox.shift()
  }

  /** Data, or something corrupt, has come. */
  rdtRcv(segment: Segment, at: Micros): void {
    this.#at = at
    this.#receiver.rdtRcv(segment, at)
    this.#settle()
  }

  timeout(timer: number, at: Micros): void {
    this.#at = at
    this.#witness?.timedOut('receiver', timer, at)
    this.#receiver.timeout?.(timer, at)
    this.#settle()
  }

  udtSend(segment: Segment): void {
    this.#host.transmit(segment, 1)
  }

  /** Whoever reads the inbox is told when the machine has returned, and its ACK is on its way. */
  deliverData(data: Uint8Array): void {
    this.#witness?.delivered(data.length, this.#at)
    if (this.#reassembly === undefined) this.#store(data)
    else this.#reassembly.add(data, (message) => this.#store(message))
  }

  startTimer(delay: Micros, timer = 0): void {
    this.#witness?.timerStarted('receiver', timer, delay, this.#at)
    this.#host.timers.start(delay, 2 * timer + 1)
  }

  stopTimer(timer = 0): void {
    this.#witness?.timerStopped('receiver', timer, this.#at)
    this.#host.timers.stop(2 * timer + 1)
  }

  #store(message: Uint8Array): void {
    this.#inbox.push(message)
    this.#isNews = true
  }

  #settle(): void {
    this.#witness?.stateIs('receiver', this.#receiver.state, this.#at)
    if (!this.#isNews) return
    this.#isNews = false
    this.#host.messageReady()
  }
}
