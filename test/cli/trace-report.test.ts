/** `rdt trace report`, from the outside. */
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { rdtHere } from './rdt-here.js'
import { folder, rdt } from './rdt-process.js'
import { argumentsOf, examplesIn } from './shell-words.js'

const SIM = ['sim', '--messages', '30', '--loss', '15%', '--seed', '5']

// biome-ignore lint/suspicious/noExplicitAny: the tests look into whatever JSON there is
const reportIn = (page: string): any =>
  JSON.parse(/<script type="application\/json" id="report">([^<]*)<\/script>/.exec(page)![1]!)

test('the page is written, told, and says what stats and explain say', async (t) => {
  const at = folder(t)
  const [run, page] = [at('run.ndjson'), at('run.html')]
  await rdtHere(t, [...SIM, '--trace', run])
  const { status, out, err } = await rdtHere(t, ['trace', 'report', run, '--out', page])
  t.is(status, 0, err)
  t.is(err, '')
  const stats = await rdtHere(t, ['trace', 'stats', run, '--json'])
  const explained = await rdtHere(t, ['trace', 'explain', run, '--json'])
  const report = reportIn(readFileSync(page, 'utf8'))
  const [{ segments }] = stats.of('summary')
  t.regex(out, new RegExp(`, ${segments.retransmitted} retransmissions, in \\d+ bytes`))
  t.deepEqual(
    report.retransmissions.map(({ text }: { text: string }) => text),
    explained.of('retransmission').map(({ text }) => text)
  )
  t.is(report.headline[1].value, String(segments.sent))
  t.is(report.title, 'A run of gbn')
  t.regex(report.command, /rdt sim --messages 30 .*--seed 5$/)
  t.false(JSON.stringify(report).includes(at('.')))
})

test('the same trace gives the same page; - is standard output, and the trace may be piped', async (t) => {
  const at = folder(t)
  const run = at('run.ndjson')
  await rdtHere(t, [...SIM, '--trace', run])
  const once = await rdtHere(t, ['trace', 'report', run, '--out', '-'])
  const again = await rdtHere(t, ['trace', 'report', run, '--out', '-'])
  t.true(once.out.startsWith('<!doctype html>'))
  t.true(once.out.endsWith('</html>\n'))
  t.is(once.out, again.out)
  const input = readFileSync(run, 'utf8')
  const piped = await rdt(t, ['trace', 'report', '-', '--out', '-'], { input })
  t.deepEqual(reportIn(piped.out).pairs, reportIn(once.out).pairs)
})

test('--json tells it for programs, --title and --link say what to show', async (t) => {
  const at = folder(t)
  const [run, page] = [at('chat.ndjson'), at('chat.html')]
  await rdt(t, ['chat', '--loss', '10%', '--seed', '4', '--trace', run], {
    input: 'alice: hello\nbob: hello, too\n'
  })
  const asked = ['--title', 'Lab <4> & more', '--link', 'server>bob', '--json']
  const { records } = await rdtHere(t, ['trace', 'report', run, '--out', page, ...asked])
  const html = readFileSync(page, 'utf8')
  t.is(records.length, 1)
  t.like(records[0], { type: 'summary', format: 'html', file: page, left_out: 0 })
  t.is(records[0].bytes, Buffer.byteLength(html))
  t.true(html.includes('<title>Lab &lt;4&gt; &amp; more</title>'))
  const { title, connections, first } = reportIn(html)
  t.is(title, 'Lab <4> & more')
  t.is(connections[first].link, 'server>bob')
})

test('a call that is wrong is told in one line, with the mend', async (t) => {
  const at = folder(t)
  const run = at('run.ndjson')
  await rdtHere(t, [...SIM, '--trace', run])
  const [header = ''] = readFileSync(run, 'utf8').split('\n')
  writeFileSync(at('empty.ndjson'), `${header}\n`)
  const wrong: readonly (readonly [RegExp, readonly string[]])[] = [
    [/say where to write the page: --out run\.html$/, [run]],
    [/is the file to read; name another one$/, [run, '--out', run]],
    [/no such folder; name a file in a folder of yours$/, [run, '--out', at('no/run.html')]],
    [/did you mean sender>receiver\?$/, [run, '--out', at('x.html'), '--link', 'sendr>receiver']],
    [/a link has two ends/, [run, '--out', at('x.html'), '--link', 'sender']],
    [/no data was sent in it/, [at('empty.ndjson'), '--out', at('x.html')]],
    [/there is no such file/, [at('none.ndjson'), '--out', at('x.html')]]
  ]
  for (const [reason, args] of wrong) {
    const { status, out, err } = await rdtHere(t, ['trace', 'report', ...args])
    t.is(status, 2, err)
    t.is(out, '')
    t.regex(err.trimEnd(), reason)
    t.is(err.trimEnd().split('\n').length, 1)
  }
})

test('the examples of its help work as they stand', async (t) => {
  const at = folder(t)
  const { out } = await rdtHere(t, ['trace', 'report', '--help'])
  const examples = examplesIn(out)
  t.is(examples.length, 3)
  for (const example of examples) {
    const args = argumentsOf(example).map((word) => (/^run\./.test(word) ? at(word) : word))
    const { status, err } = await rdtHere(t, args)
    t.is(status, 0, `${example}: ${err}`)
  }
  t.true(readFileSync(at('run.html'), 'utf8').includes('<title>Lab 4, Ada</title>'))
})
