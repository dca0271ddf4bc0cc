/** Addresses as people type them: `host:port`, `[::1]:port`. */
import { lookup } from 'node:dns/promises'
import { isIP, SocketAddress as NodeAddress } from 'node:net'
import type { SocketAddress } from '../kernel/datagram-socket.js'
import { BadInput, parseCount } from '../kernel/quantity.js'

/** Where the chat is, where nothing else is said. */
export const DEFAULT_PORT = 40_452

const EVERYWHERE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }

/**
 * Takes `HOST:PORT` apart.
 * @throws BadInput
 */
function splitAddress(text: string, name: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d+)$/.exec(text.trim())
  const host = match?.[1] ?? match?.[2] ?? ''
  if (match === null || host === '') {
    const mend = isIP(text) === 6 ? `[${text}]:40452` : 'HOST:PORT, such as 127.0.0.1:40452'
    throw new BadInput(`${name}: '${clean(text)}' is not an address with its port; write ${mend}`)
  }
  return { host, port: parseCount(match[3] as string, name, 1, 65_535) }
}

/**
 * The numeric address of a host, which is looked up once. "Everywhere" is taken for this machine.
 * @throws BadInput where the name has no address
 */
async function resolveHost(host: string, name: string): Promise<string> {
  const family = isIP(host)
  if (family !== 0) {
    // A zone index is only understood by the system itself.
    if (host.includes('%')) return host
    const { address } = new NodeAddress({ address: host, family: family === 6 ? 'ipv6' : 'ipv4' })
    return EVERYWHERE[address] ?? address
  }
  try {
    const { address } = await lookup(host, { order: 'ipv4first' })
    return address
  } catch {
    throw new BadInput(
      `${name}: the name '${clean(host)}' has no address; check its spelling, or write a numeric address`
    )
  }
}

/**
 * The numeric address to listen on; "everywhere" stays everywhere.
 * @throws BadInput where the name has no address
 */
export async function bindAddress(host: string): Promise<string> {
  if (isIP(host) !== 0) return host
  try {
    return (await lookup(host, { order: 'ipv4first' })).address
  } catch {
    throw new BadInput('--host: the name has no address; write a numeric one such as 0.0.0.0')
  }
}

/**
 * Where to send to: `HOST:PORT`, looked up.
 * @throws BadInput
 */
export async function resolveAddress(text: string, name: string): Promise<SocketAddress> {
  const { host, port } = splitAddress(text, name)
  return { address: await resolveHost(host, name), port }
}

const clean = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)
