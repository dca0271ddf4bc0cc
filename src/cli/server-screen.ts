/**
 * `rdt server --dashboard`: the stage (dashboard/model/server-stage.ts) between the chat's server
 * and a terminal.
 */
import { decodeClientFrame } from '../chat/frames.js'
import type { ChatServer } from '../chat/server.js'
import type { ServerEvent } from '../chat/server-events.js'
import { serverLine } from '../chat/server-lines.js'
import { RunModel } from '../dashboard/model/run.js'
import { ServerStage, type ServerStageHost } from '../dashboard/model/server-stage.js'
import type { PersonFacts } from '../dashboard/model/server-stage-people.js'
import type { Micros } from '../kernel/time.js'
import type { World } from '../kernel/world.js'
import type { Application } from '../rdt/application.js'
import type { TransportOptions } from '../rdt/transport.js'
import { BoundedMap } from '../trace/live-bounded-map.js'
import type { ScreenChoice } from './channel-screen-flags.js'
import { openShow, type Show, type ShowTerminal } from './channel-screen-show.js'
import type { OwnTrace } from './client-trace.js'
import { personName } from './person-name.js'
import { describeTransport } from './protocol-options.js'
import { RunTrace } from './run-trace.js'
import { openTraceFile } from './trace-file.js'

const NODE = 'server'
const MOST_NAMES = 4096

/** How the server's people and their pipes are asked for. */
type Attended = Pick<ChatServer, 'people'> & Application

export class ServerScreen {
  readonly #choice: ScreenChoice
  readonly #transport: TransportOptions
  readonly #world: World
  readonly #run: RunModel
  /** Since when, by address. */
  readonly #since = new Map<string, Micros>()
  /** Who they are or were, by address. */
  readonly #names = new BoundedMap<string, string>(MOST_NAMES)
  /** What was told before there was a stage. */
  readonly #early: ServerEvent[] = []
  /** The message that the server is digesting. */
  #hearing: Uint8Array | undefined
  #stage: ServerStage | undefined
  #show: Show | undefined
  #isClosed = false

  constructor(choice: ScreenChoice, transport: TransportOptions, world: World) {
    this.#choice = choice
    this.#transport = transport
    this.#world = world
    this.#run = new RunModel({ config: describeTransport(transport) })
    this.#run.nameOf = (node) => this.#names.get(node) ?? node
  }

  /**
   * Watches the server's own node, and writes down what it says where `path` asks for it.
   * @throws BadInput where that cannot be written
   */
  watch(path: string | undefined): OwnTrace {
    const config = { command: 'server', ...describeTransport(this.#transport) }
    const header = { clock: 'wall' as const, seed: '', config, nodes: [NODE] }
    const file = path === undefined ? undefined : openTraceFile(path, header)
    const trace = new RunTrace((event, bytes) => {
      file?.sink(event)
      this.#run.take(event, bytes)
    })
    const watch = trace.watchNode(NODE, (address) => address)
    return { watch, close: () => file?.close() }
  }

  /** `server`, with an ear for what is said to everybody. */
  listening(server: Application): Application {
    return {
      opened: (pipe, at) => server.opened(pipe, at),
      received: (pipe, message, at) => {
        this.#hearing = message
        server.received(pipe, message, at)
        this.#hearing = undefined
      },
      closed: (pipe, closing, at) => server.closed(pipe, closing, at)
    }
  }

  /** @returns false where there is no screen (any more) to tell it on */
  tell(event: ServerEvent): boolean {
    this.#note(event)
    if (this.#isClosed) return false
    if (this.#stage === undefined) this.#early.push(event)
    else this.#tellOn(event, this.#stage)
    return true
  }

  /** Takes the terminal. Rejects where it cannot be drawn on. */
  async open(
    address: string,
    server: Attended,
    ends: Pick<ServerStageHost, 'quit' | 'interrupt'>,
    terminal?: ShowTerminal
  ): Promise<void> {
    const { protocol, windowSize } = this.#transport
    const host: ServerStageHost = {
      now: () => this.#world.now(),
      people: () => this.#peopleOf(server),
      turnTheme: () => this.#show?.turnTheme(),
      ...ends
    }
    const stage = new ServerStage(this.#run, host, {
      address,
      protocol: `${protocol.title}, window ${windowSize}`,
      isBig: this.#choice.isBig
    })
    this.#stage = stage
    for (const event of this.#early.splice(0)) this.#tellOn(event, stage)
    this.#show = await openShow(stage, this.#choice.theme, ends.interrupt, terminal)
  }

  /** Gives the terminal back; more than once does no harm. */
  close(): void {
    this.#isClosed = true
    this.#show?.close()
  }

  #note(event: ServerEvent): void {
    if (event.type === 'joined') {
      this.#since.set(event.peer, this.#world.now())
      this.#names.set(event.peer, personName(event.name) ?? event.peer)
    } else if (event.type === 'left') this.#since.delete(event.peer)
  }

  #tellOn(event: ServerEvent, stage: ServerStage): void {
    if (event.type === 'relayed') {
      const text = event.kind === 'all' ? this.#heardText() : undefined
      if (text !== undefined) stage.add({ who: event.from, text, tone: 'plain' })
      return
    }
    const line = serverLine(event)
    const isTrouble = event.type === 'refused' || (event.type === 'left' && event.silent)
    if (line !== undefined) stage.add({ text: line, tone: isTrouble ? 'warning' : 'news' })
  }

  #heardText(): string | undefined {
    if (this.#hearing === undefined) return undefined
    const { frame } = decodeClientFrame(this.#hearing)
    return frame?.CMD === 'SEND' ? frame.MSG : undefined
  }

  #peopleOf(server: Attended): PersonFacts[] {
    return server.people.map(({ name, peer, pipe }) => {
      const { srtt, sent, retransmitted } = pipe.figures
      const since = this.#since.get(peer) ?? this.#world.now()
      return { name, address: peer, since, srtt, sent, retransmitted, backlog: pipe.backlog }
    })
  }
}
