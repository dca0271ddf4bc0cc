/**
 * The one place that touches dgram-as-promised. Its promises open, bind and close;
 * datagrams are received by event, since its promise reader drops what arrives
 * between two calls.
 */
import { DgramAsPromised } from 'dgram-as-promised'
import type { DatagramSocket, OpenSocket, SocketAddress } from '../kernel/datagram-socket.js'
import { formatAddress } from '../kernel/datagram-socket.js'
import { BadInput } from '../kernel/quantity.js'

/** Asked of the system, which may give less: room for a class that talks all at once. */
const SOCKET_BUFFER = 1 << 20

export const openSocket: OpenSocket = async (at, receive) => {
  const promised = DgramAsPromised.createSocket({
    type: at.address.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: SOCKET_BUFFER,
    sendBufferSize: SOCKET_BUFFER
  })
  const { socket } = promised
  socket.on('message', receive)
  // An unreachable peer is weather, and the protocol above repairs weather.
  socket.on('error', () => {})
  try {
    await promised.bind({ address: at.address, port: at.port })
  } catch (error) {
    await promised.close().catch(() => {})
    throw bindError(error, at)
  }
  const { address, port } = socket.address()
  let closing: Promise<void> | undefined
  let underWay = 0
  let allSent = ignore
  const sent = (): void => {
    underWay--
    if (underWay === 0) allSent()
  }
  const finish = async (): Promise<void> => {
    // The system takes a datagram a moment later; a last word shall not die with the socket.
    if (underWay > 0) {
      await new Promise<void>((resolve) => {
        allSent = resolve
      })
    }
    await promised.close()
  }
  const opened: DatagramSocket = {
    local: { address, port },
    send(bytes, to) {
      if (closing !== undefined) return
      socket.send(bytes, to.port, to.address, sent)
      underWay++
    },
    close() {
      closing ??= finish().then(ignore, ignore)
      return closing
    }
  }
  return opened
}

function ignore(): void {}

function bindError(error: unknown, at: SocketAddress): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const place = formatAddress(at)
  switch (code) {
    case 'EADDRINUSE':
      return new BadInput(
        `port ${at.port} is in use on ${at.address}: stop the program that has it, or choose another with --port`
      )
    case 'EADDRNOTAVAIL':
      return new BadInput(
        `${place} is not an address of this machine: use --host 0.0.0.0 for all of its addresses`
      )
    case 'EACCES':
      return new BadInput(`port ${at.port} needs special rights: choose one above 1023`)
    default:
      return error
  }
}
