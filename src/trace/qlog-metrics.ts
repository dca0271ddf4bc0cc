/**
 * What a sender measures and allows itself, as `recovery:metrics_updated`: round trips by the rules
 * of the endpoint (RFC 6298, Karn), bytes in flight, and windows. Our windows count segments;
 * qlog counts bytes, so each is worth the largest payload so far.
 */
import { toMs } from '../kernel/time.js'
import { ADAPTIVE, RtoEstimator } from '../rdt/rto.js'
import { ConnectionMeter } from './connection-meter.js'
import type { TraceEvent } from './event.js'
import type { SpokenProtocol } from './spoken-protocol.js'

/** Times in ms, the rest in bytes. */
export type Metrics = Readonly<Record<string, number>>

/** Of a sender that has not met congestion: as good as no threshold. */
const NO_THRESHOLD = 65_535

export class QlogMetrics {
  readonly #meter: ConnectionMeter
  readonly #estimator = new RtoEstimator(ADAPTIVE)
  readonly #windowSize: number | undefined
  #shortest = Number.POSITIVE_INFINITY
  #largest = 0
  #state: NonNullable<TraceEvent['state']> = {}
  #told: Metrics = {}

  /** @param windowSize in segments */
  constructor(protocol: SpokenProtocol, windowSize: number | undefined) {
    this.#meter = new ConnectionMeter(protocol)
    // That of `tcp` is in its state, as soon as it has one.
    this.#windowSize = protocol.name === 'tcp' ? undefined : windowSize
  }

  /** Data is sent, an intact ACK has come, or the sender's state is another: what that changes. */
  changesAfter(event: TraceEvent): Metrics | undefined {
    const latest = this.#take(event)
    const now = { ...this.#now(), ...(latest !== undefined && { latest_rtt: toMs(latest) }) }
    const changes = Object.entries(now).filter(
      ([name, value]) => value !== this.#told[name] || name === 'latest_rtt'
    )
    this.#told = { ...this.#told, ...now }
    return changes.length === 0 ? undefined : Object.fromEntries(changes)
  }

  /** @returns a new round-trip time */
  #take(event: TraceEvent): number | undefined {
    if (event.event === 'state') {
      this.#state = event.state ?? {}
    } else if (event.event === 'send') {
      this.#largest = Math.max(this.#largest, event.len ?? 0)
      this.#meter.sent(event)
    } else {
      const count = this.#meter.rtts.length
      this.#meter.acknowledged(event)
      const rtt = this.#meter.rtts[count]?.value
      if (rtt === undefined) return undefined
      this.#estimator.measure(rtt)
      this.#shortest = Math.min(this.#shortest, rtt)
      return rtt
    }
    return undefined
  }

  #now(): Metrics {
    const { srtt } = this.#estimator
    const { cwnd = this.#windowSize, ssthresh } = this.#state
    const inBytes = (segments: number) => Math.round(segments * this.#largest)
    const isNarrowed = typeof ssthresh === 'number' && ssthresh < NO_THRESHOLD
    return {
      ...(typeof cwnd === 'number' && this.#largest > 0 && { congestion_window: inBytes(cwnd) }),
      ...(isNarrowed && { ssthresh: inBytes(ssthresh) }),
      bytes_in_flight: this.#meter.bytesInFlight,
      ...(srtt !== undefined && { smoothed_rtt: toMs(srtt), min_rtt: toMs(this.#shortest) })
    }
  }
}
