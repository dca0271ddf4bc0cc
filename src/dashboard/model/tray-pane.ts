/**
 * The tray: the datagrams that wait until the person at the keyboard decides, the oldest first.
 *
 *   be the channel: 2 wait
 *   ▸  3.2s  alice  → server  data 3  ↻2 retransmission   60 B
 *      0.4s  alice  ← server  ack 2                       28 B
 *   d deliver  x drop  c corrupt  2 duplicate  l late  a all
 */
import type { Micros } from '../../kernel/time.js'
import { cutTo, widthOf } from './glyphs.js'
import type { Surface } from './surface.js'
import { TRAY_KEYS } from './tray-chooser.js'
import type { TrayLine } from './tray-lines.js'

export interface TrayOptions {
  /** The id of the one that a key decides. */
  readonly chosen?: number | undefined
  readonly now: Micros
}

/** Fills `paper`: how many wait, a row for each, and the keys at its foot. */
export function drawTray(
  paper: Surface,
  items: readonly TrayLine[],
  { chosen, now }: TrayOptions
): void {
  const { width, height } = paper
  const foot = height >= 3 ? keyLines(width, height) : []
  const head = height >= 2 + foot.length ? 1 : 0
  if (head > 0) paper.put(0, 0, cutTo(headWords(items.length, width), width), 'title')
  const room = Math.max(0, height - head - foot.length)
  drawRows(paper.part(0, head, width, room), items, chosen, now)
  for (const [i, pieces] of foot.entries()) drawKeys(paper, height - foot.length + i, pieces)
}

function headWords(count: number, width: number): string {
  const waits = count === 1 ? '1 waits' : `${count} wait`
  if (count > 0) return width < 24 ? waits : `be the channel: ${waits}`
  return width < 40 ? 'nothing waits' : 'be the channel: nothing waits yet'
}

function drawRows(
  paper: Surface,
  items: readonly TrayLine[],
  chosen: number | undefined,
  now: Micros
): void {
  const { width, height } = paper
  if (height === 0) return
  const place = Math.max(
    0,
    items.findIndex(({ id }) => id === chosen)
  )
  const isLong = items.length > height
  const room = isLong && height > 2 ? height - 1 : height
  // The chosen one is always among those that are shown.
  const first = Math.max(0, Math.min(place - Math.floor(room / 2), items.length - room))
  const shown = items.slice(first, first + room)
  const columns = columnsFor(shown, width)
  for (const [i, line] of shown.entries()) {
    drawRow(paper.part(0, i, width, 1), line, now - line.since, columns, line.id === chosen)
  }
  if (room === height) return
  const range = `${first + 1}–${first + shown.length} of ${items.length}`
  paper.put(0, height - 1, cutTo(range, width), 'faint')
}

/** How wide is what, the same for all rows; 0 for what has no room. */
interface Columns {
  readonly waited: number
  readonly client: number
  readonly server: number
}

const MOST_NAME = 20
const WAITED = 6
/** The sign of the chosen one, and its gap. */
const SIGN = 2
const ARROW = 2
const GAP = 2

/** Where there is room for little: what it is, then who sent it, how long it waits, and to whom. */
function columnsFor(lines: readonly TrayLine[], width: number): Columns {
  const longest = (texts: readonly string[]) => Math.max(0, ...texts.map(widthOf))
  const ends = lines.map(({ flow }) => endsOf(flow))
  const names = Math.min(MOST_NAME, longest(ends.map(([client]) => client)))
  const servers = Math.min(MOST_NAME, longest(ends.map(([, server]) => server)))
  let free = width - SIGN - ARROW - longest(lines.map((line) => toldOf(line, width).join('')))
  const client = Math.max(0, Math.min(names, free - 1))
  free -= client + 1
  const waited = free >= WAITED + GAP ? WAITED : 0
  free -= waited + GAP
  return { waited, client, server: waited > 0 && free >= servers + GAP ? servers : 0 }
}

function drawRow(
  row: Surface,
  line: TrayLine,
  waited: Micros,
  columns: Columns,
  isChosen: boolean
): void {
  const { width } = row
  const { direction, style } = line
  const [client, server] = endsOf(line.flow)
  const [what, again] = toldOf(line, width)
  row.put(0, 0, isChosen ? '▸' : ' ', 'key')
  let at = SIGN
  if (columns.waited > 0) {
    row.put(at, 0, waitedWords(waited).padStart(columns.waited), 'timer')
    at += columns.waited + GAP
  }
  if (columns.client > 0) {
    row.put(at, 0, cutTo(client, columns.client))
    at += columns.client + 1
  }
  row.put(at, 0, direction === 'up' ? '→' : '←', style)
  at += ARROW
  if (columns.server > 0) {
    row.put(at, 0, cutTo(server, columns.server))
    at += columns.server + GAP
  }
  at = row.put(at, 0, what, style)
  at = row.put(at, 0, again, 'retransmission')
  const size = `${line.bytes} B`
  if (width - at > size.length + GAP) row.put(width - size.length, 0, size, 'faint')
  if (isChosen) row.restyle(0, 0, width, 'chosen')
}

/** What it is, and that it is there again. */
function toldOf({ what, attempt }: TrayLine, width: number): readonly [string, string] {
  return [what, attempt > 1 ? `  ${againWords(attempt, width)}` : '']
}

const againWords = (attempt: number, width: number): string =>
  width >= 60 ? `↻${attempt} retransmission` : `↻${attempt}`

/** `0.4s`, `12s`, `3m`. */
function waitedWords(waited: Micros): string {
  const seconds = Math.max(0, waited) / 1e6
  if (seconds < 10) return `${(Math.floor(seconds * 10) / 10).toFixed(1)}s`
  return seconds < 100 ? `${Math.floor(seconds)}s` : `${Math.floor(seconds / 60)}m`
}

/** Client and server; a flow that is named in another way is its own client. */
function endsOf(flow: string): readonly [string, string] {
  const at = flow.indexOf('>')
  return at < 0 ? [flow, 'server'] : [flow.slice(0, at), flow.slice(at + 1)]
}

type Keys = readonly (readonly [key: string, does: string])[]

/** The keys with their words; where those have no room, with signs. */
function keyLines(width: number, height: number): readonly Keys[] {
  const words = broken(
    TRAY_KEYS.map(({ key, does }) => [key, ` ${does}`] as const),
    width
  )
  if (words.length <= (height >= 8 ? 2 : 1)) return words
  return broken(
    TRAY_KEYS.map(({ key, sign }) => [key, sign] as const),
    width
  ).slice(0, height >= 5 ? 2 : 1)
}

function broken(keys: Keys, width: number): readonly Keys[] {
  const lines: (readonly [string, string])[][] = [[]]
  let used = 0
  for (const key of keys) {
    const length = widthOf(key.join(''))
    if (used > 0 && used + length > width) {
      lines.push([])
      used = 0
    }
    lines.at(-1)?.push(key)
    used += length + 2
  }
  return lines
}

function drawKeys(paper: Surface, y: number, keys: Keys): void {
  let x = 0
  for (const [key, does] of keys) {
    x = paper.put(x, y, key, 'key')
    x = paper.put(x, y, does, 'faint') + 2
  }
}
