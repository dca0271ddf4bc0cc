/** What a simulated run and its nodes, bare or connected, have from one another. */
import type { TraceSink } from '../trace/event.js'
import type { SimConfig } from './config.js'
import type { Violations } from './invariants.js'
import type { Path } from './network.js'
import type { Facts } from './outcome.js'
import type { VirtualWorld } from './virtual-world.js'

/** What a kind of nodes, bare or connected, gives to the run. */
export interface Nodes {
  /** @returns false where there is no room now */
  send(message: Uint8Array): boolean
  /** All that was sent has been acknowledged. */
  readonly isDrained: boolean
  /** All messages, if there were any, have been sent and acknowledged. */
  finish(): void
  readonly facts: Pick<Facts, 'traffic' | 'lanes'>
}

export interface NodesHost {
  readonly world: VirtualWorld
  readonly config: SimConfig
  /** The weather and the fates between the two. */
  readonly path: Path
  readonly sink: TraceSink | undefined
  /** Where invariants report, if they are checked. */
  readonly violations: Violations | undefined
  received(message: Uint8Array): void
  /** The sender may have room now, or may be done. */
  progressed(): void
  /** Time alone may have made room for a message that was refused. */
  relaxed(): void
}
