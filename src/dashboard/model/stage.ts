/**
 * The dashboard of `rdt chat` as a state machine: trace events, chat lines and keys go in, orders
 * go out to a host, and at any moment it can be drawn.
 *
 *      typing      what is pressed goes into the line that one says       Esc ⇄ Esc
 *      steering    single keys: knobs, weather, kills, tray; freeze, look back, save
 *
 * The line that is being typed survives whatever else is done.
 */
import type { Micros } from '../../kernel/time.js'
import { endsOf } from '../../trace/ladder-crossing.js'
import { Conversation } from './conversation.js'
import { Help } from './help.js'
import type { HelpSection, KeyHelp } from './help-keys.js'
import { chordOf, type Key } from './key.js'
import { LineEditor } from './line-editor.js'
import type { RunModel } from './run.js'
import { RunView } from './run-view.js'
import { drawBigStage } from './stage-big.js'
import type { StageFacts, StageMode } from './stage-facts.js'
import { shownKeys, stageHelp } from './stage-keys.js'
import { drawStage } from './stage-layout.js'
import { Steering } from './steering.js'
import type { SteeringHost } from './steering-host.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

/** What the stage asks for and orders, besides what it does to the channel. */
export interface StageHost extends Omit<SteeringHost, 'aim' | 'help' | 'quit'> {
  now(): Micros
  /** A line was typed. */
  say(line: string): void
  /** Who is there, for Tab. */
  names(): readonly string[]
  /** `12 said, 24/24 arrived`. */
  tally(): string
  /** Why one should not quit without a thought; undefined where nothing would be lost. */
  reservation(): string | undefined
  /** Light paper, or dark. */
  turnTheme(): void
  quit(): void
  interrupt(): void
}

export interface StageOptions {
  readonly me: string
  /** `Go-Back-N, window 8`. */
  readonly protocol: string
  readonly seed: string
  readonly mode: StageMode
  /** Where others join; shown all the time. */
  readonly join?: string | undefined
  readonly isBig?: boolean
  /** The chat's own commands, for Tab and for the help. */
  readonly commands?: readonly KeyHelp[]
}

const HUB = 'server'

export class Stage {
  readonly view: RunView
  readonly steering: Steering
  readonly conversation = new Conversation()
  readonly #host: StageHost
  readonly #options: StageOptions
  readonly #editor: LineEditor
  readonly #help: Help
  #mode: StageMode
  #isBig: boolean
  /** Why quitting was not obeyed at once, until another key. */
  #question: string | undefined
  #notice: readonly [text: string, style: Style] | undefined

  constructor(run: RunModel, host: StageHost, options: StageOptions) {
    this.#host = host
    this.#options = options
    this.#mode = options.mode
    this.#isBig = options.isBig === true
    this.view = new RunView(run)
    this.#help = new Help(() => this.helpSections)
    const commands = (options.commands ?? []).flatMap(({ keys }) => /^\/\w+/.exec(keys) ?? [])
    this.#editor = new LineEditor({
      say: (text) => this.#say(text),
      vocabulary: () => ({ names: host.names(), commands })
    })
    this.steering = new Steering({
      ...ordersTo(host),
      aim: (what) => this.#aim(what),
      help: () => this.#help.open(),
      quit: () => this.#askToQuit()
    })
  }

  get mode(): StageMode {
    return this.#mode
  }

  /** What is typed and not said yet. */
  get typed(): string {
    return this.#editor.text
  }

  get helpSections(): readonly HelpSection[] {
    return stageHelp(this.#options.commands ?? [])
  }

  /** Stands in the place of the event line until it is taken back: `undefined`. */
  notify(text: string | undefined, style: Style = 'warning'): void {
    this.#notice = text === undefined ? undefined : [text, style]
  }

  openHelp(): void {
    this.#help.open()
  }

  key(key: Key): void {
    const chord = chordOf(key)
    const { line } = this.steering
    if (chord === 'ctrl+c') this.#host.interrupt()
    else if (this.#question !== undefined) this.#answer(chord)
    else if (this.#help.isOpen) this.#help.key(key)
    else if (chord === 'f1') this.#help.open()
    else if (chord === 'f2') this.#turnMode()
    else if (chord === 'f4') this.#isBig = !this.#isBig
    else if (chord === 'f5') this.#host.turnTheme()
    else if (this.#mode === 'typing') this.#typingKey(key, chord)
    else if (line.isOpen) this.steering.key(key)
    else this.#steeringKey(key, chord)
  }

  /** Fills `paper`, whatever its size. */
  draw(paper: Surface): void {
    this.steering.sync()
    const facts = this.#facts()
    if (this.#isBig) drawBigStage(paper, facts)
    else drawStage(paper, facts)
    if (!this.#help.isOpen) return
    // Title and keys stay.
    this.#help.draw(paper.part(0, 1, paper.width, paper.height - 2))
  }

  /** Changes whenever there is something new to draw, though no key was pressed. */
  stamp(): string {
    const now = this.#host.now()
    const { pace, tray, kills } = this.steering.channel
    const waits = tray.length === 0 ? '' : `${Math.floor(now / 1e5)} ${tray.length}`
    return `${this.view.stamp(now)} ${pace} ${waits} ${kills} ${this.#host.tally()}`
  }

  #facts(): StageFacts {
    const { view, steering, conversation } = this
    const { me, protocol, seed, join } = this.#options
    const mode = this.#mode
    const isInspected = view.isInspected
    const question = this.#question
    return {
      mode,
      now: this.#host.now(),
      view,
      steering,
      conversation,
      editor: this.#editor,
      me,
      protocol,
      seed,
      join,
      tally: this.#host.tally(),
      notice: question === undefined ? this.#notice : [question, 'warning'],
      keys: shownKeys(mode, {
        isByHand: steering.isByHand,
        isFrozen: view.run.isHeld,
        isInspected
      })
    }
  }

  #say(text: string): void {
    this.conversation.toEnd()
    this.#host.say(text)
  }

  #turnMode(): void {
    this.#mode = this.#mode === 'typing' ? 'steering' : 'typing'
    this.steering.line.close()
  }

  #typingKey(key: Key, chord: string): void {
    this.steering.hush()
    if (this.#editor.paste === undefined) {
      if (chord === 'escape') return this.#turnMode()
      if (chord === 'pageup' || chord === 'pagedown') {
        return this.conversation.page(chord === 'pageup' ? 1 : -1)
      }
    }
    if (!this.#editor.key(key) && chord === 'ctrl+d') this.#askToQuit()
  }

  #steeringKey(key: Key, chord: string): void {
    this.steering.hush()
    if (chord === '?') this.#help.open()
    else if (chord === 'escape') {
      if (!this.view.escape()) this.#turnMode()
    } else if (this.view.isInspected) {
      if (!this.view.key(key)) this.steering.key(key)
    } else if (!this.steering.key(key)) this.view.key(key)
  }

  /** The chosen connection's next segment, or anybody's where none was chosen. */
  #aim(what: 'data' | 'ack'): ReturnType<SteeringHost['aim']> {
    const { picked } = this.view
    if (picked === undefined) return {}
    const { from, to } = endsOf(picked)
    const isDown = from === HUB
    const isUp = isDown === (what === 'ack')
    return { flow: isDown ? `${to}>${from}` : picked, direction: isUp ? 'up' : 'down' }
  }

  #askToQuit(): void {
    const isTyped = this.#editor.text.trim() !== ''
    const why = isTyped ? 'your line has not been said' : this.#host.reservation()
    if (why === undefined) this.#host.quit()
    else this.#question = `Quit? ${why}. q or y: quit; any other key: go on`
  }

  #answer(chord: string): void {
    this.#question = undefined
    if (['q', 'y', 'Y', 'enter', 'ctrl+d'].includes(chord)) this.#host.quit()
  }
}

/** The orders that the host takes as they come. */
const ordersTo = (host: StageHost): Omit<SteeringHost, 'aim' | 'help' | 'quit'> => ({
  channel: () => host.channel(),
  change: (changes) => host.change(changes),
  partition: (isCut, directions) => host.partition(isCut, directions),
  hold: (isHeld, directions) => host.hold(isHeld, directions),
  openTray: (isOpen, directions) => host.openTray(isOpen, directions),
  kill: (kill) => host.kill(kill),
  spare: () => host.spare(),
  setPace: (pace) => host.setPace(pace),
  save: (path) => host.save(path),
  decide: (id, fate) => host.decide(id, fate),
  deliverAll: () => host.deliverAll()
})
