/** A node on the real network: a socket, the stack above it, and the clock on the wall. */
import { createHmac, randomBytes } from 'node:crypto'
import type { DatagramSocket, OpenSocket, SocketAddress } from '../kernel/datagram-socket.js'
import { formatAddress } from '../kernel/datagram-socket.js'
import type { Micros } from '../kernel/time.js'
import type { World } from '../kernel/world.js'
import type { Application, Pipe } from '../rdt/application.js'
import type { Datagram } from '../rdt/datagram.js'
import { Stack } from '../rdt/stack.js'
import type { TransportOptions } from '../rdt/transport.js'
import type { NodeWitness } from '../rdt/witness.js'
import { decode, encode, readConnection } from '../wire/codec.js'

/** Watches what goes over the socket. The node is done with a datagram at `digested`. */
export interface UdpTap {
  sent(datagram: Datagram, bytes: Uint8Array, to: string, attempt: number, at: Micros): void
  /** `datagram` is undefined for bytes that are none. */
  received(datagram: Datagram | undefined, bytes: Uint8Array, from: string, at: Micros): void
  digested(): void
}

export interface UdpNodeOptions {
  readonly at: SocketAddress
  readonly openSocket: OpenSocket
  readonly world: World
  readonly transport: TransportOptions
  readonly witness?: NodeWitness | undefined
  readonly tap?: UdpTap | undefined
}

/**
 * Opens the socket.
 * @throws BadInput where the port is in use or the address is not ours
 */
export async function openUdpNode(options: UdpNodeOptions): Promise<UdpNode> {
  let node: UdpNode | undefined
  const socket = await options.openSocket(options.at, (bytes, from) => node?.receive(bytes, from))
  node = new UdpNode(socket, options)
  return node
}

export class UdpNode {
  readonly #socket: DatagramSocket
  readonly #stack: Stack
  readonly #world: World
  readonly #tap: UdpTap | undefined

  constructor(socket: DatagramSocket, { world, transport, witness, tap }: UdpNodeOptions) {
    this.#socket = socket
    this.#world = world
    this.#tap = tap
    const key = randomBytes(32)
    this.#stack = new Stack(
      {
        world,
        witness,
        transmit: (datagram, to, attempt, algorithm) => {
          const bytes = encode(datagram, algorithm)
          tap?.sent(datagram, bytes, to, attempt, world.now())
          socket.send(bytes, parseAddress(to))
        },
        roll: () => randomBytes(4).readUInt32BE(),
        sign: (text) => createHmac('sha256', key).update(text).digest('hex')
      },
      transport
    )
  }

  get local(): SocketAddress {
    return this.#socket.local
  }

  /** Segments and datagrams that were thrown away unread, so far. */
  get discarded(): number {
    return this.#stack.discarded
  }

  /** From now on strangers may open connections; `undefined`: no more of them. */
  listen(application: Application | undefined): void {
    this.#stack.listen(application)
  }

  /** Begins to open a connection; `opened` or `closed` tells what came of it. */
  connect(to: SocketAddress, application: Application): Pipe {
    return this.#stack.connect(formatAddress(to), application)
  }

  /** Ends what is open without a word that waits, and closes the socket. */
  async close(): Promise<void> {
    for (const pipe of [...this.#stack.connections.values()]) pipe.abort()
    await this.#socket.close()
  }

  receive(bytes: Uint8Array, remote: SocketAddress): void {
    const from = formatAddress(remote)
    const at = this.#world.now()
    const decoded = decode(bytes, this.#stack.algorithmFor(readConnection(bytes)))
    const datagram = 'datagram' in decoded ? decoded.datagram : undefined
    this.#tap?.received(datagram, bytes, from, at)
    if ('datagram' in decoded) this.#stack.receive(decoded.datagram, from, at)
    else if (decoded.refused === 'version') {
      const { version = 0, kind = '', conn = '' } = decoded
      this.#stack.receiveVersion(version, kind, conn, from, at)
    } else this.#stack.receiveBroken(decoded.refused, from, at)
    this.#tap?.digested()
  }
}

/** The inverse of `formatAddress`. */
function parseAddress(text: string): SocketAddress {
  const colon = text.lastIndexOf(':')
  const address = text.slice(0, colon).replace(/^\[|\]$/g, '')
  return { address, port: Number(text.slice(colon + 1)) }
}
