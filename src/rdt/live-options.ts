/** The options of a machine; what changes is asked of the endpoint each time it is read. */
import type { Micros } from '../kernel/time.js'
import type { Congestion, ProtocolOptions } from './protocol.js'

/** What an endpoint knows at the moment. */
export interface Gauges {
  readonly rto: Micros
  readonly srtt?: Micros | undefined
  readonly room?: number
}

export class LiveOptions implements ProtocolOptions {
  readonly windowSize: number
  readonly seqBits: number
  readonly congestion: Congestion
  readonly mss: number
  readonly #gauges: Gauges

  constructor(
    options: Required<Pick<ProtocolOptions, 'windowSize' | 'seqBits' | 'congestion' | 'mss'>>,
    gauges: Gauges
  ) {
    this.windowSize = options.windowSize
    this.seqBits = options.seqBits
    this.congestion = options.congestion
    this.mss = options.mss
    this.#gauges = gauges
  }

  get rto(): Micros {
    return this.#gauges.rto
  }

  get srtt(): Micros | undefined {
    return this.#gauges.srtt
  }

  get room(): number {
    return this.#gauges.room ?? Number.POSITIVE_INFINITY
  }
}
