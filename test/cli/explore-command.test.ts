import { writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { Command } from 'commander'
import { type ExploreFlags, readExploration } from '../../src/cli/explore-options.js'
import { readRunOptions } from '../../src/cli/run-options.js'
import { addSimCommand } from '../../src/cli/sim.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { failureOf } from '../../src/sim/failure.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { ownProtocol } from './own-protocol.js'
import { rdtHere } from './rdt-here.js'
import { folder, pause, RdtProcess, until } from './rdt-process.js'
import { argumentsOf, examplesIn } from './shell-words.js'

/** The summary, which is all that `--json` prints. */
async function summaryOf(t: ExecutionContext, args: readonly string[], status: number) {
  const run = await rdtHere(t, ['explore', '--json', ...args])
  t.is(run.err, '')
  t.is(run.status, status, run.out)
  t.is(run.records.length, 1)
  return run.records[0]
}

/** The run of a replay command, by the command line's own readers. */
async function replayed(command: string) {
  const program = new Command('rdt')
  addSimCommand(program)
  const [sim] = program.commands
  let flags = {}
  sim?.action((given: object) => {
    flags = given
  })
  program.parse(argumentsOf(command.replace(/^npx /, '')), { from: 'user' })
  return runSimulation(await readRunOptions(flags), { checks: true })
}

test('a counterexample is status 1: the fates, what they break, and the command that shows it', async (t) => {
  const summary = await summaryOf(t, ['--protocol', 'rdt3.0', '--faults', 'reorder'], 1)
  const { counterexample, wall_ms, ...rest } = summary
  t.deepEqual(rest, {
    ...{ type: 'summary', protocol: 'rdt3.0', messages: 3, window: 1, seq_bits: 1 },
    ...{ faults: ['reorder'], max_faults: 2, depth: 12, runs: 6, levels: [1, 5] }
  })
  t.true(wall_ms > 0)
  const { fates, faults, violation, replay } = counterexample
  t.is(fates, 'data: (+300ms)')
  t.is(faults, 1)
  t.like(violation, { rule: 'prefix', verdict: 'fail' })
  t.deepEqual(failureOf(await replayed(replay)), violation, replay)
})

test('without one it is status 0, and the bound is stated', async (t) => {
  const args = ['--protocol', 'sr', '--messages', '3', '--depth', '7', '--max-faults', '1']
  const summary = await summaryOf(t, args, 0)
  t.like(summary, { depth: 7, max_faults: 1, counterexample: null })
  t.deepEqual(summary.faults, ['loss', 'corrupt', 'duplicate', 'reorder'])
  t.deepEqual(summary.levels, [1, 6 * 8], 'six transmissions, eight marks')
  t.is(summary.runs, 49)
  const { out, status } = await rdtHere(t, ['explore', ...args])
  t.is(status, 0)
  t.regex(out, /^Selective Repeat, window 4, 32-bit numbers, 3 messages\n/)
  t.regex(
    out,
    /\nthe first 7 transmissions, at most 1 fault of loss, corrupt, duplicate, reorder\n/
  )
  t.regex(out, /\n0 faults {3}1 run\n1 fault {4}48 runs\n\npass: none of them fails\n$/)
})

test('for people: levels, fates, violation, command and ladder, within 80 columns', async (t) => {
  const { out, err, status, lines } = await rdtHere(t, ['explore', '--protocol', 'rdt2.0'])
  t.is(status, 1)
  t.is(err, '')
  const text = lines.join('\n')
  t.regex(
    text,
    /\nfail, with 1 fault: data: x\n {2}progress: stuck: .*\n {2}npx rdt sim --protocol/
  )
  t.regex(text, /\n +0 wait for ACK or NAK .*lost: fate x/)
  t.notRegex(out, /\u001b/)
  const ladder = lines.slice(lines.findIndex((line) => line.startsWith('  npx rdt')) + 1)
  for (const line of ladder) t.true(line.length <= 80, line)
})

test('a legal window that fails on a channel that changes the order is told why', async (t) => {
  const few = ['explore', '--seq-bits', '2', '--window', '3']
  const { out, status } = await rdtHere(t, few)
  t.is(status, 1)
  t.regex(out, /\(the rule of the window supposes that nothing old is under way/)
  const inOrder = await rdtHere(t, [...few, '--faults', 'loss,corrupt,duplicate'])
  t.is(inOrder.status, 0, inOrder.out)
  const wide = await rdtHere(t, ['explore', '--seq-bits', '2', '--window', '4', '--unsafe-window'])
  t.notRegex(wide.out, /the rule of the window supposes/)
})

test('what has no end is drawn as far as it tells something', async (t) => {
  const bug = 'mutant:silent-on-duplicate'
  const { lines, status } = await rdtHere(t, ['explore', '--protocol', bug, '--messages', '1'])
  t.is(status, 1)
  t.true(lines.includes('fail, with 1 fault: ack: x'))
  t.regex(lines.at(-1)!, /^… and so on, without end$/)
  t.true(lines.length < 80, `${lines.length} lines`)
})

test('what fails in any weather fails without any fault', async (t) => {
  const never = ['--protocol', 'mutant:never-acknowledges', '--messages', '1']
  const { lines } = await rdtHere(t, ['explore', ...never])
  t.true(lines.includes('fail, without any fault'))
  const summary = await summaryOf(t, never, 1)
  t.like(summary.counterexample, { fates: '', faults: 0 })
  t.notRegex(summary.counterexample.replay, /--fates/)
})

test('marks that the checksum cannot miss are left out, those that it may are not', async (t) => {
  const few = ['--messages', '1', '--max-faults', '0']
  const all = ['loss', 'corrupt', 'swap', 'duplicate', 'reorder']
  const faultsOf = async (args: string[]) => (await summaryOf(t, [...few, ...args], 0)).faults
  t.deepEqual(await faultsOf(['--checksum', 'internet']), all)
  t.deepEqual(await faultsOf(['--checksum', 'parity']), all)
  t.deepEqual(await faultsOf(['--faults', 'swap, loss,swap']), ['swap', 'loss'])
})

/** Its receiver cannot stand a seventh segment, of two messages: five repetitions. */
const TIRED = ownProtocol({ receiver: "if (this.received === 7) throw new Error('enough')" })

test('one job or all that there are, of a protocol from a file: the same answer', async (t) => {
  const at = folder(t)
  writeFileSync(at('my-abp.ts'), TIRED)
  const args = ['--protocol', at('my-abp.ts'), '--messages', '2', '--depth', '9']
  const faults = ['--faults', 'corrupt,swap,loss,duplicate', '--max-faults', '6']
  const found = await Promise.all(
    ['1', '64'].map((jobs) => rdtHere(t, ['explore', '--json', ...args, ...faults, '--jobs', jobs]))
  )
  const [one, many] = found.map(({ records: [{ wall_ms: _, ...summary }] }) => summary)
  t.deepEqual(many, one)
  t.like(one.counterexample, { faults: 5 })
  t.like(one.counterexample.violation, { rule: 'crash', what: 'enough' })
  t.true(one.runs > 20_000, `${one.runs} runs`)
  for (const { status, err } of found) {
    t.is(status, 1)
    t.is(err, '')
  }
})

const REFUSED: readonly (readonly [flags: ExploreFlags, message: RegExp])[] = [
  [
    { loss: '5%' },
    /^--loss: explore tries every fate by itself and has no dice; .* write --faults loss/
  ],
  [{ jitter: '5ms' }, /^--jitter: .*no dice/],
  [{ profile: 'wifi' }, /^--profile: /],
  [{ down: 'duplicate 1%' }, /no dice/],
  [{ fates: 'data: x' }, /^--fates: .*no dice/],
  [{ faults: 'los' }, /--faults: there is no fault 'los'; did you mean loss\?/],
  [{ faults: 'truncate' }, /--faults: there is no fault 'truncate'; write one of loss/],
  [{ faults: '' }, /--faults: there is no fault ''/],
  [{ faults: 'loss,' }, /--faults: there is no fault ''/],
  [{ maxFaults: '-1' }, /--max-faults: '-1' will not do/],
  [{ maxFaults: '21' }, /--max-faults: .* from 0 to 20/],
  [{ depth: '100000' }, /--depth: .* from 0 to 10000/],
  [{ depth: '1.5' }, /--depth: '1\.5' will not do/],
  [{ window: '0' }, /--window: '0' will not do/],
  [{ seqBits: '2', window: '4' }, /breaks the rule of 2-bit numbers/],
  [{ protocol: 'rdt2.2', window: '2' }, /stop-and-wait/],
  [{ protocol: 'my-gbn.ts' }, /there is no file my-gbn\.ts/]
]

test('what cannot be explored is refused, with the mend', async (t) => {
  for (const [flags, message] of REFUSED) {
    await t.throwsAsync(readExploration(flags), { instanceOf: BadInput, message })
  }
})

test('a wrong call is one line, before anything is run', async (t) => {
  for (const [args, message] of [
    [['--loss', '5%'], /no dice/],
    [['--jobs', '0'], /--jobs: '0' will not do/],
    [['extra'], /too many arguments/]
  ] as const) {
    const { status, out, err } = await rdtHere(t, ['explore', ...args])
    t.is(status, 2, args.join(' '))
    t.is(out, '')
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(err, message)
  }
})

test('Ctrl-C ends what would take for ever, and says how far it came', async (t) => {
  for (const jobs of ['1', '2']) {
    const args = ['explore', '--max-faults', '20', '--depth', '10000', '--jobs', jobs]
    const run = new RdtProcess(t, args)
    await until(() => run.lines.length > 2)
    await pause(jobs === '1' ? 0 : 2_000)
    const took = await run.interrupt()
    t.is(run.status, 130)
    t.is(run.err, '')
    t.true(took < 3_000, `${took} ms`)
    t.regex(run.out, /\n0 faults {3}1 run\n(.*\n)*\ninterrupted: none so far fails\n$/)
  }
})

test('what was broken off says so to programs, too', async (t) => {
  const run = new RdtProcess(t, ['explore', '--json', '--max-faults', '20', '--depth', '10000'])
  // Too soon for a summary, or in the middle: it is one or nothing.
  await pause(1_500)
  await run.interrupt()
  t.is(run.status, 130)
  t.is(run.err, '')
  for (const record of run.records) {
    t.like(record, { type: 'summary', interrupted: true, counterexample: null })
  }
})

test('the examples of its help do what they show', async (t) => {
  const { out } = await rdtHere(t, ['explore', '--help'])
  for (const example of examplesIn(out)) {
    // The last of an option counts: that of Selective Repeat goes on for many seconds.
    const isLong = example.includes('--protocol sr')
    const args = [...argumentsOf(example), '--plain', ...(isLong ? ['--max-faults', '2'] : [])]
    const { status, err } = await rdtHere(t, args)
    t.is(err, '')
    t.is(status, isLong ? 0 : 1, example)
  }
})
