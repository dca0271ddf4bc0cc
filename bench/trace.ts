/**
 * How long does a trace of a million events take, and does its reader grow? Compared is with
 * JSON.parse of the same lines, which nobody who reads them can do without: in the same run, in
 * turns. And the program itself, from its start to its end, on the clock.
 */
import { spawnSync } from 'node:child_process'
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runSimulation } from '../src/sim/simulation.js'
import type { TraceEvent } from '../src/trace/event.js'
import { parseFilter } from '../src/trace/filter.js'
import { formatEvent, formatHeader, readEvent } from '../src/trace/ndjson.js'
import { StatsCollector } from '../src/trace/stats.js'
import { median } from './measure.js'
import { benchConfig } from './simulator.js'

const PROGRAM = fileURLToPath(new URL('../src/cli/rdt.js', import.meta.url))
const CONFIG = { protocol: 'gbn', window: 32, seq_bits: 32 }
const HEADER = { clock: 'virtual' as const, seed: 'bench', config: CONFIG, nodes: [] }
const CONDITION = 'kind == data && attempt > 3'
/** A message of that run, with its ACK and what is sent again, makes about so many events. */
const EVENTS_OF_A_MESSAGE = 12
const CHUNK = 1 << 18
const SAMPLES = 10

export interface TraceSpeed {
  readonly name: string
  readonly events: number
  /** Events a second of the processor's. */
  readonly ours: number
  readonly limit: number
  readonly ratio: number
}

export interface TraceReading {
  readonly speeds: readonly TraceSpeed[]
  /** The whole program, in seconds on the clock. */
  readonly seconds: number
  /** Live heap of `stats` in bytes after a tenth of the trace, and the highest later. */
  readonly early: number
  readonly highest: number
}

/** @param events of the trace, about */
export async function benchTrace(events: number, rounds: number): Promise<TraceReading> {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-bench-'))
  const path = join(folder, 'run.ndjson')
  try {
    const count = writeTrace(path, Math.ceil(events / EVENTS_OF_A_MESSAGE))
    const [parse, stats, where]: [number[], number[], number[]] = [[], [], []]
    for (let round = 0; round < rounds; round++) {
      parse.push(await secondsFor(path, () => JSON.parse))
      stats.push(await secondsFor(path, statsReader))
      where.push(await secondsFor(path, filterReader))
    }
    const limit = count / median(parse)
    const speed = (what: string, seconds: number[]): TraceSpeed => {
      const ours = count / median(seconds)
      const name = `${what}, against JSON.parse of each line`
      return { name, events: count, ours, limit, ratio: ours / limit }
    }
    return {
      speeds: [speed('trace stats', stats), speed('trace show --where', where)],
      seconds: secondsOfProgram(path),
      ...(await heapOf(path, count))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @returns how many events the trace has */
function writeTrace(path: string, messages: number): number {
  let waiting = formatHeader(HEADER)
  let count = 0
  writeFileSync(path, '')
  const flush = () => {
    writeFileSync(path, waiting, { flag: 'a' })
    waiting = ''
  }
  const sink = (event: TraceEvent) => {
    count++
    waiting += formatEvent(event)
    if (waiting.length > CHUNK) flush()
  }
  runSimulation(benchConfig(messages, 'trace'), { checks: false, sink })
  flush()
  return count
}

type LineReader = (line: string) => unknown

function statsReader(): LineReader {
  const collector = new StatsCollector({ config: CONFIG })
  return (line) => {
    const read = readEvent(line)
    if ('value' in read) collector.take(read.value)
  }
}

function filterReader(): LineReader {
  const takes = parseFilter(CONDITION)
  return (line) => {
    const read = readEvent(line)
    return 'value' in read && takes(read.value)
  }
}

async function secondsFor(path: string, make: () => LineReader): Promise<number> {
  const read = make()
  const before = process.cpuUsage()
  await eachEvent(path, read)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

async function heapOf(path: string, count: number): Promise<{ early: number; highest: number }> {
  const collect = globalThis.gc
  if (collect === undefined) throw new Error('run this with node --expose-gc')
  const read = statsReader()
  const every = Math.floor(count / SAMPLES)
  const heap: number[] = []
  let seen = 0
  await eachEvent(path, (line) => {
    read(line)
    if (++seen % every !== 0) return
    collect()
    heap.push(process.memoryUsage().heapUsed)
  })
  const [early = 0, ...later] = heap
  return { early, highest: Math.max(...later) }
}

/** Every line but the header's. */
async function eachEvent(path: string, read: LineReader): Promise<void> {
  let rest = ''
  let isHeader = true
  for await (const piece of createReadStream(path, { encoding: 'utf8', highWaterMark: CHUNK })) {
    const lines = (rest + String(piece)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!isHeader) read(line)
      isHeader = false
    }
  }
}

function secondsOfProgram(path: string): number {
  const before = performance.now()
  const { status } = spawnSync(process.execPath, [PROGRAM, 'trace', 'stats', path])
  if (status !== 0) throw new Error('rdt trace stats fails')
  return (performance.now() - before) / 1000
}
