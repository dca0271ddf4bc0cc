/** The people of `rdt chat` say what the script, the bots or the input have them say. */
import { parseCommand } from '../chat/commands.js'
import type { Ledger } from '../chat/ledger.js'
import { foldName } from '../chat/names.js'
import type { Micros } from '../kernel/time.js'
import { seconds } from '../kernel/time.js'
import type { World } from '../kernel/world.js'
import type { TraceSink } from '../trace/event.js'
import type { StepSource } from './chat-input.js'
import type { Party } from './chat-party.js'
import type { ScriptStep } from './chat-script.js'
import type { Patience } from './patience.js'

/** What was said by a typed line, and to whom ([]: everybody). */
export interface Said {
  readonly ref: number
  readonly text: string
  readonly to: readonly string[]
}

/** Where one sees what is said. */
export interface ChatFace {
  said(who: string, said: Said, at: Micros): void
}

export interface PlayHost {
  readonly world: World
  readonly party: Party
  readonly patience: Patience
  readonly ledger: Ledger
  readonly face: ChatFace
  readonly sink: TraceSink | undefined
  readonly isInterrupted: () => boolean
}

/**
 * `all`: everything was said; `late`: the time limit came first; `still`: nothing moved any
 * more beneath, and what was said before filled all the room there is.
 */
export type Played = 'all' | 'late' | 'still'

export class Play {
  /** Resolves when all that was typed has been said. */
  #typed: Promise<unknown> = Promise.resolve()
  readonly #host: PlayHost
  readonly #until: Micros

  constructor(host: PlayHost, until: Micros) {
    this.#host = host
    this.#until = until
  }

  /** Says `first` and all that `source` has, until its end or that of patience. */
  async play(source: StepSource, first: ScriptStep | undefined): Promise<Played> {
    const { patience, world } = this.#host
    const next = () => Promise.race([source.next(), patience.over()])
    let step = first ?? (await next())
    while (step !== undefined && !patience.isOver && world.now() < this.#until) {
      if (step.step === 'wait') await this.#pause(step.time)
      else {
        const played = await this.#say(step.who, step.line, source.speakers())
        if (played !== 'all') return played
      }
      step = await next()
    }
    return step !== undefined && !patience.isOver ? 'late' : 'all'
  }

  /** Somebody comes, unless it is here. */
  async invite(name: string): Promise<void> {
    if (this.#person(name) === undefined) await this.#host.party.invite(name)
  }

  /** `who` types a line, whatever else is said meanwhile; lines keep their order. */
  type(who: string, line: string): Promise<Played> {
    const said = this.#typed.then(() => this.#say(who, line, []))
    this.#typed = said.catch(() => {})
    return said
  }

  async #say(who: string, line: string, others: readonly string[]): Promise<Played> {
    for (const name of [who, ...others]) await this.invite(name)
    const speaker = this.#person(who)
    if (speaker === undefined) return 'all'
    const { party, patience } = this.#host
    const isReady = () => speaker.hasRoom && party.isAssembled
    if (!(await this.#wait(isReady, () => party.isStill))) {
      if (patience.isOver) return 'all'
      return party.isStill ? 'still' : 'late'
    }
    // Who has left says nothing more, but may come back.
    if (speaker.hasLeft && parseCommand(line).cmd !== 'join') return 'all'
    const said = speaker.type(line)
    if (speaker.isLeaving) await this.#wait(() => speaker.hasLeft || party.isStill)
    if (said !== undefined) this.#note(speaker.name, said)
    return 'all'
  }

  #note(author: string, said: Said): void {
    const { world, party, patience, ledger, face, sink } = this.#host
    const { ref, text, to } = said
    const receivers = party.people
      .filter((one) => one.name !== author && one.isJoined)
      .filter((one) => to.length === 0 || to.includes(foldName(one.name)))
      .map((one) => one.name)
    const at = world.now()
    ledger.say(author, ref, text, receivers, at)
    sink?.({ t: at, at: author, event: 'say', from: author, to: receivers, text })
    face.said(author, said, at)
    patience.wake()
  }

  #person(name: string) {
    return this.#host.party.people.find((person) => foldName(person.name) === foldName(name))
  }

  async #pause(time: Micros): Promise<void> {
    const { world, patience, isInterrupted } = this.#host
    const end = world.now() + time
    await patience.until(() => world.now() >= end, end + seconds(1), isInterrupted)
  }

  #wait(condition: () => boolean, isHopeless = () => false): Promise<boolean> {
    const { patience, isInterrupted } = this.#host
    return patience.until(condition, this.#until, () => isInterrupted() || isHopeless())
  }
}
