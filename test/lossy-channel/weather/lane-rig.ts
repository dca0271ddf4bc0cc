/** A lane on a clock of its own, and everything that it orders, as lines. */
import { SteppedClock } from '../../../lossy-channel/stepped-clock.js'
import { parseFateString } from '../../../lossy-channel/weather/fate-string.js'
import { Lane } from '../../../lossy-channel/weather/lane.js'
import type { Changes } from '../../../lossy-channel/weather/lane-host.js'
import type { LaneOptions } from '../../../lossy-channel/weather/lane-options.js'
import { parsePhrase } from '../../../lossy-channel/weather/netem.js'
import { PERFECT, type Weather, withChanges } from '../../../lossy-channel/weather/weather.js'

export const weatherOf = (phrase: string): Weather =>
  withChanges(PERFECT, parsePhrase(phrase, 'test'))

export interface Order {
  readonly item: string
  /** When it was ordered, and when it arrives; undefined where it is dropped. */
  readonly at: number
  readonly arrives: number | undefined
  readonly why: string | undefined
  readonly changes: Changes | undefined
}

export class LaneRig {
  readonly clock = new SteppedClock()
  readonly lane: Lane<string>
  readonly orders: Order[] = []

  constructor(
    phrase: string,
    fates?: string,
    options: Partial<Omit<LaneOptions<string>, 'world' | 'weather'>> = {}
  ) {
    const { clock, orders } = this
    this.lane = new Lane<string>(
      {
        weather: weatherOf(phrase),
        seed: 'test',
        flow: 'flow-1',
        direction: 'up',
        ...(fates !== undefined && { fates: parseFateString(fates) }),
        ...options,
        world: clock
      },
      {
        drop: (item, why) =>
          orders.push({ item, at: clock.now(), arrives: undefined, why, changes: undefined }),
        carry: (item, delay, changes) =>
          orders.push({
            item,
            at: clock.now(),
            arrives: clock.now() + delay,
            why: undefined,
            changes
          })
      }
    )
  }

  /** Submits items of one letter each, all now, of `bytes` bytes. */
  send(items: string, bytes = 100): this {
    for (const item of items) this.lane.submit(item, bytes, this.clock.now())
    return this
  }

  /** `a@50`, `x:b` for a dropped one, `a'@50` for a copy; in the order of the orders. Times in µs. */
  get transcript(): string {
    return this.orders
      .map(({ item, arrives, changes }) =>
        arrives === undefined ? `x:${item}` : `${item}${changes?.copy ? "'" : ''}@${arrives}`
      )
      .join(' ')
  }

  /** The items in the order of their arrival. */
  get arrivals(): string {
    return this.orders
      .filter((order) => order.arrives !== undefined)
      .sort((a, b) => (a.arrives ?? 0) - (b.arrives ?? 0))
      .map(({ item }) => item)
      .join('')
  }
}
