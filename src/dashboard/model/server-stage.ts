/**
 * The dashboard of `rdt server` as a state machine: what the server tells and keys go in, and at any
 * moment it can be drawn. There is no channel here, so nothing to steer: one looks.
 */
import type { Micros } from '../../kernel/time.js'
import { Conversation } from './conversation.js'
import type { Entry } from './conversation-rows.js'
import { Help } from './help.js'
import { press } from './help-keys.js'
import { chordOf, type Key } from './key.js'
import type { RunModel } from './run.js'
import { RunView } from './run-view.js'
import {
  SERVER_KEYS,
  type ServerStageActions,
  serverHelp,
  shownServerKeys
} from './server-stage-keys.js'
import { drawServer } from './server-stage-layout.js'
import type { PersonFacts } from './server-stage-people.js'
import type { Surface } from './surface.js'

/** What it asks for and orders. */
export interface ServerStageHost {
  now(): Micros
  /** Everybody in the chat, in the order in which they came. */
  people(): readonly PersonFacts[]
  turnTheme(): void
  quit(): void
  interrupt(): void
}

export interface ServerStageOptions {
  /** Where clients join. */
  readonly address: string
  /** `Go-Back-N, window 8`. */
  readonly protocol: string
  readonly isBig?: boolean
}

/** So many rows the table of people moves at once. */
const PAGE = 10
const SCROLLS: Readonly<Record<string, number>> = {
  up: -1,
  down: 1,
  pageup: -PAGE,
  pagedown: PAGE,
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY
}

export class ServerStage implements ServerStageActions {
  readonly view: RunView
  readonly #talk = new Conversation()
  readonly #host: ServerStageHost
  readonly #options: ServerStageOptions
  readonly #help = new Help(serverHelp)
  #isBig: boolean
  #hasPeople = false
  #scroll = 0
  /** Rows of the table that had no room, when it was drawn last. */
  #hidden = 0
  #question: string | undefined
  /** How much was said. */
  #said = 0

  constructor(run: RunModel, host: ServerStageHost, options: ServerStageOptions) {
    this.#host = host
    this.#options = options
    this.#isBig = options.isBig ?? false
    this.view = new RunView(run)
  }

  /** A line of the conversation, or news. */
  add(entry: Entry): void {
    this.#talk.add(entry)
    this.#said++
  }

  key(key: Key): void {
    const chord = chordOf(key)
    if (this.#question !== undefined && chord !== 'ctrl+c') this.#answer(chord)
    else if (this.#help.isOpen && chord !== 'ctrl+c') this.#help.key(key)
    else if (chord === 'escape') this.#close()
    else if (press(SERVER_KEYS, this, key)) return
    else if (!this.#hasPeople || !this.#scrollBy(chord)) this.view.key(key)
  }

  /** Fills `paper`, whatever its size. */
  draw(paper: Surface): void {
    const { view } = this
    const { address, protocol } = this.#options
    const { hidden } = drawServer(paper, {
      now: this.#host.now(),
      view,
      talk: this.#talk,
      people: this.#host.people(),
      hasPeople: this.#hasPeople,
      scroll: this.#scroll,
      address,
      protocol,
      isBig: this.#isBig,
      question: this.#question,
      keys: shownServerKeys(view.run.isHeld, view.isInspected || this.#hasPeople)
    })
    this.#hidden = hidden
    this.#scroll = Math.min(this.#scroll, hidden)
    // Title and keys stay.
    if (this.#help.isOpen) this.#help.draw(paper.part(0, 1, paper.width, paper.height - 2))
  }

  /** Changes whenever there is something new to draw, though no key was pressed. */
  stamp(): string {
    const now = this.#host.now()
    const { length } = this.#host.people()
    // How long people have been here counts in seconds.
    const seconds = length > 0 ? Math.floor(now / 1e6) : ''
    return `${this.view.stamp(now)} ${this.#said} ${length} ${seconds}`
  }

  openHelp(): void {
    this.#help.open()
  }

  turnPeople(): void {
    this.#hasPeople = !this.#hasPeople
    this.#scroll = 0
  }

  scrollTalk(rows: number): void {
    this.#talk.scroll(rows)
  }

  pageTalk(pages: number): void {
    this.#talk.page(pages)
  }

  turnBig(): void {
    this.#isBig = !this.#isBig
  }

  turnTheme(): void {
    this.#host.turnTheme()
  }

  askToQuit(): void {
    const { length } = this.#host.people()
    const who = length === 1 ? '1 person is' : `${length} people are`
    if (length === 0) this.#host.quit()
    else this.#question = `Quit? ${who} in the chat. q or y: quit; any other key: go on`
  }

  interrupt(): void {
    this.#host.interrupt()
  }

  #close(): void {
    if (!this.view.escape()) this.#hasPeople = false
  }

  #scrollBy(chord: string): boolean {
    const by = SCROLLS[chord]
    if (by === undefined) return false
    this.#scroll = Math.max(0, Math.min(this.#scroll + by, this.#hidden))
    return true
  }

  #answer(chord: string): void {
    this.#question = undefined
    if (['q', 'y', 'Y', 'enter'].includes(chord)) this.#host.quit()
  }
}
