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
 * Each half is its machine's host: it notes the machine's orders, passes them on to
 * the endpoint's own host, and hands up nothing before the machine has returned.
 */
import type { Micros } from '../kernel/time.js'
import type { PipeFigures } from './application.js'
import type { EndpointHost, EndpointOptions } from './endpoint-host.js'
import { ReceivingHalf } from './receiving-half.js'
import { RtoEstimator } from './rto.js'
import { isData, type Segment } from './segment.js'
import { SendingHalf } from './sending-half.js'
import type { EndpointWitness } from './witness.js'

export class Endpoint {
  /** Segments that no machine saw: the inbox was full, or there is no such half. */
  discarded = 0

  readonly #witness: EndpointWitness | undefined
  readonly #sending: SendingHalf | undefined
  readonly #receiving: ReceivingHalf | undefined

  constructor(host: EndpointHost, options: EndpointOptions, witness?: EndpointWitness) {
    this.#witness = witness
    const { halves, rto } = options
    if (halves !== 'receiver') this.#sending = new SendingHalf(host, options, witness)
    if (halves === 'sender') return
    const clock = this.#sending ?? new RtoEstimator(rto)
    this.#receiving = new ReceivingHalf(host, options, witness, clock)
  }

  /** Everything that was sent has been acknowledged. */
  get isDrained(): boolean {
    return this.#sending?.isDrained ?? true
  }

  /** Bytes taken by `send` and not acknowledged. */
  get backlog(): number {
    return this.#sending?.backlog ?? 0
  }

  /** How the sending half does; undefined without one. */
  get figures(): PipeFigures | undefined {
    return this.#sending
  }

  /**
   * Takes a message for the peer. It is copied, unless framing is `bare`: then it is the segment's.
   * @returns false where the outbox is full and the message was not taken
   * @throws RangeError where it is longer than a message may be
   * @throws Error where there is no sending half
   */
  send(message: Uint8Array, at: Micros): boolean {
    if (this.#sending === undefined) throw new Error('send: this endpoint only receives')
    return this.#sending.send(message, at)
  }

  /** A round trip of `rtt` µs was measured by other means than this endpoint's segments. */
  measured(rtt: Micros): void {
    this.#sending?.measured(rtt)
  }

  /** The oldest whole message, or undefined. */
  take(): Uint8Array | undefined {
    return this.#receiving?.take()
  }

  /** A segment came from the network, perhaps a corrupt one. */
  receive(segment: Segment, at: Micros): void {
    if (segment.corrupt) {
      // Its kind cannot be trusted: each half learns that something arrived broken.
      this.#sending?.rdtRcv(segment, at)
      this.#receiving?.rdtRcv(segment, at)
    } else if (isData(segment)) {
      if (this.#receiving === undefined) this.#discard(segment, 'no receiver here', at)
      else if (this.#receiving.isFull) this.#discard(segment, 'inbox full', at)
      else this.#receiving.rdtRcv(segment, at)
    } else if (this.#sending === undefined) this.#discard(segment, 'no sender here', at)
    else this.#sending.rdtRcv(segment, at)
  }

  /** A timer that this endpoint started has run out: an even one of the sender, or an odd one. */
  timeout(timer: number, at: Micros): void {
    const own = Math.floor(timer / 2)
    if (timer % 2 === 0) this.#sending?.timeout(own, at)
    else this.#receiving?.timeout(own, at)
  }

  #discard(segment: Segment, why: string, at: Micros): void {
    this.discarded++
    this.#witness?.discarded(segment, why, at)
  }
}
