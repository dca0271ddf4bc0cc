/** Opens the UDP node of a command, with what watches it. */
import type { SocketAddress } from '../kernel/datagram-socket.js'
import type { World } from '../kernel/world.js'
import type { TransportOptions } from '../rdt/transport.js'
import type { NodeWitness } from '../rdt/witness.js'
import { openSocket } from '../udp/datagram-socket.js'
import { openUdpNode, type UdpNode, type UdpTap } from '../udp/udp-node.js'

export interface OpenNodeOptions {
  readonly at: SocketAddress
  readonly world: World
  readonly transport: TransportOptions
  /** The trace's watch, if there is a trace. */
  readonly watch?: { readonly witness: NodeWitness; readonly tap: UdpTap } | undefined
  /** Watches datagrams besides the trace. */
  readonly tap?: UdpTap | undefined
  /** Somebody's opening was refused, by us or by him. */
  readonly refused?: (peer: string, reason: string) => void
}

/** @throws BadInput where the port is in use or the address is not ours */
export function openNode(options: OpenNodeOptions): Promise<UdpNode> {
  const { at, world, transport, watch, tap, refused } = options
  return openUdpNode({
    at,
    world,
    transport,
    openSocket,
    witness: withRefusals(watch?.witness, refused),
    tap: joinTaps(watch?.tap, tap)
  })
}

function withRefusals(
  witness: NodeWitness | undefined,
  refused: ((peer: string, reason: string) => void) | undefined
): NodeWitness | undefined {
  if (refused === undefined) return witness
  return {
    endpoint: (conn, peer) => witness?.endpoint(conn, peer),
    opened: (conn, peer, at) => witness?.opened(conn, peer, at),
    closed: (conn, peer, why, at) => witness?.closed(conn, peer, why, at),
    ignored: (peer, why, at) => witness?.ignored(peer, why, at),
    refused: (peer, why, at) => {
      witness?.refused(peer, why, at)
      refused(peer, why)
    }
  }
}

function joinTaps(first: UdpTap | undefined, second: UdpTap | undefined): UdpTap | undefined {
  if (first === undefined || second === undefined) return first ?? second
  return {
    sent: (datagram, bytes, to, attempt, at) => {
      first.sent(datagram, bytes, to, attempt, at)
      second.sent(datagram, bytes, to, attempt, at)
    },
    received: (datagram, bytes, from, at) => {
      first.received(datagram, bytes, from, at)
      second.received(datagram, bytes, from, at)
    },
    digested: () => {
      first.digested()
      second.digested()
    }
  }
}
