/** Something that is made of the events of a conversation, and goes on with it as it is asked for. */
import type { TraceEvent } from '../../trace/event.js'
import type { Delivery } from '../../trace/ladder-row.js'
import type { RecentEvents } from './run-recent.js'

export interface Follower {
  /** @param number of the event in its conversation, from 0 */
  take(event: TraceEvent, number: number, delivery: Delivery | undefined): void
}

/**
 * Followers, one for each conversation. Each takes only what is new since it was asked for last;
 * when the conversation forgets its oldest events, it begins anew, or it would grow without bound.
 */
export class Following<T extends Follower> {
  readonly #make: () => T
  readonly #known = new WeakMap<RecentEvents, { forgotten: number; next: number; follower: T }>()

  constructor(make: () => T) {
    this.#make = make
  }

  of(recent: RecentEvents): T {
    const { forgotten, events, deliveries, count } = recent
    let known = this.#known.get(recent)
    if (known?.forgotten !== forgotten) {
      known = { forgotten, next: forgotten, follower: this.#make() }
      this.#known.set(recent, known)
    }
    for (; known.next < count; known.next++) {
      const index = known.next - forgotten
      const event = events[index]
      if (event !== undefined) known.follower.take(event, known.next, deliveries[index])
    }
    return known.follower
  }
}
