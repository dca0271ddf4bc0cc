/**
 * What makes a run easier to read, and its command shorter, if the story stays the same: usual
 * values instead of unusual ones, and marks that need no ruler.
 */
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ms } from '../kernel/time.js'
import { usualTransport } from '../rdt/transport.js'
import type { SimConfig } from './config.js'
import { type Fault, fateOf } from './faults.js'
import { USUAL } from './replay-command.js'

/** Values of a run, each to be tried in the place of its own. */
export function usualValues({ protocol, flows = 1 }: SimConfig): readonly Partial<SimConfig>[] {
  const { checksum, congestion, mss } = usualTransport(protocol)
  const weather = { ...PERFECT, delay: USUAL.delay }
  return [
    { encodeAll: false },
    ...(flows > 1 ? [{ flows: 1 }] : []),
    { handshake: false },
    { size: USUAL.size, mss },
    { interval: 0 },
    { up: weather, down: weather },
    { rto: { fixed: ms(150) } },
    { seqBits: protocol.seqBits ?? USUAL.seqBits },
    { checksum, congestion }
  ]
}

/** An opening takes a few transmissions of each direction; without one the faults come earlier. */
const OPENING = 3

/** `faults`, and where they may be when `changes` are made. */
export function shiftedFor(changes: Partial<SimConfig>, faults: readonly Fault[]) {
  const all: (readonly Fault[])[] = [faults]
  for (let by = 1; changes.handshake === false && by <= OPENING; by++) {
    const shifted = faults.map((fault) => ({ ...fault, index: fault.index - by }))
    all.push(shifted.filter(({ index }) => index >= 0))
  }
  return all
}

/** Has `config` these already? */
export const hasValues = (config: SimConfig, values: Partial<SimConfig>): boolean =>
  Object.entries(values).every(
    ([key, value]) => JSON.stringify(config[key as keyof SimConfig]) === JSON.stringify(value)
  )

/** The same fault with a mark that is easier to read: one behind the next, or late by whole ms. */
export function plainerFaults(fault: Fault): Fault[] {
  const { mark, by } = fault.fate
  if (mark !== 'late') return []
  const whole = ms(Math.ceil(by / ms(1)))
  const late = whole === by ? [] : [fateOf('late', whole)]
  return [fateOf('>'), ...late].map((fate) => ({ ...fault, fate }))
}
