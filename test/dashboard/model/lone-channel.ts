/**
 * A channel that is alone, in virtual time: the runs of the simulator as it would tell them, with
 * the opening in which a client and its server agree on their terms.
 */

import { noCounts } from '../../../lossy-channel/weather/lane-counts.js'
import {
  type Direction,
  PERFECT,
  type WeatherChanges,
  withChanges
} from '../../../lossy-channel/weather/weather.js'
import { ChannelStage, type ChannelStageHost } from '../../../src/dashboard/model/channel-stage.js'
import type { FlowFacts } from '../../../src/dashboard/model/channel-stage-flows.js'
import { ChannelRun } from '../../../src/dashboard/model/channel-stage-run.js'
import { type Key, namedKey, typedKey } from '../../../src/dashboard/model/key.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import type { TrayLine } from '../../../src/dashboard/model/tray-lines.js'
import type { Micros } from '../../../src/kernel/time.js'
import type { Datagram, Terms } from '../../../src/rdt/datagram.js'
import { gbn } from '../../../src/rdt/gbn.js'
import type { SimConfig } from '../../../src/sim/config.js'
import type { TraceEvent } from '../../../src/trace/event.js'
import { encode } from '../../../src/wire/codec.js'
import { bookRun } from '../../trace/book-run.js'
import { ofChannel } from './scripted-run.js'

const FATES = 'data: ..x.c2  ack: ...x.(+70ms)'
const CLIENT = '00000000000000c1'
const PEER = '00000000000000a1'

export const termsFor = (config: Partial<SimConfig> = {}): Terms => {
  const { protocol = gbn } = config
  return {
    protocol: protocol.name,
    windowSize: config.windowSize ?? (protocol.seqBits === undefined ? 4 : 1),
    seqBits: protocol.seqBits ?? config.seqBits ?? 32,
    mss: 1172,
    checksum: 'crc32'
  }
}

/** What a flow of that number tells: its events, and the datagrams of those that have one. */
export function flowEvents(
  flow: number,
  fates: string,
  config: Partial<SimConfig> = {}
): readonly (readonly [TraceEvent, Uint8Array | undefined])[] {
  const rename = (text: string) =>
    text.replace('sender', `flow-${flow}`).replace('receiver', 'server')
  return ofChannel(bookRun(fates, config).events).map((event) => {
    const { attempt: _, link = '', at, id = 0, of, ...rest } = event
    return [
      {
        ...rest,
        at: rename(at),
        link: link.split('>').map(rename).join('>'),
        id: id + 10_000 * flow,
        ...(of !== undefined && { of: of + 10_000 * flow })
      },
      undefined
    ]
  })
}

/** The opening of a connection, as it passes. */
export function opening(flow: number, terms: Terms): (readonly [TraceEvent, Uint8Array])[] {
  const client = `flow-${flow}`
  const say = (datagram: Datagram, from: string, to: string, id: number) => {
    const { kind, conn } = datagram
    const event = { t: 0, at: from, event: 'send' as const, link: `${from}>${to}`, id, kind, conn }
    return [event, encode(datagram, 'crc32')] as const
  }
  return [
    say({ kind: 'open', conn: CLIENT, terms }, client, 'server', 10_000 * flow + 9001),
    say({ kind: 'accept', conn: CLIENT, peer: PEER, terms }, 'server', client, 10_000 * flow + 9002)
  ]
}

/** A class, each with losses of its own, up to `until`. */
export function passing(
  pupils: number,
  until: Micros,
  config: Partial<SimConfig> = {}
): ChannelRun {
  const run = new ChannelRun({ command: 'channel' })
  const told = Array.from({ length: pupils }, (_, i) => {
    const fates = pupils === 1 ? FATES : `data: ${'.'.repeat(i + 1)}${'x.'.repeat(i + 1)}`
    return flowEvents(i + 1, fates, { messages: 12, windowSize: 6, ...config })
  })
  for (const [event, bytes] of opening(1, termsFor({ windowSize: 6, ...config }))) {
    run.take(event, bytes)
  }
  const all = told.flat().filter(([{ t }]) => t <= until)
  for (const [event, bytes] of all.sort(([a], [b]) => a.t - b.t)) run.take(event, bytes)
  return run
}

/** A host that writes down what it is asked for, and a channel that does what it is told. */
export class FakeChannel {
  readonly orders: string[] = []
  now: Micros = 0
  tray: readonly TrayLine[] = []
  weather = { up: PERFECT, down: PERFECT }
  flows: FlowFacts[] = []
  readonly #open = { up: false, down: false }
  readonly #cut = { up: false, down: false }
  readonly #held = { up: false, down: false }
  #kills = 0

  get host(): ChannelStageHost {
    const note = (order: string) => this.orders.push(order)
    const each = (on: Record<Direction, boolean>, is: boolean, ways: readonly Direction[]) => {
      for (const way of ways) on[way] = is
    }
    return {
      channel: () => ({
        weather: this.weather,
        isCut: this.#cut,
        isHeld: this.#held,
        isByHand: this.#open,
        kills: this.#kills,
        tray: this.tray,
        pace: 1
      }),
      change: ({ both = {}, up = {}, down = {} }: WeatherChanges) => {
        this.weather = {
          up: withChanges(this.weather.up, both, up),
          down: withChanges(this.weather.down, both, down)
        }
      },
      partition: (isCut, ways) => each(this.#cut, isCut, ways),
      hold: (isHeld, ways) => each(this.#held, isHeld, ways),
      openTray: (isOpen, ways) => each(this.#open, isOpen, ways),
      kill: ({ what, direction, flow }) => {
        this.#kills++
        note(['kill', what, direction, flow].filter(Boolean).join(' '))
      },
      spare: () => note('spare'),
      save: (path) => `saved ${path ?? 'somewhere'}`,
      decide: (id, { mark }) => note(`decide ${id} ${mark}`),
      deliverAll: () => note('deliver all'),
      now: () => this.now,
      flows: () => this.flows,
      turnTheme: () => note('theme'),
      quit: () => note('quit'),
      interrupt: () => note('interrupt')
    }
  }
}

export const flowFacts = (number: number, person?: string): FlowFacts => ({
  name: `flow-${number}`,
  client: `127.0.0.1:${40_000 + number}`,
  person,
  up: { ...noCounts(), submitted: 40 + number, dropped: number, corrupted: 1 },
  down: { ...noCounts(), submitted: 30, dropped: 2, reordered: 3 }
})

export function stageOf(run: ChannelRun, channel: FakeChannel, isBig = false): ChannelStage {
  const options = { listen: '127.0.0.1:41000', target: '127.0.0.1:40452', seed: 'book', isBig }
  return new ChannelStage(run, channel.host, options)
}

export function drawn(
  stage: { draw(paper: Surface): void },
  width: number,
  height: number
): Surface {
  const paper = Surface.empty(width, height)
  stage.draw(paper)
  return paper
}

/** Keys as a robot presses them: letters, or names of more than one letter. */
export const keysOf = (...keys: readonly string[]): Key[] =>
  keys.map((key) => ([...key].length === 1 ? typedKey(key) : namedKey(key)))
