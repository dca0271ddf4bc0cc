/** `rdt trace stats` and `rdt trace explain`, from the outside. */
import { readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { rdtHere } from './rdt-here.js'
import { folder, rdt } from './rdt-process.js'
import { argumentsOf, examplesIn } from './shell-words.js'

const SIM = ['sim', '--messages', '40', '--loss', '15%', '--corrupt', '10%', '--duplicate', '10%']

for (const protocol of ['rdt3.0', 'gbn', 'sr', 'tcp']) {
  test(`the counts of a ${protocol} trace are those of rdt sim --json`, async (t) => {
    const at = folder(t)
    const run = await rdtHere(t, [
      ...SIM,
      ...['--protocol', protocol, '--seed', '5', '--json', '--trace', at('run.ndjson')]
    ])
    t.is(run.status, 0, run.err)
    const [stats, explained] = await Promise.all(
      ['stats', 'explain'].map((word) => rdtHere(t, ['trace', word, at('run.ndjson'), '--json']))
    )
    t.is(stats?.status, 0, stats?.err)
    const [{ segments: expected, finish_ms }] = run.records
    const [summary] = stats!.of('summary')
    const { data: sent, ...rest } = expected
    t.like(summary.segments, { sent, ...rest })
    t.true(summary.duration_ms >= finish_ms)
    t.is(stats!.of('link').length, 2)
    t.is(stats!.of('connection').length, 1)
    t.is(explained!.of('retransmission').length, expected.retransmitted)
    t.is(explained!.of('summary')[0].spurious, summary.segments.spurious)
    t.is(explained!.records.at(-1).type, 'summary')
    t.is(stats!.records.at(-1).type, 'summary')
  })
}

test('the counts of a chat are those of rdt chat --json', async (t) => {
  const at = folder(t)
  const chat = await rdt(
    t,
    [
      ...['chat', '--loss', '10%', '--corrupt', '5%', '--duplicate', '10%', '--reorder', '10%'],
      ...['--seed', '4', '--trace', at('chat.ndjson'), '--json']
    ],
    { input: 'alice: hello\nbob: hello, too\n' }
  )
  const stats = await rdtHere(t, ['trace', 'stats', at('chat.ndjson'), '--json'])
  t.like(stats.of('summary')[0].segments, chat.of('summary')[0].segments)
  const text = await rdtHere(t, ['trace', 'stats', at('chat.ndjson')])
  t.deepEqual(
    text.lines.filter((line) => line.length > 80),
    []
  )
})

test('for people they say it in lines of 80 columns, from standard input as well', async (t) => {
  const at = folder(t)
  await rdtHere(t, [...SIM, '--seed', '5', '--trace', at('run.ndjson')])
  const input = readFileSync(at('run.ndjson'), 'utf8')
  for (const word of ['stats', 'explain']) {
    const [file, piped] = await Promise.all([
      rdtHere(t, ['trace', word, at('run.ndjson')]),
      rdt(t, ['trace', word, '-'], { input })
    ])
    t.is(file.status, 0)
    t.is(file.err, '')
    t.is(file.out, piped.out)
    t.true(file.lines.length > 10)
    t.deepEqual(
      file.lines.filter((line) => line.length > 80),
      []
    )
  }
})

test('a clean run has nothing to explain, and says so', async (t) => {
  const at = folder(t)
  await rdtHere(t, ['sim', '--messages', '3', '--trace', at('run.ndjson')])
  const { out, status } = await rdtHere(t, ['trace', 'explain', at('run.ndjson')])
  t.is(out, 'nothing was sent again: 3 data segments in all\n')
  t.is(status, 0)
})

for (const word of ['stats', 'explain']) {
  test(`rdt trace ${word} refuses what is no trace, in one line`, async (t) => {
    const at = folder(t)
    writeFileSync(at('empty'), '')
    writeFileSync(at('other'), '{"some":"json"}\n')
    const calls = [
      [at('nowhere')],
      [at('empty')],
      [at('other')],
      [at('.')],
      [],
      [at('empty'), '--jsn']
    ]
    for (const call of calls) {
      const { status, out, err } = await rdtHere(t, ['trace', word, ...call])
      t.is(status, 2, call.join(' '))
      t.is(out, '')
      t.regex(err, /^rdt: [^\n]+\n$/, call.join(' '))
    }
  })

  test(`rdt trace ${word} takes a trace that was cut off up to there`, async (t) => {
    const at = folder(t)
    await rdtHere(t, [...SIM, '--seed', '5', '--trace', at('run.ndjson')])
    const text = readFileSync(at('run.ndjson'), 'utf8')
    writeFileSync(at('cut.ndjson'), text.slice(0, text.length >> 1))
    const { status, out, err } = await rdtHere(t, ['trace', word, at('cut.ndjson'), '--json'])
    t.is(status, 0)
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(out, /"type":"summary"/)
  })

  test(`the examples of rdt trace ${word} run as they are pasted`, async (t) => {
    const at = folder(t)
    const { out, status } = await rdtHere(t, ['trace', word, '--help'])
    t.is(status, 0)
    t.deepEqual(
      out.split('\n').filter((line) => line.length > 100),
      []
    )
    const examples = examplesIn(out)
    t.true(examples.length >= 2)
    for (const example of examples) {
      const run = await rdt(t, argumentsOf(example), { cwd: at('.') })
      t.is(run.status, 0, `${example}: ${run.err}`)
    }
  })
}
