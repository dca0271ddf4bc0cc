/** One run of `rdt chat`, from the first socket to the report. */
import { Account } from '../chat/account.js'
import type { ChatEvent } from '../chat/events.js'
import { formatAddress } from '../kernel/datagram-socket.js'
import { type Micros, seconds } from '../kernel/time.js'
import { WallClock } from '../udp/wall-clock.js'
import { companyOf, DEFAULT_PEOPLE } from './chat-input.js'
import { type Party, startParty } from './chat-party.js'
import type { Person } from './chat-person.js'
import { Play, type Played } from './chat-play.js'
import { ChatPrinter } from './chat-printer.js'
import { lateWords } from './chat-reasons.js'
import { type ChatRunOptions, joinAddresses } from './chat-run-options.js'
import { ChatScreen } from './chat-screen.js'
import type { ScriptStep } from './chat-script.js'
import { isTyped, sourceFor } from './chat-source.js'
import { summarize } from './chat-summary.js'
import { joinedSink, openChatTrace } from './chat-trace.js'
import { Patience } from './patience.js'
import { RunTrace } from './run-trace.js'
import { onEnding } from './signals.js'

/** How long after the last message the run goes on at most. */
const LONGEST_LINGERING: Micros = seconds(1)
/** How long whoever quits at the screen waits for what is still under way. */
const QUIT_PATIENCE: Micros = seconds(10)

export async function runChat(options: ChatRunOptions): Promise<void> {
  const run = new ChatRun(options)
  process.exitCode = await run.run()
}

class ChatRun {
  readonly #options: ChatRunOptions
  readonly #world = new WallClock()
  readonly #account = new Account(() => this.#party?.people ?? [])
  readonly #printer: ChatPrinter
  readonly #file: ReturnType<typeof openChatTrace>
  readonly #screen: ChatScreen | undefined
  readonly #source: ReturnType<typeof sourceFor>
  #addresses: readonly string[] = []
  #party: Party | undefined
  #play: Play | undefined
  #isInterrupted = false
  /** Whoever quits does not wait for anything any more. */
  #isHasty = false
  #played: Played = 'all'
  /** What went wrong while somebody typed. */
  #error: unknown
  /** Who waited for an ACK when the conversation was over, and who had not got in by then. */
  #behind: Pick<Party, 'waiting' | 'kept'> = { waiting: [], kept: [] }
  /** When the last message had arrived. */
  #elapsed: Micros = 0
  readonly #patience = new Patience(this.#world)

  constructor(options: ChatRunOptions) {
    this.#options = options
    const { people, json, screen, script } = options
    const isSeen = isTyped(options) || (screen !== undefined && script === undefined)
    const viewer = isSeen ? (people ?? DEFAULT_PEOPLE)[0] : undefined
    this.#printer = new ChatPrinter(json, viewer, options.plain)
    this.#file = openChatTrace(options)
    this.#screen =
      screen &&
      new ChatScreen(options, this.#world, {
        say: (line) => this.#typed(line),
        counts: () => this.#account.ledger.counts,
        quit: () => this.#quit(),
        interrupt: () => this.#interrupt()
      })
    this.#source = sourceFor(options)
  }

  /** @returns the exit status */
  async run(): Promise<number> {
    const interrupt = () => this.#interrupt()
    const stopListening = onEnding(interrupt)
    try {
      await this.#converse()
      if (this.#error !== undefined) throw this.#error
      return this.#report()
    } catch (error) {
      // What was said before the mistake is told all the same.
      await this.#party?.end()
      if (this.#party !== undefined) this.#report()
      throw error
    } finally {
      this.#screen?.close()
      this.#source.close()
      await this.#party?.end()
      this.#file?.close()
      stopListening()
    }
  }

  async #converse(): Promise<void> {
    const { timeLimit, people, bots, isShared } = this.#options
    const party = await this.#startParty()
    const until = timeLimit === undefined ? Number.POSITIVE_INFINITY : this.#world.now() + timeLimit
    const { local } = party.proxy
    this.#addresses = isShared ? joinAddresses(local) : [formatAddress(local)]
    if (this.#screen === undefined) this.#printer.begin(this.#options, this.#addresses)
    const source = this.#source
    const first = await this.#firstStep()
    const isLive = isTyped(this.#options) || bots
    const company = people ?? (isLive ? DEFAULT_PEOPLE : companyOf(first, source.speakers()))
    this.#play = this.#playIn(party, until)
    await this.#screen?.open(party, company[0] ?? '', this.#addresses)
    for (const name of company) await this.#play.invite(name)
    this.#played = await this.#play.play(source, first)
    await this.#stay()
    const last = this.#screen === undefined ? until : this.#world.now() + QUIT_PATIENCE
    await this.#wait(() => this.#isOver(), Math.min(until, last))
    this.#elapsed = this.#world.now()
    await this.#linger(party)
    this.#behind = { waiting: party.waiting, kept: party.kept }
    await party.end()
  }

  async #startParty(): Promise<Party> {
    const { transport, channel, listen } = this.#options
    const sink = this.#sink
    const trace = sink && new RunTrace(sink)
    if (trace !== undefined) this.#screen?.follow(trace)
    this.#party = await startParty({
      world: this.#world,
      transport,
      channel,
      listen,
      trace,
      witness: this.#screen?.witness,
      happened: (person, event) => this.#happened(person, event),
      progressed: () => this.#patience.wake()
    })
    return this.#party
  }

  /** On the screen a conversation that is over can be looked at, until somebody quits. */
  async #stay(): Promise<void> {
    if (this.#screen === undefined) return
    if (!this.#patience.isOver) this.#screen.conversationIsOver(this.#played)
    await this.#patience.over()
    this.#screen.ending()
  }

  /** Long enough to see whether something comes a second time. */
  async #linger(party: Party): Promise<void> {
    const now = this.#world.now()
    const least = now + Math.min(party.trips, LONGEST_LINGERING)
    const isQuiet = () => this.#world.now() >= least && party.waiting.length === 0
    await this.#wait(() => isQuiet() || party.isStill, now + LONGEST_LINGERING)
  }

  #wait(condition: () => boolean, until: Micros): Promise<boolean> {
    return this.#patience.until(condition, until, () => this.#isInterrupted || this.#isHasty)
  }

  #playIn(party: Party, until: Micros): Play {
    const { ledger } = this.#account
    const face = this.#screen ?? this.#printer
    const isInterrupted = () => this.#isInterrupted
    const here = { world: this.#world, party, patience: this.#patience, sink: this.#sink }
    return new Play({ ...here, ledger, face, isInterrupted }, until)
  }

  get #sink() {
    return joinedSink(this.#file?.sink, this.#screen?.sink)
  }

  async #firstStep(): Promise<ScriptStep | undefined> {
    // At a terminal nobody waits for the first line before the others come.
    if (isTyped(this.#options)) return undefined
    const first = await Promise.race([this.#source.next(), this.#patience.over()])
    // Let the rest of what is there come in, to know all who speak.
    await this.#patience.breathe()
    return first
  }

  #happened(person: Person, event: ChatEvent): void {
    const at = this.#world.now()
    this.#account.happened(person, event, at)
    if (this.#screen !== undefined) this.#screen.happened(person.name, event)
    else this.#printer.happened(person.name, event, at, this.#account.ledger.counts)
    if (event.type === 'left' && this.#elapsed === 0) this.#someoneLeft(person)
    this.#patience.wake()
  }

  #someoneLeft(person: Person): void {
    this.#account.ledger.leave(person.name)
    // Whoever sits at the terminal and quits ends the conversation.
    const isMe = isTyped(this.#options) && person === this.#party?.people[0]
    if (isMe && this.#screen === undefined) this.#patience.end()
  }

  /** Everything has arrived, or nothing more will. */
  #isOver(): boolean {
    return this.#account.isComplete || this.#party?.isStill === true
  }

  /** Prints what came of it. @returns the exit status */
  #report(): number {
    const { ledger, unreadable } = this.#account
    if (this.#screen !== undefined) {
      this.#screen.close()
      this.#printer.begin(this.#options, this.#addresses)
    }
    const summary = summarize(this.#options, ledger, this.#party, this.#elapsed)
    const trouble = { faults: ledger.faults(), waiting: this.#behind.waiting, unreadable }
    this.#printer.end(summary, this.#party?.people ?? [], this.#options, trouble)
    if (this.#isInterrupted) return 130
    // Bots have always more to say.
    if (this.#played === 'still') {
      console.error('rdt: nothing moves any more beneath the chat, so the rest was not said')
      return 1
    }
    if (this.#played === 'late' && !this.#options.bots) {
      console.error(`rdt: ${lateWords(this.#behind.kept)}`)
      return 1
    }
    const { lost, duplicated, reordered, damaged } = summary.messages
    return lost + duplicated + reordered + damaged === 0 ? 0 : 1
  }

  /** A line of the screen's. */
  #typed(line: string): void {
    const me = this.#party?.people[0]
    if (me === undefined || this.#play === undefined) return
    // Until somebody types the built-in conversation goes on.
    if (isTyped(this.#options)) this.#source.stop()
    this.#play.type(me.name, line).then(
      (played) => {
        if (played !== 'all') this.#screen?.unsaid(line)
      },
      (error: unknown) => {
        this.#error = error
        this.#patience.end()
      }
    )
  }

  #quit(): void {
    this.#isHasty = this.#patience.isOver
    this.#patience.end()
  }

  #interrupt(): void {
    this.#isInterrupted = true
    this.#patience.end()
  }
}
