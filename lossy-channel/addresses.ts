/** Which address a socket of the channel takes, and whether two are the same place. */
import { networkInterfaces } from 'node:os'
import type { SocketAddress } from '../src/kernel/datagram-socket.js'

/** Loopback stays on loopback; elsewhere the system chooses the address it sends from. */
export function anyAddressFor({ address }: SocketAddress): string {
  if (address.startsWith('127.')) return '127.0.0.1'
  if (address === '::1') return address
  return address.includes(':') ? '::' : '0.0.0.0'
}

/** Whether what is sent to `target` comes in at `local`. */
export function isSame(local: SocketAddress, target: SocketAddress): boolean {
  if (local.port !== target.port) return false
  if (local.address !== '0.0.0.0' && local.address !== '::') return local.address === target.address
  const ours = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])
  const isLoopback = target.address.startsWith('127.') || target.address === '::1'
  return isLoopback || ours.some(({ address }) => address === target.address)
}
