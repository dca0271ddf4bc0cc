/** One run of `rdt chat`, from the first socket to the report. */
import type { ChatEvent } from '../chat/events.js'
import { foldName } from '../chat/names.js'
import { formatAddress } from '../kernel/datagram-socket.js'
import { type Micros, seconds } from '../kernel/time.js'
import { WallClock } from '../udp/wall-clock.js'
import {
  BUILT_IN,
  companyOf,
  DEFAULT_PEOPLE,
  fromBots,
  fromInput,
  fromSteps,
  type StepSource
} from './chat-input.js'
import { Ledger } from './chat-ledger.js'
import { type Party, startParty } from './chat-party.js'
import type { Person } from './chat-person.js'
import { Play, type Played } from './chat-play.js'
import { ChatPrinter } from './chat-printer.js'
import { type ChatRunOptions, joinAddresses } from './chat-run-options.js'
import type { ScriptStep } from './chat-script.js'
import { describeChatConfig, summarize } from './chat-summary.js'
import { Patience } from './patience.js'
import { RunTrace } from './run-trace.js'
import { onEnding } from './signals.js'
import { openTraceFile } from './trace-file.js'

/** How long after the last message the run goes on at most. */
const LONGEST_LINGERING: Micros = seconds(1)
/** What is told where a frame cannot be read, by client and server. */
const UNREADABLE = ['damaged-frame', 'bad-frame']

export async function runChat(options: ChatRunOptions): Promise<void> {
  const run = new ChatRun(options)
  process.exitCode = await run.run()
}

class ChatRun {
  readonly #options: ChatRunOptions
  readonly #world = new WallClock()
  readonly #ledger = new Ledger()
  readonly #printer: ChatPrinter
  readonly #file: ReturnType<typeof openTraceFile> | undefined
  #party: Party | undefined
  #isInterrupted = false
  #played: Played = 'all'
  /** Who was waiting for an ACK when the conversation was over. */
  #waiting: readonly string[] = []
  /** Frames that nobody could read. */
  #unreadable = 0
  /** When the last message had arrived. */
  #elapsed: Micros = 0
  readonly #patience = new Patience(this.#world)

  constructor(options: ChatRunOptions) {
    this.#options = options
    const { trace, channel, people, json } = options
    const viewer = this.#isTyped ? (people ?? DEFAULT_PEOPLE)[0] : undefined
    this.#printer = new ChatPrinter(json, viewer, options.plain)
    this.#file =
      trace === undefined
        ? undefined
        : openTraceFile(trace, {
            clock: 'wall',
            seed: channel.seed,
            config: describeChatConfig(options),
            nodes: ['server', 'channel', ...(people ?? DEFAULT_PEOPLE)]
          })
  }

  /** @returns the exit status */
  async run(): Promise<number> {
    const interrupt = () => this.#interrupt()
    const stopListening = onEnding(interrupt)
    const source = this.#source()
    try {
      await this.#converse(source)
      return this.#report()
    } catch (error) {
      // What was said before the mistake is told all the same.
      await this.#party?.end()
      if (this.#party !== undefined) this.#report()
      throw error
    } finally {
      source.close()
      await this.#party?.end()
      this.#file?.close()
      stopListening()
    }
  }

  async #converse(source: StepSource): Promise<void> {
    const { transport, channel, listen, isShared, timeLimit, people } = this.#options
    this.#party = await startParty({
      world: this.#world,
      transport,
      channel,
      listen,
      trace: this.#file && new RunTrace(this.#file.sink),
      happened: (person, event) => this.#happened(person, event),
      progressed: () => this.#patience.wake()
    })
    const { local } = this.#party.proxy
    const until = this.#world.now() + timeLimit
    const addresses = isShared ? joinAddresses(local) : [formatAddress(local)]
    this.#printer.begin(this.#options, addresses)
    const first = await this.#firstStep(source)
    const isLive = this.#isTyped || this.#options.bots
    const company = isLive ? DEFAULT_PEOPLE : companyOf(first, source.speakers())
    const play = this.#play(this.#party, until)
    for (const name of people ?? company) await play.invite(name)
    this.#played = await play.play(source, first)
    await this.#wait(() => this.#isOver(), until)
    this.#elapsed = this.#world.now()
    await this.#linger(this.#party)
    this.#waiting = this.#party.waiting
    await this.#party.end()
  }

  /** Long enough to see whether something comes a second time. */
  async #linger(party: Party): Promise<void> {
    const now = this.#world.now()
    const least = now + Math.min(party.trips, LONGEST_LINGERING)
    const isQuiet = () => this.#world.now() >= least && party.waiting.length === 0
    await this.#wait(() => isQuiet() || party.isStill, now + LONGEST_LINGERING)
  }

  #wait(condition: () => boolean, until: Micros): Promise<boolean> {
    return this.#patience.until(condition, until, () => this.#isInterrupted)
  }

  #play(party: Party, until: Micros): Play {
    return new Play(
      {
        world: this.#world,
        party,
        patience: this.#patience,
        ledger: this.#ledger,
        printer: this.#printer,
        sink: this.#file?.sink,
        isInterrupted: () => this.#isInterrupted
      },
      until
    )
  }

  async #firstStep(source: StepSource): Promise<ScriptStep | undefined> {
    // At a terminal nobody waits for the first line before the others come.
    if (this.#isTyped) return undefined
    const first = await Promise.race([source.next(), this.#patience.over()])
    // Let the rest of what is there come in, to know all who speak.
    await this.#patience.breathe()
    return first
  }

  #happened(person: Person, event: ChatEvent): void {
    const at = this.#world.now()
    if (event.type === 'message') {
      const author = event.own ? person : this.#authorOf(event)
      if (author !== undefined) this.#ledger.see(person.name, author.name, event, at)
    } else if (event.type === 'error') {
      if (UNREADABLE.includes(event.code)) this.#unreadable++
      if (event.ref !== null) this.#ledger.excuse(person.name, event.ref, this.#nameOf(event.name))
    }
    this.#printer.happened(person.name, event, at, this.#ledger.counts)
    if (event.type === 'left' && this.#elapsed === 0) this.#someoneLeft(person)
    this.#patience.wake()
  }

  /**
   * Whose message it is, by the name or, should that be damaged, the identity. What guests say is
   * shown, but not accounted for: nobody here knows what they meant to say.
   */
  #authorOf({ from, uid }: { readonly from: string; readonly uid: string }): Person | undefined {
    const people = this.#party?.people ?? []
    const fold = foldName(from)
    return (
      people.find((person) => foldName(person.name) === fold) ??
      people.find((person) => person.uid === uid)
    )
  }

  /** A name that somebody wrote, as its owner does. */
  #nameOf(name: string | null): string | undefined {
    if (name === null) return undefined
    return this.#authorOf({ from: name, uid: '' })?.name ?? name
  }

  #someoneLeft(person: Person): void {
    this.#ledger.leave(person.name)
    // Whoever sits at the terminal and quits ends the conversation.
    if (this.#isTyped && person === this.#party?.people[0]) this.#patience.end()
  }

  /** Everything has arrived, or nothing more will. */
  #isOver(): boolean {
    const people = this.#party?.people ?? []
    if (this.#ledger.isComplete && people.every((person) => person.isConfirmed)) return true
    return this.#party?.isStill === true
  }

  #report(): number {
    const summary = summarize(this.#options, this.#ledger, this.#party, this.#elapsed)
    const trouble = {
      faults: this.#ledger.faults(),
      waiting: this.#waiting,
      unreadable: this.#unreadable
    }
    this.#printer.end(summary, this.#party?.people ?? [], this.#options, trouble)
    if (this.#isInterrupted) return 130
    // Bots have always more to say.
    if (this.#played === 'still') {
      console.error('rdt: nothing moves any more beneath the chat, so the rest was not said')
      return 1
    }
    if (this.#played === 'late' && !this.#options.bots) {
      console.error('rdt: the time limit came before all was said; a longer --time-limit helps')
      return 1
    }
    const { lost, duplicated, reordered, damaged } = summary.messages
    return lost + duplicated + reordered + damaged === 0 ? 0 : 1
  }

  get #isTyped(): boolean {
    const { script, bots } = this.#options
    return script === undefined && !bots && process.stdin.isTTY === true
  }

  #source(): StepSource {
    const { script, bots, people, channel } = this.#options
    const names = people ?? DEFAULT_PEOPLE
    if (script !== undefined) return fromSteps(script.length > 0 ? script : BUILT_IN)
    if (bots) return fromBots(names, channel.seed)
    return fromInput(this.#isTyped ? names[0] : undefined)
  }

  #interrupt(): void {
    this.#isInterrupted = true
    this.#patience.end()
  }
}
