/** `rdt channel` as a program of its own: what it prints, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process'
import test, { type ExecutionContext } from 'ava'
import { Command } from 'commander'
import { formatWeather } from '../../lossy-channel/weather/words.js'
import { addChannelOptions, readChannelOptions } from '../../src/cli/channel-options.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { ANYWHERE, until } from './proxy-rig.js'

const PROGRAM = `
  import { Command } from ${JSON.stringify(import.meta.resolve('commander'))}
  import { addChannelCommand } from ${JSON.stringify(import.meta.resolve('../../src/cli/channel.js'))}
  const program = new Command('rdt')
  addChannelCommand(program)
  try {
    await program.parseAsync(['node', 'rdt', 'channel', ...process.argv.slice(1)])
  } catch (error) {
    console.error(error.name + ': ' + error.message)
    process.exitCode = 2
  }`

class Run {
  out = ''
  err = ''
  status: number | undefined
  readonly child: ChildProcess

  constructor(t: ExecutionContext, args: readonly string[]) {
    this.child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, '--', ...args])
    this.child.stdout?.on('data', (chunk) => {
      this.out += chunk
    })
    this.child.stderr?.on('data', (chunk) => {
      this.err += chunk
    })
    this.child.on('close', (code) => {
      this.status = code ?? -1
    })
    t.teardown(() => this.child.kill('SIGKILL'))
  }

  async end(): Promise<this> {
    await until(() => this.status !== undefined)
    return this
  }

  // biome-ignore lint/suspicious/noExplicitAny: the tests look into whatever JSON there is
  get records(): any[] {
    return this.out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  }
}

const run = (t: ExecutionContext, ...args: readonly string[]): Promise<Run> =>
  new Run(t, args).end()

test('it forwards, is told another weather, and ends with a report on Ctrl-C', async (t) => {
  const received: string[] = []
  const target = await openSocket(ANYWHERE, (bytes) => received.push(Buffer.from(bytes).toString()))
  t.teardown(() => target.close())
  const to = `127.0.0.1:${target.local.port}`
  const channel = new Run(t, [
    '--listen',
    '0',
    '--to',
    to,
    '--control',
    '0',
    '--json',
    '--seed',
    's'
  ])
  await until(() => channel.records.length > 0)
  const [{ type, listen, control, seed, up }] = channel.records
  t.like({ type, seed, up }, { type: 'listening', seed: 's', up: 'perfect' })
  const client = await openSocket(ANYWHERE, () => {})
  t.teardown(() => client.close())
  const port = Number(listen.split(':')[1])
  client.send(Buffer.from('one'), { address: '127.0.0.1', port })
  await until(() => received.length === 1)

  const set = await run(
    t,
    'set',
    '--control',
    String(control),
    '--up',
    'loss 100%',
    '--delay',
    '5ms'
  )
  t.is(set.status, 0, set.err)
  t.is(set.out, 'up   loss 100% delay 5ms\ndown delay 5ms\n')
  const cut = await run(t, 'set', '--control', String(control), '--partition', 'down')
  t.is(cut.out, 'up   loss 100% delay 5ms\ndown delay 5ms, cut\n')
  const wrong = await run(t, 'set', '--control', String(control), '--partition', 'left')
  t.is(wrong.status, 2)

  client.send(Buffer.from('two'), { address: '127.0.0.1', port })
  const begin = performance.now()
  channel.child.kill('SIGINT')
  await channel.end()
  t.true(performance.now() - begin < 5000)
  t.is(channel.status, 130)
  t.is(channel.records.at(-1).type, 'summary')
  t.is(channel.records.at(-1).up.counts.carried, 1)
  t.is(channel.err, '')
})

test('its first line says where it listens and where it forwards to, then weather and seed', async (t) => {
  const channel = new Run(t, ['--listen', '0', '--to', 'localhost:9', '--loss', 'gemodel 5% 30%'])
  await until(() => channel.out.includes('seed'))
  t.regex(
    channel.out,
    /^Channel listens on 127\.0\.0\.1:\d+, forwards to (127\.0\.0\.1|\[::1\]):9\nup {3}loss gemodel 5% 30% \(loses 14\.2857%, mean burst 3\.33\)\ndown .*\nseed [a-z2-9]{6}\n$/
  )
  channel.child.kill('SIGTERM')
  t.is((await channel.end()).status, 130)
})

for (const [args, message] of [
  [['--to', '127.0.0.1:9'], /--listen PORT is missing/],
  [['--listen', '0'], /--to HOST:PORT is missing/],
  [['--listen', '70000', '--to', '127.0.0.1:9'], /--listen: '70000' will not do/],
  [['--listen', '0', '--to', '::1'], /write \[::1\]:40452/],
  [['--listen', '0', '--to', 'no-such-host.invalid:9'], /has no address/],
  [['--listen', '0', '--to', '127.0.0.1:9', '--loss', '20'], /write 20% or a fraction/],
  [['fatse'], /did you mean rdt channel fates/],
  [['fates', '--profile', 'wify'], /did you mean wifi/],
  [['fates', '--fate-by', 'segment'], /leave it out/],
  [['set', '--loss', '5%'], /--control PORT is missing/],
  [['set', '--control', '1', '--loss', '5%'], /no channel answers on port 1/],
  [['selftest', '--seed', ''], /seed is empty/]
] as const) {
  test(`rdt channel ${args.join(' ')} is refused in one line`, async (t) => {
    const { status, err, out } = await run(t, ...args)
    t.is(status, 2)
    t.regex(err, /^BadInput: [^\n]+\n$/)
    t.regex(err, message)
    t.is(out, '')
  })
}

test('fates are foretold as a string that can be typed in again', async (t) => {
  const asked = ['--count', '40', '--seed', '42', '--json']
  const dice = await run(t, 'fates', '--loss', '20%', '--corrupt', '10%', ...asked)
  const summary = dice.records.at(-1)
  t.is(dice.records.length, 81)
  t.regex(summary.up.fates, /^[.xc]+$/)
  const again = await run(t, 'fates', '--fates', `up: ${summary.up.fates}`, ...asked)
  t.is(again.records.at(-1).up.fates, summary.up.fates)
  const drop = dice.records.find(({ mark }) => mark === 'x')
  t.regex(drop.why, /^loss 20%: rolled 0\.\d{4} < 0\.2$/)
})

test('the profiles are listed with their values', async (t) => {
  const { records } = await run(t, 'profiles', '--json')
  t.like(records[0], { type: 'profile', name: 'perfect', up: 'perfect' })
  t.is(records.at(-1).profiles, records.length - 1)
})

test('the self-test prints asked, measured and interval, and passes', async (t) => {
  const { records, status } = await run(t, 'selftest', '--json')
  t.is(status, 0)
  t.like(records.at(-1), { type: 'summary', outside: 0, verdict: 'pass' })
  for (const { asked, low, high } of records.slice(0, -1)) t.true(low <= asked && asked <= high)
})

const read = (...args: readonly string[]) => {
  const command = addChannelOptions(new Command('test')).parse(args, { from: 'user' })
  return readChannelOptions(command.opts(), { delay: 20_000 })
}

test('profile, netem, single options and one direction: the later ones on top', (t) => {
  const words = (...args: readonly string[]) => {
    const { up, down } = read(...args)
    return [formatWeather(up), formatWeather(down)]
  }
  t.deepEqual(words(), ['delay 20ms', 'delay 20ms'])
  t.deepEqual(words('--profile', 'perfect'), ['perfect', 'perfect'])
  t.deepEqual(words('--profile', 'bursty', '--loss', '5%', '--up', 'delay 1ms'), [
    'loss 5% delay 1ms',
    'loss 5% delay 20ms'
  ])
  t.deepEqual(words('--netem', 'loss 1% delay 5ms 1ms', '--delay', '9ms', '--down', 'loss 0'), [
    'loss 1% delay 9ms 1ms',
    'delay 9ms 1ms'
  ])
  t.deepEqual(words('--jitter', '3ms'), ['delay 20ms 3ms', 'delay 20ms 3ms'])
})

test('a seed is chosen where none is given, and said to be', (t) => {
  const chosen = read()
  t.true(chosen.seedWasChosen)
  t.regex(chosen.seed, /^[a-z2-9]{6}$/)
  t.not(read().seed, chosen.seed)
  t.like(read('--seed', 'mine'), { seed: 'mine', seedWasChosen: false })
  t.throws(() => read('--seed', 'a\nb'), { instanceOf: BadInput })
})

test('fates and their key are read', (t) => {
  const { fates, fateBy } = read('--fates', 'data: .x', '--fate-by', 'segment')
  t.deepEqual(
    fates.up?.map(({ mark }) => mark),
    ['.', 'x']
  )
  t.is(fateBy, 'segment')
  t.throws(() => read('--fate-by', 'segment', '--profile', 'bursty'), { instanceOf: BadInput })
})
