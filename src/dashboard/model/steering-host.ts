/** What a person at the dashboard may do to a channel, and what the channel says of itself. */
import type { Kill } from '../../../lossy-channel/weather/kills.js'
import type { Direction, Weather, WeatherChanges } from '../../../lossy-channel/weather/weather.js'
import type { TrayHost } from './tray-chooser.js'
import type { TrayLine } from './tray-lines.js'

type ByDirection<T> = Readonly<Record<Direction, T>>

/** The channel as it is now. */
export interface ChannelFacts {
  readonly weather: ByDirection<Weather>
  readonly isCut: ByDirection<boolean>
  readonly isHeld: ByDirection<boolean>
  /** Whose datagrams wait in the tray until somebody decides. */
  readonly isByHand: ByDirection<boolean>
  /** How many are to be killed, and have not come yet. */
  readonly kills: number
  readonly tray: readonly TrayLine[]
  /** How many real seconds a second of the run takes. */
  readonly pace: number
}

/** Takes orders. What cannot be done throws BadInput, whose message is shown. */
export interface SteeringHost extends TrayHost {
  channel(): ChannelFacts
  change(changes: WeatherChanges): void
  partition(isCut: boolean, directions: readonly Direction[]): void
  hold(isHeld: boolean, directions: readonly Direction[]): void
  openTray(isOpen: boolean, directions: readonly Direction[]): void
  kill(kill: Kill): void
  spare(): void
  setPace(pace: number): void
  /** Writes down what was done; undefined: under a name of its own. @returns what it wrote, in words */
  save(path: string | undefined): string
  /** Which flow a kill is meant for; either where it is left out. */
  aim(what: 'data' | 'ack'): Pick<Kill, 'flow' | 'direction'>
  help(): void
  quit(): void
}
