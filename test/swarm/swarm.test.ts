/** The program: which cases it takes, what it prints, and how it ends. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import type { CaseResult } from './case.js'
import { replayOf } from './report.js'
import { SUBJECTS } from './subjects.js'
import { Swarm, type SwarmHost } from './swarm.js'
import type { SwarmOptions } from './swarm-options.js'
import { SwarmPool } from './swarm-pool.js'
import type { CaseName } from './swarm-worker.js'

const PROGRAM = fileURLToPath(new URL('run.js', import.meta.url))

/** The words of a command, as a shell reads them. */
const shellWords = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) => {
    return word.replace(/'([^']*)'|\\(.)/g, '$1$2')
  })

const OPTIONS: SwarmOptions = {
  seeds: 20,
  time: Number.POSITIVE_INFINITY,
  from: 1,
  seed: undefined,
  only: undefined,
  subjects: SUBJECTS,
  protocol: undefined,
  jobs: 3,
  failures: '',
  isPlain: true
}

const PASSED: CaseResult = { failure: undefined, counts: { events: 2 } }
const FAILED: CaseResult = { failure: { rule: 'prefix', what: 'x' }, counts: { events: 3 } }

/** A host that writes down what it is asked for. */
class FakeHost implements SwarmHost {
  readonly taken: CaseName[] = []
  readonly told: string[] = []
  clock = 0
  running = 0
  most = 0
  readonly #resultOf: (name: CaseName) => CaseResult

  constructor(resultOf: (name: CaseName) => CaseResult = () => PASSED) {
    this.#resultOf = resultOf
  }

  now(): number {
    return this.clock
  }

  async run(name: CaseName): Promise<CaseResult> {
    this.taken.push(name)
    this.running++
    this.most = Math.max(this.most, this.running)
    await Promise.resolve()
    this.running--
    this.clock += 10
    return this.#resultOf(name)
  }

  progressed(): void {}

  async failed({ seed }: CaseName): Promise<void> {
    this.told.push(seed)
  }

  get seeds(): number[] {
    return this.taken.map(({ seed }) => Number(seed)).sort((a, b) => a - b)
  }
}

test('it takes each seed once, from the first on, so many at once', async (t) => {
  const host = new FakeHost()
  const swarm = new Swarm({ ...OPTIONS, from: 100 }, host)
  await swarm.run()
  t.deepEqual(
    host.seeds,
    Array.from({ length: 20 }, (_, i) => 100 + i)
  )
  t.is(host.most, 3)
  t.is(swarm.seeds, 20)
  t.is(swarm.failed, 0)
  const total = [...swarm.tallies.values()].reduce((sum, { seeds }) => sum + seeds, 0)
  t.is(total, 20)
})

test('when the time is over no new case begins', async (t) => {
  const host = new FakeHost()
  // 100 ms, of which each case takes 10.
  const swarm = new Swarm({ ...OPTIONS, seeds: 1e9, time: 100_000, jobs: 1 }, host)
  await swarm.run()
  t.is(swarm.seeds, 10)
})

test('one that is stopped ends with what has run', async (t) => {
  const host = new FakeHost(({ seed }) => {
    if (seed === '7') swarm.stop()
    return PASSED
  })
  const swarm = new Swarm({ ...OPTIONS, seeds: 1e9, jobs: 1 }, host)
  await swarm.run()
  t.is(swarm.seeds, 7)
  t.true(swarm.isStopped)
})

test('failures are told and counted, by subject', async (t) => {
  const host = new FakeHost(({ seed }) => (Number(seed) % 5 === 0 ? FAILED : PASSED))
  const subjects = SUBJECTS.filter(({ name }) => name === 'pipes')
  const swarm = new Swarm({ ...OPTIONS, subjects }, host)
  await swarm.run()
  t.deepEqual(
    [...host.told].map(Number).sort((a, b) => a - b),
    [5, 10, 15, 20]
  )
  t.is(swarm.failed, 4)
  const { seeds, failed, counts } = swarm.tallies.get('pipes')!
  t.deepEqual({ seeds, failed, events: counts.get('events') }, { seeds: 20, failed: 4, events: 44 })
})

test('a seed by its name is taken alone, as it was told', async (t) => {
  const host = new FakeHost()
  const options = { ...OPTIONS, seeds: 1, seed: 'a b', only: [1, 4], protocol: 'gbn' }
  await new Swarm(options, host).run()
  t.like(host.taken, [{ seed: 'a b', only: [1, 4], protocol: 'gbn' }])
  t.is(host.taken.length, 1)
})

test('the command of a case is one that a shell reads as it was meant', (t) => {
  const name: CaseName = { subject: 'chat', seed: "it's me", protocol: 'mutant:x', only: [0, 12] }
  t.deepEqual(shellWords(replayOf(name)), [
    ...['npm', 'run', 'swarm', '--', '--subject', 'chat', '--seed', "it's me"],
    ...['--protocol', 'mutant:x', '--only', '0,12']
  ])
})

interface Ended {
  readonly out: string
  readonly err: string
  readonly status: number | null
}

/** Runs the program to its end. @param meanwhile is told what it has written so far */
function swarm(
  t: ExecutionContext,
  args: readonly string[],
  meanwhile: (child: { kill(signal: 'SIGINT'): void }, err: string) => void = () => {}
): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    out += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    err += chunk
    meanwhile(child, err)
  })
  return new Promise((resolve) => {
    child.on('close', (status) => resolve({ out, err, status }))
  })
}

function newFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test.serial('it prints a line for each subject, and the sum', async (t) => {
  const failures = join(newFolder(t), 'seeds.json')
  const args = ['--seeds', '40', '--jobs', '2', '--protocol', 'sr', '--plain']
  const { out, err, status } = await swarm(t, [...args, '--failures', failures])
  t.is(status, 0, out)
  const lines = out.trimEnd().split('\n')
  t.is(lines.length, 4, out)
  t.regex(lines[0] ?? '', /^run +\d+ seeds, 0 failed: timeouts \d+, .*events \d+$/)
  t.regex(lines[1] ?? '', /^pipes +\d+ seeds, 0 failed: connections \d+, /)
  t.regex(lines[2] ?? '', /^chat +\d+ seeds, 0 failed: lines \d+, /)
  t.is(lines[3], '40 seeds, 0 failed')
  t.regex(err, /^40 seeds on 2 cores/)
  t.false(existsSync(failures))
})

test.serial('a failure is told with all that replays it, and its status is 1', async (t) => {
  const failures = join(newFolder(t), 'seeds.json')
  const broken = ['--protocol', 'mutant:deliver-duplicate', '--failures', failures, '--plain']
  const { out, status } = await swarm(t, ['--subject', 'run', '--seeds', '3', ...broken])
  t.is(status, 1, out)
  t.regex(out, /^✗ run, seed \d+: expected: /m)
  t.regex(out, /^ {4}\{"protocol":"mutant:deliver-duplicate",/m)
  t.regex(out, /^ {4}npx rdt sim --protocol mutant:deliver-duplicate .*--seed \d+$/m)
  t.regex(out, /^3 seeds, [123] failed$/m)
  // What a mutant does wrong is not for CI to replay.
  t.false(existsSync(failures))
  const replay = shellWords(/^ {2}npm run swarm -- (.*)$/m.exec(out)?.[1] ?? '')
  const again = await swarm(t, [...replay, '--failures', failures, '--plain'])
  t.is(again.status, 1)
  t.is(again.out.split('\n')[0], out.split('\n')[0])
  t.regex(again.out, /^seed \d+: fail$/m)
})

test.serial(
  'a plan is told by its fewest steps, which are in a command of their own',
  async (t) => {
    const broken = ['--protocol', 'mutant:timer-not-rearmed-after-timeout', '--plain']
    const { out } = await swarm(t, ['--subject', 'pipes', '--seeds', '4', ...broken])
    const command = /^ {2}npm run swarm -- (.* --only .*)$/m.exec(out)?.[1]
    t.truthy(command, out)
    const { out: again, status } = await swarm(t, [...shellWords(command!), '--plain'])
    t.is(status, 1)
    t.regex(again, /^✗ pipes, seed \d+: /)
  }
)

test.serial('Ctrl-C ends it with the summary so far', async (t) => {
  let isInterrupted = false
  const args = ['--subject', 'run', '--protocol', 'gbn', '--time', '10m', '--jobs', '1', '--plain']
  const { out, status } = await swarm(t, args, (child, err) => {
    if (isInterrupted || !err.includes('Ctrl-C')) return
    isInterrupted = true
    child.kill('SIGINT')
  })
  t.is(status, 130, out)
  t.regex(out, /^run +\d+ seeds, 0 failed: .*\n\d+ seeds, 0 failed\n$/)
})

const WRONG_CALLS: readonly (readonly [args: readonly string[], mend: RegExp])[] = [
  [['--seeds', '0'], /--seeds: '0' will not do; write a whole number from 1/],
  [['--time', '10'], /--time: '10' has no unit; write/],
  [['--jobs', 'two'], /--jobs: 'two' will not do/],
  [['--subject', 'pipe'], /--subject: .*did you mean pipes/],
  [['--protocol', 'gnb'], /--protocol: .*did you mean gbn/],
  [['--subject', 'pipes', '--protocol', 'rdt2.0'], /rdt2\.0 does not declare; write --subject run/],
  [['--only', '3'], /--only: .*Add --seed and --subject/],
  [['--sedes', '3'], /unknown option '--sedes'.*--seeds/],
  [['17'], /too many arguments/]
]

test.serial('a wrong call is refused in one line that ends in the mend', async (t) => {
  const garbage = join(newFolder(t), 'seeds.json')
  writeFileSync(garbage, 'garbage')
  const calls = [...WRONG_CALLS, [['--failures', garbage], /no list of failing seeds/] as const]
  for (const [args, mend] of calls) {
    const { out, err, status } = await swarm(t, args)
    t.is(status, 2, args.join(' '))
    t.is(out, '')
    t.is(err.trimEnd().split('\n').length, 1, err)
    t.regex(err, mend)
  }
})

test.serial('help names every subject', async (t) => {
  const { out, status } = await swarm(t, ['--help'])
  t.is(status, 0)
  for (const { name } of SUBJECTS) t.regex(out, new RegExp(`^ +${name} +\\w`, 'm'))
})

/** Its receiver never returns. */
const CIRCLE = `
export default {
  name: 'circle', title: 'Circle', survives: ['loss'],
  createSender: (host) => ({
    isReady: true,
    rdtSend: (data) => host.udtSend({ kind: 'data', seqnum: 1, acknum: 0, data, corrupt: false }),
    rdtRcv: () => {},
    timeout: () => {}
  }),
  createReceiver: () => ({ rdtRcv: () => { for (;;); } })
}
`

test.serial('a step that turns in a circle is ended from outside', async (t) => {
  const file = join(newFolder(t), 'circle.mjs')
  writeFileSync(file, CIRCLE)
  const pool = new SwarmPool(1, 2_000)
  const name = { subject: 'run', protocol: file, only: undefined }
  const results = await Promise.all(
    // One of them has a message to send.
    ['1', '2', '3'].map((seed) => pool.run({ ...name, seed }))
  )
  t.true(results.some(({ failure }) => failure?.what.startsWith('no end after 2 s')))
  await pool.close()
})
