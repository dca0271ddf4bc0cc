/** A conversation of `rdt chat`, captured on the loopback while it goes on. */
import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { dissector } from '../../src/trace/dissector.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { folder, pause, rdt, until } from './rdt-process.js'
import { isLacking, toolHome, withoutChatter } from './tools.js'

const FIELDS = [
  'udp.srcport',
  'udp.dstport',
  'rdtchat.kind',
  'rdtchat.conn',
  'rdtchat.seq',
  'rdtchat.checksum.status',
  'rdtchat.retransmission_of'
] as const

interface Row {
  readonly source: string
  readonly destination: string
  readonly kind: string
  readonly conn: string
  readonly isBad: boolean
  readonly isRetransmission: boolean
}

function rowOf(line: string): Row {
  const [source = '', destination = '', kind = '', conn = '', , status, again] = line.split('\t')
  const isBad = status === '0'
  return { source, destination, kind, conn: conn.slice(2), isBad, isRetransmission: again !== '' }
}

/** tshark that looks on, with our dissector. */
class Watcher {
  out = ''
  err = ''
  readonly child: ChildProcess
  isOver = false

  constructor(t: ExecutionContext, script: string) {
    const args = ['-l', '-i', 'lo', '-f', 'udp', '-X', `lua_script:${script}`, '-T', 'fields']
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

  /** Sends datagrams until one of them is seen: then everything before it has been, too. */
  async hasSeen(): Promise<boolean> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const { port } = socket.address()
    try {
      for (let tries = 0; tries < 600 && !this.isOver; tries++) {
        if (new RegExp(`^${port}\t`, 'm').test(this.out)) return true
        socket.send('are you there?', port, '127.0.0.1')
        await pause(50)
      }
      return false
    } finally {
      socket.close()
    }
  }

  async end(): Promise<void> {
    this.child.kill('SIGINT')
    await until(() => this.isOver, 20_000, 'for tshark to end')
  }
}

test('a live capture of a chat is dissected, and has the retransmissions of its trace', async (t) => {
  if (isLacking(t, 'tshark')) return
  const at = folder(t)
  writeFileSync(at('rdtchat.lua'), dissector())
  const watcher = new Watcher(t, at('rdtchat.lua'))
  if (!(await watcher.hasSeen())) {
    t.log(`skipped: capturing is not permitted here: ${withoutChatter(watcher.err).trim()}`)
    t.pass()
    return
  }
  const weather = ['--loss', '15%', '--corrupt', '8%', '--duplicate', '5%', '--seed', 'live']
  const chat = await rdt(t, ['chat', '--plain', ...weather, '--trace', at('chat.ndjson')])
  t.is(chat.status, 0, chat.err)
  t.true(await watcher.hasSeen())
  await watcher.end()
  t.is(withoutChatter(watcher.err), '')

  const [, ...lines] = readFileSync(at('chat.ndjson'), 'utf8').trim().split('\n')
  const events: TraceEvent[] = lines.map((line) => JSON.parse(line))
  const conns = new Set(events.flatMap(({ conn }) => conn ?? []))
  const all = watcher.out.split('\n').slice(0, -1).map(rowOf)
  // The channel is where an opening goes first; the server, where the channel takes it.
  const openings = all.filter(({ kind, conn, isBad }) => kind === '3' && conns.has(conn) && !isBad)
  const channel = openings[0]?.destination ?? ''
  const server = openings.find(({ destination }) => destination !== channel)?.destination ?? ''
  const rows = all.filter(({ source, destination }) =>
    [source, destination].some((port) => port === channel || port === server)
  )
  const sent = rows.filter((row) => row.destination === channel || row.source === server)

  const count = (is: (event: TraceEvent) => boolean) => events.filter(is).length
  t.is(
    sent.length,
    count(({ event }) => event === 'send')
  )
  const again = count(({ event, attempt = 1 }) => event === 'send' && attempt > 1)
  t.true(again > 0)
  t.is(sent.filter(({ isRetransmission }) => isRetransmission).length, again)
  // Damaged in its first bytes and the first of its wire, one may look like nobody's.
  const damaged = count(({ event, why }) => event === 'receive' && why !== undefined)
  const bad = rows.filter(({ isBad }) => isBad).length
  t.true(damaged > 0 && bad <= damaged && bad >= damaged - 3, `${bad} of ${damaged}`)
})
