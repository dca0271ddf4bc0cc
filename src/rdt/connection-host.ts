/** What a connection has from the node that it lives on. */
import type { World } from '../kernel/world.js'
import type { ChecksumName } from './checksum.js'
import type { ConnectionId, Datagram } from './datagram.js'
import type { NodeWitness } from './witness.js'

export interface ConnectionHost {
  readonly world: World
  readonly witness: NodeWitness | undefined
  /** Sends a datagram; of data it is the `attempt`-th transmission, else 1. */
  transmit(datagram: Datagram, to: string, attempt: number, algorithm: ChecksumName): void
  /** Queues a call to the application: it is made when the present input is done with. */
  defer(call: () => void): void
  /** 32 random bits that nobody can guess. */
  roll(): number
  /** The peer of connection `id`, so far at `before`, is at `peer` now. */
  moved(id: ConnectionId, before: string, peer: string): void
  /** Connection `id`, with a peer at `peer`, is over. */
  ended(id: ConnectionId, peer: string): void
}
