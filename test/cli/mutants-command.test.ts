import test from 'ava'
import { Command } from 'commander'
import { recordOf, summaryOf } from '../../src/cli/mutants-report.js'
import { readRunOptions } from '../../src/cli/run-options.js'
import { addSimCommand } from '../../src/cli/sim.js'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import type { SimConfig } from '../../src/sim/config.js'
import { isAsExpected, judgeLimits, matrixRows } from '../../src/sim/kill-matrix.js'
import { SCENARIOS } from '../../src/sim/scenarios.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { rdtHere } from './rdt-here.js'
import { rdt } from './rdt-process.js'
import { argumentsOf } from './shell-words.js'

const rows = [...matrixRows()]
const records = rows.map(recordOf)

test('without a name it prints the matrix, no wider than 80 columns, and its status is 0', async (t) => {
  const { out, err, status, lines } = await rdtHere(t, ['mutants'])
  t.is(status, 0, err)
  t.is(err, '')
  for (const line of lines) t.true(line.length <= 80, line)
  const flat = out.replace(/\s+/g, ' ')
  for (const { name, story } of [...MUTANTS, ...VARIANTS]) {
    t.regex(out, new RegExp(`^${name.replaceAll('.', '\\.')} +[#xw.]+$`, 'm'))
    t.true(flat.includes(story), name)
  }
  for (const title of ['rdt2.0', 'rdt3.0', 'Go-Back-N', 'Selective Repeat']) {
    t.regex(
      out,
      new RegExp(`^${title.replace('.', '\\.')} +\\d+\\n {2}the reference, .* \\.+$`, 'm')
    )
  }
  t.regex(out, /^L5-rdt3\.0 +fails +the alternating bit on a channel that changes the order/m)
  t.regex(out, /\n94 of 94 mutants are killed; by delivered data alone, 67 of them\.\n16 of 16 /)
  t.notRegex(out, /SURVIVES|KILLED|PASSES|\u001b/)
})

test('for programs there is a record for each and a summary', (t) => {
  const told = records.map((record) => JSON.parse(JSON.stringify(record)))
  const named = (type: string) => told.filter((record) => record.type === type)
  t.is(named('mutant').length, MUTANTS.length)
  t.is(named('variant').length, VARIANTS.length)
  t.deepEqual(summaryOf(rows, judgeLimits()), {
    type: 'summary',
    mutants: 94,
    killed: 94,
    killed_by_data_alone: 67,
    survivors: [],
    legal: 16,
    legal_killed: [],
    limits: 7,
    limits_that_pass: []
  })
  const record = named('mutant').find(({ name }) => name === 'silent-on-duplicate')
  t.like(record, {
    of: 'gbn',
    protocol: 'mutant:silent-on-duplicate',
    expected: 'fail',
    as_expected: true,
    seen_in_data: false
  })
  t.true(record.killed_by.includes('S03') && record.killed_by.includes('S09'))
  t.is(record.scenarios.S01, 'pass')
  t.is(
    Object.keys(record.scenarios).length,
    SCENARIOS.filter(({ protocol }) => protocol === 'gbn').length
  )
  t.regex(record.show, /^npx rdt sim --protocol mutant:silent-on-duplicate /)
})

test('with a name it tells the story, what is different, and two commands', async (t) => {
  const { out, status, lines } = await rdtHere(t, ['mutants', 'silent-on-duplicate'])
  t.is(status, 0)
  t.is(lines[0], 'silent-on-duplicate, a bug of Go-Back-N (gbn)')
  t.regex(out, /\nS03: the only ACK is lost\n/)
  t.regex(out, /\ngbn +1 +2 +2 +1 +250\nsilent-on-duplicate +1 +\d+ +1 +\d+ +never\n/)
  t.regex(out, /\nfail {2}answer +1 came again and was not answered\n/)
  t.regex(out, /\nKilled by S03, [S\d, ]+\n$/)
  const commands = lines.filter((line) => line.startsWith('  npx rdt sim '))
  t.is(commands.length, 2)
  const [mutant, reference] = await Promise.all(
    commands.map((command) => rdtHere(t, argumentsOf(command.trim().replace('npx ', ''))))
  )
  t.is(mutant?.status, 1)
  t.regex(mutant?.out ?? '', /verdict +fail/)
  t.is(reference?.status, 0)
})

test('--ladder draws the run', async (t) => {
  const plain = await rdtHere(t, ['mutants', 'deliver-duplicate'])
  const drawn = await rdtHere(t, ['mutants', 'deliver-duplicate', '--ladder'])
  t.true(drawn.lines.length > plain.lines.length + 5)
  t.regex(drawn.out, /data 1/)
})

test('a name may have its prefix, and a variant has a story, too', async (t) => {
  const [bare, prefixed, variant, same] = await Promise.all(
    [
      ['base-moves-back'],
      ['mutant:base-moves-back'],
      ['variant:buffering-receiver'],
      ['acks-next']
    ].map((args) => rdtHere(t, ['mutants', ...args]))
  )
  t.is(prefixed?.out, bare?.out)
  t.regex(bare?.out ?? '', /\nWeak in S02, /)
  t.regex(variant?.out ?? '', /^buffering-receiver, a legal variant of Go-Back-N \(gbn\)\n/)
  t.regex(same?.out ?? '', /No scenario tells it from the reference/)
  for (const one of [bare, prefixed, variant, same]) t.is(one?.status, 0)
})

const json = async (...args: Parameters<typeof rdtHere>) => (await rdtHere(...args)).records

test('one alone as JSON is its record, and a summary of one', async (t) => {
  const [record, summary] = await json(t, ['mutants', 'retx-only-base', '--json'])
  t.like(record, { type: 'mutant', name: 'retx-only-base' })
  t.like(summary, { type: 'summary', mutants: 1, killed: 1, survivors: [] })
})

for (const [args, message] of [
  [
    ['mutants', 'silent-on-duplicat'],
    /the name: there is no mutant .*did you mean silent-on-duplicate\?/
  ],
  [
    ['mutants', 'zzzzzzzzzzzzzzzzzzzzzz'],
    /there is no mutant 'z+'; write one of those that rdt mutants lists/
  ],
  [['mutants', 'Go-Back-N'], /there is no mutant 'Go-Back-N'/],
  [['mutants', 'a', 'b'], /too many arguments/],
  [['mutants', '--jsn'], /unknown option '--jsn' \(Did you mean --json\?\)/],
  [['sim', '--protocol', 'mutant:silnt-on-duplicate'], /did you mean mutant:silent-on-duplicate\?/],
  [['sim', '--protocol', 'silent-on-duplicate'], /did you mean mutant:silent-on-duplicate\?/],
  [['sim', '--protocol', 'variant:acks-nxt'], /did you mean variant:acks-next\?/],
  [['sim', '--protocol', 'quic'], /write one of rdt1\.0, .*, or what rdt mutants lists\n$/],
  [
    ['sim', '--protocol', 'mutant:rdt2.1-nak-storm', '--window', '2'],
    /stop-and-wait has one segment/
  ],
  [
    ['sim', '--protocol', 'mutant:sr-retx-all', '--window', '5', '--seq-bits', '3'],
    /N ≤ 2\^\(k−1\)/
  ]
] as const) {
  test(`rdt ${args.join(' ')} is refused in one line`, async (t) => {
    const { status, out, err } = await rdtHere(t, args)
    t.is(status, 2, out)
    t.is(out, '')
    t.regex(err, /^rdt: [^\n]+\n$/)
    t.regex(err, message)
  })
}

/** What `rdt sim` makes of a command line, without running it. */
function configOf(command: string): Promise<SimConfig> {
  const program = new Command('rdt').exitOverride()
  addSimCommand(program)
  let flags = {}
  program.commands[0]?.action((found: object) => {
    flags = found
  })
  program.parse(argumentsOf(command.replace('npx ', '')), { from: 'user' })
  return readRunOptions(flags)
}

test('the command that a story shows runs the mutant, and shows it', async (t) => {
  for (const [i, row] of rows.entries()) {
    if (row.kind !== 'mutant') continue
    t.true(isAsExpected(row))
    const config = await configOf(records[i]?.show ?? '')
    t.is(config.protocol, row.protocol)
    const it = runSimulation(config, { checks: true })
    const reference = runSimulation({ ...config, protocol: row.of }, { checks: true })
    const numbers = ({ segments, finish_ms, verdict }: typeof it) =>
      JSON.stringify([segments, finish_ms, verdict])
    t.not(numbers(it), numbers(reference), row.name)
    t.is(reference.verdict, 'pass', row.name)
  }
})

test('a mutant is a protocol like others: rdt explore finds the one fate that breaks it', async (t) => {
  const args = ['explore', '--protocol', 'mutant:silent-on-duplicate', '--faults', 'loss']
  const { records, status } = await rdtHere(t, [
    ...args,
    '--max-faults',
    '1',
    '--jobs',
    '1',
    '--json'
  ])
  t.is(status, 1)
  t.is(records.at(-1).protocol, 'mutant:silent-on-duplicate')
  t.truthy(records.at(-1).counterexample)
})

test('a machine that throws is a verdict of rdt sim: status 1, and the message', async (t) => {
  const args = ['sim', '--protocol', 'mutant:crash-on-garbage', '--fates', 'data: c']
  const { status, err, out } = await rdt(t, args)
  t.is(status, 1)
  t.is(err, '')
  t.regex(out, /\nverdict +fail\n +crash: rdtRcv: this segment makes no sense \(at 50 ms\)\n/)
})
