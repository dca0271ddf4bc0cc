/**
 * How many datagrams a second the lossy channel forwards, beside a forwarder of nothing but node:dgram.
 * Each forwarder has a process to itself; the source and the sink share another and keep a
 * bounded number of datagrams under way, so that nothing is measured but the forwarding. Rounds
 * of both alternate in one run, and the medians are compared.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { fileURLToPath } from 'node:url'
import { startProxy } from '../lossy-channel/proxy.js'
import { parsePhrase } from '../lossy-channel/weather/netem.js'
import { PERFECT, withChanges } from '../lossy-channel/weather/weather.js'
import type { SocketAddress } from '../src/kernel/datagram-socket.js'
import { openSocket } from '../src/udp/datagram-socket.js'
import { WallClock } from '../src/udp/wall-clock.js'

export interface ProxyBenchResult {
  readonly name: string
  /** Datagrams a second, medians of all rounds. */
  readonly ours: number
  readonly bare: number
  /** ours / bare. */
  readonly ratio: number
}

export interface ProxyBenchOptions {
  readonly rounds?: number
  readonly roundMs?: number
  /** The weather of ours: dice that roll for each datagram. */
  readonly weather?: string
}

const LOOPBACK = '127.0.0.1'
const PAYLOAD = 200
/** Enough to keep a forwarder busy, few enough for every socket's buffer. */
const UNDER_WAY = 128
/** If nothing has come for so long, a round has lost all that was under way. */
const STALLED_AFTER_MS = 20

/** Measures both in one run. */
export async function benchProxy(options: ProxyBenchOptions = {}): Promise<ProxyBenchResult> {
  const { rounds = 7, roundMs = 700, weather = 'loss 1%' } = options
  const sink = createSocket({ type: 'udp4', recvBufferSize: 1 << 22 })
  const source = createSocket({ type: 'udp4', sendBufferSize: 1 << 22 })
  const target = await bind(sink)
  await bind(source)
  const forwarders = await Promise.all([
    start('ours', target, weather),
    start('bare', target, weather)
  ])
  try {
    const [ours, bare] = forwarders
    const rates = { ours: [] as number[], bare: [] as number[] }
    await measure(source, sink, ours.port, roundMs)
    await measure(source, sink, bare.port, roundMs)
    for (let round = 0; round < rounds; round++) {
      rates.ours.push(await measure(source, sink, ours.port, roundMs))
      rates.bare.push(await measure(source, sink, bare.port, roundMs))
    }
    const [oursRate, bareRate] = [median(rates.ours), median(rates.bare)]
    return { name: `proxy, ${weather}`, ours: oursRate, bare: bareRate, ratio: oursRate / bareRate }
  } finally {
    for (const { child } of forwarders) child.kill()
    source.close()
    sink.close()
  }
}

/**
 * Forwarded datagrams a second for one round. Each carries its number, and a forwarder keeps
 * their order, so an arrival tells how many are still under way, whatever was lost before it.
 */
async function measure(source: Socket, sink: Socket, port: number, ms: number): Promise<number> {
  const payloads = Array.from({ length: 8 * UNDER_WAY }, () => Buffer.alloc(PAYLOAD))
  let arrived = 0
  let sent = 0
  let back = 0
  let isStalled = true
  let isOver = false
  const fill = (): void => {
    while (!isOver && sent - back < UNDER_WAY) {
      const payload = payloads[sent % payloads.length] as Buffer
      payload.writeUInt32BE(sent++)
      source.send(payload, port, LOOPBACK)
    }
  }
  const receive = (payload: Buffer): void => {
    arrived++
    isStalled = false
    const number = payload.readUInt32BE()
    if (number < sent) back = Math.max(back, number + 1)
    fill()
  }
  const watch = (): void => {
    if (isStalled) back = sent
    isStalled = true
    fill()
  }
  sink.on('message', receive)
  const watching = setInterval(watch, STALLED_AFTER_MS)
  fill()
  const begin = performance.now()
  await sleep(ms)
  const rate = (arrived * 1000) / (performance.now() - begin)
  isOver = true
  clearInterval(watching)
  await sleep(2 * STALLED_AFTER_MS)
  sink.off('message', receive)
  return rate
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

function bind(socket: Socket): Promise<SocketAddress> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(0, LOOPBACK, () => resolve(socket.address()))
  })
}

type Kind = 'ours' | 'bare'

/** Starts a forwarder in a process of its own: this file, told what to be. */
function start(
  kind: Kind,
  target: SocketAddress,
  weather: string
): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(fileURLToPath(import.meta.url), [kind, String(target.port), weather], {
    execArgv: []
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the forwarder ended with status ${code}`)))
    child.once('message', (port) => resolve({ child, port: Number(port) }))
  })
}

async function forwardOurs(target: SocketAddress, weather: string): Promise<number> {
  const up = withChanges(PERFECT, parsePhrase(weather, 'bench'))
  const proxy = await startProxy({
    listen: { address: LOOPBACK, port: 0 },
    target,
    weather: { up, down: PERFECT },
    seed: 'bench',
    openSocket,
    world: new WallClock()
  })
  return proxy.local.port
}

/** The least that a forwarder for many clients can do: one upstream socket each. */
async function forwardBare(target: SocketAddress): Promise<number> {
  const listening = createSocket({ type: 'udp4', recvBufferSize: 1 << 20, sendBufferSize: 1 << 20 })
  const upstreams = new Map<string, Socket>()
  listening.on('message', (bytes, from) => {
    const key = `${from.address}:${from.port}`
    let upstream = upstreams.get(key)
    if (upstream === undefined) {
      upstream = createSocket({ type: 'udp4', sendBufferSize: 1 << 20 })
      upstream.on('message', (answer) => listening.send(answer, from.port, from.address))
      upstreams.set(key, upstream)
    }
    upstream.send(bytes, target.port, target.address)
  })
  return (await bind(listening)).port
}

const [, , kind, port, weather] = process.argv
if (process.send !== undefined && (kind === 'ours' || kind === 'bare')) {
  const target = { address: LOOPBACK, port: Number(port) }
  process.send(await (kind === 'ours' ? forwardOurs(target, weather ?? '') : forwardBare(target)))
}
