/** The options of a machine, whose `rto` is what the estimator says at the moment it is read. */
import type { Micros } from '../kernel/time.js'
import type { ProtocolOptions } from './protocol.js'

export class LiveOptions implements ProtocolOptions {
  readonly windowSize: number
  readonly seqBits: number
  readonly #clock: { readonly rto: Micros }

  constructor(
    options: Pick<ProtocolOptions, 'windowSize' | 'seqBits'>,
    clock: { readonly rto: Micros }
  ) {
    this.windowSize = options.windowSize
    this.seqBits = options.seqBits
    this.#clock = clock
  }

  get rto(): Micros {
    return this.#clock.rto
  }
}
