/**
 * Every protocol in every weather, and every bug and variant that has a name: what tshark finds in
 * the captures is what `rdt trace stats` counts. All captures are in one file, read by one tshark.
 */
import { writeFileSync } from 'node:fs'
import test from 'ava'
import { PERFECT, type Weather } from '../../lossy-channel/weather/weather.js'
import { ms } from '../../src/kernel/time.js'
import { CHECKSUMS } from '../../src/rdt/checksum.js'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { ADAPTIVE } from '../../src/rdt/rto.js'
import type { SimConfig } from '../../src/sim/config.js'
import { replayCommand } from '../../src/sim/replay-command.js'
import { captureOf } from '../../src/trace/capture.js'
import { dissector } from '../../src/trace/dissector.js'
import { thorough } from '../thorough.js'
import { bytesOf, captured, countsOf } from '../trace/captured-run.js'
import { albumOf, pagesOf } from './capture-album.js'
import { folder } from './rdt-process.js'
import { isLacking, runTool, toolHome } from './tools.js'
import { faultsOf, fieldArguments, rowsOf, VERIFYING } from './tshark-rows.js'

const chance = (probability: number) => ({ probability, correlation: 0 })
const CALM: Weather = { ...PERFECT, delay: ms(20) }
const LOSSY: Weather = { ...CALM, loss: { kind: 'random', ...chance(0.25) } }

const WEATHERS: Readonly<Record<string, Weather>> = {
  calm: CALM,
  loss: LOSSY,
  // As a partition that comes and goes.
  bursts: {
    ...CALM,
    loss: { kind: 'gemodel', toBad: 0.1, toGood: 0.3, lossWhenBad: 1, lossWhenGood: 0 }
  },
  corrupt: { ...CALM, corrupt: { ...chance(0.25), bits: 3 } },
  swap: { ...CALM, corrupt: { ...chance(0.25), bits: 0 } },
  duplicate: { ...CALM, duplicate: chance(0.3) },
  reorder: {
    ...CALM,
    reorder: { ...chance(0.3), gap: 1 },
    jitter: { spread: ms(15), correlation: 0 }
  },
  truncate: { ...CALM, truncate: chance(0.25) },
  storm: {
    ...LOSSY,
    corrupt: { ...chance(0.1), bits: 1 },
    duplicate: chance(0.1),
    reorder: { ...chance(0.1), gap: 1 },
    truncate: chance(0.05)
  }
}

/** A run that does not end by itself ends here. */
const MOST_EVENTS = 600

interface Entry {
  readonly name: string
  readonly config: SimConfig
}

/** One of `list`, another one for each index. */
const turn = <T>(list: readonly T[], index: number): T => list[index % list.length] as T

/** `index` picks what the matrix does not name: all of it comes with all protocols, some day. */
function entry(protocol: Protocol, sky: string, index: number, more: Partial<SimConfig>): Entry {
  const weather = WEATHERS[sky] ?? CALM
  const seqBits = protocol.seqBits ?? turn([32, 4, 32, 8], index)
  const config: SimConfig = {
    protocol,
    windowSize: Math.min(6, protocol.maxWindow?.(seqBits) ?? 6),
    seqBits,
    rto: ADAPTIVE,
    congestion: 'newreno',
    checksum: turn(CHECKSUMS, index),
    mss: turn([1172, 60, 1172], index),
    messages: 12,
    size: turn([32, 1, 200, 0, 2_500], index),
    interval: turn([0, 0, ms(30)], index),
    seed: `matrix ${index}`,
    up: weather,
    down: weather,
    fates: {},
    fateBy: 'order',
    handshake: index % 4 === 3,
    encodeAll: false,
    ...more
  }
  return { name: `${protocol.name}, ${sky}`, config }
}

const BOOK = PROTOCOLS.flatMap((protocol, row) =>
  Object.keys(WEATHERS).map((sky, column) => entry(protocol, sky, 7 * row + column, {}))
)
// A bug that numbers everything alike, and empty messages: nobody can tell one from another.
const BUGS = [...MUTANTS, ...VARIANTS].map(({ protocol }, i) =>
  entry(protocol, 'storm', i, { size: 40 })
)

test('in every protocol and weather tshark finds what stats counts, and nothing else', async (t) => {
  if (isLacking(t, 'tshark')) return
  const at = folder(t)
  const bugs = thorough(
    BUGS.filter((_, i) => i % 3 === 0),
    BUGS
  )
  const pages = [...BOOK, ...bugs].map(({ name, config }) => {
    const trace = captured(config, MOST_EVENTS)
    return { name, config, trace, counts: countsOf(trace) }
  })
  writeFileSync(at('rdtchat.lua'), dissector())
  const captures = pages.map(({ trace }) => bytesOf(captureOf(trace.header, trace.events)))
  writeFileSync(at('album.pcapng'), albumOf(captures))
  const script = `lua_script:${at('rdtchat.lua')}`
  const args = ['-X', script, ...VERIFYING, '-r', at('album.pcapng'), ...fieldArguments]
  const { status, out, err } = await runTool('tshark', [...args, '-z', 'expert'], toolHome(t))
  t.is(err, '')
  t.is(status, 0)
  const lines = out.split('\n')
  const rows = rowsOf(
    lines
      .filter((line) => line.includes('\t'))
      .join('\n')
      .concat('\n')
  )
  const sum = (key: keyof (typeof pages)[number]['counts']) =>
    pages.reduce((total, { counts }) => total + counts[key], 0)
  t.is(rows.length, sum('frames'))
  const found = pagesOf(
    rows,
    pages.map(({ counts }) => counts.frames)
  )
  const faults = pages.flatMap(({ name, config, trace }, i) =>
    faultsOf(found[i] ?? [], trace).map(
      (fault) => `${name}: ${fault}: ${replayCommand(config)}, up to ${MOST_EVENTS} events`
    )
  )
  t.deepEqual(faults, [])
  // What Wireshark has to say of them is ours, and there is nothing that it would call wrong.
  const said = (summary: string) =>
    lines
      .filter((line) => line.includes('RDTCHAT') && line.endsWith(summary))
      .reduce((total, line) => total + Number.parseInt(line, 10), 0)
  t.is(said('A segment is sent again'), sum('retransmissions'))
  t.is(said('An ACK says the same again'), sum('duplicateAcks'))
  const groups = lines.filter((line) => /^ +\d+ +[A-Z]/.test(line))
  t.deepEqual(
    groups.filter((line) => !/^ +\d+ +(Comment +Frame|(Checksum|Sequence) +RDTCHAT) /.test(line)),
    []
  )
  t.true(sum('retransmissions') > 500 && sum('duplicateAcks') > 500 && sum('badChecksums') > 200)
})
