/** One run of `rdt chat`, from the first socket to the report. */
import type { ChatEvent } from '../chat/events.js'
import { foldName } from '../chat/names.js'
import { formatAddress } from '../kernel/datagram-socket.js'
import type { Micros } from '../kernel/time.js'
import { seconds } from '../kernel/time.js'
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
import { type Party, QUIET, startParty } from './chat-party.js'
import type { Person } from './chat-person.js'
import { ChatPrinter } from './chat-printer.js'
import { type ChatRunOptions, joinAddresses } from './chat-run-options.js'
import type { ScriptStep } from './chat-script.js'
import { describeChatConfig, summarize } from './chat-summary.js'
import { Patience } from './patience.js'
import { RunTrace } from './run-trace.js'
import { onEnding } from './signals.js'
import { openTraceFile } from './trace-file.js'

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
  /** The time limit came before all was said. */
  #isCutShort = false
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
    for (const name of people ?? company) await this.#invite(name)
    await this.#play(source, first, until)
    await this.#until(() => this.#isOver(), until)
    this.#elapsed = this.#world.now()
    await this.#party.end()
  }

  async #firstStep(source: StepSource): Promise<ScriptStep | undefined> {
    // At a terminal nobody waits for the first line before the others come.
    if (this.#isTyped) return undefined
    const first = await Promise.race([source.next(), this.#patience.over()])
    // Let the rest of what is there come in, to know all who speak.
    await this.#patience.breathe()
    return first
  }

  async #play(source: StepSource, first: ScriptStep | undefined, until: Micros): Promise<void> {
    let step = first ?? (await Promise.race([source.next(), this.#patience.over()]))
    while (step !== undefined && !this.#patience.isOver && this.#world.now() < until) {
      if (step.step === 'wait') await this.#pause(step.time)
      else await this.#say(step.who, step.line, source, until)
      step = await Promise.race([source.next(), this.#patience.over()])
    }
    if (step !== undefined && !this.#patience.isOver) this.#isCutShort = true
  }

  async #say(who: string, line: string, source: StepSource, until: Micros): Promise<void> {
    for (const name of [who, ...source.speakers()]) await this.#invite(name)
    const people = this.#party?.people ?? []
    const speaker = people.find((person) => foldName(person.name) === foldName(who))
    if (speaker === undefined) return
    const isReady = () => speaker.hasRoom && people.every((one) => one.isJoined || one.hasLeft)
    if (!(await this.#until(isReady, until))) {
      this.#isCutShort = !this.#patience.isOver
      return
    }
    if (speaker.hasLeft) return
    const said = speaker.type(line)
    if (speaker.isLeaving) await this.#until(() => speaker.hasLeft, until)
    if (said === undefined) return
    const { ref, text, to } = said
    const receivers = people
      .filter((one) => one !== speaker && one.isJoined)
      .filter((one) => to.length === 0 || to.includes(foldName(one.name)))
      .map((one) => one.name)
    const at = this.#world.now()
    this.#ledger.say(speaker.name, ref, text, receivers, at)
    this.#file?.sink({
      t: at,
      at: speaker.name,
      event: 'say',
      from: speaker.name,
      to: receivers,
      text
    })
    this.#printer.said(speaker.name, text, at)
    this.#patience.wake()
  }

  async #invite(name: string): Promise<void> {
    const people = this.#party?.people ?? []
    if (people.some((person) => foldName(person.name) === foldName(name))) return
    await this.#party?.invite(name)
  }

  #happened(person: Person, event: ChatEvent): void {
    const at = this.#world.now()
    if (event.type === 'message') {
      if (event.own) this.#ledger.echo(person.name, event.ref)
      else if (this.#isOurs(event.from)) this.#ledger.see(person.name, event, at)
    }
    if (event.type === 'error' && event.ref !== null) {
      this.#ledger.excuse(person.name, event.ref, event.name ?? undefined)
    }
    this.#printer.happened(person.name, event, at, this.#ledger.counts)
    if (event.type === 'left' && this.#elapsed === 0) this.#someoneLeft(person)
    this.#patience.wake()
  }

  /** What guests say is shown, but not accounted for: nobody here knows what they meant to say. */
  #isOurs(name: string): boolean {
    const people = this.#party?.people ?? []
    return people.some((person) => foldName(person.name) === foldName(name))
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
    const lastAt = this.#party?.traffic.lastDataAt ?? 0
    return this.#world.now() - lastAt > QUIET
  }

  #report(): number {
    const { channel } = this.#options
    const summary = summarize(this.#options, this.#ledger, this.#party, this.#elapsed)
    this.#printer.end(summary, this.#party?.people ?? [], channel)
    if (this.#isInterrupted) return 130
    // Bots have always more to say.
    if (this.#isCutShort && !this.#options.bots) {
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

  async #pause(time: Micros): Promise<void> {
    const end = this.#world.now() + time
    await this.#until(() => this.#world.now() >= end, end + seconds(1))
  }

  #until(condition: () => boolean, until: Micros): Promise<boolean> {
    return this.#patience.until(condition, until, () => this.#isInterrupted)
  }

  #interrupt(): void {
    this.#isInterrupted = true
    this.#patience.end()
  }
}
