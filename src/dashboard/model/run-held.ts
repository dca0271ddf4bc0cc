/** What of a run is shown while it is held, and goes on behind. */
import type { Micros } from '../../kernel/time.js'
import type { LinkCounts } from '../../trace/link-counts.js'
import type { BytesOfLate } from './bytes-of-late.js'
import type { ConnectionFacts } from './connections-facts.js'
import type { RecentEvents } from './run-recent.js'
import type { Slices } from './run-slices.js'
import type { WindowFacts } from './run-window.js'

/** What a run was at one moment. */
export interface Held {
  readonly now: Micros
  readonly connections: readonly ConnectionFacts[]
  readonly totals: LinkCounts
  readonly windows: ReadonlyMap<string, WindowFacts>
  readonly recent: ReadonlyMap<string, RecentEvents>
  readonly rates: ReadonlyMap<string, Slices>
  readonly troubled: readonly string[]
  readonly sentence: string
  readonly bytes: BytesOfLate
}
