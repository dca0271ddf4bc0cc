/** Wireshark and its like read what is exported, and find in it what the trace says. */
import { writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { seconds } from '../../src/kernel/time.js'
import { captureOf } from '../../src/trace/capture.js'
import { dissector } from '../../src/trace/dissector.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { tcpCaptureOf } from '../../src/trace/tcp-capture.js'
import { bytesOf, type Captured, captured, countsOf } from '../trace/captured-run.js'
import { folder } from './rdt-process.js'
import { isLacking, runTool, type ToolRun, toolHome } from './tools.js'
import { count, faultsOf, fieldArguments, has, rowsOf, VERIFYING } from './tshark-rows.js'
import { WIRESHARK_RUNS } from './wireshark-runs.js'

/** A folder with the dissector in it, and how to call tools there. */
function bench(t: ExecutionContext) {
  const at = folder(t)
  const env = toolHome(t)
  writeFileSync(at('rdtchat.lua'), dissector())
  const run = (tool: string, ...args: string[]): Promise<ToolRun> => runTool(tool, args, env)
  const tshark = (...args: string[]) =>
    run('tshark', '-X', `lua_script:${at('rdtchat.lua')}`, ...args)
  return { at, run, tshark }
}

/** Some at a time: each is a program of its own. */
async function forEach<T>(items: readonly T[], what: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await what(item)
  }
  await Promise.all([work(), work(), work()])
}

const RUNS = Object.entries(WIRESHARK_RUNS).map(([name, config]) => ({
  name,
  file: `${name.replaceAll(' ', '-')}.pcapng`,
  trace: captured(config)
}))

test('the runs have something to find', (t) => {
  for (const { name, trace } of RUNS) {
    const { retransmissions, badChecksums } = countsOf(trace)
    t.true(badChecksums > 0, name)
    if (name !== 'rdt1.0') t.true(retransmissions > 0, name)
  }
  t.true(RUNS.filter(({ trace }) => countsOf(trace).duplicateAcks > 0).length >= 9)
})

test('tshark finds every retransmission, duplicate ACK and bad checksum, and complains of nothing', async (t) => {
  if (isLacking(t, 'tshark')) return
  const { at, tshark } = bench(t)
  await forEach(RUNS, async ({ name, file, trace }) => {
    writeFileSync(at(file), bytesOf(captureOf(trace.header, trace.events)))
    const { status, out, err } = await tshark(...VERIFYING, '-r', at(file), ...fieldArguments)
    t.is(err, '', name)
    t.is(status, 0, name)
    t.deepEqual(faultsOf(rowsOf(out), trace), [], name)
  })
})

test('in two passes the same is found, and data knows its ACK', async (t) => {
  if (isLacking(t, 'tshark')) return
  const { at, tshark } = bench(t)
  const { trace } = RUNS.find(({ name }) => name === 'sr with 4 bits')!
  writeFileSync(at('x.pcapng'), bytesOf(captureOf(trace.header, trace.events)))
  const twice = await tshark('-2', ...VERIFYING, '-r', at('x.pcapng'), ...fieldArguments)
  t.is(twice.err, '')
  const rows = rowsOf(twice.out)
  t.deepEqual(faultsOf(rows, trace), [])
  const open = rows.filter((row) => row['rdtchat.kind'] === '0' && row['rdtchat.acked_in'] === '')
  const closed = count(rows, has('rdtchat.acked_in'))
  t.true(closed > 40)
  // A wire that is never answered: what the channel delivered damaged.
  t.true(
    open.every((row) => row['rdtchat.checksum.status'] === '0'),
    `${open.length}`
  )
})

test('flows have three lifelines with names, and the taps run', async (t) => {
  if (isLacking(t, 'tshark')) return
  const { at, tshark } = bench(t)
  const { trace } = RUNS.find(({ name }) => name === 'gbn from the opening on')!
  writeFileSync(at('x.pcapng'), bytesOf(captureOf(trace.header, trace.events)))
  const taps = ['-z', 'flow,any,network', '-z', 'expert', '-z', 'conv,udp']
  const { status, out, err } = await tshark('-N', 'n', '-q', '-r', at('x.pcapng'), ...taps)
  t.is(err, '')
  t.is(status, 0)
  const [first = '', second = ''] = out.slice(out.indexOf('|Time')).split('\n')
  t.deepEqual(`${first}${second}`.match(/[a-z]{2,}/g), ['ime', 'sender', 'receiver', 'channel'])
  t.regex(out, /data seq=1 len=101/)
  const { retransmissions, badChecksums } = countsOf(trace)
  t.regex(
    out,
    new RegExp(`^ +${retransmissions} +Sequence +RDTCHAT +A segment is sent again$`, 'm')
  )
  const told = [...out.matchAll(/^ +(\d+) +Checksum +RDTCHAT/gm)].map(([, n]) => Number(n))
  t.is(
    told.reduce((a, b) => a + b, 0),
    badChecksums
  )
  t.regex(out, /^sender:50000 +<-> channel:40452/m)
})

test('tcpdump and capinfos read every capture without complaint, and find all checksums right', async (t) => {
  if (isLacking(t, 'tcpdump', 'capinfos')) return
  const { at, run } = bench(t)
  for (const { file, trace } of RUNS) {
    writeFileSync(at(file), bytesOf(captureOf(trace.header, trace.events)))
    writeFileSync(at(`tcp-${file}`), bytesOf(tcpCaptureOf(trace.header, trace.events)))
  }
  const files = RUNS.flatMap(({ file }) => [at(file), at(`tcp-${file}`)])
  await forEach(files, async (file) => {
    const { status, out, err } = await run('tcpdump', '-vnr', file)
    t.is(err, '', file)
    t.is(status, 0, file)
    t.notRegex(out, /bad|invalid|incorrect|truncated/i, file)
  })
  const infos = await run('capinfos', ...files)
  t.is(infos.err, '')
  t.is(infos.status, 0)
  t.is(infos.out.match(/^Strict time order: +True$/gm)?.length, files.length)
  t.is(
    infos.out.match(/^Capture comment: +A trace of rdt sim, seed wireshark/gm)?.length,
    files.length
  )
})

test('tcptrace reports exactly as many retransmitted segments as the trace has', async (t) => {
  if (isLacking(t, 'tcptrace')) return
  const { at, run } = bench(t)
  await forEach(RUNS, async ({ name, file, trace }) => {
    writeFileSync(at(file), bytesOf(tcpCaptureOf(trace.header, trace.events)))
    const { out, err } = await run('tcptrace', '-l', at(file))
    t.is(err, '', name)
    const found = [...out.matchAll(/rexmt data pkts: +(\d+)/g)].map(([, n]) => Number(n))
    t.is(
      found.reduce((a, b) => a + b, 0),
      countsOf(trace).retransmissions,
      name
    )
    const complete = [...out.matchAll(/complete conn: (\S+)/g)].map(([, word]) => word)
    const streams = name === 'two flows of tcp' ? 2 : 1
    t.deepEqual(complete, Array(streams).fill(name === 'rdt1.0' ? 'no' : 'yes'), name)
    t.notRegex(out, /hardware dup/, name)
  })
})

test('tcptrace finds retransmissions after long silences, too, when it is told to be patient', async (t) => {
  if (isLacking(t, 'tcptrace')) return
  const { at, run } = bench(t)
  const trace = captured({ ...WIRESHARK_RUNS['sr with 4 bits']!, rto: { fixed: seconds(300) } })
  writeFileSync(at('x.pcapng'), bytesOf(tcpCaptureOf(trace.header, trace.events)))
  const { out } = await run('tcptrace', '-l', '--endpoint_reuse_interval=100000', at('x.pcapng'))
  t.is(Number(/rexmt data pkts: +(\d+)/.exec(out)?.[1]), countsOf(trace).retransmissions)
  t.deepEqual(out.match(/complete conn: \S+/g), ['complete conn: yes'])
})

test('tshark takes the synthetic TCP for TCP: nothing is missing, every checksum holds', async (t) => {
  if (isLacking(t, 'tshark')) return
  const { at, run } = bench(t)
  const fields = [
    'tcp.checksum.status',
    'tcp.analysis.lost_segment',
    'tcp.analysis.ack_lost_segment',
    'tcp.analysis.retransmission',
    'tcp.analysis.out_of_order'
  ].flatMap((name) => ['-e', name])
  const some = RUNS.filter(({ name }) => /gbn with 3|sr with 4|rdt3.0|two flows/.test(name))
  await forEach(some, async ({ name, file, trace }) => {
    writeFileSync(at(file), bytesOf(tcpCaptureOf(trace.header, trace.events)))
    const args = [...VERIFYING, '-r', at(file), '-T', 'fields', ...fields]
    const { out, err } = await run('tshark', ...args)
    t.is(err, '', name)
    const rows = out
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t'))
    t.true(
      rows.every(([sum, lost, ahead]) => sum === '1' && lost === '' && ahead === ''),
      name
    )
    const again = rows.filter(([, , , retransmission, late]) => retransmission || late).length
    t.is(again, countsOf(trace).retransmissions, name)
  })
})

const EMPTY: Captured = { ...RUNS[0]!.trace, events: [] }
const event = (id: number, keys: Partial<TraceEvent>): TraceEvent => ({
  t: 9e15,
  at: 'a',
  event: 'send',
  link: 'a>b',
  id,
  ...keys
})

/** What nobody should write, and somebody will. */
const ODD: Captured = {
  header: { ...RUNS[0]!.trace.header, nodes: ['a', '\0\n', 'channel'], config: { protocol: 7 } },
  events: [
    event(1, { kind: 'data', seq: 2 ** 53 - 1, len: 2 ** 53 - 1, conn: 'x' }),
    event(2, { kind: 'what?', len: 70_000 }),
    event(3, { link: 'alone', kind: 'close' }),
    event(4, { event: 'receive', why: 'damaged' }),
    event(1, { event: 'receive', at: 'b', kind: 'ack', ack: 5 }),
    event(5, { link: `${'n'.repeat(1_000)}>\u202e` })
  ]
}

test('an empty trace and an odd one are captures, too', async (t) => {
  if (isLacking(t, 'tshark', 'tcpdump', 'capinfos')) return
  const { at, run, tshark } = bench(t)
  for (const [name, { header, events }] of [['empty', EMPTY] as const, ['odd', ODD] as const]) {
    for (const make of [captureOf, tcpCaptureOf]) {
      writeFileSync(at(name), bytesOf(make(header, events)))
      const runs = await Promise.all([
        tshark('-r', at(name), '-V'),
        run('tcpdump', '-nr', at(name)),
        run('capinfos', at(name))
      ])
      for (const { status, err } of runs) {
        t.is(err, '', name)
        t.is(status, 0, name)
      }
    }
  }
})
