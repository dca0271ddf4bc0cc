/**
 * Which track a segment takes on its way. To the right the newest takes the leftmost
 * place, as it is the one that has the farthest to go; to the left it is the other way
 * round. So segments that keep their order do not cross.
 */
import type { Crossing } from './ladder-crossing.js'

export class Tracks {
  readonly #slots: (Crossing | undefined)[]
  readonly #columns: readonly number[]
  readonly #isRightward: (crossing: Crossing) => boolean

  constructor(columns: readonly number[], isRightward: (crossing: Crossing) => boolean) {
    this.#columns = columns
    this.#slots = columns.map(() => undefined)
    this.#isRightward = isRightward
  }

  /** The columns of all that are under way. */
  get busy(): number[] {
    return this.#columns.filter((_, slot) => this.#slots[slot] !== undefined)
  }

  columnOf(crossing: Crossing): number | undefined {
    const slot = this.#slots.indexOf(crossing)
    return slot < 0 ? undefined : this.#columns[slot]
  }

  /** Where `crossing` would go; undefined where all tracks are taken. */
  freeColumn(crossing: Crossing): number | undefined {
    const slot = this.#freeSlot(crossing)
    return slot === undefined ? undefined : this.#columns[slot]
  }

  /** @returns its column; undefined where all tracks are taken */
  enter(crossing: Crossing): number | undefined {
    const slot = this.#freeSlot(crossing)
    if (slot === undefined) return undefined
    this.#slots[slot] = crossing
    return this.#columns[slot]
  }

  leave(crossing: Crossing): void {
    const slot = this.#slots.indexOf(crossing)
    if (slot >= 0) this.#slots[slot] = undefined
  }

  #freeSlot(crossing: Crossing): number | undefined {
    const isRightward = this.#isRightward(crossing)
    const last = this.#slots.length - 1
    const step = isRightward ? -1 : 1
    const first = isRightward ? last : 0
    const behind = this.#hindmost(isRightward)
    const places = behind === undefined ? [first] : [behind + step, first]
    for (const place of places) {
      for (let slot = place; slot >= 0 && slot <= last; slot += step) {
        if (this.#slots[slot] === undefined) return slot
      }
    }
    return undefined
  }

  /** The slot of the one that has the farthest to go, of those in that direction. */
  #hindmost(isRightward: boolean): number | undefined {
    let hindmost: number | undefined
    this.#slots.forEach((crossing, slot) => {
      if (crossing === undefined || this.#isRightward(crossing) !== isRightward) return
      if (hindmost === undefined || !isRightward) hindmost = slot
    })
    return hindmost
  }
}
