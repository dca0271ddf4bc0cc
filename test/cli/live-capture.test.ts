/** A conversation of `rdt chat`, captured on the loopback while it goes on. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { captureOf } from '../../src/trace/capture.js'
import { dissector } from '../../src/trace/dissector.js'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import { bytesOf } from '../trace/captured-run.js'
import { folder, pause, rdt, until } from './rdt-process.js'
import { isLacking, runTool, toolHome, withoutChatter } from './tools.js'
import { faultsOf, fieldArguments, rowsOf, VERIFYING } from './tshark-rows.js'

const FIELDS = [
  'udp.srcport',
  'udp.dstport',
  'rdtchat.conn',
  'rdtchat.checksum.status',
  'rdtchat.retransmission_of'
] as const

interface Row {
  readonly source: string
  readonly destination: string
  readonly conn: string
  readonly isBad: boolean
  readonly isRetransmission: boolean
}

function rowOf(line: string): Row {
  const [source = '', destination = '', conn = '', status, again] = line.split('\t')
  const isBad = status === '0'
  return { source, destination, conn: conn.slice(2), isBad, isRetransmission: again !== '' }
}

/** tshark that looks on, with our dissector. */
class Watcher {
  out = ''
  err = ''
  readonly child: ChildProcess
  isOver = false

  readonly #probe: Socket

  /** @param channel the port of the channel: all other traffic of this machine is none of ours */
  constructor(t: ExecutionContext, script: string, channel: number, probe: Socket) {
    this.#probe = probe
    const filter = `udp port ${channel} or udp port ${probe.address().port}`
    const args = ['-l', '-i', 'lo', '-f', filter, '-X', `lua_script:${script}`, '-T', 'fields']
    const fields = FIELDS.flatMap((name) => ['-e', name])
    this.child = spawn('tshark', [...args, ...fields], { env: toolHome(t) })
    this.child.stdout?.setEncoding('utf8').on('data', (chunk) => {
      this.out += chunk
    })
    this.child.stderr?.setEncoding('utf8').on('data', (chunk) => {
      this.err += chunk
    })
    this.child.on('close', () => {
      this.isOver = true
    })
    t.teardown(() => this.child.kill('SIGKILL'))
  }

  /** Sends datagrams until a new one is seen: then everything before it has been, too. */
  async hasSeen(): Promise<boolean> {
    const { port } = this.#probe.address()
    const probes = () => this.out.split('\n').filter((line) => line.startsWith(`${port}\t`)).length
    const before = probes()
    for (let tries = 0; tries < 600 && !this.isOver; tries++) {
      if (probes() > before) return true
      this.#probe.send('are you there?', port, '127.0.0.1')
      await pause(50)
    }
    return false
  }

  async end(): Promise<void> {
    this.child.kill('SIGINT')
    await until(() => this.isOver, 20_000, 'for tshark to end')
  }
}

async function openSocket(t: ExecutionContext): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.teardown(() => socket.close())
  return socket
}

/** A port that nobody has. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

test('a live capture of a chat has the retransmissions of its trace, and the export has, too', async (t) => {
  if (isLacking(t, 'tshark')) return
  const at = folder(t)
  writeFileSync(at('rdtchat.lua'), dissector())
  const channel = await freePort()
  const watcher = new Watcher(t, at('rdtchat.lua'), channel, await openSocket(t))
  if (!(await watcher.hasSeen())) {
    const [why = ''] = withoutChatter(watcher.err).trim().split('\n')
    t.log(`skipped: capturing is not permitted here: ${why}`)
    t.pass()
    return
  }
  const weather = ['--loss', '15%', '--corrupt', '8%', '--duplicate', '5%', '--seed', 'live']
  const chat = ['chat', '--plain', '--port', `${channel}`, '--trace', at('chat.ndjson')]
  const { status, err } = await rdt(t, [...chat, ...weather])
  t.is(status, 0, err)
  t.true(await watcher.hasSeen())
  await watcher.end()
  t.is(withoutChatter(watcher.err), '')

  const [header, ...events] = readFileSync(at('chat.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)) as [TraceHeader, ...TraceEvent[]]
  // Of the two wires of the channel this is the one of the clients.
  const clients = events.filter(({ at: node }) => node !== 'server')
  const sent = clients.filter(({ event }) => event === 'send')
  const received = clients.filter(({ event }) => event === 'receive')
  const rows = watcher.out.split('\n').slice(0, -1).map(rowOf)
  const out = rows.filter(({ destination }) => destination === `${channel}`)
  const back = rows.filter(({ source }) => source === `${channel}`)
  t.is(out.length, sent.length)
  // Who has left no longer tells what comes for him.
  const late = back.length - received.length
  t.true(late >= 0)
  const again = sent.filter(({ attempt = 1 }) => attempt > 1).length
  t.true(again > 0)
  t.is(out.filter(({ isRetransmission }) => isRetransmission).length, again)
  t.is(out.filter(({ isBad }) => isBad).length, 0)
  // Damaged in its first bytes, the first one from the channel may look like nobody's.
  const damaged = received.filter(({ why }) => why !== undefined).length
  const bad = back.filter(({ isBad }) => isBad).length
  t.true(damaged > 0 && bad <= damaged + late && bad >= damaged - 3, `${bad} of ${damaged}`)
  const conns = new Set(out.map(({ conn }) => conn))
  for (const { conn } of sent) if (conn !== undefined) t.true(conns.has(conn), conn)

  writeFileSync(at('chat.pcapng'), bytesOf(captureOf(header, events)))
  const script = `lua_script:${at('rdtchat.lua')}`
  const args = ['-X', script, ...VERIFYING, '-r', at('chat.pcapng'), ...fieldArguments]
  const exported = await runTool('tshark', args, toolHome(t))
  t.is(exported.err, '')
  t.deepEqual(faultsOf(rowsOf(exported.out), { header, events }), [])
})
