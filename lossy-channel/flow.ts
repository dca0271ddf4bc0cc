/** One client of the proxy: its own socket towards the target, and a lane each way. */
import type { DatagramSocket, SocketAddress } from '../src/kernel/datagram-socket.js'
import type { Micros } from '../src/kernel/time.js'
import type { Arrivals, Departures } from './departures.js'
import type { ProxyWitness } from './proxy-witness.js'
import { applyDamage } from './weather/damage.js'
import { Lane } from './weather/lane.js'
import type { Changes, LaneHost } from './weather/lane-host.js'
import type { LaneOptions } from './weather/lane-options.js'
import type { Direction } from './weather/weather.js'

/** Datagrams that wait for the flow's own socket to open, which takes a millisecond. */
const MOST_EARLY = 256

/** One direction of a flow: a lane, and the way out of it. */
export class Road implements LaneHost<Uint8Array>, Arrivals {
  readonly lane: Lane<Uint8Array>
  readonly #flow: string
  readonly #direction: Direction
  readonly #departures: Departures
  readonly #witness: ProxyWitness | undefined
  readonly #now: () => Micros
  readonly #forward: (bytes: Uint8Array) => void

  constructor(
    options: LaneOptions<Uint8Array>,
    departures: Departures,
    witness: ProxyWitness | undefined,
    forward: (bytes: Uint8Array) => void
  ) {
    this.#flow = options.flow
    this.#direction = options.direction
    this.#departures = departures
    this.#witness = witness
    this.#now = () => options.world.now()
    this.#forward = forward
    this.lane = new Lane(options, this)
  }

  /** A datagram has come in from the network. */
  take(bytes: Uint8Array): void {
    const at = this.#now()
    this.#witness?.submitted?.(this.#flow, this.#direction, bytes, at)
    this.lane.submit(bytes, bytes.length, at)
  }

  drop(bytes: Uint8Array, why: string): void {
    this.#witness?.dropped?.(this.#flow, this.#direction, bytes, why, this.#now())
  }

  carry(bytes: Uint8Array, delay: Micros, changes?: Changes): void {
    const after = changes?.damage ? applyDamage(bytes, changes.damage) : bytes
    if (this.#witness?.carried) {
      const carried = { bytes: after, delay, changes }
      this.#witness.carried(this.#flow, this.#direction, bytes, carried, this.#now())
    }
    const isTaken = this.#departures.depart(this, after, delay)
    if (!isTaken) this.drop(bytes, 'the channel is full: too many datagrams are under way')
  }

  arrive(bytes: Uint8Array, at: Micros): void {
    this.#witness?.arrived?.(this.#flow, this.#direction, bytes, at)
    this.#forward(bytes)
  }
}

export class Flow {
  readonly name: string
  readonly client: SocketAddress
  readonly up: Road
  readonly down: Road
  readonly #target: SocketAddress
  #socket: DatagramSocket | undefined
  #early: Uint8Array[] | undefined = []

  /** `makeRoad` builds the lane of a direction, given the way out of it. */
  constructor(
    name: string,
    client: SocketAddress,
    target: SocketAddress,
    makeRoad: (direction: Direction, forward: (bytes: Uint8Array) => void) => Road,
    sendToClient: (bytes: Uint8Array) => void
  ) {
    this.name = name
    this.client = client
    this.#target = target
    this.up = makeRoad('up', (bytes) => this.#sendToTarget(bytes))
    this.down = makeRoad('down', sendToClient)
  }

  /** Its socket is open: what came early goes first. */
  connect(socket: DatagramSocket): void {
    this.#socket = socket
    for (const bytes of this.#early ?? []) socket.send(bytes, this.#target)
    this.#early = undefined
  }

  close(): Promise<void> {
    this.up.lane.close()
    this.down.lane.close()
    this.#early = undefined
    return this.#socket?.close() ?? Promise.resolve()
  }

  #sendToTarget(bytes: Uint8Array): void {
    if (this.#socket !== undefined) this.#socket.send(bytes, this.#target)
    else if (this.#early !== undefined && this.#early.length < MOST_EARLY) this.#early.push(bytes)
  }
}
