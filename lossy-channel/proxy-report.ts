/** What a running proxy says of itself, as one value for JSON. */
import { formatAddress } from '../src/kernel/datagram-socket.js'
import type { LossyProxy } from './proxy.js'
import type { FlowReport } from './proxy-options.js'
import type { LaneCounts } from './weather/lane-counts.js'
import type { Weather } from './weather/weather.js'
import { effectiveLoss } from './weather/weather.js'
import { formatWeather } from './weather/words.js'

export interface LaneDescription {
  /** In words that can be typed in again. */
  readonly weather: string
  /** The share of datagrams that the dice lose in the long run. */
  readonly loss: number
  readonly isCut: boolean
  readonly isHeld: boolean
  readonly counts: Readonly<LaneCounts>
}

export interface ProxyDescription {
  readonly listen: string
  readonly target: string
  readonly seed: string
  readonly up: LaneDescription
  readonly down: LaneDescription
  /** Flows there have ever been. */
  readonly opened: number
  /** Those that are open now. */
  readonly flows: readonly FlowReport[]
}

export function describeProxy(proxy: LossyProxy): ProxyDescription {
  const { flows, opened, up, down } = proxy.report()
  const lane = (weather: Weather, direction: 'up' | 'down', counts: Readonly<LaneCounts>) => ({
    weather: formatWeather(weather),
    loss: effectiveLoss(weather.loss),
    isCut: proxy.isCut[direction],
    isHeld: proxy.isHeld[direction],
    counts
  })
  return {
    listen: formatAddress(proxy.local),
    target: formatAddress(proxy.target),
    seed: proxy.seed,
    up: lane(proxy.weather.up, 'up', up),
    down: lane(proxy.weather.down, 'down', down),
    opened,
    flows
  }
}
