/**
 * The fate of one transmission, and why it has it: a fate string says so, or a person at the
 * keyboard. Both speak the language of the marks (fate-string.ts).
 */

import { nearest } from '../../src/kernel/nearest.js'
import { BadInput, formatDuration } from '../../src/kernel/quantity.js'
import type { Micros } from '../../src/kernel/time.js'
import { type FateRun, MARKS, parseFateString } from './fate-string.js'
import { durationWord } from './words.js'

/** The reason that is told of one that was killed as the next of its kind. */
export const KILLED_BY_HAND = 'killed by hand'

/** What shall become of one datagram. `by` is 0 but with the mark `late`. */
export type Fate = Omit<FateRun, 'count'>

/** Puts in words why a datagram has its fate, `waited` µs after it came. */
export type WhyOf = (fate: Fate, waited: Micros) => string

/** The reason that is told of a fate that was written down beforehand. */
export const whyFated = ({ mark, by }: Fate): string =>
  mark === 'late' ? `fate (+${durationWord(by)})` : `fate ${mark}`

/** The reason that is told of a person's decision. */
export function whyByHand({ mark, by }: Fate, waited: Micros): string {
  if (mark === '.') return `by hand: kept for ${formatDuration(waited)}`
  if (mark === 'late') return `by hand: ${formatDuration(by)} late`
  return `by hand: ${DONE[mark]}`
}

const DONE = {
  x: 'dropped',
  c: 'one bit flipped',
  w: 'two words swapped',
  '2': 'duplicated',
  t: 'cut short',
  '>': 'behind the next',
  '?': 'left to the dice'
} as const

/**
 * The inverse of both: the fate that `why` tells of; undefined where weather or dice decided. One
 * that was only kept by a hand is late by what it waited, `by` µs.
 */
export function fateTold(why: string, by: Micros = 0): Fate | undefined {
  if (why === KILLED_BY_HAND) return { mark: 'x', by: 0 }
  const marks = /^fate (\S.*)$/.exec(why)?.[1]
  const [fated] = marks === undefined ? [] : parseFateString(marks)
  if (fated !== undefined) return { mark: fated.mark, by: fated.by }
  const done = /^by hand: (.*)$/.exec(why)?.[1]
  if (done === undefined) return undefined
  const mark = (Object.keys(DONE) as (keyof typeof DONE)[]).find((key) => DONE[key] === done)
  if (mark !== undefined) return { mark, by: 0 }
  return done.startsWith('kept for ') || done.endsWith(' late') ? { mark: 'late', by } : undefined
}

/** The decisions that have a name. */
const NAMED: Readonly<Record<string, Fate['mark']>> = {
  deliver: '.',
  drop: 'x',
  corrupt: 'c',
  swap: 'w',
  duplicate: '2',
  truncate: 't'
}

/**
 * A decision as people and scripts write it: a name (`deliver`, `drop`, `corrupt`, `swap`, `truncate`,
 * `duplicate`, `late 60ms`) or the mark of a fate string (`.`, `x`, `(+60ms)`).
 * @throws BadInput with the mend
 */
export function parseDecision(text: string, name: string): Fate {
  const [word = '', time, ...rest] = text.trim().split(/\s+/)
  if (Object.hasOwn(NAMED, word) && time === undefined) {
    return { mark: NAMED[word] ?? '.', by: 0 }
  }
  const isLate = word === 'late' && time !== undefined && rest.length === 0
  const marks = isLate ? `(+${time})` : text.trim()
  if (isLate || marks.startsWith('(') || marks.length === 1) {
    const [fate, more] = parseFateString(marks, name)
    if (fate !== undefined && fate.mark !== '?' && fate.count === 1 && more === undefined) {
      return { mark: fate.mark, by: fate.by }
    }
  }
  const shown = word.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)
  const near = nearest(word, [...Object.keys(NAMED), 'late'])
  const mend =
    near === undefined ? DECISIONS : `did you mean ${near === 'late' ? 'late 60ms' : near}?`
  throw new BadInput(`${name}: '${shown}' is no decision; ${mend}`)
}

const DECIDED = MARKS.filter((mark) => mark !== '?')
const DECISIONS = `write ${Object.keys(NAMED).join(', ')}, late 60ms, or a mark ${DECIDED.join(' ')}`
