/** The worked example of labs/any-language: Go-Back-N in Python is Go-Back-N. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { loadProtocol } from '../../src/cli/protocol-file.js'
import { ms } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import type { SimConfig } from '../../src/sim/config.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { formatEvent } from '../../src/trace/ndjson.js'
import { fences, links, rdtCalls } from '../house/markdown.js'
import { quietRun } from '../sim/quiet-run.js'
import { GBN_SCENARIOS, scenarioConfig } from '../sim/scenario-file.js'
import { folder, rdt } from './rdt-process.js'
import { isLacking } from './tools.js'

const WORD = 'exec:python3 labs/any-language/gbn.py'
const README = 'labs/any-language/README.md'

/** One program for all tests that run in this process. */
let loaded: Promise<Protocol | undefined> | undefined
async function pythonGbn(): Promise<Protocol> {
  loaded ??= loadProtocol(WORD)
  const protocol = await loaded
  if (protocol === undefined) throw new Error(WORD)
  return protocol
}

for (const scenario of GBN_SCENARIOS) {
  test(`${scenario.id}: ${scenario.about}: it has exactly the counts of Go-Back-N`, async (t) => {
    if (isLacking(t, 'python3')) return
    const { in_order, finish_ms, ...segments } = scenario.expect
    const outcome = runSimulation(scenarioConfig(scenario, await pythonGbn()), { checks: true })
    t.like(outcome, { in_order, finish_ms, segments, verdict: 'pass' })
  })
}

const linesOf = (config: SimConfig): string[] => {
  const lines: string[] = []
  runSimulation(config, { checks: true, sink: (event) => lines.push(formatEvent(event)) })
  return lines
}

const harsh: Weather = {
  ...PERFECT,
  delay: ms(50),
  loss: { kind: 'random', probability: 0.15, correlation: 0 },
  corrupt: { probability: 0.1, correlation: 0, bits: 1 },
  duplicate: { probability: 0.1, correlation: 0 },
  reorder: { probability: 0.1, correlation: 0, gap: 1 }
}

const RUNS: Readonly<Record<string, Partial<SimConfig>>> = {
  'bad weather': {},
  'numbers that come round': { seqBits: 3, windowSize: 7 },
  'a connection that is opened and closed': { handshake: true },
  'a timeout that is measured': { rto: ADAPTIVE },
  'every datagram turned into bytes': { encodeAll: true, seed: 'bytes' }
}

for (const [what, changes] of Object.entries(RUNS)) {
  test(`its trace is that of Go-Back-N, byte for byte: ${what}`, async (t) => {
    if (isLacking(t, 'python3')) return
    const run = (protocol: Protocol) =>
      linesOf(quietRun(protocol, { up: harsh, down: harsh, messages: 60, ...changes }))
    const expected = run(gbn)
    t.true(expected.length > 500, `${expected.length}`)
    t.deepEqual(run(await pythonGbn()), expected)
  })
}

test('its traces differ in nothing but the name', async (t) => {
  if (isLacking(t, 'python3')) return
  const at = folder(t)
  const trace = async (word: string, name: string) => {
    const args = ['sim', '--protocol', word, '--loss', '20%', '--seed', '3']
    const { status, out, err } = await rdt(t, [...args, '--trace', at(name)])
    t.is(status, 0, out + err)
    return readFileSync(at(name), 'utf8')
  }
  const [python, original] = [await trace(WORD, 'python'), await trace('gbn', 'original')]
  t.is(python.replace('"protocol":"gbn-py"', '"protocol":"gbn"'), original)
})

test('it survives what it declares, and its windows are as wide as they may be', async (t) => {
  if (isLacking(t, 'python3')) return
  const { status, out, err } = await rdt(t, ['conformance', WORD, '--seeds', '3', '--json'])
  t.is(status, 0, out + err)
  const { checks, verdict } = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')
  t.deepEqual({ checks, verdict }, { checks: { pass: 13, weak: 0, fail: 0 }, verdict: 'pass' })
})

test('a chat over it loses nothing', async (t) => {
  if (isLacking(t, 'python3')) return
  const input = 'alice: hello\nbob: hi\nalice: über 20 % are lost\n'
  const args = ['chat', '--protocol', WORD, '--loss', '0.2', '--seed', '7', '--json']
  const run = await rdt(t, args, { input })
  t.is(run.status, 0, run.err)
  const [{ messages, segments }] = run.of('summary')
  t.like(messages, { sent: 3, delivered: messages.expected, lost: 0, duplicated: 0 })
  t.true(segments.dropped > 0)
})

/** Passes the lines on, and writes them down. */
const TEE = `
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
const [log, program, ...args] = process.argv.slice(2)
const { stdin, stdout } = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
const pass = (from, to, mark) =>
  createInterface({ input: from })
    .on('line', (line) => {
      appendFileSync(log, mark + ' ' + line + '\\n')
      to.write(line + '\\n')
    })
    .on('close', () => to.end())
pass(process.stdin, stdin, '→')
pass(stdout, process.stdout, '←')
`

test('the lines that the page shows are those that are spoken', async (t) => {
  if (isLacking(t, 'python3')) return
  const at = folder(t)
  writeFileSync(at('tee.mjs'), TEE)
  const word = `exec:"${process.execPath}" "${at('tee.mjs')}" "${at('log')}" ${WORD.slice(5)}`
  const run = ['--messages', '1', '--size', '5', '--window', '4', '--rto', '150ms']
  const { status, err } = await rdt(t, ['sim', '--protocol', word, ...run])
  t.is(status, 0, err)
  const shown = fences(readFileSync(README, 'utf8')).find(({ text }) => text.startsWith('→'))
  t.is(shown?.text.trimEnd(), readFileSync(at('log'), 'utf8').trimEnd())
})

test('the commands of the page do what they say, and its links lead somewhere', async (t) => {
  if (isLacking(t, 'python3')) return
  const page = readFileSync(README, 'utf8')
  for (const target of links(page)) t.true(existsSync(join(dirname(README), target)), target)
  const shell = fences(page).filter(({ language }) => language === 'sh')
  const calls = shell.flatMap(({ text }) => rdtCalls(text))
  t.is(calls.length, 5)
  for (const call of calls.filter(([command]) => command === 'sim' || command === 'explore')) {
    const { status, out, err } = await rdt(t, call)
    t.is(status, 0, out + err)
    t.is(err, '')
  }
})
