import { writeFileSync } from 'node:fs'
import test from 'ava'
import { FAULTS } from '../../src/rdt/protocol.js'
import { ownProtocol } from './own-protocol.js'
import { rdtHere } from './rdt-here.js'
import { folder, RdtProcess, rdt, until } from './rdt-process.js'
import { argumentsOf, examplesIn } from './shell-words.js'

test('a protocol that is what it says passes, and each failure that had to be is told', async (t) => {
  const { out, err, status, lines } = await rdtHere(t, ['conformance', 'rdt2.1', '--seeds', '10'])
  t.is(status, 0)
  t.is(err, '')
  t.regex(
    lines[0]!,
    /^rdt2\.1 declares to survive corrupt-data, corrupt-ack, reorder, delay; 10 seeds/
  )
  t.is(lines.at(-1), 'verdict pass')
  t.regex(out, /\n✓ pass survives corrupt-data\n/)
  t.regex(
    out,
    /\n✓ pass fails on loss\n +seen on seed \d+: stuck: .*\n +npx rdt sim --protocol rdt2\.1 .* --fates 'data: x' --seed \d+\n/
  )
  t.notRegex(out, /\u001b|│/, 'no colour, and no ladder where nothing is wrong')
})

test('--json is a record for each check and the summary', async (t) => {
  const run = await rdtHere(t, ['conformance', '--protocol', 'rdt2.2', '--seeds', '6', '--json'])
  t.is(run.status, 0)
  t.is(run.err, '')
  const checks = run.of('check')
  t.deepEqual(run.records.at(-1), {
    ...{ type: 'summary', protocol: 'rdt2.2', seeds: 6 },
    checks: { pass: checks.length, weak: 0, fail: 0 },
    verdict: 'pass'
  })
  t.is(checks.length, run.records.length - 1)
  t.is(checks.length, FAULTS.length + 1)
  for (const { name, wanted, faults, verdict, runs, seed, violation, replay } of checks) {
    t.is(verdict, 'pass', name)
    t.true(runs >= 1 && faults.length >= 1)
    t.is(seed !== undefined, wanted === 'fails', name)
    t.is(violation?.verdict, wanted === 'fails' ? 'fail' : undefined)
    t.is(replay?.startsWith('npx rdt sim --protocol rdt2.2 '), wanted === 'fails' || undefined)
  }
})

test('a protocol of a file that declares too much fails: status 1, the shortest run and its ladder', async (t) => {
  const at = folder(t)
  // It takes a segment that it has had for a new one.
  const receiver = 'if (isData(segment)) this.#expectedseqnum = segment.seqnum'
  writeFileSync(at('my-abp.ts'), ownProtocol({ receiver }))
  const { out, status, err } = await rdt(t, ['conformance', 'my-abp.ts'], { cwd: at('.') })
  t.is(err, '')
  t.is(status, 1)
  t.regex(out, /^My alternating bit declares to survive loss, /)
  t.regex(
    out,
    /\n✗ fail survives loss\n +seed \d+, run \d+: message 2 was due, and message 1 came again\n +npx rdt sim --protocol my-abp\.ts --rto 150ms --messages 1 --fates 'ack: x' --seed \d+\n\n +ms sender/
  )
  t.regex(out, /delivered 1 AGAIN/)
  t.regex(out, /\nverdict fail\n$/)
  const [command = ''] = /npx rdt sim --protocol my-abp.*/.exec(out) ?? []
  const replay = await rdt(t, argumentsOf(command.replace('npx ', '')), { cwd: at('.') })
  t.is(replay.status, 1)
  t.regex(replay.out, /prefix: message 2 was due, and message 1 came again/)
})

test('one that declares too little is weak, and learns what it may declare: status 0', async (t) => {
  const at = folder(t)
  writeFileSync(at('my-abp.ts'), ownProtocol({ survives: "['loss']" }))
  const args = ['conformance', at('my-abp.ts'), '--seeds', '5']
  const { out, status } = await rdtHere(t, args)
  t.is(status, 0)
  t.regex(out, /\n~ weak fails on duplicate: it never did; it may declare 'duplicate'\n/)
  t.regex(out, /\nverdict weak\n$/)
  const json = await rdtHere(t, [...args, '--json'])
  t.like(json.records.at(-1), { protocol: 'my-abp', verdict: 'weak' })
})

test('--ladder draws the failures that had to be, too', async (t) => {
  const { lines } = await rdtHere(t, ['conformance', 'rdt1.0', '--seeds', '5', '--ladder'])
  const drawn = lines.filter((line) => /^ *ms state +sender +receiver/.test(line))
  t.is(drawn.length, 4, 'of corruption, loss, duplication and reordering')
})

test('a wrong call is refused in one line', async (t) => {
  for (const [args, message] of [
    [['gnb'], /there is no protocol 'gnb'; did you mean gbn\?/],
    [['my-gbn.ts'], /there is no file my-gbn\.ts/],
    [['--seeds', '0'], /--seeds: '0' will not do/],
    [['--seeds', '1e9'], /--seeds: /],
    [['gbn', '--protocol', 'sr'], /gbn and --protocol sr.*one of the two/],
    [['gbn', 'sr'], /too many arguments/],
    [['--loss', '5%'], /unknown option '--loss'/]
  ] as const) {
    const { status, out, err } = await rdtHere(t, ['conformance', ...args])
    t.is(status, 2, args.join(' '))
    t.is(out, '')
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(err, message)
  }
})

test('Ctrl-C ends a long suite in the middle of a check', async (t) => {
  const run = new RdtProcess(t, ['conformance', 'tcp', '--seeds', '100000', '--json', '--plain'])
  const text = new RdtProcess(t, ['conformance', 'tcp', '--seeds', '100000'])
  await until(() => text.lines.length > 0)
  t.true((await text.interrupt()) < 3_000)
  t.is(text.status, 130)
  t.is(text.lines.at(-1), 'verdict none: interrupted')
  t.true((await run.interrupt()) < 3_000)
  t.is(run.status, 130)
  for (const { status, err } of [run, text]) {
    t.is(status, 130)
    t.is(err, '')
  }
  if (run.lines.length > 0) t.like(run.records.at(-1), { type: 'summary', verdict: null })
})

test('the examples of its help end well', async (t) => {
  const { out } = await rdtHere(t, ['conformance', '--help'])
  const examples = examplesIn(out)
  t.true(examples.length >= 2)
  for (const example of examples) {
    const { status, err } = await rdtHere(t, [...argumentsOf(example), '--seeds', '10'])
    t.is(err, '')
    t.is(status, 0, example)
  }
})
