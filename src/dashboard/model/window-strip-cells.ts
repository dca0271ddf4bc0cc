/** The numbers of a window, one cell each, as in the book's figures 3.19 and 3.23. */
import { SequenceSpace } from '../../rdt/sequence.js'
import type { WindowFacts } from './run-window.js'
import type { Style } from './style.js'

/** What a number is to the sender, and to the receiver. */
export type CellMeaning =
  | 'acknowledged'
  | 'in flight'
  | 'usable'
  | 'not usable'
  | 'delivered'
  | 'expected'
  | 'buffered'
  | 'missing'
  | 'acceptable'

export interface StripCell {
  readonly number: number
  readonly sender: CellMeaning
  /** Undefined where nothing is known of the receiver. */
  readonly receiver: CellMeaning | undefined
}

/** The sign of each, so that no colour is needed to tell them apart, and its style. */
export const SIGNS: Readonly<Record<CellMeaning, readonly [string, Style]>> = {
  acknowledged: ['■', 'acknowledged'],
  'in flight': ['▣', 'in-flight'],
  usable: ['□', 'usable'],
  'not usable': ['·', 'unusable'],
  delivered: ['■', 'acknowledged'],
  expected: ['○', 'usable'],
  buffered: ['◆', 'buffered'],
  missing: ['○', 'usable'],
  acceptable: ['□', 'usable']
}

/** Acknowledged ones that are shown before `base`, and unusable ones behind the window. */
const BEFORE = 3
const BEHIND = 2

/**
 * The numbers around `base`: a few that are acknowledged, the window, a few behind it; at most
 * `most`. Empty where the machines have no numbers.
 */
export function stripCells(facts: WindowFacts, most: number): StripCell[] {
  const { base, nextseqnum, size, allowed, acknowledged, protocol } = facts
  if (base === undefined || nextseqnum === undefined || most < 1) return []
  const numbers = new SequenceSpace(protocol.seqBits)
  const sent = numbers.distance(base, nextseqnum)
  const usable = Math.max(sent, allowed ?? sent)
  const before = Math.min(BEFORE, acknowledged, Math.floor(most / 4))
  const count = Math.min(most, before + Math.max(usable, size ?? 0) + BEHIND)
  const acked = new Set(facts.acked)
  const buffered = new Set(facts.buffered)
  const furthest = furthestOf(facts, numbers)
  return Array.from({ length: count }, (_, index): StripCell => {
    const offset = index - before
    const number = numbers.wrap(base + offset)
    const sender =
      offset < 0 || (offset < sent && acked.has(number))
        ? 'acknowledged'
        : offset < sent
          ? 'in flight'
          : offset < usable
            ? 'usable'
            : 'not usable'
    return {
      number,
      sender,
      receiver: receiverMeaning(facts, numbers, number, offset, furthest, buffered)
    }
  })
}

/** How many steps after `expected` the last of the buffered ones lies. */
function furthestOf({ expected, buffered }: WindowFacts, numbers: SequenceSpace): number {
  if (expected === undefined) return 0
  return buffered.reduce((most, number) => Math.max(most, numbers.distance(expected, number)), 0)
}

function receiverMeaning(
  { base = 0, expected, size }: WindowFacts,
  numbers: SequenceSpace,
  number: number,
  offset: number,
  furthest: number,
  buffered: ReadonlySet<number>
): CellMeaning | undefined {
  if (expected === undefined) return undefined
  const ahead = numbers.distance(expected, number)
  if (offset < 0 || offset < numbers.distance(base, expected)) return 'delivered'
  if (ahead === 0) return 'expected'
  if (buffered.has(number)) return 'buffered'
  if (ahead < furthest) return 'missing'
  return size !== undefined && ahead < size && buffered.size > 0 ? 'acceptable' : 'not usable'
}
