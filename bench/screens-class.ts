/**
 * The class of bench/screens.ts, where it is in a process of its own: thirty clients who say so many lines a second
 * to everybody, with the server or with the channel, whichever is not what is measured.
 */
import { startProxy } from '../lossy-channel/proxy.js'
import { ChatClient } from '../src/chat/client.js'
import { ChatServer } from '../src/chat/server.js'
import { readChannelOptions } from '../src/cli/channel-options.js'
import { openNode } from '../src/cli/open-node.js'
import type { Application } from '../src/rdt/application.js'
import { gbn } from '../src/rdt/gbn.js'
import { usualTransport } from '../src/rdt/transport.js'
import { openSocket } from '../src/udp/datagram-socket.js'
import { WallClock } from '../src/udp/wall-clock.js'

export interface ScreenLoad {
  readonly what: 'chat' | 'channel' | 'server'
  /** Lines a second, of all people together. */
  readonly rate: number
  /** The channel's, in netem's words. */
  readonly weather: string
}

export const PEOPLE = 30
export const LOOPBACK = { address: '127.0.0.1', port: 0 }
/** So often some people speak. */
export const TICK_MS = 100

export const nameOf = (i: number): string => `p${i}`
export const lineOf = (i: number): string => `line ${i} of a lecture in which everybody speaks`

const transport = usualTransport(gbn)
const world = new WallClock()

async function startServer(): Promise<number> {
  const server = new ChatServer({
    world,
    say: () => {},
    token: () => 'the only life of this server'
  })
  const node = await openNode({ at: LOOPBACK, world, transport })
  node.listen(server)
  return node.local.port
}

async function startChannel(weather: string, port: number): Promise<number> {
  const options = readChannelOptions({ netem: `${weather} delay 20ms`, seed: 'bench' })
  const { up, down, seed } = options
  const target = { ...LOOPBACK, port }
  const weathers = { up, down }
  const proxy = await startProxy({
    listen: LOOPBACK,
    target,
    weather: weathers,
    seed,
    openSocket,
    world
  })
  return proxy.local.port
}

async function join(name: string, port: number): Promise<ChatClient> {
  const node = await openNode({ at: LOOPBACK, world, transport })
  const client = new ChatClient(
    {
      world,
      connect: (application: Application) => node.connect({ ...LOOPBACK, port }, application),
      token: () => `token of ${name}`,
      emit: () => {}
    },
    { name, uid: undefined }
  )
  client.start()
  return client
}

/** Speaks at the rate that is asked for, however late a tick comes. @returns lines so far */
function speak(clients: readonly ChatClient[], rate: number): () => number {
  const begin = performance.now()
  let said = 0
  setInterval(() => {
    const due = ((performance.now() - begin) / 1_000) * rate
    for (; said < due; said++) clients[said % clients.length]?.say(lineOf(said))
  }, TICK_MS)
  return () => said
}

/** As a program of its own: answers numbers. */
async function attend({ what, rate, weather }: ScreenLoad): Promise<void> {
  // Whoever asked is gone, however that came.
  process.once('disconnect', () => process.exit())
  if (what === 'channel') process.send?.(await startServer())
  const port = await new Promise<number>((resolve) => process.once('message', resolve))
  const entrance = what === 'server' ? await startChannel(weather, port) : port
  const names = Array.from({ length: PEOPLE }, (_, i) => nameOf(i))
  const clients = await Promise.all(names.map((name) => join(name, entrance)))
  const said = speak(clients, rate)
  process.on('message', () => process.send?.(said()))
}

const [, program, word] = process.argv
if (program?.endsWith('screens-class.js') && word !== undefined) await attend(JSON.parse(word))
