/** Any protocol under `rdt chat`, `rdt server` and `rdt client`, over real UDP. */
import test, { type ExecutionContext } from 'ava'
import { RdtProcess, rdt, until } from './rdt-process.js'

/** Ten lines of each of three people, who say them as fast as they can. */
const LINES = Array.from({ length: 10 }, (_, i) => `alice: a${i}\nbob: b${i}\ncarol: c${i}\n`).join(
  ''
)
const EXACT = { lost: 0, duplicated: 0, reordered: 0, damaged: 0 }

const chat = (t: ExecutionContext, protocol: string, ...args: string[]) =>
  rdt(t, ['chat', '--protocol', protocol, '--seed', '4', ...args], { input: LINES })

const countsOf = (run: RdtProcess) => run.records.at(-1).messages

/** Nobody was told that nobody answers: the connection itself is sound, whatever runs on it. */
function isAnswered(t: ExecutionContext, run: RdtProcess): void {
  t.deepEqual(
    run.of('notice').filter(({ code }) => code === 'no-answer'),
    []
  )
}

for (const [protocol, ...weather] of [
  ['rdt1.0'],
  ['rdt2.0', '--reorder', '30%'],
  ['rdt2.2', '--corrupt', '10%'],
  ['rdt3.0', '--loss', '10%', '--corrupt', '5%', '--duplicate', '10%'],
  ['sr', '--loss', '10%', '--corrupt', '5%', '--duplicate', '10%', '--reorder', '10%']
] as const) {
  test(`${protocol} ${weather.join(' ')}: nothing is lost, and the status is 0`, async (t) => {
    const run = await chat(t, protocol, '--json', ...weather)
    t.is(run.status, 0, run.out + run.err)
    t.is(run.err, '')
    t.deepEqual(countsOf(run), { sent: 30, expected: 60, delivered: 60, ...EXACT })
    t.is(run.records.at(-1).protocol, protocol)
    t.deepEqual(run.of('waiting'), [])
  })
}

test('rdt2.0 --corrupt: people see duplicates, and the report says whose and how many', async (t) => {
  const run = await chat(t, 'rdt2.0', '--corrupt', '20%')
  t.is(run.status, 1)
  t.is(run.err, '')
  t.regex(run.out, /^rdt2\.0, window 1, seed 4\n/)
  t.regex(run.out, /join with: npx rdt client \S+ --name NICK --protocol rdt2\.0\n/)
  t.regex(run.out, /messages +30 said, \d+ of 60 deliveries: .*\d+ duplicated/)
  t.regex(
    run.out,
    /\nduplicated (alice|bob|carol) got (alice|bob|carol)'s "[abc]\d" (twice|\d+ times)/
  )
  t.regex(run.out, /\nprotocol {3}rdt2\.0 does not withstand corruption of ACKs\n/)
})

test('rdt1.0 --loss: people see holes, and the report says whose', async (t) => {
  const run = await chat(t, 'rdt1.0', '--loss', '20%')
  t.is(run.status, 1)
  t.is(run.err, '')
  t.notRegex(run.out, /the server does not answer/)
  const [, delivered, lost] = /said, (\d+) of 60 deliveries: (\d+) lost\n/.exec(run.out) ?? []
  t.true(Number(lost) > 0, run.out)
  t.is(Number(delivered) + Number(lost), 60)
  t.regex(run.out, /\nlost {7}(alice|bob|carol) never got (alice|bob|carol)'s "[abc]\d"/)
  t.regex(run.out, /\nprotocol {3}rdt1\.0 does not withstand loss\n/)
})

for (const protocol of ['rdt2.0', 'rdt2.2']) {
  test(`${protocol} and a lost segment: its sender waits for ever, the chat does not`, async (t) => {
    const begin = performance.now()
    const run = await chat(t, protocol, '--json', '--fates', 'up: .*9x')
    t.true(performance.now() - begin < 30_000)
    t.is(run.status, 1)
    t.is(run.err, '')
    isAnswered(t, run)
    t.true(countsOf(run).lost > 0)
    t.like(countsOf(run), { duplicated: 0, reordered: 0, damaged: 0 })
    const [{ links }] = run.of('waiting')
    t.true(links.length > 0)
    for (const link of links) t.regex(link, /^(server>(alice|bob|carol)|(alice|bob|carol)>server)$/)
  })
}

test('where nothing moves any more and no room is left, the rest is not said', async (t) => {
  const input = Array.from({ length: 3_000 }, (_, i) => `alice: ${i}\n`).join('')
  const args = ['chat', '--json', '--protocol', 'rdt2.1', '--fates', 'up: .*9x']
  const run = await rdt(t, args, { input })
  t.is(run.status, 1)
  t.regex(run.err, /^rdt: nothing moves any more beneath the chat, so the rest was not said\n$/)
  t.true(countsOf(run).sent < 3_000)
})

test('a window, or numbers, that a protocol does not have are refused with the rule', async (t) => {
  const refused = async (...args: string[]) => {
    const run = await rdt(t, args)
    t.is(run.status, 2, run.out)
    t.is(run.out, '')
    return run.err
  }
  const rule = /^rdt: --window: stop-and-wait has one segment under way: N = 1; leave it out\n$/
  t.regex(await refused('chat', '--protocol', 'rdt3.0', '--window', '4'), rule)
  t.regex(await refused('server', '0', '--protocol', 'rdt2.2', '--window', '2'), rule)
  t.regex(await refused('client', '--protocol', 'rdt2.0', '--window', '2'), rule)
  t.regex(
    await refused('chat', '--protocol', 'rdt2.1', '--seq-bits', '8'),
    /^rdt: --seq-bits: the numbers of rdt2\.1 have 1 bit and no other; leave it out\n$/
  )
})

test('rdt server and rdt client over rdt2.2 agree; over rdt3.0 both are told by name', async (t) => {
  const server = new RdtProcess(t, ['server', '0', '--json', '--protocol', 'rdt2.2'])
  await until(() => server.lines.length > 0)
  const at: string = server.records[0].address
  const client = (protocol: string) =>
    rdt(t, ['client', at, '--name', 'al', '--plain', '--protocol', protocol], { input: 'hello\n' })
  const friend = await client('rdt2.2')
  t.is(friend.status, 0, friend.err)
  t.regex(friend.out, /\nal \(you\): hello\n/)
  const stranger = await client('rdt3.0')
  t.is(stranger.status, 2)
  const mismatch = /protocol mismatch: the server uses rdt2\.2, the client rdt3\.0/
  t.regex(stranger.err, mismatch)
  await until(() => server.of('refused').length > 0)
  t.regex(server.of('refused')[0].text, mismatch)
})
