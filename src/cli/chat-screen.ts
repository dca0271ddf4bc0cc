/**
 * `rdt chat` on a terminal: the stage (dashboard/model) between the running party and the screen.
 * It watches from the first datagram on; the terminal is taken when all is there.
 */
import type { ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import { COMMAND_WORDS } from '../chat/command-words.js'
import { parseCommand } from '../chat/commands.js'
import type { ChatEvent } from '../chat/events.js'
import type { MessageCounts } from '../chat/ledger.js'
import type { KeyHelp } from '../dashboard/model/help-keys.js'
import { RunModel } from '../dashboard/model/run.js'
import { Stage } from '../dashboard/model/stage.js'
import { THEMES } from '../dashboard/model/theme.js'
import { openScreen, type Screen } from '../dashboard/screen.js'
import type { WallClock } from '../udp/wall-clock.js'
import type { Party } from './chat-party.js'
import type { ChatFace, Played, Said } from './chat-play.js'
import type { ChatRunOptions } from './chat-run-options.js'
import { ordersTo } from './chat-screen-channel.js'
import { RunRecord } from './chat-screen-save.js'
import { ScreenTalk } from './chat-screen-talk.js'
import { chatHeader, joinedSink } from './chat-trace.js'
import { protocolWords } from './protocol-words.js'
import type { RunTrace, WitnessSink } from './run-trace.js'

/** What the person at the terminal asks of the run. */
export interface ChatScreenHost {
  say(line: string): void
  counts(): MessageCounts
  quit(): void
  interrupt(): void
}

/** What moves by itself is looked at so often, ms: as often as the screen draws. */
const LOOK_EVERY_MS = 100
/** Where nobody presses a key, a picture stays for so many times as long as it took to draw. */
const LEAST_PAUSES = 40
const LEAST = { width: 40, height: 12 }

export class ChatScreen implements ChatFace {
  readonly witness: ProxyWitness
  readonly sink: WitnessSink
  readonly #options: ChatRunOptions
  readonly #world: WallClock
  readonly #host: ChatScreenHost
  readonly #run: RunModel
  readonly #record: RunRecord
  #trace: RunTrace | undefined
  #stage: Stage | undefined
  #talk: ScreenTalk | undefined
  #screen: Screen | undefined
  #looking: NodeJS.Timeout | undefined
  #seen = ''
  #theme: keyof typeof THEMES = 'dark'
  /** When the screen was drawn last, and how long that took, ms. */
  #drawnAt = 0
  #cost = 0

  constructor(options: ChatRunOptions, world: WallClock, host: ChatScreenHost) {
    this.#options = options
    this.#world = world
    this.#host = host
    this.#run = new RunModel(chatHeader(options))
    this.#record = new RunRecord(options)
    this.witness = this.#record.witness
    const model: WitnessSink = (event, bytes) => this.#run.take(event, bytes)
    this.sink = joinedSink(model, this.#record.sink) ?? model
  }

  /** Who numbers the transmissions, so that what waits in the tray can be named. */
  follow(trace: RunTrace): void {
    this.#trace = trace
  }

  /** Takes the terminal. @param me who types @param addresses where others join */
  async open(party: Party, me: string, addresses: readonly string[]): Promise<void> {
    const { screen, transport, channel, bots, script, isShared } = this.#options
    const { isBig = false, theme = 'dark', terminal } = screen ?? {}
    this.#theme = theme
    const stage = this.#stageFor(party, {
      me,
      protocol: `${transport.protocol.title}, window ${transport.windowSize}`,
      seed: channel.seed,
      join: isShared ? addresses[0] : undefined,
      mode: bots || script !== undefined ? 'steering' : 'typing',
      isBig,
      commands: CHAT_COMMANDS
    })
    this.#stage = stage
    this.#talk = new ScreenTalk(stage.conversation, me)
    for (const address of isShared ? addresses : []) {
      const words = protocolWords(transport, this.#options.protocolWord)
      this.#talk.tell(`Join with: npx rdt client ${address} --name NICK${words}`)
    }
    this.#screen = await openScreen({
      input: terminal?.input ?? process.stdin,
      output: terminal?.output ?? process.stdout,
      theme: THEMES[theme],
      least: LEAST,
      draw: (paper) => {
        const begin = performance.now()
        stage.draw(paper)
        this.#drawnAt = performance.now()
        this.#cost = this.#drawnAt - begin
      },
      key: (key) => {
        stage.key(key)
        this.#screen?.changed()
      },
      gone: () => this.#host.interrupt()
    })
    // Before whoever tells it: on the other screen nobody would read it.
    process.prependListener('uncaughtException', this.#giveBack)
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS)
  }

  said(who: string, said: Said): void {
    this.#talk?.said(who, said)
  }

  happened(person: string, event: ChatEvent): void {
    this.#talk?.happened(person, event)
  }

  /** All was said that there was to say, or no more can be. */
  conversationIsOver(played: Played): void {
    if (played === 'still') {
      this.#notify('Nothing moves any more beneath the chat: the protocol is stuck. q quits.')
    } else if (played === 'late') {
      this.#notify('The time limit came before all was said. q quits.')
    } else if (this.#options.script !== undefined) {
      this.#talk?.tell('* The script is over: look around, or type; q quits')
      this.#screen?.changed()
    }
  }

  /** A line that was typed cannot be said. */
  unsaid(line: string): void {
    this.#talk?.tell(`! not said, nothing moves any more beneath the chat: ${line}`)
    this.#screen?.changed()
  }

  /** Nobody holds anything back any more, so that there can be an end. */
  ending(): void {
    this.#stage?.steering.letGo()
    this.#notify('Waiting for what is still under way; q or Ctrl-C: no longer')
  }

  /** Gives the terminal back; more than once does no harm. */
  close(): void {
    clearInterval(this.#looking)
    process.off('uncaughtException', this.#giveBack)
    this.#screen?.close()
  }

  readonly #giveBack = (): void => this.close()

  #turnTheme(): void {
    this.#theme = this.#theme === 'light' ? 'dark' : 'light'
    this.#screen?.wear(THEMES[this.#theme])
  }

  #notify(text: string): void {
    this.#stage?.notify(text)
    this.#screen?.changed()
  }

  #look(): void {
    if (performance.now() - this.#drawnAt < LEAST_PAUSES * this.#cost) return
    const stamp = `${this.#stage?.stamp()} ${this.#talk?.version}`
    if (stamp === this.#seen) return
    this.#seen = stamp
    this.#screen?.changed()
  }

  #stageFor(party: Party, options: ConstructorParameters<typeof Stage>[2]): Stage {
    const stage: Stage = new Stage(
      this.#run,
      {
        ...ordersTo(party.proxy, this.#world, (bytes) =>
          this.#run.attemptOf(this.#trace?.idOf(bytes))
        ),
        now: () => this.#world.now(),
        say: (line) => this.#say(line, stage),
        names: () => party.people.map(({ name }) => name),
        tally: () => tallyWords(this.#host.counts()),
        save: (path) => this.#record.save(path),
        reservation: () => reservationOf(party),
        turnTheme: () => this.#turnTheme(),
        quit: () => this.#host.quit(),
        interrupt: () => this.#host.interrupt()
      },
      options
    )
    return stage
  }

  #say(line: string, stage: Stage): void {
    const { cmd } = parseCommand(line)
    if (cmd === 'help') stage.openHelp()
    else if (cmd === 'quit') this.#host.quit()
    else this.#host.say(line)
  }
}

const CHAT_COMMANDS: readonly KeyHelp[] = Object.values(COMMAND_WORDS).map(
  ({ usage, meaning }) => ({
    keys: usage.replace(/^(@\S+ TEXT), or (.*)$/, '$2, $1'),
    does: meaning
  })
)

const tallyWords = ({ sent, delivered, expected }: MessageCounts): string =>
  `${sent} said, ${delivered}/${expected} arrived`

function reservationOf({ proxy }: Party): string | undefined {
  const guests = proxy.report().flows.filter(({ flow }) => flow.startsWith('guest-')).length
  if (guests > 0) return 'guests from elsewhere would be thrown out'
  const waiting = proxy.hand.tray.length
  return waiting > 0 ? `${waiting} wait in the tray` : undefined
}
