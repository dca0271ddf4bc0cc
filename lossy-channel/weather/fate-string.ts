/**
 * Fate strings: exact fates by hand, one mark for each transmission of a direction.
 *
 *   .  deliver     x  drop        c  corrupt one bit    w  swap two 16-bit words
 *   2  duplicate   t  truncate    >  hold back until the next datagram has passed
 *   ?  whatever the dice say, where dice are on
 *   (+60ms)  arrive that much later        .*9  nine times
 *
 * Marks may stand apart: `..x  c`. Repeats are kept as counts, so `.*1000000000` costs no room.
 */

import { BadInput, parseDuration } from '../../src/kernel/quantity.js'
import type { Micros } from '../../src/kernel/time.js'
import { MAX_DURATION } from './weather.js'
import { durationWord } from './words.js'

/** The marks that are one letter. */
export const MARKS = ['.', 'x', 'c', 'w', '2', 't', '>', '?'] as const
export type Mark = (typeof MARKS)[number]

/** One fate, `count` times in a row. `late` is the mark `(+…)`. */
export interface FateRun {
  readonly mark: Mark | 'late'
  /** Only with `late`: how much later than it would have arrived. */
  readonly by: Micros
  readonly count: number
}

/** The fates of one direction, in order. */
export type Fates = readonly FateRun[]

export interface FatesByDirection {
  readonly up?: Fates
  readonly down?: Fates
}

/** No run needs more; a longer one is a slip of the finger. */
export const MAX_REPEAT = 1_000_000_000

const MEND = `the marks are ${MARKS.join(' ')} and (+60ms), each with *9 to repeat it`

/**
 * The fates of one direction, `..x(+60ms).*9`.
 * @param offset what stands before `text` in what was typed, for the position in a message
 * @throws BadInput with the position, counted from 1, and the mend
 */
export function parseFateString(text: string, name = '--fates', offset = 0): Fates {
  const runs: FateRun[] = []
  let at = 0
  const refuse = (what: string, where: number): never => {
    throw new BadInput(`${name}, position ${offset + where + 1}: ${what}`)
  }
  while (at < text.length) {
    const sign = text[at] as string
    if (isSpace(sign)) {
      at++
      continue
    }
    const one = sign === '(' ? readLate(text, at, refuse) : readMark(text, at, refuse)
    const repeat = readRepeat(text, one.end, refuse)
    append(runs, { mark: one.mark, by: one.by, count: repeat.count })
    at = repeat.end
  }
  return runs
}

type Refuse = (what: string, where: number) => never

interface Reading {
  readonly mark: FateRun['mark']
  readonly by: Micros
  readonly end: number
}

function readMark(text: string, at: number, refuse: Refuse): Reading {
  const sign = String.fromCodePoint(text.codePointAt(at) as number)
  const mark = MARKS.find((known) => known === sign)
  if (mark !== undefined) return { mark, by: 0, end: at + 1 }
  if (sign === '*') return refuse(`* repeats the mark before it, and there is none; write .*9`, at)
  const small = sign.toLowerCase()
  const meant = MARKS.find((known) => known === small)
  return refuse(`${quote(sign)} is no fate; ${meant ? `write ${meant}` : MEND}`, at)
}

function readLate(text: string, at: number, refuse: Refuse): Reading {
  const close = text.indexOf(')', at)
  if (close < 0) return refuse('( has no ) behind it; write (+60ms)', at)
  const inside = text.slice(at + 1, close).trim()
  if (!inside.startsWith('+')) {
    return refuse('a fate in parentheses begins with +; write (+60ms)', at)
  }
  const by = durationOf(inside.slice(1))
  if (by === undefined) return refuse(`${quote(inside)} is not a time; write (+60ms)`, at)
  if (by > MAX_DURATION) return refuse('a datagram is late by at most 1h; write (+60ms)', at)
  return by === 0 ? { mark: '.', by, end: close + 1 } : { mark: 'late', by, end: close + 1 }
}

function durationOf(text: string): Micros | undefined {
  try {
    return parseDuration(text, '')
  } catch {
    return undefined
  }
}

function readRepeat(text: string, at: number, refuse: Refuse): { count: number; end: number } {
  let star = at
  while (star < text.length && isSpace(text[star] as string)) star++
  if (text[star] !== '*') return { count: 1, end: at }
  let end = star + 1
  while (end < text.length && isDigit(text[end] as string)) end++
  const count = Number(text.slice(star + 1, end))
  if (end === star + 1) return refuse('* needs a count behind it; write .*9', star)
  if (count < 1) return refuse('*0 is no fate at all; leave the mark out', star)
  if (count > MAX_REPEAT) return refuse(`a mark repeats at most ${MAX_REPEAT} times`, star)
  return { count, end }
}

const isSpace = (sign: string): boolean => sign === ' ' || sign === '\t' || sign === '\n'
const isDigit = (sign: string): boolean => sign >= '0' && sign <= '9'

/** Controls, and what turns the direction of writing: neither shall reach a terminal. */
const UNPRINTABLE = /[^\x20-\x7e\u00a1-\ud7ff]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f]/g

function quote(text: string): string {
  const clean = text.replace(UNPRINTABLE, '?')
  return clean.length > 20 ? `'${clean.slice(0, 20)}…'` : `'${clean}'`
}

function append(runs: FateRun[], run: FateRun): void {
  const last = runs.at(-1)
  if (last?.mark !== run.mark || last.by !== run.by) {
    runs.push(run)
    return
  }
  // A run that is full goes over into the next, however its marks were written.
  const sum = last.count + run.count
  runs[runs.length - 1] = { ...run, count: Math.min(sum, MAX_REPEAT) }
  if (sum > MAX_REPEAT) runs.push({ ...run, count: sum - MAX_REPEAT })
}

/** Joins single fates to runs. */
export function joinFates(fates: Iterable<FateRun>): Fates {
  const runs: FateRun[] = []
  for (const fate of fates) append(runs, fate)
  return runs
}

/** Up to this many equal marks are written out: `.........x` is easier to count than to read. */
const WRITTEN_OUT = 10

/** The string of `fates`, which `parseFateString` reads back as the same. */
export function formatFates(fates: Fates): string {
  let text = ''
  for (const { mark, by, count } of fates) {
    const one = mark === 'late' ? `(+${durationWord(by)})` : mark
    // Behind a count, the mark 2 would be one of its digits.
    if (one === '2' && isDigit(text.at(-1) ?? '') && /\*\d+$/.test(text)) text += ' '
    const isShort = mark === 'late' ? count === 1 : count <= WRITTEN_OUT
    text += isShort ? one.repeat(count) : `${one}*${count}`
  }
  return text
}

/** `up: ..x  down: x`; empty where there are none. A simulation calls them data: and ack:. */
export const formatBothFates = (
  { up, down }: FatesByDirection,
  [upName, downName] = ['up', 'down']
): string =>
  [up && `${upName}: ${formatFates(up)}`, down && `${downName}: ${formatFates(down)}`]
    .filter(Boolean)
    .join('  ')

const LABELS: Readonly<Record<string, 'up' | 'down'>> = {
  up: 'up',
  data: 'up',
  down: 'down',
  ack: 'down'
}

/**
 * Fates of both directions, `up: ..x.  down: x`; `data:` and `ack:` mean the same.
 * @throws BadInput with the position, counted from 1, and the mend
 */
export function parseFates(text: string, name = '--fates'): FatesByDirection {
  const labels = [...text.matchAll(/([A-Za-z]+)[ \t]*:/g)]
  const before = text.slice(0, labels[0]?.index ?? text.length)
  if (before.trim() !== '') {
    const where = before.length - before.trimStart().length + 1
    throw new BadInput(
      `${name}, position ${where}: say for which direction; write 'up: ..x' or 'down: ..x' (data: and ack: in a simulation)`
    )
  }
  const found: { up?: Fates; down?: Fates } = {}
  for (const [i, label] of labels.entries()) {
    const word = (label[1] as string).toLowerCase()
    const direction = Object.hasOwn(LABELS, word) ? LABELS[word] : undefined
    const where = `${name}, position ${label.index + 1}`
    if (direction === undefined) {
      throw new BadInput(
        `${where}: no direction is called ${quote(word)}; write up: or down: (data: or ack: in a simulation)`
      )
    }
    if (found[direction]) {
      throw new BadInput(`${where}: ${direction}: is there twice; write its marks in one place`)
    }
    const start = label.index + label[0].length
    const marks = text.slice(start, labels[i + 1]?.index ?? text.length)
    found[direction] = parseFateString(marks, name, start)
  }
  return found
}
