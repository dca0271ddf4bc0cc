/**
 * An endpoint joins a sender, a receiver, an outbox and an inbox into a pipe for
 * whole messages in both directions:
 *
 *      send(message)                                    take()
 *           │ cut into fragments                           ▲ put together again
 *      ┌────▼─────┐                                   ┌────┴────┐
 *      │  outbox  │ while the sender isReady          │  inbox  │ full: data is discarded,
 *      └────┬─────┘                                   └────▲────┘ the peer sends it again
 *       rdtSend│                                  deliverData│
 *          ┌───▼────┐ ACKs     RTT, RTO (Karn)        ┌──────┴───┐
 *          │ sender │◀─────────── receive(segment) ──▶│ receiver │
 *          └───┬────┘                            data └──────┬───┘
 *              └──────────────── transmit ───────────────────┘
 *
 * It keeps the third law for its machines: it notes their orders, passes them on
 * to its own host, and hands up nothing before the machine has returned.
 */
import type { Micros } from '../kernel/time.js'
import { ByteQueue } from './byte-queue.js'
import type { EndpointHost, EndpointOptions } from './endpoint-host.js'
import { Flight, UNMEASURED } from './flight.js'
import { cutMessage, Reassembly, takePayload } from './fragments.js'
import type { ProtocolOptions, RdtHost, RdtReceiver, RdtSender } from './protocol.js'
import { RtoEstimator } from './rto.js'
import { isData, type Segment } from './segment.js'
import type { EndpointWitness, Half } from './witness.js'

/** A message is at most this long, in bytes: what a peer can make us hold while it is incomplete. */
export const MAX_MESSAGE = 1 << 20

export class Endpoint {
  /** Data segments sent, retransmissions included; then those alone; timeouts of the sender. */
  sent = 0
  retransmitted = 0
  timeouts = 0
  /** Segments that no machine saw: the inbox was full, or there is no such half. */
  discarded = 0

  readonly #host: EndpointHost
  readonly #options: EndpointOptions
  readonly #witness: EndpointWitness | undefined
  readonly #estimator: RtoEstimator
  readonly #flight: Flight
  readonly #sender: RdtSender | undefined
  readonly #receiver: RdtReceiver | undefined
  readonly #reassembly: Reassembly | undefined
  readonly #outbox = new ByteQueue()
  readonly #inbox = new ByteQueue()
  /** A message has come into the inbox since the host was last told. */
  #isNews = false
  #at: Micros = 0
  /** Inside `rdtSend`, before its data segment: the next one is a first transmission. */
  #isTakingNewData = false

  constructor(host: EndpointHost, options: EndpointOptions, witness?: EndpointWitness) {
    this.#host = host
    this.#options = options
    this.#witness = witness
    this.#estimator = new RtoEstimator(options.rto)
    this.#flight = new Flight(options.protocol.acks, options.seqBits)
    this.#reassembly = options.framing === 'marked' ? new Reassembly(MAX_MESSAGE) : undefined
    const { protocol, halves } = options
    const machineOptions = liveOptions(options, this.#estimator)
    if (halves !== 'receiver') {
      this.#sender = protocol.createSender(this.#machineHost('sender'), machineOptions)
    }
    if (halves !== 'sender') {
      this.#receiver = protocol.createReceiver(this.#machineHost('receiver'), machineOptions)
    }
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

  /**
   * Takes a message for the peer. It is copied, unless framing is `bare`: then it is the segment's.
   * @returns false where the outbox is full and the message was not taken
   * @throws RangeError where it is longer than a message may be
   */
  send(message: Uint8Array, at: Micros): boolean {
    const { framing, mss, outboxLimit } = this.#options
    const most = framing === 'bare' ? mss : MAX_MESSAGE
    if (message.length > most) {
      throw new RangeError(`a message of ${message.length} bytes: at most ${most} can be sent`)
    }
    const goesAtOnce = this.#outbox.isEmpty && this.#sender?.isReady === true
    if (!goesAtOnce && this.#outbox.bytes + message.length > outboxLimit) return false
    this.#at = at
    if (framing === 'marked') {
      for (const fragment of cutMessage(message, mss)) this.#outbox.push(fragment)
    } else if (goesAtOnce) this.#submit(message)
    else this.#outbox.push(message)
    this.#settle()
    return true
  }

  /** A segment came from the network, perhaps a corrupt one. */
  receive(segment: Segment, at: Micros): void {
    this.#at = at
    if (segment.corrupt) {
      // Its kind cannot be trusted: each half learns that something arrived broken.
      this.#sender?.rdtRcv(segment, at)
      this.#receiver?.rdtRcv(segment, at)
    } else if (isData(segment)) {
      if (this.#receiver === undefined) return this.#discard(segment, 'no receiver here')
      if (this.#inbox.bytes >= this.#options.inboxLimit) return this.#discard(segment, 'inbox full')
      this.#receiver.rdtRcv(segment, at)
    } else {
      if (this.#sender === undefined) return this.#discard(segment, 'no sender here')
      if (segment.kind === 'ack') this.#noteAck(segment.acknum, at)
      this.#sender.rdtRcv(segment, at)
    }
    this.#settle()
  }

  /** A timer that this endpoint started has run out. */
  timeout(timer: number, at: Micros): void {
    this.#at = at
    const half: Half = timer % 2 === 0 ? 'sender' : 'receiver'
    const own = Math.floor(timer / 2)
    this.#witness?.timedOut(half, own, at)
    if (half === 'sender') {
      this.timeouts++
      this.#estimator.backOff(at)
      this.#sender?.timeout(own, at)
    } else {
      this.#receiver?.timeout?.(own, at)
    }
    this.#settle()
  }

  /** The oldest whole message, or undefined. */
  take(): Uint8Array | undefined {
    return this.#inbox.shift()
  }

  #noteAck(acknum: number, at: Micros): void {
    const rtt = this.#flight.acknowledge(acknum, at)
    if (rtt === undefined) return
    if (rtt === UNMEASURED) this.#estimator.progressed()
    else this.#estimator.measure(rtt)
  }

  #discard(segment: Segment, why: string): void {
    this.discarded++
    this.#witness?.discarded(segment, why, this.#at)
  }

  /** After a machine has returned: what it delivered goes up, what waits goes down. */
  #settle(): void {
    if (this.#isNews) {
      this.#isNews = false
      this.#host.messageReady()
    }
    this.#pump()
    if (this.#witness !== undefined) this.#showStates(this.#witness)
  }

  #showStates(witness: EndpointWitness): void {
    if (this.#sender) witness.stateIs('sender', this.#sender.state, this.#at)
    if (this.#receiver) witness.stateIs('receiver', this.#receiver.state, this.#at)
  }

  /** The receiver hands up data. Whoever reads it is told when the machine has returned. */
  #deliver(data: Uint8Array): void {
    this.#witness?.delivered(data.length, this.#at)
    if (this.#reassembly === undefined) this.#store(data)
    else this.#reassembly.add(data, (message) => this.#store(message))
  }

  #store(message: Uint8Array): void {
    this.#inbox.push(message)
    this.#isNews = true
  }

  #takePayload(): Uint8Array | undefined {
    const { framing, mss } = this.#options
    return framing === 'bare' ? this.#outbox.shift() : takePayload(this.#outbox, mss)
  }

  /** Moves data from the outbox into the sender while it is ready for more. */
  #pump(): void {
    const sender = this.#sender
    if (sender === undefined) return
    while (!this.#outbox.isEmpty && sender.isReady) {
      this.#submit(this.#takePayload() as Uint8Array)
    }
  }

  #submit(data: Uint8Array): void {
    this.#witness?.submitted(data.length, this.#at)
    this.#isTakingNewData = true
    this.#sender?.rdtSend(data, this.#at)
    this.#isTakingNewData = false
  }

  #transmit(segment: Segment): void {
    let attempt = 1
    if (segment.kind === 'data') {
      const { seqnum, data } = segment
      attempt = this.#flight.transmit(seqnum, data.length, this.#at, this.#isTakingNewData)
      this.#isTakingNewData = false
      this.sent++
      if (attempt > 1) this.retransmitted++
    }
    this.#host.transmit(segment, attempt)
  }

  /** The host of one machine. Timers of the sender have even numbers below, the receiver's odd. */
  #machineHost(half: Half): RdtHost {
    const odd = half === 'sender' ? 0 : 1
    return {
      udtSend: (segment) => this.#transmit(segment),
      deliverData: (data) => this.#deliver(data),
      startTimer: (delay, timer = 0) => {
        this.#witness?.timerStarted(half, timer, delay, this.#at)
        this.#host.timers.start(delay, 2 * timer + odd)
      },
      stopTimer: (timer = 0) => {
        this.#witness?.timerStopped(half, timer, this.#at)
        this.#host.timers.stop(2 * timer + odd)
      }
    }
  }
}

/** Options whose `rto` is what the estimator says at the moment it is read. */
function liveOptions(options: EndpointOptions, estimator: RtoEstimator): ProtocolOptions {
  return {
    windowSize: options.windowSize,
    seqBits: options.seqBits,
    get rto() {
      return estimator.rto
    }
  }
}
