/** What a lane is made from, and how long it waits for whom. */
import type { Micros } from '../../src/kernel/time.js'
import type { World } from '../../src/kernel/world.js'
import type { FateSource } from './fate-source.js'
import type { Fates } from './fate-string.js'
import type { Direction, FateBy, Weather } from './weather.js'

/** How long `>` waits for a next datagram. */
export const FATE_PATIENCE: Micros = 5_000_000
/** How long reordering without a delay waits for one. */
export const REORDER_PATIENCE: Micros = 10_000

export interface LaneOptions<T> {
  readonly weather: Weather
  /** The run's seed; `flow` and `direction` tell its lanes apart. */
  readonly seed: string
  readonly flow: string
  readonly direction: Direction
  readonly fates?: Fates | FateSource | undefined
  readonly fateBy?: FateBy | undefined
  /** The segment that an item carries, `data:7`; undefined where it carries none that has a number. */
  readonly classify?: ((item: T) => string | undefined) | undefined
  /** Asked once of each item that enters: why it dies, where somebody has ordered that it shall. */
  readonly doom?: ((item: T) => string | undefined) | undefined
  /** False: nobody reads why something was lost, so it is not put in words, which takes its time. */
  readonly explains?: boolean | undefined
  readonly world: World
}
