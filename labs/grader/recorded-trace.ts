/**
 * The trace of a run of `rdt sim` that somebody hands in. It is believed for one reason only: the
 * run that its header describes is made again here, and gives the same lines. So what is counted
 * are events of our own, and a line that somebody has changed is told with its number.
 *
 *     my-run.ndjson ── header ──▶ run again ──▶ events
 *                   ── lines ─────────▶ the same? ◀──╯
 */
import * as v from 'valibot'
import { parseFateString } from '../../lossy-channel/weather/fate-string.js'
import { FATE_KEYS, type Weather } from '../../lossy-channel/weather/weather.js'
import { weatherSchema } from '../../lossy-channel/weather-schema.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { CHECKSUMS } from '../../src/rdt/checksum.js'
import { CONGESTION } from '../../src/rdt/protocol.js'
import { MAX_MSS, MIN_MSS } from '../../src/rdt/transport.js'
import type { SimConfig } from '../../src/sim/config.js'
import { runSimulation } from '../../src/sim/simulation.js'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import { formatEvent, readHeader } from '../../src/trace/ndjson.js'
import { parseRto } from './asked-run.js'
import { count } from './check-kind.js'
import { findOurs } from './reference.js'

export interface RecordedTrace {
  readonly header: TraceHeader
  readonly config: SimConfig
  readonly events: readonly TraceEvent[]
}

/** Some hundred thousand lines; a run that has more is none to look at. */
const MOST_EVENTS = 100_000
const LONGEST_HEADER = 10_000

const text = v.pipe(v.string(), v.maxLength(2000))

const configSchema = v.object({
  command: v.literal('sim'),
  protocol: text,
  window: count(1, 65_535),
  seq_bits: count(1, 32),
  rto: text,
  congestion: v.picklist(CONGESTION),
  mss: count(MIN_MSS, MAX_MSS),
  checksum: v.picklist(CHECKSUMS),
  messages: count(0, 10_000),
  size: count(0, 65_536),
  interval_us: count(0, 3.6e9),
  handshake: v.boolean(),
  flows: v.optional(v.literal(1)),
  up: weatherSchema,
  down: weatherSchema,
  fates: v.object({ up: v.optional(text), down: v.optional(text) }),
  fate_by: v.picklist(FATE_KEYS)
})

const MEND = 'record it with rdt sim --trace, and hand it in as it is'

/** The run that `content` tells of, or why that is not to be believed. */
export function readRecordedTrace(content: string): RecordedTrace | { readonly fault: string } {
  const end = content.indexOf('\n')
  const first = content.slice(0, Math.min(end < 0 ? content.length : end, LONGEST_HEADER))
  const read = readHeader(first)
  if ('problem' in read) {
    return { fault: `it is no trace (its first line is no header: ${read.problem}); ${MEND}` }
  }
  const header = read.value
  try {
    const config = configOf(header)
    return compare({ header, config, events: eventsOf(config) }, content, first.length + 1)
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    return { fault: `its header does not describe a run (${error.message}); ${MEND}` }
  }
}

/** @throws BadInput */
function configOf({ config, seed, clock }: TraceHeader): SimConfig {
  if (clock !== 'virtual') throw new BadInput('it is of real UDP')
  const result = v.safeParse(configSchema, config)
  if (!result.success) {
    const [issue] = result.issues
    throw new BadInput(`config.${v.getDotPath(issue) ?? ''}: ${issue.message}`)
  }
  const { window, seq_bits, rto, interval_us, up, down, fates, fate_by, ...told } = result.output
  const protocol = findOurs(told.protocol)
  if (protocol === undefined) {
    throw new BadInput(`its protocol, '${told.protocol.slice(0, 40)}', is none of rdt's`)
  }
  const { congestion, mss, checksum, messages, size, handshake } = told
  return {
    ...{ protocol, congestion, mss, checksum, messages, size, handshake, seed },
    windowSize: window,
    seqBits: seq_bits,
    rto: parseRto(rto, 'config.rto'),
    interval: interval_us,
    up: up as Weather,
    down: down as Weather,
    fates: {
      ...(fates.up !== undefined && { up: parseFateString(fates.up, 'config.fates') }),
      ...(fates.down !== undefined && { down: parseFateString(fates.down, 'config.fates') })
    },
    fateBy: fate_by,
    encodeAll: false
  }
}

/** What happens in the run of `config`. */
export function eventsOf(config: SimConfig): TraceEvent[] {
  const events: TraceEvent[] = []
  runSimulation(config, {
    checks: false,
    mostEvents: MOST_EVENTS,
    sink: (event) => {
      if (events.length < MOST_EVENTS) events.push(event)
    }
  })
  return events
}

/** @param at where in `content` the first event begins */
function compare(
  run: RecordedTrace,
  content: string,
  at: number
): RecordedTrace | { readonly fault: string } {
  if (run.events.length >= MOST_EVENTS) {
    return { fault: `it has more than ${MOST_EVENTS} events; record a shorter run` }
  }
  let place = at
  for (const [index, event] of run.events.entries()) {
    const line = formatEvent(event)
    if (!content.startsWith(line, place)) {
      const what =
        place >= content.length
          ? 'the file ends there, and the run goes on'
          : 'the run has another line'
      return { fault: `it is no run of rdt sim: at line ${index + 2} ${what}; ${MEND}` }
    }
    place += line.length
  }
  if (place === content.length) return run
  const line = run.events.length + 2
  return { fault: `it is no run of rdt sim: the run is over before line ${line}; ${MEND}` }
}
