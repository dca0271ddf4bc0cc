/**
 * A lane is one direction of one flow through the channel. It decides what befalls
 * each datagram and orders the world around it to carry that out. It never looks
 * into a datagram: `T` is bytes in the proxy and a value in the simulator.
 */
import type { Micros } from '../../src/kernel/time.js'

/** What a lane orders. Every call is an order, not a question. */
export interface LaneHost<T> {
  /** `item` never arrives. `why` is the rule that killed it, with its roll and probability. */
  drop(item: T, why: string): void
  /**
   * `item` arrives `delay` µs from now, exactly as it was where `changes` is left out.
   * Called once for the datagram itself, and once more for each copy that the channel makes.
   */
  carry(item: T, delay: Micros, changes?: Changes): void
}

/** What happened to a carried datagram on its way. */
export interface Changes {
  /** This is a copy that the channel made, and why. */
  readonly copy?: string
  readonly damage?: Damage
  /**
   * It left its place in the order, and why: held back, or delayed beyond the lane's own delay.
   * `by` is below 0 where it skipped that delay and overtook. `asked` is how much of it a fate or a
   * person asked for; the rest came of waiting.
   */
  readonly late?: { readonly by: Micros; readonly asked?: Micros; readonly why: string }
}

/**
 * How the bytes change; positions count from the start of the datagram: bit 0 is the highest of
 * the first byte, word 0 the first two bytes. `applyDamage` carries it out.
 */
export type Damage =
  | { readonly kind: 'flip'; readonly bits: readonly number[]; readonly why: string }
  | { readonly kind: 'swap'; readonly words: readonly [number, number]; readonly why: string }
  | { readonly kind: 'truncate'; readonly length: number; readonly why: string }
