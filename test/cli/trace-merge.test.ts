/** `rdt trace merge`: server, channel and client of one run, each in a process of its own. */
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import type { TraceEvent } from '../../src/trace/event.js'
import { readEvent, readHeader } from '../../src/trace/ndjson.js'
import { rdtHere } from './rdt-here.js'
import { folder, pause, RdtProcess, rdt, until } from './rdt-process.js'

function eventsOf(path: string): TraceEvent[] {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  if (!('value' in readHeader(head))) throw new Error(head)
  return lines.map((line) => {
    const read = readEvent(line)
    if ('problem' in read) throw new Error(`${read.problem}: ${line}`)
    return read.value
  })
}

test.serial(
  'three programs on UDP: one time, one number for each transmission, the right names',
  async (t) => {
    const at = folder(t)
    const server = new RdtProcess(t, ['server', '0', '--json', '--trace', at('server.ndjson')])
    const portOf = (process: RdtProcess): string =>
      /"(?:address|listen)":"127\.0\.0\.1:(\d+)"/.exec(process.out)?.[1] ?? ''
    await until(() => portOf(server) !== '', 60_000, `for a server: ${server.out}${server.err}`)
    await pause(300) // so that the clocks of the programs begin at other times
    const channel = new RdtProcess(t, [
      ...['channel', '--listen', '0', '--to', `127.0.0.1:${portOf(server)}`, '--json'],
      ...['--delay', '20ms', '--fates', 'up: ....x..x  down: ...x', '--seed', '1'],
      ...['--trace', at('channel.ndjson')]
    ])
    await until(() => portOf(channel) !== '', 20_000, `for a channel: ${channel.out}${channel.err}`)
    await pause(300)
    const client = await rdt(
      t,
      [
        ...['client', `127.0.0.1:${portOf(channel)}`, '--name', 'alice', '--plain'],
        ...['--trace', at('alice.ndjson')]
      ],
      { input: 'one\ntwo\nthree\n' }
    )
    t.is(client.status, 0, client.err)
    await channel.interrupt()
    await server.interrupt()

    const files = ['server.ndjson', 'channel.ndjson', 'alice.ndjson'].map(at)
    const { status, out, err } = await rdtHere(t, [
      'trace',
      'merge',
      ...files,
      '--out',
      at('run.ndjson')
    ])
    t.is(status, 0, err)
    t.is(err, '')
    t.regex(out, /server\.ndjson: its clock is that of the whole\n/)
    t.regex(out, /channel\.ndjson: [\d.]+ ms behind, ± [\d.]+ ms \(\d+ datagrams shared with /)

    const events = eventsOf(at('run.ndjson'))
    for (let i = 1; i < events.length; i++) t.true(events[i]!.t >= events[i - 1]!.t)
    t.is(events[0]?.t, 0)
    t.deepEqual([...new Set(events.map(({ at }) => at))].sort(), ['alice', 'channel', 'server'])
    t.deepEqual([...new Set(events.flatMap(({ link }) => link ?? []))].sort(), [
      'alice>server',
      'server>alice'
    ])
    // Each transmission is sent once, and arrives after it was sent, or was lost; both nodes told.
    const sent = new Map<number, TraceEvent>()
    const dropped = new Set<number>()
    let arrived = 0
    for (const event of events) {
      const { id } = event
      if (id === undefined) continue
      if (event.event === 'send') {
        t.false(sent.has(id), `${id} is sent twice`)
        sent.set(id, event)
      } else if (event.event === 'drop') dropped.add(id)
      else if (event.event === 'receive') {
        arrived++
        const { t: time = Number.NaN, kind, seq, ack } = sent.get(id) ?? {}
        t.true(time <= event.t, `${id} arrives before it is sent`)
        t.deepEqual([event.kind, event.seq, event.ack], [kind, seq, ack])
        t.false(dropped.has(id), `${id} was lost, and arrives`)
      }
    }
    t.true(dropped.size >= 3)
    // What is neither lost nor arrived was under way when a program ended.
    t.true(sent.size - dropped.size - arrived <= 3, `${sent.size} ${dropped.size} ${arrived}`)
    const own = files.flatMap((file, i) => (i === 1 ? [] : eventsOf(file)))
    t.is(sent.size, own.filter(({ event }) => event === 'send').length)

    const piped = await rdtHere(t, ['trace', 'merge', files[0]!, files[2]!])
    t.is(piped.status, 0)
    t.regex(piped.err, /alice\.ndjson: [\d.]+ ms behind, ± \d+(\.\d+)? ms/)
    t.is(
      piped.out.split('\n')[0]?.slice(0, 40),
      '{"trace":"rdt-chat","version":1,"clock":"wall"'.slice(0, 40)
    )
  }
)

test('traces of different runs, one trace alone, or one twice are refused', async (t) => {
  const at = folder(t)
  await rdtHere(t, ['sim', '--messages', '3', '--seed', '1', '--trace', at('one')])
  await rdtHere(t, ['sim', '--messages', '3', '--seed', '2', '--trace', at('two')])
  const text = readFileSync(at('one'), 'utf8')
  writeFileSync(at('copy'), text)
  writeFileSync(
    at('other'),
    text
      .replace('"virtual"', '"wall"')
      .replaceAll(/sender>|>sender/g, (end) => end.replace('sender', 'alice'))
  )
  const calls: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [[at('one')], /one trace is whole already; /],
    [[at('one'), at('one')], /is there twice; /],
    [[at('one'), at('two')], /are of two runs with other options; /],
    [[at('one'), at('copy')], /both tell what sender sent; /],
    [[at('one'), at('other')], /other shares no datagram with the others; /],
    [[at('one'), at('copy'), '--out', at('one')], /--out: .*is a file to read; /]
  ]
  for (const [args, message] of calls) {
    const { status, err, out } = await rdtHere(t, ['trace', 'merge', ...args])
    t.is(status, 2, args.join(' '))
    t.is(out, '')
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(err, message)
  }
})
