/**
 * A UDP socket as the code above it sees it. The real one is opened in src/udp;
 * the lossy channel is handed the function that opens it, and tests hand in
 * sockets of their own.
 */

/** A numeric address and a port. */
export interface SocketAddress {
  readonly address: string
  readonly port: number
}

export interface DatagramSocket {
  /** Where it is bound; the port is known even if 0 was asked for. */
  readonly local: SocketAddress
  /** Sends one datagram and forgets it, as UDP does: an error of the network is weather. */
  send(bytes: Uint8Array, to: SocketAddress): void
  /** Closes it; the port is free when the promise resolves. A second call does nothing more. */
  close(): Promise<void>
}

/**
 * Opens and binds a socket. `receive` is called once for each datagram that arrives; it owns
 * `bytes`. Rejects with `BadInput` where the port is in use or the address is not ours.
 */
export type OpenSocket = (
  at: SocketAddress,
  receive: (bytes: Uint8Array, from: SocketAddress) => void
) => Promise<DatagramSocket>

/** `127.0.0.1:40452`, `[::1]:40452`: also the key under which a peer is known. */
export const formatAddress = ({ address, port }: SocketAddress): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
