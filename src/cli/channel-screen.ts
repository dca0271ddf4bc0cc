/**
 * `rdt channel --dashboard`: the stage (dashboard/model/channel-stage.ts) between the proxy and a
 * terminal. It watches from the first datagram on, and writes the trace that `--trace` asks for.
 */
import type { LossyProxy } from '../../lossy-channel/proxy.js'
import type { ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import { formatBothFates } from '../../lossy-channel/weather/fate-string.js'
import { allOf } from '../../lossy-channel/witnesses.js'
import { ChannelStage, type ChannelStageHost } from '../dashboard/model/channel-stage.js'
import type { FlowFacts } from '../dashboard/model/channel-stage-flows.js'
import { ChannelRun } from '../dashboard/model/channel-stage-run.js'
import { formatAddress } from '../kernel/datagram-socket.js'
import { cleanText } from '../kernel/display.js'
import type { TraceEvent } from '../trace/event.js'
import type { WallClock } from '../udp/wall-clock.js'
import type { ChannelOptions } from './channel-options.js'
import type { ScreenChoice } from './channel-screen-flags.js'
import { PassingNames } from './channel-screen-names.js'
import { ChannelRecord } from './channel-screen-save.js'
import { openShow, type Show, type ShowTerminal } from './channel-screen-show.js'
import { ordersTo } from './chat-screen-channel.js'
import { personName } from './person-name.js'
import { RunTrace } from './run-trace.js'
import { openTraceFile, type TraceFile } from './trace-file.js'

export class ChannelScreen {
  readonly witness: ProxyWitness
  readonly #choice: ScreenChoice
  readonly #path: string | undefined
  readonly #passing: ChannelRun
  readonly #record: ChannelRecord
  readonly #names = new PassingNames()
  readonly #trace = new RunTrace((event, bytes) => this.#take(event, bytes))
  readonly #clients = new Map<string, string>()
  #file: TraceFile | undefined
  #stage: ChannelStage | undefined
  #show: Show | undefined

  /**
   * @param path of `--trace`
   * @throws BadInput where that cannot be written
   */
  constructor(choice: ScreenChoice, options: ChannelOptions, path: string | undefined) {
    const { up, down, fates, fateBy, seed } = options
    const config = { command: 'channel', up, down, fates: formatBothFates(fates), fate_by: fateBy }
    this.#choice = choice
    this.#path = path
    this.#passing = new ChannelRun(
      config,
      () => this.#learned(),
      (node) => personName(this.#names.of(node)) ?? node
    )
    this.#record = new ChannelRecord(this.#passing, seed, (flow) => this.#whoIs(flow))
    if (path !== undefined) this.#file = openTraceFile(path, this.#record.header)
    this.witness = allOf(this.#record.witness, this.#passers, this.#trace.watchChannel(true))
  }

  /** Takes the terminal. Rejects where it cannot be drawn on. */
  async open(
    proxy: LossyProxy,
    world: WallClock,
    ends: Pick<ChannelStageHost, 'quit' | 'interrupt'>,
    terminal?: ShowTerminal
  ): Promise<void> {
    const stage = new ChannelStage(this.#passing, this.#hostOf(proxy, world, ends), {
      listen: formatAddress(proxy.local),
      target: formatAddress(proxy.target),
      seed: proxy.seed,
      isBig: this.#choice.isBig
    })
    this.#stage = stage
    this.#show = await openShow(stage, this.#choice.theme, ends.interrupt, terminal)
  }

  /** Gives the terminal back; more than once does no harm. */
  leave(): void {
    this.#show?.close()
  }

  /** The trace is whole. */
  close(): void {
    this.leave()
    this.#file?.close()
  }

  #hostOf(
    proxy: LossyProxy,
    world: WallClock,
    ends: Pick<ChannelStageHost, 'quit' | 'interrupt'>
  ): ChannelStageHost {
    return {
      ...ordersTo(proxy, world, (bytes) => this.#passing.run.attemptOf(this.#trace.idOf(bytes))),
      save: (path) => this.#record.save(path),
      now: () => world.now(),
      flows: () => this.#flowsOf(proxy),
      turnTheme: () => this.#show?.turnTheme(),
      ...ends
    }
  }

  #flowsOf(proxy: LossyProxy): FlowFacts[] {
    return proxy.report().flows.map(({ flow, client, up, down }) => {
      return { name: flow, client, person: this.#names.of(flow), up, down }
    })
  }

  /** Who it is that passes. */
  readonly #passers: ProxyWitness = {
    flowOpened: (flow, client) => this.#clients.set(flow, formatAddress(client)),
    flowClosed: (flow) => this.#names.closed(flow),
    submitted: (flow, direction, bytes) =>
      this.#names.submitted(flow, direction, bytes, this.#passing.checksum)
  }

  #take(event: TraceEvent, bytes: Uint8Array | undefined): void {
    const file = this.#file
    const told = this.#passing.take(event, bytes)
    // A file that has just begun anew has it already.
    if (file === this.#file) file?.sink(told)
  }

  /** Now it is known what is spoken: the trace says so in its first line, if it still can. */
  #learned(): void {
    if (this.#path === undefined || this.#file === undefined || this.#passing.forgotten > 0) return
    this.#file.close()
    try {
      const file = openTraceFile(this.#path, this.#record.header)
      this.#passing.events.each(file.sink)
      this.#file = file
    } catch (error) {
      this.#file = undefined
      this.#stage?.steering.tell(error instanceof Error ? error.message : '--trace', 'error')
    }
  }

  #whoIs(flow: string): string {
    const client = this.#clients.get(flow) ?? 'unknown'
    const name = this.#names.of(flow)
    return name === undefined ? client : `${client}, joins as ${cleanText(name)}`
  }
}
