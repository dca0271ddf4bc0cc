/**
 * The rows around the terminal client's conversation: who and where one is, which conversations
 * there are, and how the connection does.
 *
 *    alice on 127.0.0.1:40452   connected   3 people            F1 help
 *    1 everybody   2 bob (3)   3 bob, carol
 *    lag 62 ms  RTO 200 ms  retransmitted 3 of 40 (8 %)  connected  3 unread
 */
import { type ClientFacts, GAP, statusPieces } from './client-facts.js'
import type { Thread } from './client-thread.js'
import { cutTo, widthOf } from './glyphs.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

const HINT = [
  ['F1', 'key'],
  [' help', 'faint']
] as const

export function drawTitle(paper: Surface, facts: ClientFacts, people: number): void {
  const { name, server, state, stateStyle } = facts
  const hint = widthOf(HINT.map(([word]) => word).join(''))
  const room = paper.width - hint - 1
  let x = Math.max(0, paper.width - hint)
  for (const [word, style] of HINT) x = paper.put(x, 0, word, style)
  const count = people === 0 ? '' : people === 1 ? '1 person' : `${people} people`
  const line = paper.part(0, 0, room, 1)
  const ends = [
    [`${GAP}${count}`, ` on ${server}`],
    [`${GAP}${count}`, ''],
    ['', '']
  ] as const
  const least = Math.min(widthOf(name), 8)
  const used = ([end, where]: (typeof ends)[number]): number =>
    widthOf(where) + widthOf(end) + GAP.length + widthOf(state)
  const fitting = ends.find((end) => least + used(end) <= room) ?? ends[2]
  const [end, where] = fitting
  let at = line.put(0, 0, cutTo(name, Math.max(least, room - used(fitting))), 'title')
  at = line.put(at, 0, where, 'faint')
  at = line.put(at + GAP.length, 0, cutTo(state, room - at - GAP.length), stateStyle)
  line.put(at, 0, end)
}

/** The conversations with their numbers; where not all have room, those around the shown one. */
export function drawTabs(paper: Surface, threads: readonly Thread[], active: Thread): void {
  const tabs = threads.map((thread, i) => tabOf(thread, i, paper.width))
  const [first, end] = fittingAround(tabs.map(widthOf), threads.indexOf(active), paper.width - 6)
  let x = first > 0 ? paper.put(0, 0, '‹', 'faint') : 0
  for (const [i, tab] of tabs.entries()) {
    const thread = threads[i]
    if (i < first || i >= end || thread === undefined) continue
    x = paper.put(x, 0, tab, thread === active ? 'chosen' : tabStyle(thread))
  }
  const more = threads.slice(end).reduce((sum, { unread }) => sum + unread, 0)
  if (end < tabs.length) paper.put(x, 0, more > 0 ? `› ${more}` : '›', 'faint')
}

/** As many neighbours of the one at `middle` as fit. @returns the first, and behind the last */
function fittingAround(
  widths: readonly number[],
  middle: number,
  room: number
): readonly [first: number, end: number] {
  let first = middle
  let end = middle + 1
  let left = room - (widths[middle] ?? 0)
  for (;;) {
    const behind = widths[end] ?? Number.POSITIVE_INFINITY
    const before = widths[first - 1] ?? Number.POSITIVE_INFINITY
    if (behind <= left) {
      left -= behind
      end++
    } else if (before <= left) {
      left -= before
      first--
    } else return [first, end]
  }
}

function tabStyle({ unread, isUrgent }: Thread): Style {
  if (unread === 0) return 'faint'
  return isUrgent ? 'highlight' : 'title'
}

function tabOf({ address, unread }: Thread, index: number, width: number): string {
  const count = unread > 0 ? ` (${unread})` : ''
  const title = cutTo(address.title, Math.min(24, Math.floor(width / 3)))
  return ` ${index + 1} ${title}${count} `
}

export function drawStatus(paper: Surface, facts: ClientFacts, unread: number): void {
  let x = 0
  for (const { text, style } of statusPieces(facts, unread, paper.width)) {
    x = paper.put(x, 0, text, style) + GAP.length
  }
}
