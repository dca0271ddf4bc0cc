/** Where a lane has its fates from, one transmission at a time. */
import type { FateRun } from './fate-string.js'

export interface FateSource {
  /** There are no more: the dice decide from now on, where dice are on. */
  readonly isOver: boolean
  /** How many transmissions have taken their fate. */
  readonly taken: number
  /** The fate of the next transmission, its `count` ignored; undefined past the end. */
  next(): FateRun | undefined
}
