/**
 * The window as the book draws it, of one direction of a conversation at one moment:
 *
 *      alice → server, gbn, window 4               3 of 4 in flight
 *      sender     ■  ■  ▣  ▣  ▣  □  ·  ·
 *                 1  2  3  4  5  6  7  8
 *                       ▲base    ▲nextseqnum
 *      receiver   ■  ■  ■  ○  ·  ·  ·  ·           expects 4
 *      timer      data 3 ██████████░░░░░░ 62 ms left of 150 ms
 *      ■ acknowledged  ▣ in flight  □ usable  · not usable
 *
 * A machine that has bubbles instead of numbers shows the one that it is in. What nobody told, but
 * was derived by watching segments pass, is marked so.
 */
import type { Micros } from '../../kernel/time.js'
import { timeWords } from './facts-words.js'
import { widthOf } from './glyphs.js'
import type { RunModel } from './run.js'
import { type GuardingTimer, timeLeft, type WindowFacts } from './run-window.js'
import type { Surface } from './surface.js'
import { type CellMeaning, SIGNS, type StripCell, stripCells } from './window-strip-cells.js'

export interface WindowOptions {
  /** `alice>server`: the way of the data. */
  readonly link: string
  readonly now: Micros
}

/** Columns of `sender  `, `receiver  ` before the cells; in narrow panes, of `snd `. */
const LABEL = 10
const SHORT_LABEL = 4
const NARROW = 44
const NEXT = 'nextseqnum'

/** Fills `paper`: the most important rows first, where not all have room. */
export function drawWindow(
  paper: Surface,
  run: Pick<RunModel, 'window'>,
  { link, now }: WindowOptions
): void {
  const facts = run.window(link)
  if (facts === undefined) {
    paper.put(0, 0, 'no window yet: nothing was sent', 'faint')
    return
  }
  const [head, ...figures] = headRows(facts)
  const [signs, numbers, ...body] = bodyRows(facts, paper)
  const [timer, ...timers] = timerRows(facts, paper, now)
  const rows = [head, ...figures, signs, numbers, ...body, timer, ...timers, legendOf(facts)]
  const byWeight = [head, signs, numbers, timer, ...figures, ...body, ...timers]
  const kept = new Set(byWeight.filter((row) => row !== undefined).slice(0, paper.height))
  const hasAll = paper.height > kept.size
  const shown = rows.filter((row) => row !== undefined && (hasAll || kept.has(row)))
  shown.forEach((draw, y) => {
    draw?.(paper.part(0, y, paper.width, 1))
  })
}

type Row = (paper: Surface) => void

const labelWidth = ({ width }: Surface): number => (width < NARROW ? SHORT_LABEL : LABEL)

function headRows(facts: WindowFacts): Row[] {
  const { from, to, protocol, size, allowed, inFlight, figures, bubble, base, isWatched } = facts
  const rows: Row[] = [
    (paper) => {
      const most = allowed ?? size
      const flying = `${inFlight}${isWatched ? '*' : ''}${most === undefined ? '' : ` of ${most}`} in flight`
      const room = paper.width - widthOf(flying) - 1
      const window = size === undefined ? '' : `, window ${size}`
      const name = protocol.name === '' ? '' : `, ${protocol.name}`
      const derived = isWatched && base !== undefined ? ', derived by watching' : ''
      const forms = [name + window + derived, name + derived, derived, name, '']
      const link = `${from} → ${to}`
      const more = forms.find((form) => widthOf(link + form) <= room) ?? ''
      paper.part(0, 0, Math.max(0, room), 1).put(0, 0, link + more, 'title')
      paper.put(Math.max(0, room + 1), 0, flying, 'in-flight')
    }
  ]
  if (figures.length === 0) return rows
  const words = figures.map(([name, value]) => `${name} ${value}`).join('  ')
  const state = bubble === undefined ? '' : `${bubble}  `
  return [...rows, (paper) => paper.put(paper.put(0, 0, state, 'focus'), 0, words)]
}

function bodyRows(facts: WindowFacts, paper: Surface): Row[] {
  const { base, nextseqnum, size = 0, bubble, receiverBubble, figures } = facts
  const label = labelWidth(paper)
  if (base === undefined || nextseqnum === undefined) {
    return bubbleRows(bubble, receiverBubble, label)
  }
  const digits = String(Math.max(base + size, nextseqnum) + 4).length
  const cell = digits + 1
  const cells = stripCells(facts, Math.floor((paper.width - label) / cell))
  const rows: Row[] = [
    (line) => signRow(line, label, cell, 'sender', cells, ({ sender }) => sender),
    (line) => numberRow(line, label, cell, cells),
    (line) => markRow(line, label, cell, cells, facts)
  ]
  if (facts.expected !== undefined) {
    rows.push((line) => signRow(line, label, cell, 'receiver', cells, ({ receiver }) => receiver))
    rows.push((line) => expectedRow(line, label, cell, cells, facts))
  }
  return figures.length > 0 ? rows : [...rows, ...bubbleRows(bubble, receiverBubble, label)]
}

/** `sender    ( wait for ACK 0 )` */
function bubbleRows(
  sender: string | undefined,
  receiver: string | undefined,
  label: number
): Row[] {
  const row = (name: string, bubble: string | undefined): Row[] =>
    bubble === undefined
      ? []
      : [
          (paper) => {
            nameRow(paper, name, label)
            paper.put(label, 0, `( ${bubble} )`, 'focus')
          }
        ]
  return [...row('sender', sender), ...row('receiver', receiver)]
}

const SHORT: Readonly<Record<string, string>> = { sender: 'snd', receiver: 'rcv', timer: 'tmr' }

const nameRow = (paper: Surface, name: string, label: number): number =>
  paper.put(0, 0, label < LABEL ? (SHORT[name] ?? name) : name, 'faint')

function signRow(
  paper: Surface,
  label: number,
  cell: number,
  name: string,
  cells: readonly StripCell[],
  meaningOf: (cell: StripCell) => CellMeaning | undefined
): void {
  nameRow(paper, name, label)
  cells.forEach((each, index) => {
    const meaning = meaningOf(each)
    if (meaning === undefined) return
    const [sign, style] = SIGNS[meaning]
    paper.put(label + index * cell, 0, sign, style)
  })
}

function numberRow(paper: Surface, label: number, cell: number, cells: readonly StripCell[]): void {
  cells.forEach(({ number, sender }, index) => {
    paper.put(label + index * cell, 0, String(number), SIGNS[sender][1])
  })
}

/** `▲base   ▲nextseqnum`; where they meet, both words behind one mark. */
function markRow(
  paper: Surface,
  label: number,
  cell: number,
  cells: readonly StripCell[],
  { base, nextseqnum }: WindowFacts
): void {
  const at = (number: number | undefined) => cells.findIndex((each) => each.number === number)
  const [first, next] = [at(base), at(nextseqnum)]
  if (first >= 0 && first === next) {
    paper.put(label + first * cell, 0, '▲base = nextseqnum')
    return
  }
  const x = label + next * cell
  const end = first < 0 ? 0 : paper.put(label + first * cell, 0, '▲base')
  if (next < 0) paper.put(end + 1, 0, `nextseqnum ${nextseqnum} …`, 'faint')
  else if (x + NEXT.length < paper.width) paper.put(Math.max(end, x), 0, `▲${NEXT}`)
  else if (x - NEXT.length > end) paper.put(x - NEXT.length, 0, `${NEXT}▲`)
  else paper.put(x, 0, '▲')
}

function expectedRow(
  paper: Surface,
  label: number,
  cell: number,
  cells: readonly StripCell[],
  { expected, buffered }: WindowFacts
): void {
  const index = cells.findIndex(({ number }) => number === expected)
  const waiting = buffered.length === 0 ? '' : `, ${buffered.length} buffered out of order`
  const text = `${index < 0 ? '' : '▲'}expects ${expected}${waiting}`
  paper.put(label + Math.max(0, index) * cell, 0, text)
}

/** Those of its timers that guard segments, a row each, the next to run out first. */
export function timerRows(facts: WindowFacts, paper: Surface, now: Micros): Row[] {
  const { timers, protocol } = facts
  const label = labelWidth(paper)
  const watched = timers.filter(({ timer }) => !protocol.otherTimers.includes(timer))
  const byTime = [...watched].sort((a, b) => timeLeft(a, now).left - timeLeft(b, now).left)
  if (byTime.length === 0) {
    return facts.isWatched && facts.bubble === undefined
      ? []
      : [
          (line) => {
            nameRow(line, 'timer', label)
            line.put(label, 0, 'no timer runs', 'faint')
          }
        ]
  }
  return byTime.map((timer) => (line) => timerRow(line, label, timer, now))
}

/** `timer  data 3 ██████████░░░░░░ 62 ms left of 150 ms` */
function timerRow(paper: Surface, label: number, timer: GuardingTimer, now: Micros): void {
  const { left, share } = timeLeft(timer, now)
  nameRow(paper, 'timer', label)
  const { guards: number } = timer
  const at = paper.put(label, 0, number === undefined ? '' : `data ${number} `, 'timer')
  const long = ` ${timeWords(left)} left of ${timeWords(timer.delay)}`
  const words = paper.width - at - long.length >= 8 ? long : ` ${timeWords(left)}`
  const room = Math.max(0, Math.min(40, paper.width - at - words.length))
  const full = Math.ceil(share * room)
  const bar = paper.put(at, 0, '█'.repeat(full), share < 0.25 ? 'warning' : 'timer')
  paper.put(paper.put(bar, 0, '░'.repeat(room - full), 'faint'), 0, words)
}

function legendOf({ base, buffered }: WindowFacts): Row {
  const meanings: CellMeaning[] = ['acknowledged', 'in flight', 'usable', 'not usable']
  if (buffered.length > 0) meanings.push('buffered', 'missing')
  return (paper) => {
    if (base === undefined) return
    const length = meanings.reduce((sum, meaning) => sum + meaning.length + 4, -2)
    const gap = length > paper.width ? 1 : 2
    let x = 0
    for (const meaning of meanings) {
      if (x + 2 + meaning.length > paper.width) return
      const [sign, style] = SIGNS[meaning]
      x = paper.put(x, 0, `${sign} `, style)
      x = gap + paper.put(x, 0, meaning, 'faint')
    }
  }
}
