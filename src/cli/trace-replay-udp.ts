/** `rdt trace replay` of a trace of real UDP: the fates of one link, in the simulator. */

import { PERFECT, type Weather, withChanges } from '../../lossy-channel/weather/weather.js'
import { cleanText } from '../kernel/display.js'
import { nearest } from '../kernel/nearest.js'
import { BadInput } from '../kernel/quantity.js'
import type { SimConfig } from '../sim/config.js'
import { dataLinks, recordedRun } from '../sim/recorded-run.js'
import { replayCommand } from '../sim/replay-command.js'
import { runSimulation } from '../sim/simulation.js'
import type { TraceHeader } from '../trace/event.js'
import { loadProtocol } from './protocol-file.js'
import { type ProtocolFlags, readProtocolOptions } from './protocol-options.js'
import { describeOutcome } from './sim-report.js'
import { readTrace } from './trace-input.js'
import { within } from './watchdog.js'

interface UdpFlags {
  readonly protocol?: string
  readonly link?: string
  readonly json?: boolean
}

const APPROXIMATED = [
  'recorded are fates, not times: the n-th transmission of each direction meets the n-th fate;',
  'delays are the usual ones, messages all have one size and come at even intervals; opening,',
  'pings and closing are left out'
]

export async function replayUdp(path: string, flags: UdpFlags): Promise<void> {
  const { header, events } = await readTrace(path)
  const links = dataLinks(events)
  const link = chooseLink(flags.link, links)
  const told = await baseOf(header, flags.protocol)
  // What a server sends goes down.
  const base = link.startsWith('server>') ? { ...told, up: told.down, down: told.up } : told
  const { config, recorded } = recordedRun(events, link, base)
  const outcome = within(() => runSimulation(config, { checks: true }))
  if (outcome.verdict === 'fail') process.exitCode = 1
  const command = replayCommand(config, flags.protocol)
  const { data, retransmitted, acks } = outcome.segments
  const simulated = { data, retransmitted, acks, verdict: outcome.verdict }
  const lines = flags.json
    ? [JSON.stringify({ type: 'summary', link, recorded, simulated, approximated: true, command })]
    : [
        `data of ${link}: ${recorded.data} segments, ${recorded.retransmitted} of them sent again, ${recorded.acks} ACKs, ${recorded.faults} faults`,
        ...APPROXIMATED,
        '',
        ...describeOutcome(config, outcome),
        '',
        command
      ]
  process.stdout.write(lines.map((line) => `${cleanText(line)}\n`).join(''))
}

function chooseLink(asked: string | undefined, links: ReadonlyMap<string, number>): string {
  const known = [...links.keys()]
  const [only] = known
  if (only === undefined) {
    throw new BadInput('no data was sent in this trace; there is nothing to replay')
  }
  const some = known.slice(0, 8).map((link) => `'${link}'`)
  if (asked === undefined) {
    if (known.length === 1) return only
    throw new BadInput(`--link: say whose data to replay; write one of ${some.join(', ')}`)
  }
  if (links.has(asked)) return asked
  const near = nearest(asked, known)
  const mend = near === undefined ? `write one of ${some.join(', ')}` : `did you mean '${near}'?`
  throw new BadInput(`--link: no data was sent from ${asked.replace('>', ' to ')}; ${mend}`)
}

/** Protocol and weather, as far as the header knows them. */
async function baseOf({ config, seed }: TraceHeader, path: string | undefined): Promise<SimConfig> {
  const { protocol, window, seq_bits: bits, rto, congestion, mss, checksum } = config
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? `${value}` : undefined
  if (path === undefined && text(protocol) === undefined) {
    throw new BadInput(
      '--protocol: this trace does not tell which protocol it is of; add --protocol NAME'
    )
  }
  const told = {
    protocol: path ?? text(protocol),
    window: text(window),
    seqBits: text(bits),
    rto: text(rto),
    congestion: text(congestion),
    mss: text(mss),
    checksum: text(checksum)
  }
  const flags: ProtocolFlags = Object.fromEntries(
    Object.entries(told).filter(([, value]) => value !== undefined)
  )
  const transport = readProtocolOptions({ ...flags, unsafeWindow: true }, await loadProtocol(path))
  const { protocol: machines, windowSize, seqBits, rto: policy } = transport
  return {
    ...{ protocol: machines, windowSize, seqBits, rto: policy },
    ...{ congestion: transport.congestion, checksum: transport.checksum, mss: transport.mss },
    ...{ messages: 0, size: 0, interval: 0, seed: seed === '' ? '1' : seed },
    ...{ up: weatherOf(config['up']), down: weatherOf(config['down']), fates: {}, fateBy: 'order' },
    ...{ handshake: false, encodeAll: false }
  }
}

const weatherOf = (told: unknown): Weather =>
  typeof told === 'object' && told !== null ? withChanges(PERFECT, told) : PERFECT
