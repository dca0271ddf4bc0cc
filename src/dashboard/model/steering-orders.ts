/** Carries out what a key or a command asks of the channel, and says in words what was done. */
import type { Kill } from '../../../lossy-channel/weather/kills.js'
import {
  DIRECTIONS,
  type Direction,
  type WeatherChanges
} from '../../../lossy-channel/weather/weather.js'
import { formatChange } from '../../../lossy-channel/weather/words.js'
import { profileChanges } from './profiles-pane.js'
import type { ChannelFacts, SteeringHost } from './steering-host.js'
import type { DirectedOrder, WeatherCommand } from './weather-command.js'

/** How much slower time goes while a person is the channel, unless told. */
const SLOWLY = 10

/** Whether datagrams wait for the person at the keyboard. */
export const isByHand = ({ isByHand: { up, down } }: ChannelFacts): boolean => up || down

export class Orders {
  readonly #host: SteeringHost
  readonly #usual: ChannelFacts['weather']
  /** The pace is ours to set back when the tray is closed. */
  #isSlowed = false

  constructor(host: SteeringHost) {
    this.#host = host
    const { up, down } = host.channel().weather
    this.#usual = { up, down }
  }

  /**
   * @returns what was done, in words; empty where that is seen anyway
   * @throws BadInput where it cannot be done
   */
  obey(command: WeatherCommand): string {
    const host = this.#host
    switch (command.what) {
      case 'weather':
        host.change(command.changes)
        return changeWords(command.changes)
      case 'profile':
        host.change(profileChanges(command.profile))
        return `${command.profile.name}: ${command.profile.about}`
      case 'kill':
        host.kill(command.kill)
        return killWords(command.kill)
      case 'spare':
        host.spare()
        return 'nobody is to be killed any more'
      case 'reset':
        this.#reset()
        return 'everything is as it was at the start'
      case 'pace':
        host.setPace(command.pace)
        this.#isSlowed = false
        return paceWords(command.pace)
      case 'save':
        return host.save(command.path)
      case 'help':
      case 'quit':
        host[command.what]()
        return ''
      default:
        return this.#direct(command.what, command.directions)
    }
  }

  /** Everything flows again, at its own speed. */
  letGo(): void {
    if (isByHand(this.#host.channel())) this.#host.openTray(false, DIRECTIONS)
    this.#host.setPace(1)
    this.#isSlowed = false
  }

  #direct(what: DirectedOrder, directions: readonly Direction[]): string {
    const host = this.#host
    const where = directions.length === 2 ? 'both ways' : (directions[0] ?? '')
    switch (what) {
      case 'partition':
        host.partition(true, directions)
        return `cut, ${where}: nothing gets through; p heals`
      case 'heal':
        host.partition(false, directions)
        return `healed, ${where}`
      case 'hold':
        host.hold(true, directions)
        return `held, ${where}: datagrams wait; :release lets them through`
      case 'release':
        host.hold(false, directions)
        return `released, ${where}, in their order`
      case 'tray':
        host.openTray(true, directions)
        this.#slow()
        return `you are the channel, ${where}: decide what becomes of each; t ends it`
      case 'untray':
        host.openTray(false, directions)
        this.#slow()
        return `the dice rule again, ${where}: what waited was delivered in its order`
    }
  }

  /** Nobody can decide as fast as a protocol sends. */
  #slow(): void {
    const channel = this.#host.channel()
    if (isByHand(channel) && channel.pace === 1) {
      this.#host.setPace(SLOWLY)
      this.#isSlowed = true
    } else if (!isByHand(channel) && this.#isSlowed) {
      this.#host.setPace(1)
      this.#isSlowed = false
    }
  }

  #reset(): void {
    const host = this.#host
    host.change({ up: this.#usual.up, down: this.#usual.down })
    host.partition(false, DIRECTIONS)
    host.hold(false, DIRECTIONS)
    host.spare()
    this.letGo()
  }
}

function changeWords({ both, up, down }: WeatherChanges): string {
  const sides = [
    [both, ''],
    [up, 'up: '],
    [down, 'down: ']
  ] as const
  return sides
    .map(([change, side]) => (change === undefined ? '' : side + formatChange(change)))
    .filter(Boolean)
    .join('  ')
}

function paceWords(pace: number): string {
  if (pace === Number.POSITIVE_INFINITY) return 'time stands still; :pace 1 lets it go on'
  return pace === 1 ? 'time runs as usual' : `time runs ${pace}× slower`
}

const VICTIMS = { data: 'data segment', ack: 'ACK', any: 'datagram' }

function killWords({ what, flow, direction }: Kill): string {
  const whose = flow === undefined ? '' : ` of ${flow}`
  const way = direction === undefined ? '' : ` on its way ${direction}`
  return `the next ${VICTIMS[what]}${whose}${way} dies`
}
