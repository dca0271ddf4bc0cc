/** How the screen tells of the connection: in words, and in the figures of the status line. */
import type { ChatClient } from '../chat/client.js'
import type { ClientState } from '../chat/client-host.js'
import type { ChatEvent } from '../chat/events.js'
import type { ClientFacts } from '../dashboard/model/client-facts.js'
import type { Style } from '../dashboard/model/style.js'
import type { Micros } from '../kernel/time.js'
import type { World } from '../kernel/world.js'
import { FigureSum } from './client-screen-figures.js'

export class ConnectionWords {
  /** Set when the person has asked to go. */
  isQuitting = false
  wasJoined = false
  readonly #client: ChatClient
  readonly #world: World
  readonly #figures = new FigureSum()
  /** Since when there is no server to talk to. */
  #awaySince: Micros | undefined

  constructor(client: ChatClient, world: World) {
    this.#client = client
    this.#world = world
    this.#awaySince = world.now()
  }

  happened(event: ChatEvent): void {
    this.#figures.figures(this.#client.pipe)
    if (event.type === 'joined') {
      this.wasJoined = true
      this.#awaySince = undefined
    } else if (event.type === 'notice' && event.code === 'connection-lost') {
      this.#awaySince ??= this.#world.now()
    }
  }

  /** @param waitingSince when the oldest message was said that the server has not answered for */
  facts(waitingSince: Micros | undefined): Omit<ClientFacts, 'name' | 'server'> {
    const now = this.#world.now()
    const isAway = ['connecting', 'joining'].includes(this.#client.state)
    const away = isAway ? this.#awaySince : undefined
    const since = Math.min(waitingSince ?? now, away ?? now)
    const [state, stateStyle] = this.#state
    const figures = this.#figures.figures(this.#client.pipe)
    return { now, state, stateStyle, waiting: since < now ? now - since : undefined, ...figures }
  }

  get #state(): readonly [string, Style] {
    const { state, unconfirmed } = this.#client
    if (state !== 'joined') return this.wasJoined ? AGAIN[state] : FIRST[state]
    if (!this.isQuitting) return ['connected', 'good']
    return [`leaving when ${unconfirmed} more arrived`, 'warning']
  }
}

type Told = Readonly<Record<Exclude<ClientState, 'joined'>, readonly [string, Style]>>

const FIRST: Told = {
  idle: ['connecting', 'warning'],
  connecting: ['connecting', 'warning'],
  joining: ['joining', 'warning'],
  naming: ['another name is needed', 'warning'],
  leaving: ['leaving', 'warning'],
  left: ['left, /join comes back', 'warning']
}
const AGAIN: Told = {
  ...FIRST,
  connecting: ['server away, still trying', 'warning'],
  joining: ['coming back', 'warning']
}
