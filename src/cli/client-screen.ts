/** One run of the client program on a full screen. */
import { linesOf } from '../chat/lines.js'
import type { RunModel } from '../dashboard/model/run.js'
import { THEMES, type ThemeName } from '../dashboard/model/theme.js'
import { openScreen, type Screen, type ScreenOptions } from '../dashboard/screen.js'
import { cleanText } from '../kernel/display.js'
import { endOf, type SessionEnd } from './client-end.js'
import { ScreenChat, type ScreenChatHost, type ScreenChatOptions } from './client-screen-chat.js'

export interface ScreenSessionOptions extends ScreenChatOptions {
  readonly theme: ThemeName
}

/** The terminal, and its clock. */
export type Stage = Pick<ScreenOptions, 'input' | 'output' | 'process'> & {
  readonly timers: NonNullable<ScreenOptions['timers']>
  /** Prints a line when the terminal was given back. */
  print(line: string): void
}

/** The world, and the hour in words. */
export type ScreenWorld = Pick<ScreenChatHost, 'world' | 'connect' | 'token' | 'hour'>

/** How often it is looked whether what moves by itself has moved. */
const TICK_MS = 250
const STRIP_TICK_MS = 100
const LEAST = { width: 40, height: 12 }

export class ScreenSession {
  readonly chat: ScreenChat
  readonly #options: ScreenSessionOptions
  readonly #stage: Stage
  readonly #ended: (end: SessionEnd) => void
  #screen: Screen | undefined
  #theme: ThemeName
  #isQuitting = false
  #isInterrupted = false
  #hasEnded = false
  #refusal: string | undefined
  #stopTicking = (): void => {}
  /** What the status was when it was last drawn. */
  #drawn = ''

  /** `ended` is called when the program has left the chat and the terminal is given back. */
  constructor(
    world: ScreenWorld,
    stage: Stage,
    options: ScreenSessionOptions,
    ended: (end: SessionEnd) => void
  ) {
    this.#options = options
    this.#stage = stage
    this.#ended = ended
    this.#theme = options.theme
    this.chat = new ScreenChat(
      {
        ...world,
        changed: () => this.#screen?.changed(),
        quit: () => {
          this.#isQuitting = true
          if (this.chat.client.state === 'left') this.#end(0)
        },
        interrupt: () => this.interrupted(),
        refused: (why) => {
          this.#refusal = why
        },
        left: (unconfirmed) => {
          if (this.#isQuitting || this.#refusal !== undefined) this.#end(unconfirmed)
        },
        turnTheme: () => this.#turnTheme(),
        ring: () => this.#screen?.ring()
      },
      options
    )
  }

  /** Takes the terminal and begins. */
  async open(): Promise<void> {
    const { chat } = this
    const { input, output, timers, process } = this.#stage
    this.#screen = await openScreen({
      input,
      output,
      timers,
      ...(process === undefined ? {} : { process }),
      theme: THEMES[this.#theme],
      least: LEAST,
      hasMouse: true,
      draw: (paper) => {
        this.#drawn = this.#moving
        chat.view.draw(paper, chat.facts)
      },
      key: (key) => {
        chat.view.key(key)
        this.#screen?.changed()
      },
      gone: () => this.interrupted()
    })
    chat.client.start()
    this.#tick()
  }

  /** Leaves politely; a second call, or a server that does not answer, costs under a second. */
  interrupted(): void {
    const { client } = this.chat
    const isSecond = this.#isInterrupted
    this.#isInterrupted = true
    this.#isQuitting = true
    if (isSecond || client.state === 'left') this.#end(client.unconfirmed)
    else client.leave()
    this.#screen?.changed()
  }

  #tick(): void {
    const { strip } = this.#options
    this.#stopTicking = this.#stage.timers.after(strip ? STRIP_TICK_MS : TICK_MS, () => {
      if (this.#drawn !== this.#moving) this.#screen?.changed()
      this.#tick()
    })
  }

  /** What moves by itself, in the grain in which it is seen. */
  get #moving(): string {
    const { now, waiting = 0, ...facts } = this.chat.facts
    const { strip } = this.#options
    const seen = strip === undefined ? '' : movingOf(strip.run, now)
    return `${JSON.stringify(facts)} ${Math.floor(waiting / 100_000)} ${seen}`
  }

  #turnTheme(): void {
    this.#theme = this.#theme === 'light' ? 'dark' : 'light'
    this.#screen?.wear(THEMES[this.#theme])
  }

  #end(unconfirmed: number): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#stopTicking()
    this.#screen?.close()
    this.#sayFarewell(unconfirmed)
    const { wasJoined } = this.chat
    const isInterrupted = this.#isInterrupted
    this.#ended(endOf({ isInterrupted, wasJoined, unconfirmed, refusal: this.#refusal }))
  }

  /** The conversation was on the screen; what would be lost with it is told once more. */
  #sayFarewell(unconfirmed: number): void {
    const { sayings, view } = this.chat
    const lines = linesOf({ type: 'left', reason: '', unconfirmed })
    for (const text of sayings.unconfirmed) lines.push(`  ${cleanText(text)}`)
    for (const draft of view.drafts) lines.push(`! typed and not said: ${cleanText(draft)}`)
    for (const line of lines) this.#stage.print(line)
  }
}

/** Timers that run are bars that shrink; retransmissions of late slide by. */
function movingOf(run: RunModel, now: number): string {
  const isTimed = run.connections.some(({ window }) => window.timers.length > 0)
  const isSliding = run.rates().sum(now - 60_000_000, now + 1) > 0
  const grain = isTimed ? 100_000 : 1_000_000
  return `${run.version} ${isTimed || isSliding ? Math.floor(now / grain) : ''}`
}
