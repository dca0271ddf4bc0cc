/** `rdt trace replay`: every run of `rdt sim` gives its trace again, to the byte. */
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { rdtHere } from './rdt-here.js'
import { folder, rdt } from './rdt-process.js'

const RUNS: readonly string[] = [
  '--loss 10% --corrupt 3% --duplicate 3% --reorder 10%',
  '--handshake --loss 10%',
  '--flows 3 --loss 5%',
  '--protocol tcp --window 64 --loss 5% --rate 10mbit --congestion cubic',
  '--protocol sr --seq-bits 3 --window 4 --loss 10% --rto 120ms',
  '--protocol rdt3.0 --loss 20% --interval 3ms --size 0',
  '--protocol rdt2.2 --corrupt 10%',
  '--fate-by segment --loss 20% --rto rfc6298 --checksum internet',
  '--unsafe-window --seq-bits 2 --window 4 --profile satellite --mss 40 --size 100',
  '--encode-all --corrupt 5%'
]

for (const options of RUNS) {
  test(`rdt sim ${options} runs again to the byte`, async (t) => {
    const path = folder(t)('run.ndjson')
    const args = ['--messages', '40', '--seed', '4', ...options.split(' ')]
    await rdtHere(t, ['sim', ...args, '--trace', path])
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n').length
    const { status, out, err } = await rdtHere(t, ['trace', 'replay', path])
    t.is(status, 0, out + err)
    t.regex(
      out,
      new RegExp(`^equal: the run gives the same ${lines} lines, byte by byte\nnpx rdt sim `)
    )
  })
}

test('a single byte is noticed, at its line; and so is an end that comes too early', async (t) => {
  const path = folder(t)('run.ndjson')
  await rdtHere(t, ['sim', '--messages', '9', '--loss', '20%', '--seed', '4', '--trace', path])
  const text = readFileSync(path, 'utf8')
  const lines = text.split('\n')
  const other = lines.map((line, i) => (i === 20 ? line.replace('"t":', '"t": ') : line))
  writeFileSync(path, other.join('\n'))
  const changed = await rdtHere(t, ['trace', 'replay', path, '--json'])
  t.is(changed.status, 1)
  t.like(changed.records[0], { type: 'summary', isEqual: false, same: 20 })
  t.is(changed.records[0].replayed, `${lines[20]}\n`)

  writeFileSync(path, `${lines.slice(0, 30).join('\n')}\n`)
  const early = await rdtHere(t, ['trace', 'replay', path])
  t.is(early.status, 1)
  t.regex(
    early.out,
    /^different: 30 lines are the same; at line 31 .*\n {2}recorded {2}\(the file ends\)\n/
  )

  writeFileSync(path, text.slice(0, lines.slice(0, 30).join('\n').length + 9))
  const cut = await rdtHere(t, ['trace', 'replay', path])
  t.is(cut.status, 1)
  t.regex(cut.out, /at line 31 the file is cut off there/)

  writeFileSync(path, `${text}${lines[5]}\n`)
  const late = await rdtHere(t, ['trace', 'replay', path])
  t.is(late.status, 1)
  t.regex(late.out, /replayed {2}\(the run is over\)/)
})

const OWN = `import { makeData } from 'rdt-chat'
export default {
  name: 'hopeful',
  title: 'Sends, and hopes',
  acks: 'none',
  survives: [],
  createSender: (host) => ({
    isReady: true,
    rdtSend: (data) => host.udtSend(makeData(0, data)),
    rdtRcv() {},
    timeout() {}
  }),
  createReceiver: (host) => ({ rdtRcv: (segment) => host.deliverData(segment.data) })
}
`

test('a protocol from a file must be named, and be the one', async (t) => {
  const at = folder(t)
  const path = at('run.ndjson')
  writeFileSync(at('hopeful.ts'), OWN)
  writeFileSync(at('other.ts'), OWN.replace("'hopeful'", "'other'"))
  const run = await rdtHere(t, [
    'sim',
    '--protocol',
    at('hopeful.ts'),
    '--messages',
    '5',
    '--trace',
    path
  ])
  t.is(run.status, 0, run.err)
  const without = await rdtHere(t, ['trace', 'replay', path])
  t.is(without.status, 2)
  t.regex(
    without.err,
    /of the protocol 'hopeful', which is in a file; add --protocol and its path\n$/
  )
  const wrong = await rdtHere(t, ['trace', 'replay', path, '--protocol', at('other.ts')])
  t.is(wrong.status, 2)
  t.regex(wrong.err, /the trace is of 'hopeful', and .* is 'other'; /)
  const right = await rdtHere(t, ['trace', 'replay', path, '--protocol', at('hopeful.ts')])
  t.is(right.status, 0, right.out + right.err)
})

test('a trace of real UDP replays the fates of one link, and says what is not as it was', async (t) => {
  const path = folder(t)('chat.ndjson')
  const chat = await rdt(
    t,
    [
      ...['chat', '--people', 'alice,bob', '--delay', '5ms', '--plain', '--trace', path],
      ...['--fates', 'up: ....x', '--seed', '2']
    ],
    { input: 'alice: one\nalice: two\nbob: three\n' }
  )
  t.is(chat.status, 0, chat.err)
  const open = await rdtHere(t, ['trace', 'replay', path])
  t.is(open.status, 2)
  t.regex(open.err, /^rdt: --link: say whose data to replay; write one of .*'alice>server'.*\n$/)
  const { status, out, err } = await rdtHere(t, ['trace', 'replay', path, '--link', 'alice>server'])
  t.is(status, 0, out + err)
  t.regex(out, /^data of alice>server: \d+ segments, /)
  t.regex(out, /recorded are fates, not times/)
  t.regex(out, /^verdict +pass$/m)
  t.regex(out, /\nnpx rdt sim .*--messages \d+ .*\n$/)
  const record = await rdtHere(t, ['trace', 'replay', path, '--link', 'alice>server', '--json'])
  t.like(record.records[0], { type: 'summary', link: 'alice>server', approximated: true })
})

test('a header that describes no run is refused', async (t) => {
  const path = folder(t)('run.ndjson')
  await rdtHere(t, ['sim', '--messages', '3', '--trace', path])
  const text = readFileSync(path, 'utf8')
  for (const [change, message] of [
    [
      text.replace('"messages":3', '"messages":-3'),
      /the header does not describe a run of rdt sim \(config\.messages: .*; /
    ],
    [text.replace('"window":8,', ''), /config\.window/],
    [text.replace('"protocol":"gbn"', '"protocol":"nothing"'), /'nothing', which is in a file; /]
  ] as const) {
    writeFileSync(path, change)
    const { status, err } = await rdtHere(t, ['trace', 'replay', path])
    t.is(status, 2)
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(err, message)
  }
})
