/**
 * The sending half of an endpoint: an outbox, the sender, and the watch over what is in
 * flight. To its machine it is the host.
 */
import type { Micros } from '../kernel/time.js'
import { ByteQueue } from './byte-queue.js'
import type { EndpointHost, EndpointOptions } from './endpoint-host.js'
import { Flight, UNMEASURED } from './flight.js'
import { cutMessage, takePayload } from './fragments.js'
import { LiveOptions } from './live-options.js'
import type { RdtHost, RdtSender } from './protocol.js'
import { RtoEstimator } from './rto.js'
import type { Segment } from './segment.js'
import { StormGuard } from './storm-guard.js'
import type { EndpointWitness } from './witness.js'

/** A message is at most this long, in bytes: what a peer can make us hold while it is incomplete. */
export const MAX_MESSAGE = 1 << 20

export class SendingHalf implements RdtHost {
  /** Data segments sent, retransmissions included; then those alone; timeouts. */
  sent = 0
  retransmitted = 0
  timeouts = 0

  readonly #host: EndpointHost
  readonly #options: EndpointOptions
  readonly #witness: EndpointWitness | undefined
  readonly #estimator: RtoEstimator
  readonly #flight: Flight
  readonly #outbox = new ByteQueue()
  readonly #sender: RdtSender
  readonly #guard: StormGuard | undefined
  #at: Micros = 0
  /** Inside `rdtSend`, before its data segment: the next one is a first transmission. */
  #isTakingNewData = false

  constructor(host: EndpointHost, options: EndpointOptions, witness: EndpointWitness | undefined) {
    this.#host = host
    this.#options = options
    this.#witness = witness
    this.#estimator = new RtoEstimator(options.rto)
    this.#flight = new Flight(options.protocol.acks, options.seqBits)
    this.#guard = options.halves === 'both' ? new StormGuard() : undefined
    this.#sender = options.protocol.createSender(this, new LiveOptions(options, this))
  }

  /** Everything that was sent has been acknowledged. */
  get isDrained(): boolean {
    return this.#outbox.isEmpty && this.#flight.isEmpty
  }

  /** Bytes taken by `send` and not acknowledged. */
  get backlog(): number {
    return this.#outbox.bytes + this.#flight.bytes
  }

  get srtt(): Micros | undefined {
    return this.#estimator.srtt
  }

  get rto(): Micros {
    return this.#estimator.rto
  }

  /** Takes a message; see `Endpoint.send`. */
  send(message: Uint8Array, at: Micros): boolean {
    const { framing, mss, outboxLimit } = this.#options
    const most = framing === 'bare' ? mss : MAX_MESSAGE
    if (message.length > most) {
      throw new RangeError(`a message of ${message.length} bytes: at most ${most} can be sent`)
    }
    const goesAtOnce = this.#outbox.isEmpty && this.#sender.isReady
    if (!goesAtOnce && this.#outbox.bytes + message.length > outboxLimit) return false
    this.#at = at
    if (framing !== 'bare') {
      for (const fragment of cutMessage(message, mss)) this.#outbox.push(fragment)
    } else if (goesAtOnce) this.#submit(message)
    else this.#outbox.push(message)
    this.#settle()
    return true
  }

  /** An ACK, a NAK, or something corrupt has come. */
  rdtRcv(segment: Segment, at: Micros): void {
    this.#at = at
    // The RTO has to be right before the machine starts its timer again.
    if (segment.kind === 'ack' && !segment.corrupt) {
      this.#noteAcknowledged(this.#flight.acknowledge(segment.acknum, at))
    }
    const wasBusy = this.#options.windowSize === 1 && !this.#sender.isReady
    this.#sender.rdtRcv(segment, at)
    // The ACKs of rdt2.0 and rdt2.1 name nothing, but only one segment can be meant.
    if (wasBusy && this.#sender.isReady) this.#noteAcknowledged(this.#flight.acknowledgeAll(at))
    this.#settle()
  }

  timeout(timer: number, at: Micros): void {
    this.#at = at
    this.#witness?.timedOut('sender', timer, at)
    if (!this.#options.protocol.otherTimers?.includes(timer)) {
      this.timeouts++
      this.#estimator.backOff(at)
    }
    this.#sender.timeout(timer, at)
    this.#settle()
  }

  measured(rtt: Micros): void {
    this.#estimator.measure(rtt)
  }

  udtSend(segment: Segment): void {
    let attempt = 1
    if (segment.kind === 'data') {
      const { seqnum, data } = segment
      attempt = this.#flight.transmit(seqnum, data.length, this.#at, this.#isTakingNewData)
      this.#isTakingNewData = false
      if (attempt > 1) {
        if (this.#guard?.isSurplus(segment, this.srtt, this.#at)) {
          this.#witness?.discarded(segment, 'not sent: enough copies are on their way', this.#at)
          return
        }
        this.retransmitted++
      }
      this.sent++
    }
    this.#host.transmit(segment, attempt)
  }

  deliverData(): void {
    throw new Error('deliverData: a sender has nothing to deliver; that is for the receiver')
  }

  startTimer(delay: Micros, timer = 0): void {
    this.#witness?.timerStarted('sender', timer, delay, this.#at)
    this.#host.timers.start(delay, 2 * timer)
  }

  stopTimer(timer = 0): void {
    this.#witness?.timerStopped('sender', timer, this.#at)
    this.#host.timers.stop(2 * timer)
  }

  #noteAcknowledged(rtt: Micros | undefined): void {
    if (rtt === undefined) return
    if (rtt === UNMEASURED) this.#estimator.progressed()
    else this.#estimator.measure(rtt)
  }

  /** The machine has returned: it may be ready for more of what waits. */
  #settle(): void {
    while (!this.#outbox.isEmpty && this.#sender.isReady) this.#submit(this.#takePayload())
    this.#witness?.stateIs('sender', this.#sender.state, this.#at)
  }

  #submit(data: Uint8Array): void {
    this.#witness?.submitted(data.length, this.#at)
    this.#isTakingNewData = true
    this.#sender.rdtSend(data, this.#at)
    this.#isTakingNewData = false
  }

  #takePayload(): Uint8Array {
    const { framing, mss } = this.#options
    const payload = framing === 'shared' ? takePayload(this.#outbox, mss) : this.#outbox.shift()
    return payload as Uint8Array // whoever asks has seen that the outbox is not empty
  }
}
