/**
 * The heart of virtual time: a binary heap of events, keyed by (time, order of
 * insertion), so that events of one instant happen in the order in which they
 * were put there, and a run repeats exactly.
 */
import type { Micros } from './time.js'

/**
 * Something that will happen. The queue writes `time` and `order`. `time` had better begin as
 * NaN: a field that begins as a small integer changes its representation when times grow, and
 * every event in the heap is then slower to read.
 */
export interface Scheduled {
  time: Micros
  order: number
  happen(): void
}

export class EventQueue {
  readonly #heap: Scheduled[] = []
  #tickets = 0

  get size(): number {
    return this.#heap.length
  }

  /** When the next event is due, or undefined when there is none. */
  get nextTime(): Micros | undefined {
    return this.#heap[0]?.time
  }

  /** Reserves a place in the order of insertion, for an event that is pushed later. */
  ticket(): number {
    return this.#tickets++
  }

  /** Puts `event` at `time`, behind all that is already there at that instant. */
  push(event: Scheduled, time: Micros, order = this.#tickets++): void {
    event.time = time
    event.order = order
    const heap = this.#heap
    let hole = heap.length
    while (hole > 0) {
      const parent = (hole - 1) >> 1
      const above = heap[parent] as Scheduled
      if (above.time < time || (above.time === time && above.order < order)) break
      heap[hole] = above
      hole = parent
    }
    heap[hole] = event
  }

  /** Takes out the earliest event, if it is due by `until`. */
  popUntil(until: Micros): Scheduled | undefined {
    const first = this.#heap[0]
    return first !== undefined && first.time <= until ? this.pop() : undefined
  }

  /** Takes out the earliest event. */
  pop(): Scheduled | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    this.#sink(last)
    return first
  }

  /** Lets `event` sink from the root to its place. */
  #sink(event: Scheduled): void {
    const heap = this.#heap
    const { length } = heap
    const { time, order } = event
    let hole = 0
    let child = 1
    while (child < length) {
      let lower = heap[child] as Scheduled
      const other = heap[child + 1]
      if (
        other !== undefined &&
        (other.time < lower.time || (other.time === lower.time && other.order < lower.order))
      ) {
        lower = other
        child++
      }
      if (time < lower.time || (time === lower.time && order < lower.order)) break
      heap[hole] = lower
      hole = child
      child = 2 * hole + 1
    }
    heap[hole] = event
  }
}
