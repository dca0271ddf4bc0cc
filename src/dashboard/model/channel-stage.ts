/**
 * The dashboard of `rdt channel` as a state machine: keys go in, orders go out to a host, and at any
 * moment it can be drawn. Nobody types here, so every key steers at once. The programs at both ends
 * live on machines of their own: what cannot be done to them (to slow their time) is said.
 */
import type { Micros } from '../../kernel/time.js'
import { endsOf } from '../../trace/ladder-crossing.js'
import type { FlowFacts } from './channel-stage-flows.js'
import {
  ALWAYS_KEYS,
  type ChannelStageActions,
  channelHelp,
  SCREEN_KEYS,
  shownKeys
} from './channel-stage-keys.js'
import { type ChannelPage, drawChannel } from './channel-stage-layout.js'
import { SERVER } from './channel-stage-reader.js'
import type { ChannelRun } from './channel-stage-run.js'
import { counted } from './facts-words.js'
import { Help } from './help.js'
import { press } from './help-keys.js'
import { chordOf, type Key } from './key.js'
import { RunView } from './run-view.js'
import { Steering } from './steering.js'
import type { SteeringHost } from './steering-host.js'
import type { Surface } from './surface.js'

/** What it asks for and orders; an object whose calls are its own properties. */
export interface ChannelStageHost extends Omit<SteeringHost, 'aim' | 'help' | 'quit' | 'setPace'> {
  now(): Micros
  /** Those that are open, as they came. */
  flows(): readonly FlowFacts[]
  turnTheme(): void
  quit(): void
  interrupt(): void
}

export interface ChannelStageOptions {
  /** Where clients send to, and where it goes from here. */
  readonly listen: string
  readonly target: string
  readonly seed: string
  readonly isBig?: boolean
}

/** So many rows the table of flows moves at once. */
const PAGE = 10
const SCROLLS: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  wheelup: -3,
  wheeldown: 3,
  pageup: -PAGE,
  pagedown: PAGE,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY
}
const OTHERS_TIME = 'time cannot go slower: others have clocks of their own; t lets datagrams wait'

export class ChannelStage implements ChannelStageActions {
  readonly steering: Steering
  readonly #passing: ChannelRun
  readonly #host: ChannelStageHost
  readonly #options: ChannelStageOptions
  readonly #help = new Help(channelHelp)
  #view: RunView
  #isBig: boolean
  #hasFlows = false
  #scroll = 0
  /** Rows of the table that had no room, when it was drawn last. */
  #hidden = 0
  /** Of what is none of ours: whose ladder is shown. */
  #foreign = 0
  #question: string | undefined
  /** Somebody would have time go at another pace. */
  #isPaceAsked = false
  /** The weather that was seen last, and how often it was another one. */
  #weather: unknown
  #changes = 0

  constructor(passing: ChannelRun, host: ChannelStageHost, options: ChannelStageOptions) {
    this.#passing = passing
    this.#host = host
    this.#options = options
    this.#isBig = options.isBig ?? false
    this.#view = new RunView(passing.run)
    this.steering = new Steering({
      ...host,
      setPace: (pace) => {
        this.#isPaceAsked = pace !== 1
      },
      aim: (what) => this.#aim(what),
      help: () => this.openHelp(),
      quit: () => this.#askToQuit()
    })
  }

  get view(): RunView {
    // Another run begins when it becomes known what is spoken.
    if (this.#view.run !== this.#passing.run) this.#view = new RunView(this.#passing.run)
    return this.#view
  }

  key(key: Key): void {
    const chord = chordOf(key)
    const { line } = this.steering
    if (this.#question !== undefined && chord !== 'ctrl+c') this.#answer(chord)
    else if (press(ALWAYS_KEYS, this, key)) return
    else if (this.#help.isOpen) this.#help.key(key)
    else if (line.isOpen) this.#steer(key)
    else {
      this.steering.hush()
      this.#plainKey(key, chord)
    }
  }

  /** Fills `paper`, whatever its size. */
  draw(paper: Surface): void {
    this.steering.sync()
    const { hidden } = drawChannel(paper, this.#page())
    this.#hidden = hidden
    this.#scroll = Math.min(this.#scroll, hidden)
    if (!this.#help.isOpen) return
    // Title and keys stay.
    this.#help.draw(paper.part(0, 1, paper.width, paper.height - 2))
  }

  /** Changes whenever there is something new to draw, though no key was pressed. */
  stamp(): string {
    const now = this.#host.now()
    const { weather, tray, kills, isCut, isHeld } = this.steering.channel
    if (weather !== this.#weather) this.#changes++
    this.#weather = weather
    const waits = tray.length === 0 ? '' : `${Math.floor(now / 1e5)} ${tray.length}`
    const gates = [isCut.up, isCut.down, isHeld.up, isHeld.down, this.steering.isByHand].map(Number)
    return `${this.view.stamp(now)} ${this.#changes} ${waits} ${kills} ${gates.join('')}`
  }

  openHelp(): void {
    this.#help.open()
  }

  turnFlows(): void {
    this.#hasFlows = !this.#hasFlows
    this.#scroll = 0
  }

  turnBig(): void {
    this.#isBig = !this.#isBig
  }

  turnTheme(): void {
    this.#host.turnTheme()
  }

  interrupt(): void {
    this.#host.interrupt()
  }

  #plainKey(key: Key, chord: string): void {
    const { view } = this
    if (chord === 'escape') this.#close()
    else if (press(SCREEN_KEYS, this, key)) return
    else if (this.#hasFlows && this.#scrollBy(chord)) return
    else if (view.isInspected && view.key(key)) return
    else if (!this.#steer(key) && !this.#foreignKey(chord)) view.key(key)
  }

  /** Gives it to the channel's hands; what cannot be done to others' time is said. */
  #steer(key: Key): boolean {
    const { steering } = this
    const wasByHand = steering.isByHand
    this.#isPaceAsked = false
    const isMeant = steering.key(key)
    if (this.#isPaceAsked && wasByHand === steering.isByHand) steering.tell(OTHERS_TIME, 'warning')
    this.#isPaceAsked = false
    return isMeant
  }

  #close(): void {
    if (!this.view.escape()) this.#hasFlows = false
  }

  #scrollBy(chord: string): boolean {
    const by = SCROLLS[chord]
    if (by === undefined || this.steering.isByHand) return false
    this.#scroll = Math.max(0, Math.min(this.#scroll + by, this.#hidden))
    return true
  }

  /** Where nothing of ours passes, the next flow, or the one before. */
  #foreignKey(chord: string): boolean {
    const { length } = this.#passing.foreign
    if (this.view.link !== undefined || length === 0 || !/^[nN]$/.test(chord)) return false
    this.#foreign = (this.#foreign + (chord === 'n' ? 1 : length - 1)) % length
    return true
  }

  #page(): ChannelPage {
    const { view, steering } = this
    const { listen, target, seed } = this.#options
    return {
      now: this.#host.now(),
      view,
      steering,
      flows: this.#host.flows(),
      hasFlows: this.#hasFlows,
      scroll: this.#scroll,
      foreign: this.#passing.foreign[this.#foreign],
      protocol: this.#passing.protocolWords,
      listen,
      target,
      seed,
      isBig: this.#isBig,
      question: this.#question,
      keys: shownKeys({
        isByHand: steering.isByHand,
        isFrozen: view.run.isHeld,
        canClose: view.isInspected || this.#hasFlows
      })
    }
  }

  /** The chosen connection's next segment, or anybody's where none was chosen. */
  #aim(what: 'data' | 'ack'): ReturnType<SteeringHost['aim']> {
    const { picked } = this.view
    if (picked === undefined) return {}
    const { from, to } = endsOf(picked)
    const isDown = from === SERVER
    return { flow: isDown ? to : from, direction: isDown === (what === 'ack') ? 'up' : 'down' }
  }

  #askToQuit(): void {
    const { length } = this.#host.flows()
    if (length === 0) this.#host.quit()
    else
      this.#question = `Quit? ${counted(length, 'flow')} pass here. q or y: quit; any other key: go on`
  }

  #answer(chord: string): void {
    this.#question = undefined
    if (['q', 'y', 'Y', 'enter'].includes(chord)) this.#host.quit()
  }
}
