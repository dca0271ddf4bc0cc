/** Where the lines of `rdt chat` come from, and who takes part besides. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import test from 'ava'
import { folder, pause, RdtProcess, until } from './rdt-process.js'

const ARGS = ['chat', '--json', '--seed', '1']
const said = (run: RdtProcess) =>
  run.of('said').map(({ person, text }: { person: string; text: string }) => [person, text])

test('a line that comes late is said, and takes the place of the built-in conversation', async (t) => {
  const run = new RdtProcess(t, ARGS, { stdin: 'open' })
  await until(() => run.err.includes('the built-in conversation is played'))
  run.type('dave: I was slow')
  await until(() => run.of('said').some(({ person }) => person === 'dave'))
  await pause(300)
  const before = run.of('said').length
  run.type('dave: and I have more')
  run.child.stdin?.end()
  await run.end()
  t.is(run.status, 0)
  t.deepEqual(said(run).slice(before), [['dave', 'and I have more']])
  t.is(run.records.at(-1).messages.lost, 0)
})

test('a text arrives as it was sent: carriage returns, line separators, blanks, signs', async (t) => {
  const texts = ['a\rb', 'a\u2028b\u2029c', '  blanks  ', '# no comment', '', '\ttab', '\u0301']
  const input = texts.map((text) => `alice: ${text}\n`).join('')
  const run = await new RdtProcess(t, [...ARGS, '--people', 'alice,bob'], { input }).end()
  t.is(run.status, 0)
  const heard = run.of('message').filter(({ person }) => person === 'bob')
  t.deepEqual(
    heard.map(({ text }) => text),
    texts
  )
})

test('who is told to leave leaves, and says no more', async (t) => {
  const input = 'alice: one\nbob: two\nalice: exit\nalice: three\nbob: four\n'
  const run = await new RdtProcess(t, ARGS, { input }).end()
  t.is(run.status, 0)
  t.deepEqual(said(run), [
    ['alice', 'one'],
    ['bob', 'two'],
    ['bob', 'four']
  ])
  t.deepEqual(run.of('left')[0].person, 'alice')
})

test('lines before a wrong one are said, the wrong one is told, and the account is given', async (t) => {
  const run = await new RdtProcess(t, ARGS, { input: 'alice: fine\nnobody said this\n' }).end()
  t.is(run.status, 2)
  t.regex(run.err, /^rdt: line 2 of the input: nobody says this; write .*\n$/)
  t.deepEqual(said(run), [['alice', 'fine']])
  t.is(run.records.at(-1).type, 'summary')
})

test('what a guest says is heard, but is not counted as damage', async (t) => {
  const run = new RdtProcess(t, [...ARGS, '--people', 'ann,ben'], { stdin: 'open' })
  run.type('ann: zero')
  await until(() => run.of('message').length >= 2)
  const [address] = run.records[0].channel
  const guest = new RdtProcess(t, ['client', address, '--name', 'guest', '--plain'], {
    input: 'hi\n'
  })
  await guest.end()
  t.is(guest.status, 0)
  await until(() => run.of('message').some(({ from }) => from === 'guest'))
  run.type('ben: two')
  run.child.stdin?.end()
  await run.end()
  t.is(run.status, 0)
  const { sent, expected, delivered, damaged } = run.records.at(-1).messages
  t.deepEqual(
    { sent, expected, delivered, damaged },
    { sent: 2, expected: 2, delivered: 2, damaged: 0 }
  )
})

const hasFull = existsSync('/dev/full')

test('a full disk is told in one line, with status 2', async (t) => {
  if (!hasFull) {
    t.log('no /dev/full on this system')
    t.pass()
    return
  }
  const run = await new RdtProcess(t, ['sim', '--messages', '500', '--trace', '/dev/full']).end()
  t.is(run.status, 2)
  t.regex(run.err, /^rdt: --trace: \/dev\/full: the disk is full; .*\n$/)
  t.regex(run.out, /verdict +pass/, 'the run itself goes on')
})

test('Ctrl-C ends a simulation: status 130, its trace whole, its summary printed', async (t) => {
  const file = folder(t)('t.ndjson')
  const messages = ['--messages', '50000000']
  const run = new RdtProcess(t, ['sim', ...messages, '--json', '--seed', '1', '--trace', file])
  await until(() => existsSync(file) && statSync(file).size > 100_000)
  const took = await run.interrupt()
  t.is(run.status, 130)
  t.true(took < 3_000, `${took} ms`)
  t.is(run.records.at(-1).type, 'summary')
  t.is(run.records.at(-1).verdict, 'fail')
  t.true(readFileSync(file, 'utf8').endsWith('}\n'))
})

test('C3: the sample configurations are found from anywhere', async (t) => {
  const run = await new RdtProcess(t, ['client', 'config9.json', '--json'], { input: '' }).end()
  t.is(run.status, 2)
  t.regex(run.err, /config9\.json: there is no such file/)
  const sample = new RdtProcess(t, ['client', 'config1.json', '--json'], { stdin: 'open' })
  // Whether or not a server happens to run there, the configuration was read.
  await until(() => sample.records.length > 0)
  t.true(['notice', 'joined'].includes(sample.records[0].type))
  await sample.interrupt()
})
