/** The flows of a proxy: bounded in number, and the idle ones leave. */
import { formatAddress, type SocketAddress } from '../src/kernel/datagram-socket.js'
import type { Micros } from '../src/kernel/time.js'
import type { Timers, World } from '../src/kernel/world.js'
import type { Flow } from './flow.js'

const MOST_FLOWS = 4096
const IDLE_TIME: Micros = 300_000_000

export interface FlowTableOptions {
  readonly world: World
  /** Clients at once; then the one that was idle longest gives way. 4096 unless told. */
  readonly mostFlows?: number | undefined
  /** After so long without a datagram a flow is closed (at most half as long again). 5 minutes unless told. */
  readonly idleTime?: Micros | undefined
}

interface Row {
  readonly flow: Flow
  /** Counts up with every datagram of the proxy: the row with the lowest has been idle longest. */
  lastUse: number
  /** `lastUse` at the last sweep, and for how many sweeps it has not changed. */
  useAtSweep: number
  idleSweeps: number
}

export class FlowTable {
  readonly #rows = new Map<string, Row>()
  readonly #sweeper: Timers
  readonly #sweepTime: Micros
  readonly #left: (flow: Flow) => void
  #most: number
  #uses = 0

  /** `left` is called for each flow that has left, for whatever reason. */
  constructor({ world, mostFlows, idleTime }: FlowTableOptions, left: (flow: Flow) => void) {
    this.#most = mostFlows ?? MOST_FLOWS
    this.#sweepTime = Math.ceil((idleTime ?? IDLE_TIME) / 2)
    this.#left = left
    this.#sweeper = world.timers(() => this.#sweep())
    this.#sweeper.start(this.#sweepTime, 0)
  }

  /** The flow of that client, noting that it is in use. */
  use(client: SocketAddress): Flow | undefined {
    const row = this.#rows.get(formatAddress(client))
    if (row !== undefined) row.lastUse = ++this.#uses
    return row?.flow
  }

  has(flow: Flow): boolean {
    return this.#rows.get(formatAddress(flow.client))?.flow === flow
  }

  add(flow: Flow): void {
    if (this.#rows.size >= this.#most) this.#removeOldest()
    const row = { flow, lastUse: ++this.#uses, useAtSweep: 0, idleSweeps: 0 }
    this.#rows.set(formatAddress(flow.client), row)
  }

  remove(flow: Flow): void {
    if (!this.has(flow)) return
    this.#rows.delete(formatAddress(flow.client))
    this.#left(flow)
  }

  /** From now on no more than there are: an old flow gives way to a new one. */
  stopGrowing(): void {
    this.#most = Math.max(1, this.#rows.size)
  }

  *flows(): Generator<Flow> {
    for (const { flow } of this.#rows.values()) yield flow
  }

  close(): void {
    this.#sweeper.stopAll()
    for (const flow of [...this.flows()]) this.remove(flow)
  }

  #removeOldest(): void {
    let oldest: Row | undefined
    for (const row of this.#rows.values()) {
      if (oldest === undefined || row.lastUse < oldest.lastUse) oldest = row
    }
    if (oldest !== undefined) this.remove(oldest.flow)
  }

  /** Two sweeps in a row without a datagram are the idle time. */
  #sweep(): void {
    for (const row of [...this.#rows.values()]) {
      row.idleSweeps = row.lastUse === row.useAtSweep ? row.idleSweeps + 1 : 0
      row.useAtSweep = row.lastUse
      if (row.idleSweeps >= 2) this.remove(row.flow)
    }
    this.#sweeper.start(this.#sweepTime, 0)
  }
}
