/** What a running proxy says of itself, as one value for JSON. */
import { formatAddress } from '../src/kernel/datagram-socket.js'
import { toMs } from '../src/kernel/time.js'
import type { LossyProxy } from './proxy.js'
import type { FlowReport } from './proxy-options.js'
import { formatKill } from './weather/kills.js'
import type { LaneCounts } from './weather/lane-counts.js'
import type { Direction, Weather } from './weather/weather.js'
import { effectiveLoss } from './weather/weather.js'
import { formatWeather } from './weather/words.js'

export interface LaneDescription {
  /** In words that can be typed in again. */
  readonly weather: string
  /** The share of datagrams that the dice lose in the long run. */
  readonly loss: number
  readonly isCut: boolean
  readonly isHeld: boolean
  /** Its datagrams go to the tray, until somebody decides. */
  readonly isByHand: boolean
  readonly counts: Readonly<LaneCounts>
}

export interface ProxyDescription {
  readonly listen: string
  readonly target: string
  readonly seed: string
  readonly up: LaneDescription
  readonly down: LaneDescription
  /** Who is to die and has not come yet, in words that can be typed in again: `data up`. */
  readonly kills: readonly string[]
  /** How many wait in the tray. */
  readonly inTray: number
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
    isByHand: proxy.hand.isOpen[direction],
    counts
  })
  return {
    listen: formatAddress(proxy.local),
    target: formatAddress(proxy.target),
    seed: proxy.seed,
    up: lane(proxy.weather.up, 'up', up),
    down: lane(proxy.weather.down, 'down', down),
    kills: proxy.hand.kills.map(formatKill),
    inTray: proxy.hand.tray.length,
    opened,
    flows
  }
}

/** One that waits for a decision. */
export interface TrayDescription {
  readonly id: number
  readonly flow: string
  readonly direction: Direction
  /** `data:3`, where it can be read. */
  readonly what: string | undefined
  readonly waited_ms: number
  readonly length: number
  /** Its first bytes, as hexadecimal digits. */
  readonly begins: string
}

/** More bytes than this are told by length only. */
const BYTES_TOLD = 64

/** What waits in the tray, in the order in which it came. */
export const describeTray = ({ hand }: LossyProxy): TrayDescription[] =>
  hand.tray.map((waiting) => ({
    id: waiting.id,
    flow: waiting.flow,
    direction: waiting.direction,
    what: hand.whatIs(waiting),
    waited_ms: toMs(hand.waited(waiting)),
    length: waiting.item.length,
    begins: Buffer.from(waiting.item.subarray(0, BYTES_TOLD)).toString('hex')
  }))
