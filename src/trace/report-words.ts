/** For a report: the options of its run, and what it leaves out, in words. */
import { cleanText } from '../kernel/display.js'
import { toMs } from '../kernel/time.js'
import type { TraceHeader } from './event.js'
import { type KeptPair, MOST_OF_A_PAIR, MOST_OF_ALL } from './report-pairs.js'

const LONGEST_VALUE = 500

/** `up.loss.probability  0.1`: every option of the run, those of a group one by one. */
export function optionsOf({ config }: TraceHeader): [string, string][] {
  return Object.entries(config).flatMap(([name, value]) => flat(name, value, 0))
}

function flat(name: string, value: unknown, depth: number): [string, string][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 4) {
    return Object.entries(value).flatMap(([key, inner]) => flat(`${name}.${key}`, inner, depth + 1))
  }
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return [[cleanText(name), cleanText(text.slice(0, LONGEST_VALUE))]]
}

/** One sentence for each pair of which not all is there. */
export function leftOutWords(kept: readonly KeptPair[]): string[] {
  const cut = kept.filter(({ total, pair }) => pair.transmissions.sent.length < total)
  if (cut.length === 0) return []
  const each = cut.map(({ pair, total, until }) => {
    const { length } = pair.transmissions.sent
    const shown = length === 0 ? 'none' : `the first ${length}`
    const end = length === 0 ? '' : `, up to ${toMs(until)} ms`
    return `Of ${pair.nodes.join(' and ')} the pictures and the list show ${shown} of ${total} transmissions${end}.`
  })
  const bound = `A page holds ${MOST_OF_A_PAIR} transmissions of two nodes, ${MOST_OF_ALL} in all; totals, figures and costs are of the whole run.`
  return [...each, bound]
}
