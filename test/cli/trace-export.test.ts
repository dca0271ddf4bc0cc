/** `rdt trace export`, `import` and `dissector`, as programs. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { arrowsBetween, groupsOf, readAsQvis } from '../trace/qvis-reader.js'
import { folder, type RdtProcess, rdt } from './rdt-process.js'
import { argumentsOf, examplesIn } from './shell-words.js'

/** A trace with losses, and where files go. */
async function recorded(t: ExecutionContext): Promise<(name: string) => string> {
  const at = folder(t)
  const args = ['--messages', '12', '--loss', '20%', '--corrupt', '10%', '--seed', 'export']
  const { status } = await rdt(t, ['sim', ...args, '--trace', at('run.ndjson')])
  t.is(status, 0)
  return at
}

function quiet(t: ExecutionContext, { status, err }: RdtProcess): void {
  t.is(err, '')
  t.is(status, 0)
}

test('what is exported comes back byte for byte', async (t) => {
  const at = await recorded(t)
  const exported = await rdt(t, ['trace', 'export', at('run.ndjson'), '--pcapng', at('run.pcapng')])
  quiet(t, exported)
  t.regex(exported.out, /^\S+run\.pcapng: \d+ events in \d+ bytes; next: rdt trace dissector > /)
  const imported = await rdt(t, ['trace', 'import', at('run.pcapng')])
  quiet(t, imported)
  t.is(imported.out, readFileSync(at('run.ndjson'), 'utf8'))
  quiet(t, await rdt(t, ['trace', 'import', at('run.pcapng'), '--out', at('again.ndjson')]))
  t.is(readFileSync(at('again.ndjson'), 'utf8'), imported.out)
})

test('two formats in one call, and what was written as JSON', async (t) => {
  const at = await recorded(t)
  const files = ['--pcapng', at('a.pcapng'), '--tcp-pcapng', at('b.pcapng')]
  const both = await rdt(t, ['trace', 'export', at('run.ndjson'), ...files, '--json'])
  quiet(t, both)
  t.deepEqual(
    both.records.map(({ type, format, file, bytes }) => [type, format, file, bytes]),
    [
      ['summary', 'pcapng', at('a.pcapng'), readFileSync(at('a.pcapng')).length],
      ['summary', 'tcp-pcapng', at('b.pcapng'), readFileSync(at('b.pcapng')).length]
    ]
  )
})

test('a qlog is seen from one node; those of both ends fit together', async (t) => {
  const at = await recorded(t)
  const seen = await rdt(t, ['trace', 'export', at('run.ndjson'), '--qlog', at('one.sqlog')])
  quiet(t, seen)
  t.regex(seen.out, /^\S+one\.sqlog: \d+ events in \d+ bytes; next: open \S+one\.sqlog at https:/)
  const args = ['--qlog', '-', '--vantage', 'receiver']
  const other = await rdt(t, ['trace', 'export', at('run.ndjson'), ...args])
  quiet(t, other)
  const left = readAsQvis(readFileSync(at('one.sqlog')))
  const right = readAsQvis(Buffer.from(other.out))
  t.is(left.header.trace.vantage_point.name, 'sender')
  t.is(right.header.title, 'rdt sim gbn, seed export, seen from receiver')
  const arrows = arrowsBetween(left, right)
  t.true(arrows.length > 12)
  t.true(arrows.includes('lost'))
  t.true(arrows.every((arrow) => arrow === 'lost' || arrow === 50))
})

test('a chat over real UDP has a qlog with a group for each connection', async (t) => {
  const at = folder(t)
  const people = ['--people', 'alice,bob,carol', '--loss', '10%', '--seed', 'qlog']
  const chat = await rdt(t, ['chat', ...people, '--trace', at('chat.ndjson')], {
    input: 'alice: hello\nbob: hello, alice\n'
  })
  t.is(chat.status, 0, chat.err)
  const { out } = await rdt(t, ['trace', 'export', at('chat.ndjson'), '--qlog', '-'])
  const server = readAsQvis(Buffer.from(out))
  t.deepEqual(server.header.trace.vantage_point, { name: 'server', type: 'server' })
  t.deepEqual([...groupsOf(server.events).keys()].sort(), ['alice', 'bob', 'carol'])
  const args = ['--qlog', '-', '--vantage', 'alice']
  const alice = await rdt(t, ['trace', 'export', at('chat.ndjson'), ...args])
  const group = { ...server, events: groupsOf(server.events).get('alice') ?? [] }
  const arrows = arrowsBetween(readAsQvis(Buffer.from(alice.out)), group)
  t.true(arrows.some((arrow) => arrow !== 'lost'))
  t.true(
    arrows.every((arrow) => arrow === 'lost' || arrow > 0),
    `${arrows}`
  )
})

test('- is standard output and standard input, and nothing else goes there', async (t) => {
  const at = await recorded(t)
  const trace = readFileSync(at('run.ndjson'), 'utf8')
  const piped = await rdt(t, ['trace', 'export', '-', '--pcapng', at('x.pcapng')], { input: trace })
  quiet(t, piped)
  const out = await rdt(t, ['trace', 'export', at('run.ndjson'), '--tcp-pcapng', '-'])
  quiet(t, out)
  t.is(out.out.slice(0, 4), '\n\r\r\n', 'the first word of a capture, and of the output')
})

test('a capture that is cut off is imported up to there, and that is said', async (t) => {
  const at = await recorded(t)
  await rdt(t, ['trace', 'export', at('run.ndjson'), '--pcapng', at('run.pcapng')])
  truncateSync(at('run.pcapng'), 5_001)
  const { status, out, err } = await rdt(t, ['trace', 'import', at('run.pcapng')])
  t.is(status, 0)
  t.regex(err, /^rdt: \S+run\.pcapng: a block is cut off at byte \d+: the trace is taken up .*\n$/)
  t.true(out.length > 1_000)
  t.true(readFileSync(at('run.ndjson'), 'utf8').startsWith(out))
})

test('a trace that is cut off within a line is exported up to there, and that is said', async (t) => {
  const at = await recorded(t)
  const whole = readFileSync(at('run.ndjson'), 'utf8')
  const end = whole.lastIndexOf('\n', whole.length / 2)
  writeFileSync(at('cut.ndjson'), whole.slice(0, end + 30))
  const exported = await rdt(t, ['trace', 'export', at('cut.ndjson'), '--pcapng', at('cut.pcapng')])
  t.is(exported.status, 0)
  t.regex(exported.err, /^rdt: \S+cut\.ndjson: line \d+ cannot be read .*taken up to there\n$/)
  const imported = await rdt(t, ['trace', 'import', at('cut.pcapng')])
  quiet(t, imported)
  t.is(imported.out, whole.slice(0, end + 1))
})

test('where the run is long, tcptrace is told to be patient', async (t) => {
  const at = folder(t)
  const run = async (interval: string) => {
    const args = ['--messages', '4', '--interval', interval, '--trace', at('run.ndjson')]
    quiet(t, await rdt(t, ['sim', ...args]))
    return rdt(t, ['trace', 'export', at('run.ndjson'), '--tcp-pcapng', at('run.pcapng')])
  }
  t.regex((await run('1s')).out, /; next: tcptrace -l \S+run\.pcapng\n$/)
  t.regex(
    (await run('300s')).out,
    /; next: tcptrace -l --endpoint_reuse_interval=901 \S+run\.pcapng\n$/
  )
})

test('the dissector is printed, the same each time', async (t) => {
  const [one, other] = await Promise.all([
    rdt(t, ['trace', 'dissector']),
    rdt(t, ['trace', 'dissector', '--plain'])
  ])
  quiet(t, one!)
  t.regex(one!.out, /^-- A Wireshark dissector/)
  t.is(one!.out, other!.out)
})

test('wrong calls are refused in one line', async (t) => {
  const at = await recorded(t)
  const run = at('run.ndjson')
  writeFileSync(at('empty.pcapng'), '')
  writeFileSync(at('text.pcapng'), 'hello, this is text\n')
  const calls: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [['export', run], /say what to make of it: --pcapng FILE or --tcp-pcapng FILE/],
    [['export', at('no.ndjson'), '--pcapng', at('x')], /no\.ndjson: there is no such file/],
    [['export', at('text.pcapng'), '--pcapng', at('x')], /this is no trace of rdt/],
    [['export', run, '--pcapng', run], /--pcapng: \S+ is the file to read; name another one/],
    [['export', run, '--pcapng', at('no/x.pcapng')], /--pcapng: .*there is no such folder/],
    [['export', run, '--pcapng', at('.')], /--pcapng: .*that is a folder/],
    [['export', run, '--pcap', at('x')], /unknown option '--pcap' \(Did you mean --pcapng\?\)/],
    [
      ['export', run, '--qlog', at('x'), '--vantage', 'sendr'],
      /--vantage: .*did you mean sender\?/
    ],
    [['export', run, '--pcapng', at('x'), '--vantage', 'sender'], /--vantage: .*add --qlog FILE/],
    [['import', at('no.pcapng')], /no\.pcapng: there is no such file/],
    [['import', at('.')], /that is a folder/],
    [['import', at('empty.pcapng')], /there is no trace of rdt in this capture; make one/],
    [['import', at('text.pcapng')], /this is no pcapng file: .*; make one with rdt trace export/],
    [['exprot'], /rdt trace: there is no subcommand 'exprot'; did you mean export\?/]
  ]
  await Promise.all(
    calls.map(async ([args, message]) => {
      const { status, out, err } = await rdt(t, ['trace', ...args])
      t.is(status, 2, err)
      t.is(out, '')
      t.regex(err, /^rdt: [^\n]+\n$/)
      t.regex(err, message)
    })
  )
  t.regex(readFileSync(run, 'utf8'), /^\{"trace"/)
})

test('help of each shows examples, and rdt trace alone is help', async (t) => {
  const alone = await rdt(t, ['trace'])
  quiet(t, alone)
  for (const name of ['export', 'import', 'dissector']) {
    t.regex(alone.out, new RegExp(`^ +${name}\\b`, 'm'))
    const help = await rdt(t, ['trace', name, '--help'])
    quiet(t, help)
    const examples = examplesIn(help.out)
    t.true(examples.length >= 1, help.out)
    for (const example of examples) t.true(argumentsOf(example).length > 0)
  }
})
