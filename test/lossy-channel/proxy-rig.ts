/** A proxy on 127.0.0.1 in front of a program that answers each datagram with itself. */
import type { ExecutionContext } from 'ava'
import { type LossyProxy, startProxy } from '../../lossy-channel/proxy.js'
import type { ProxyOptions } from '../../lossy-channel/proxy-options.js'
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import type { DatagramSocket, SocketAddress } from '../../src/kernel/datagram-socket.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { WallClock } from '../../src/udp/wall-clock.js'

export const ANYWHERE: SocketAddress = { address: '127.0.0.1', port: 0 }

/** Waits for the world, however slow it is; gives up after 20 s. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 5) {
    if (isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('waited in vain')
}

export interface Client {
  readonly socket: DatagramSocket
  readonly heard: string[]
  say(text: string): void
}

export class ProxyRig {
  readonly proxy: LossyProxy
  readonly target: DatagramSocket
  /** What the program behind the proxy has received. */
  readonly received: string[]
  readonly #clients: Client[] = []

  private constructor(proxy: LossyProxy, target: DatagramSocket, received: string[]) {
    this.proxy = proxy
    this.target = target
    this.received = received
  }

  static async start(t: ExecutionContext, options: Partial<ProxyOptions> = {}): Promise<ProxyRig> {
    const received: string[] = []
    const target = await openSocket(ANYWHERE, (bytes, from) => {
      received.push(Buffer.from(bytes).toString())
      target.send(bytes, from)
    })
    t.teardown(() => target.close())
    const proxy = await startProxy({
      listen: ANYWHERE,
      target: target.local,
      weather: { up: PERFECT, down: PERFECT },
      seed: 'test',
      openSocket,
      world: new WallClock(),
      ...options
    })
    const rig = new ProxyRig(proxy, target, received)
    t.teardown(() => rig.close())
    return rig
  }

  async client(): Promise<Client> {
    const heard: string[] = []
    const socket = await openSocket(ANYWHERE, (bytes) => heard.push(Buffer.from(bytes).toString()))
    const say = (text: string): void => socket.send(Buffer.from(text), this.proxy.local)
    const client = { socket, heard, say }
    this.#clients.push(client)
    return client
  }

  async close(): Promise<void> {
    await Promise.all([this.proxy.close(), this.target.close()])
    await Promise.all(this.#clients.map(({ socket }) => socket.close()))
  }
}
