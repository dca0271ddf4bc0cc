/**
 * Bugs of the retransmission timeout (RFC 6298; Karn and Partridge, 1987). Here the RTO is
 * found by the endpoint; these senders measure for themselves, and do it wrong. With a fixed
 * RTO there is nothing to measure, and nothing to see.
 */
import type { Micros } from '../../kernel/time.js'
import { Flight, UNMEASURED } from '../flight.js'
import { GbnSender, gbn } from '../gbn.js'
import type { ProtocolOptions, RdtHost, RdtSender } from '../protocol.js'
import { ADAPTIVE, RFC6298, RtoEstimator, type RtoPolicy } from '../rto.js'
import { isAck, type Segment } from '../segment.js'
import { hostWith, type Mutant, mutant, optionsWith } from './mutant.js'

/** Makes an estimator that is not quite right. */
type MakeEstimator = (policy: RtoPolicy) => RtoEstimator

export const TIMING_MUTANTS: readonly Mutant[] = [
  mutant(
    gbn,
    'premature-timeout',
    'Microseconds are taken for milliseconds: the timer rings a thousand times too early.',
    {
      createSender: (host, options) =>
        new GbnSender(
          host,
          optionsWith(options, () => Math.max(1, Math.round(options.rto / 1000)))
        )
    }
  ),
  mutant(
    gbn,
    'backoff-missing',
    'A timeout does not double the RTO: where it is below the round-trip time, everything is sent twice, for ever.',
    { createSender: (host, options) => new SelfTimedSender(host, options, withoutBackOff) }
  ),
  mutant(
    gbn,
    'backoff-never-resets',
    'The RTO that was doubled stays doubled when ACKs come again: later losses take far too long to repair.',
    { createSender: (host, options) => new SelfTimedSender(host, options, withoutReset) }
  ),
  mutant(
    gbn,
    'karn-violation',
    'A segment that was sent twice is measured from its last transmission, though the ACK answers the first: the RTO shrinks, and timeouts breed timeouts.',
    {
      createSender: (host, options) =>
        new SelfTimedSender(host, options, (policy) => new RtoEstimator(policy), true)
    }
  )
]

/**
 * Go-Back-N that measures round-trip times itself, as the endpoint does for the others.
 * `measuresAll` breaks Karn's rule.
 */
export class SelfTimedSender implements RdtSender {
  #at: Micros = 0
  #isTakingNewData = false
  /** When each number was last sent. */
  readonly #lastSent = new Map<number, Micros>()
  readonly #flight: Flight
  readonly #estimator: RtoEstimator
  readonly #sender: GbnSender
  readonly #measuresAll: boolean

  constructor(
    host: RdtHost,
    options: ProtocolOptions,
    makeEstimator: MakeEstimator = (policy) => new RtoEstimator(policy),
    measuresAll = false
  ) {
    const udtSend = (segment: Segment) => {
      this.#note(segment)
      host.udtSend(segment)
    }
    this.#flight = new Flight('last', options.seqBits)
    this.#estimator = makeEstimator(policyOf(options))
    this.#measuresAll = measuresAll
    this.#sender = new GbnSender(
      hostWith(host, { udtSend }),
      optionsWith(options, () => this.#estimator.rto)
    )
  }

  get isReady() {
    return this.#sender.isReady
  }

  get state() {
    return this.#sender.state
  }

  rdtSend(data: Uint8Array, at: Micros) {
    this.#at = at
    this.#isTakingNewData = true
    this.#sender.rdtSend(data)
    this.#isTakingNewData = false
  }

  rdtRcv(segment: Segment, at: Micros) {
    this.#at = at
    if (isAck(segment)) this.#measure(segment.acknum)
    this.#sender.rdtRcv(segment)
  }

  timeout(_timer: number, at: Micros) {
    this.#at = at
    this.#estimator.backOff(at)
    this.#sender.timeout()
  }

  #note({ seqnum, data }: Segment) {
    this.#lastSent.set(seqnum, this.#at)
    this.#flight.transmit(seqnum, data.length, this.#at, this.#isTakingNewData)
  }

  #measure(acknum: number) {
    const rtt = this.#flight.acknowledge(acknum, this.#at)
    if (rtt === undefined) return
    if (this.#measuresAll) this.#estimator.measure(this.#at - (this.#lastSent.get(acknum) ?? 0))
    else if (rtt === UNMEASURED) this.#estimator.progressed()
    else this.#estimator.measure(rtt)
  }
}

/** A machine is told the RTO of the moment; the policy is known by what it begins with. */
function policyOf({ rto }: ProtocolOptions): RtoPolicy {
  const known = [ADAPTIVE, RFC6298].find((policy) => 'initial' in policy && policy.initial === rto)
  return known ?? { fixed: rto }
}

const withoutBackOff: MakeEstimator = (policy) =>
  new (class extends RtoEstimator {
    override backOff() {}
  })(policy)

const withoutReset: MakeEstimator = (policy) =>
  new (class extends RtoEstimator {
    #factor = 1
    override get rto(): Micros {
      return 'fixed' in policy ? super.rto : Math.min(super.rto * this.#factor, policy.ceiling)
    }
    override backOff() {
      this.#factor *= 2
    }
  })(policy)
