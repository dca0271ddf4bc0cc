/** Everything that decides a simulated run. The same values give the same run, to the bit. */
import type { Fates } from '../../lossy-channel/weather/fate-string.js'
import type { FateBy, Weather } from '../../lossy-channel/weather/weather.js'
import type { Micros } from '../kernel/time.js'
import type { ChecksumName } from '../rdt/checksum.js'
import type { Congestion, Protocol } from '../rdt/protocol.js'
import type { RtoPolicy } from '../rdt/rto.js'

export interface SimConfig {
  readonly protocol: Protocol
  readonly windowSize: number
  readonly seqBits: number
  readonly rto: RtoPolicy
  readonly congestion: Congestion
  readonly checksum: ChecksumName
  /** Payload bytes of a segment; a longer message travels in fragments. */
  readonly mss: number
  readonly messages: number
  /** Bytes of a message. */
  readonly size: number
  /** Between two messages; 0: all are queued at the start. */
  readonly interval: Micros
  readonly seed: string
  /** The weather for data, and for ACKs. */
  readonly up: Weather
  readonly down: Weather
  readonly fates: { readonly up?: Fates | undefined; readonly down?: Fates | undefined }
  readonly fateBy: FateBy
  /** Opening and closing are part of the run. */
  readonly handshake: boolean
  /** Every datagram is encoded and decoded, to show that it makes no difference. */
  readonly encodeAll: boolean
  /** Pairs of nodes that share the two links, each with as many messages; 1 where left out. */
  readonly flows?: number
}

/** A message that is longer than a segment can be travels in fragments, each with a mark. */
export const segmentsOfMessage = ({ size, mss }: SimConfig): number =>
  size <= mss ? 1 : Math.ceil(size / (mss - 1))

/** The names of the two nodes. */
export const SENDER = 'sender'
export const RECEIVER = 'receiver'

/** The names of the two nodes of flow `index`, from 0. */
export function nodesOfFlow(index: number, { flows = 1 }: SimConfig): [string, string] {
  const number = flows === 1 ? '' : `${index + 1}`
  return [`${SENDER}${number}`, `${RECEIVER}${number}`]
}
