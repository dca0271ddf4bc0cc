/** What a proxy is made from, and what it reports. */
import type { OpenSocket, SocketAddress } from '../src/kernel/datagram-socket.js'
import type { FlowTableOptions } from './flow-table.js'
import type { ProxyWitness } from './proxy-witness.js'
import type { FatesByDirection } from './weather/fate-string.js'
import type { LaneCounts } from './weather/lane-counts.js'
import type { Direction, FateBy, Weather } from './weather/weather.js'

export interface ProxyOptions extends FlowTableOptions {
  readonly listen: SocketAddress
  readonly target: SocketAddress
  readonly weather: Readonly<Record<Direction, Weather>>
  readonly seed: string
  readonly openSocket: OpenSocket
  readonly fates?: FatesByDirection | undefined
  readonly fateBy?: FateBy | undefined
  /** The segment that a datagram carries, for fates that go by segment. */
  readonly classify?: ((bytes: Uint8Array) => string | undefined) | undefined
  /** What a datagram is to a person who kills the next one: `data`, `ack`; undefined for neither. */
  readonly kindOf?: ((bytes: Uint8Array) => string | undefined) | undefined
  /** Names the flow of a client, and with it its dice. Otherwise flow-1, flow-2, … as they appear. */
  readonly nameFlow?: ((client: SocketAddress) => string) | undefined
  readonly witness?: ProxyWitness | undefined
}

export interface FlowReport {
  readonly flow: string
  readonly client: string
  readonly up: Readonly<LaneCounts>
  readonly down: Readonly<LaneCounts>
}

export interface ProxyReport {
  /** Those that are open now. */
  readonly flows: readonly FlowReport[]
  /** Flows there have ever been. */
  readonly opened: number
  /** All flows together, the closed ones included. */
  readonly up: Readonly<LaneCounts>
  readonly down: Readonly<LaneCounts>
}
