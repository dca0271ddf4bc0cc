/** Who watches a proxy. Every call is optional, and none may call back into the proxy. */
import type { SocketAddress } from '../src/kernel/datagram-socket.js'
import type { Micros } from '../src/kernel/time.js'
import type { Fate } from './weather/fate.js'
import type { Changes } from './weather/lane-host.js'
import type { TrayItem } from './weather/tray.js'
import type { Direction } from './weather/weather.js'

/** What the proxy sends on, once `delay` µs have passed. */
export interface CarriedDatagram {
  /** As it will arrive: the very object that was submitted, where nothing has damaged it. */
  readonly bytes: Uint8Array
  readonly delay: Micros
  readonly changes: Changes | undefined
}

/**
 * `bytes` is the same object in every call about one datagram, so it can be the key of what the
 * witness remembers about it. Times are in the world that the proxy was given.
 */
export interface ProxyWitness {
  flowOpened?(flow: string, client: SocketAddress, at: Micros): void
  /** The flow's own socket towards the target is open: the target sees the client at `upstream`. */
  flowConnected?(flow: string, upstream: SocketAddress, at: Micros): void
  flowClosed?(flow: string, client: SocketAddress, at: Micros): void
  submitted?(flow: string, direction: Direction, bytes: Uint8Array, at: Micros): void
  dropped?(flow: string, direction: Direction, bytes: Uint8Array, why: string, at: Micros): void
  /** Once for the datagram, and once more for each copy (`changes.copy`). */
  carried?(
    flow: string,
    direction: Direction,
    bytes: Uint8Array,
    carried: CarriedDatagram,
    at: Micros
  ): void
  /** Lies in the tray now, until somebody decides. */
  waits?(item: TrayItem<Uint8Array>): void
  /** Was decided, and `dropped` or `carried` follow; undefined where its flow was closed before. */
  left?(item: TrayItem<Uint8Array>, fate: Fate | undefined): void
  /** `bytes` as it leaves for its receiver. */
  arrived?(flow: string, direction: Direction, bytes: Uint8Array, at: Micros): void
}
