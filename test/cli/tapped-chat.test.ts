/**
 * Real datagrams of a server and two clients, tapped on their way: what live-capture.test.ts does,
 * where nobody may capture. Also a check of the dissector against bytes that no export has made.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { dissector } from '../../src/trace/dissector.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { folder, RdtProcess, until } from './rdt-process.js'
import { isLacking, runTool, toolHome } from './tools.js'
import { WireTap } from './wire-tap.js'

const SEED = 'wire tap'
const PEOPLE = ['alice', 'bob']
const FIELDS = [
  'udp.srcport',
  'udp.dstport',
  'rdtchat.kind',
  'rdtchat.seq',
  'rdtchat.retransmission_of',
  'rdtchat.acks',
  'rdtchat.checksum.status'
]

interface Row {
  readonly from: string
  readonly to: string
  readonly kind: string
  readonly seq: string
  readonly again: string
  readonly acks: string
  readonly status: string
}

function rowOf(line: string): Row {
  const [from = '', to = '', kind = '', seq = '', again = '', acks = '', status = ''] =
    line.split('\t')
  return { from, to, kind, seq, again, acks, status }
}

const eventsIn = (path: string): TraceEvent[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line))

/** What a node sent again. */
const againIn = (events: readonly TraceEvent[]): number =>
  events.filter(({ event, kind, attempt = 1 }) => {
    return event === 'send' && kind === 'data' && attempt > 1
  }).length

test('the datagrams of a real chat are dissected: retransmissions are those of the traces', async (t) => {
  if (isLacking(t, 'tshark')) return
  const at = folder(t)
  const common = ['--json', '--protocol', 'sr', '--trace']
  const server = new RdtProcess(t, ['server', '0', ...common, at('server.ndjson')])
  await until(() => server.lines.length > 0, 60_000, 'for the server')
  const target = Number(/:(\d+)$/.exec(server.records[0].address)?.[1])
  const tap = new WireTap(target, 0.15, SEED)
  await tap.open()
  t.teardown(() => tap.close())
  const people = PEOPLE.map((name) => {
    const args = ['client', `127.0.0.1:${tap.port}`, '--name', name, ...common]
    return new RdtProcess(t, [...args, at(`${name}.ndjson`)], { stdin: 'open' })
  })
  await until(() => people.every((one) => one.of('joined').length > 0), 60_000, 'to join')
  const lines = Array.from({ length: 12 }, (_, i) => `line ${i}`)
  for (const person of people) for (const line of lines) person.type(line)
  const all = people.length * lines.length
  const isAllThere = () => people.every((one) => one.of('message').length >= all)
  await until(isAllThere, 60_000, 'for all messages')
  for (const person of people) person.type('\\q')
  for (const person of people) await person.end()
  await server.interrupt()

  writeFileSync(at('rdtchat.lua'), dissector())
  writeFileSync(at('tap.pcapng'), tap.capture)
  const args = ['-X', `lua_script:${at('rdtchat.lua')}`, '-r', at('tap.pcapng'), '-T', 'fields']
  const fields = FIELDS.flatMap((name) => ['-e', name])
  const { status, out, err } = await runTool('tshark', [...args, ...fields], toolHome(t))
  t.is(err, '')
  t.is(status, 0)
  const rows = out.split('\n').slice(0, -1).map(rowOf)
  t.true(rows.every((row) => row.kind !== '' && row.status === '1'))
  const again = (is: (row: Row) => boolean) => rows.filter((row) => is(row) && row.again !== '')
  const ofClients = again(({ to }) => to === `${tap.port}`)
  const ofServer = again(({ from }) => from === `${target}`)
  const inTraces = PEOPLE.map((name) => againIn(eventsIn(at(`${name}.ndjson`))))
  t.is(ofClients.length, inTraces[0]! + inTraces[1]!, `${SEED}: ${inTraces.join(' and ')}`)
  t.is(ofServer.length, againIn(eventsIn(at('server.ndjson'))))
  t.true(ofClients.length + ofServer.length > 0)
  for (const { seq, again: first } of [...ofClients, ...ofServer]) {
    t.is(rows[Number(first) - 1]?.seq, seq)
  }
  const linked = rows.filter(({ acks }) => acks !== '')
  t.true(linked.length > all)
  for (const { acks } of linked) t.is(rows[Number(acks) - 1]?.kind, '0')
})
