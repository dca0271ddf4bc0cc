/**
 * The lossy channel in front of any UDP program. Each client gets a socket of its own towards the
 * target and a lane each way; what the lanes order is carried out here. Nothing that
 * comes from the network makes it throw.
 */

import {
  type DatagramSocket,
  formatAddress,
  type SocketAddress
} from '../src/kernel/datagram-socket.js'
import { BadInput } from '../src/kernel/quantity.js'
import { anyAddressFor, isSame } from './addresses.js'
import { Departures } from './departures.js'
import { Flow, Road } from './flow.js'
import { FlowTable } from './flow-table.js'
import { Hand } from './hand.js'
import type { FlowReport, ProxyOptions, ProxyReport } from './proxy-options.js'
import { addCounts, noCounts } from './weather/lane-counts.js'
import {
  checkFateBy,
  DIRECTIONS,
  type Direction,
  type Weather,
  type WeatherChanges,
  withChanges
} from './weather/weather.js'

/**
 * Opens the listening socket and forwards from then on.
 * @throws BadInput where the address cannot be had, or the target is the proxy itself
 */
export async function startProxy(options: ProxyOptions): Promise<LossyProxy> {
  for (const direction of DIRECTIONS) {
    checkFateBy(options.weather[direction], options.fateBy ?? 'order')
  }
  const proxy = new LossyProxy(options)
  await proxy.open()
  return proxy
}

export class LossyProxy {
  /** What a person does to single datagrams. */
  readonly hand: Hand
  readonly #options: ProxyOptions
  readonly #departures: Departures
  readonly #flows: FlowTable
  readonly #closedCounts = { up: noCounts(), down: noCounts() }
  readonly #closing = new Set<Promise<void>>()
  #weather: Record<Direction, Weather>
  #cut: Record<Direction, boolean> = { up: false, down: false }
  #held: Record<Direction, boolean> = { up: false, down: false }
  #socket: DatagramSocket | undefined
  #opened = 0
  #isClosed = false

  /** Use `startProxy`. */
  constructor(options: ProxyOptions) {
    this.#options = options
    this.#weather = { ...options.weather }
    this.#departures = new Departures(options.world)
    this.#flows = new FlowTable(options, (flow) => this.#closeFlow(flow))
    this.hand = new Hand(options, (visit) =>
      this.#eachLane((road, direction) => visit(road.lane, direction))
    )
  }

  /** Where clients find it. */
  get local(): SocketAddress {
    return this.#socket?.local ?? this.#options.listen
  }

  get target(): SocketAddress {
    return this.#options.target
  }

  get seed(): string {
    return this.#options.seed
  }

  get weather(): Readonly<Record<Direction, Weather>> {
    return this.#weather
  }

  /** Which directions are cut now. */
  get isCut(): Readonly<Record<Direction, boolean>> {
    return this.#cut
  }

  /** In which directions datagrams wait for `release`. */
  get isHeld(): Readonly<Record<Direction, boolean>> {
    return this.#held
  }

  async open(): Promise<void> {
    const { openSocket, listen, target } = this.#options
    try {
      this.#socket = await openSocket(listen, (bytes, from) => this.#receive(bytes, from))
    } catch (error) {
      await this.close()
      throw error
    }
    if (isSame(this.#socket.local, target)) {
      await this.close()
      throw new BadInput(
        `the channel would forward to itself: ${formatAddress(target)} is where it listens; name another target`
      )
    }
  }

  /**
   * Changes what is named, for every flow, from the next datagram on.
   * @throws BadInput where it cannot go with the way fates are keyed; nothing has changed then
   */
  change({ both = {}, up = {}, down = {} }: WeatherChanges): void {
    const weather = {
      up: withChanges(this.#weather.up, both, up),
      down: withChanges(this.#weather.down, both, down)
    }
    for (const direction of DIRECTIONS) {
      checkFateBy(weather[direction], this.#options.fateBy ?? 'order')
    }
    this.#weather = weather
    this.#eachLane((road, direction) => road.lane.change(weather[direction]))
  }

  /** Cuts (or heals) the given directions for every flow: everything is dropped. */
  partition(isCut: boolean, directions: readonly Direction[] = DIRECTIONS): void {
    for (const direction of directions) this.#cut[direction] = isCut
    this.#eachLane((road, direction) => road.lane.partition(this.#cut[direction]))
  }

  /** From now on datagrams of these directions wait. */
  hold(directions: readonly Direction[] = DIRECTIONS): void {
    for (const direction of directions) this.#held[direction] = true
    this.#eachLane((road, direction) => this.#held[direction] && road.lane.hold())
  }

  /** Lets through what waits, in its order. */
  release(directions: readonly Direction[] = DIRECTIONS): void {
    for (const direction of directions) this.#held[direction] = false
    this.#eachLane((road, direction) => !this.#held[direction] && road.lane.release())
  }

  report(): ProxyReport {
    const up = { ...this.#closedCounts.up }
    const down = { ...this.#closedCounts.down }
    const flows: FlowReport[] = []
    for (const flow of this.#flows.flows()) {
      addCounts(up, flow.up.lane.counts)
      addCounts(down, flow.down.lane.counts)
      flows.push({
        flow: flow.name,
        client: formatAddress(flow.client),
        up: { ...flow.up.lane.counts },
        down: { ...flow.down.lane.counts }
      })
    }
    return { flows, opened: this.#opened, up, down }
  }

  /** Frees every socket and timer. What is under way is lost. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#departures.close()
    this.#flows.close()
    await Promise.all([this.#socket?.close(), ...this.#closing])
  }

  #receive(bytes: Uint8Array, from: SocketAddress): void {
    if (this.#isClosed) return
    const flow = this.#flows.use(from) ?? this.#openFlow({ address: from.address, port: from.port })
    flow.up.take(bytes)
  }

  #openFlow(client: SocketAddress): Flow {
    const { nameFlow, target, witness, world } = this.#options
    const name = nameFlow?.(client) ?? `flow-${this.#opened + 1}`
    this.#opened++
    const makeRoad = (direction: Direction, forward: (bytes: Uint8Array) => void) =>
      this.#makeRoad(name, direction, forward)
    const reply = (bytes: Uint8Array) => this.#socket?.send(bytes, client)
    const flow = new Flow(name, client, target, makeRoad, reply)
    this.#flows.add(flow)
    witness?.flowOpened?.(name, client, world.now())
    this.#track(this.#connect(flow))
    return flow
  }

  #makeRoad(flow: string, direction: Direction, forward: (bytes: Uint8Array) => void): Road {
    const { seed, world, fates, fateBy, classify, witness } = this.#options
    const weather = this.#weather[direction]
    const ordered = { fates: fates?.[direction], fateBy, doom: this.hand.doomOf(flow, direction) }
    const road = new Road(
      { weather, seed, flow, direction, classify, world, ...ordered },
      this.#departures,
      witness,
      forward
    )
    if (this.#cut[direction]) road.lane.partition(true)
    if (this.#held[direction]) road.lane.hold()
    this.hand.reachFor(road.lane, direction)
    return road
  }

  async #connect(flow: Flow): Promise<void> {
    const { target, openSocket, witness, world } = this.#options
    const receive = (bytes: Uint8Array, from: SocketAddress): void => {
      // Only the target answers through the channel; strangers stay outside.
      if (this.#isClosed || from.port !== target.port || from.address !== target.address) return
      if (this.#flows.use(flow.client) === flow) flow.down.take(bytes)
    }
    try {
      const socket = await openSocket({ address: anyAddressFor(target), port: 0 }, receive)
      if (this.#flows.has(flow)) {
        witness?.flowConnected?.(flow.name, socket.local, world.now())
        flow.connect(socket)
      } else await socket.close()
    } catch {
      // The system has no socket left: from now on an old flow gives way to a new one.
      this.#flows.remove(flow)
      this.#flows.stopGrowing()
    }
  }

  #closeFlow(flow: Flow): void {
    const { witness, world } = this.#options
    addCounts(this.#closedCounts.up, flow.up.lane.counts)
    addCounts(this.#closedCounts.down, flow.down.lane.counts)
    witness?.flowClosed?.(flow.name, flow.client, world.now())
    this.#track(flow.close())
  }

  #eachLane(visit: (road: Road, direction: Direction) => void): void {
    for (const flow of this.#flows.flows()) {
      visit(flow.up, 'up')
      visit(flow.down, 'down')
    }
  }

  #track(work: Promise<void>): void {
    this.#closing.add(work)
    const done = () => this.#closing.delete(work)
    work.then(done, done)
  }
}
