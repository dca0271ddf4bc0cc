/**
 * The hands on the channel: knobs, profiles by number, partition, kills, the tray, and a line for
 * commands. It gives orders to a host, shows what came of them in a line, and says what is not as
 * usual (`flags`).
 */
import { DIRECTIONS, type Direction } from '../../../lossy-channel/weather/weather.js'
import { BadInput } from '../../kernel/quantity.js'
import { press } from './help-keys.js'
import { chordOf, type Key } from './key.js'
import { Knobs } from './knobs.js'
import { profileAt } from './profiles-pane.js'
import { CommandLine } from './steering-command-line.js'
import type { ChannelFacts, SteeringHost } from './steering-host.js'
import { STEERING_KEYS } from './steering-keys.js'
import { isByHand, Orders } from './steering-orders.js'
import type { Style } from './style.js'
import { TrayChooser } from './tray-chooser.js'
import { readCommand, type WeatherCommand } from './weather-command.js'

interface Told {
  readonly text: string
  readonly style: Style
}

export class Steering {
  readonly knobs: Knobs
  readonly chooser: TrayChooser
  readonly line: CommandLine
  readonly #host: SteeringHost
  readonly #orders: Orders
  #told: Told | undefined

  constructor(host: SteeringHost) {
    this.#host = host
    this.#orders = new Orders(host)
    this.knobs = new Knobs(host.channel().weather, {
      change: (changes) => this.#try(() => host.change(changes))
    })
    this.chooser = new TrayChooser(host)
    this.line = new CommandLine((text) => this.#command(text))
  }

  get channel(): ChannelFacts {
    return this.#host.channel()
  }

  /** Whether datagrams wait for the person at the keyboard. */
  get isByHand(): boolean {
    return isByHand(this.channel)
  }

  /** What came of the last order, until another key. */
  get told(): Told | undefined {
    return this.#told
  }

  tell(text: string, style: Style = 'good'): void {
    this.#told = { text, style }
  }

  /** What was told has been read. */
  hush(): void {
    this.#told = undefined
  }

  /** @returns false for a key that means nothing here */
  key(key: Key): boolean {
    if (this.line.isOpen) {
      this.line.key(key)
      return true
    }
    this.sync()
    if (this.isByHand && this.chooser.key(key)) return true
    if (this.knobs.key(key)) return true
    const chord = chordOf(key)
    if (/^[1-9]$/.test(chord)) return this.#profile(Number(chord))
    return press(STEERING_KEYS, this, key)
  }

  /** What the channel has now, whoever changed it. */
  sync(): void {
    const { weather, tray } = this.channel
    this.knobs.show(weather)
    this.chooser.show(tray)
  }

  turnPartition(): void {
    const { up, down } = this.channel.isCut
    this.#obey({ what: up || down ? 'heal' : 'partition', directions: DIRECTIONS })
  }

  kill(what: 'data' | 'ack'): void {
    this.#obey({ what: 'kill', kill: { what, ...this.#host.aim(what) } })
  }

  turnTray(): void {
    this.#obey({ what: this.isByHand ? 'untray' : 'tray', directions: DIRECTIONS })
  }

  save(path?: string): void {
    this.#try(() => this.tell(this.#host.save(path)))
  }

  quit(): void {
    this.#host.quit()
  }

  /** Everything flows again, at its own speed: before an end that shall not last for ever. */
  letGo(): void {
    this.#orders.letGo()
  }

  /** What is not as usual, in few words, the most important first. */
  get flags(): readonly (readonly [text: string, style: Style])[] {
    const { pace, isCut, isHeld, kills } = this.channel
    const still = pace === Number.POSITIVE_INFINITY
    return [
      ...(pace === 1
        ? []
        : [[still ? 'time stands still' : `time runs ${pace}× slower`, 'warning'] as const]),
      ...(this.isByHand ? [['YOU ARE THE CHANNEL', 'highlight'] as const] : []),
      ...sided(isCut, 'CUT', 'error'),
      ...sided(isHeld, 'HELD', 'warning'),
      ...(kills === 0 ? [] : [[`${kills} to be killed`, 'lost'] as const])
    ]
  }

  #profile(number: number): boolean {
    const profile = profileAt(number)
    if (profile !== undefined) this.#obey({ what: 'profile', profile })
    return true
  }

  /** @returns why it is refused; undefined where it is done */
  #command(text: string): string | undefined {
    const command = readCommand(text)
    if (command.what === 'refused') return command.why
    this.#obey(command)
    return this.#told?.style === 'error' ? this.#told.text : undefined
  }

  #try(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (!(error instanceof BadInput)) throw error
      this.tell(error.message, 'error')
    }
  }

  #obey(command: WeatherCommand): void {
    this.#try(() => {
      const words = this.#orders.obey(command)
      if (words !== '') this.tell(words)
    })
  }
}

const sided = (
  { up, down }: Readonly<Record<Direction, boolean>>,
  word: string,
  style: Style
): (readonly [string, Style])[] =>
  up || down ? [[up && down ? word : `${word} ${up ? 'up' : 'down'}`, style]] : []
