/**
 * The ladder of a run as a picture for paper and slides: the same rows and words as the text
 * (ladder.ts), with slanted arrows, as in the figures of Kurose & Ross (3.16, 3.22, 3.26). SVG,
 * black on white, text as text, the same for the same events.
 */
import { toMs } from '../kernel/time.js'
import type { TraceEvent } from './event.js'
import { nodesOf, rowsOf } from './ladder.js'
import { type Crossing, endsOf } from './ladder-crossing.js'
import { cutRows, type Shown } from './ladder-cut.js'
import { UNICODE } from './ladder-glyphs.js'
import type { Row } from './ladder-row.js'
import { drawArrow, GREY, INK, RED } from './ladder-svg-arrows.js'
import {
  type Ends,
  endsOfCrossings,
  layOutSvg,
  type SvgLayout,
  slopeOf
} from './ladder-svg-layout.js'
import { cut, type Note, notesOf, reasonOf } from './ladder-svg-notes.js'
import { labelForms, stateForms } from './ladder-words.js'
import { element, escapeText, textElement } from './svg-text.js'

export interface SvgOptions {
  /** Rows at most; what is left out then is told. */
  readonly most: number
  /** `alice>server`: what these two send each other, and no more. */
  readonly link?: string
  /** Timers of senders that ring for other reasons than a retransmission. */
  readonly otherTimers: readonly number[]
  /** What run this is: its first line is the title. */
  readonly about: readonly string[]
}

const LINE = 16
const MARGIN = 24
const LONGEST_STATE = 24
const FONT = "'DejaVu Sans', Verdana, Helvetica, Arial, sans-serif"

interface Picture {
  readonly shown: readonly Shown[]
  readonly nodes: readonly string[]
  readonly layout: SvgLayout
  readonly crossings: ReadonlyMap<Crossing, Ends>
  readonly notes: readonly Note[]
}

/** The ladder of `events` as a whole SVG file; empty where nothing is sent. */
export function drawLadderSvg(events: readonly TraceEvent[], options: SvgOptions): string {
  const { link, otherTimers, most, about } = options
  const nodes = link === undefined ? nodesOf(events) : Object.values(endsOf(link))
  const rows = rowsOf(events, nodes, otherTimers)
  if (rows.length === 0) return ''
  const shown = cutRows(rows, most)
  const notes = notesOf(shown, nodes)
  const longest = (texts: readonly string[]) =>
    texts.reduce((most, { length }) => Math.max(most, length), 0)
  const lengths = {
    state: longest(shown.map((row) => (typeof row === 'number' ? '' : stateOf(row, nodes)))),
    leftNotes: longest(notes.filter(({ side }) => side === 'left').map(({ text }) => text)),
    rightNotes: longest(notes.filter(({ side }) => side === 'right').map(({ text }) => text))
  }
  const layout = layOutSvg(shown, nodes, lengths, MARGIN + about.length * LINE)
  const picture = { shown, nodes, layout, crossings: endsOfCrossings(shown), notes }
  const parts = [
    ...about.map((line, index) => aboutLine(line, index)),
    ...drawLifelines(picture),
    ...drawMargin(picture),
    ...drawArrows(picture),
    ...drawNotes(picture),
    ...drawLegend(picture)
  ]
  return file(parts, layout, about[0] ?? '')
}

function file(parts: readonly string[], { width, bottom }: SvgLayout, title: string): string {
  const height = Math.ceil(bottom + 4 * LINE + MARGIN)
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    width: Math.ceil(width),
    height,
    viewBox: `0 0 ${Math.ceil(width)} ${height}`,
    'font-family': FONT,
    'font-size': 11
  }
  const background = element('rect', { width: '100%', height: '100%', fill: '#ffffff' })
  const body = [`<title>${escapeText(title)}</title>`, background, ...parts].join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('svg', root, `\n${body}\n`)}\n`
}

const aboutLine = (line: string, index: number): string =>
  textElement(
    {
      x: MARGIN,
      y: MARGIN + index * LINE,
      fill: index === 0 ? INK : GREY,
      'font-weight': index === 0 ? 'bold' : 'normal'
    },
    line
  )

/** Whose state stands in the margin: that of the sender, where there are two. */
function stateOf({ node, state }: Row, nodes: readonly string[]): string {
  if (nodes.length !== 2 || node !== nodes[0]) return ''
  const forms = stateForms(state)
  const whole = forms.find(({ length }) => length <= LONGEST_STATE)
  return whole ?? cut(forms.at(-1) ?? '', LONGEST_STATE)
}

/** A thin line for each node, thick while a timer of its sender runs. */
function drawLifelines({ shown, nodes, layout }: Picture): string[] {
  return nodes.flatMap((node, index) => {
    const x = layout.lifelines[index] ?? 0
    const drawn = [
      textElement(
        { x, y: layout.top - 8, 'text-anchor': 'middle', 'font-weight': 'bold', fill: INK },
        cut(node, LONGEST_STATE)
      ),
      element('line', { x1: x, y1: layout.top, x2: x, y2: layout.bottom, stroke: GREY })
    ]
    let since: number | undefined
    shown.forEach((row, place) => {
      if (typeof row !== 'number' && row.node !== node) return
      const isArmed = typeof row !== 'number' && row.isArmed
      if (since !== undefined && !isArmed) {
        drawn.push(armed(x, since, layout.yOf(place)))
        since = undefined
      } else if (isArmed) since ??= layout.yOf(place)
    })
    if (since !== undefined) drawn.push(armed(x, since, layout.bottom))
    return drawn
  })
}

const armed = (x: number, y1: number, y2: number): string =>
  element('line', { x1: x, y1, x2: x, y2, stroke: INK, 'stroke-width': 3.5 })

/** Times, the sender's state, and what is left out. */
function drawMargin({ shown, nodes, layout }: Picture): string[] {
  const drawn: string[] = []
  const heading = (x: number, anchor: string, text: string): void => {
    drawn.push(textElement({ x, y: layout.top - 8, 'text-anchor': anchor, fill: GREY }, text))
  }
  heading(layout.timeAt, 'end', 'ms')
  let time = ''
  let state = ''
  shown.forEach((row, place) => {
    const y = layout.yOf(place) + 4
    if (typeof row === 'number') {
      drawn.push(textElement({ x: layout.stateAt, y, fill: GREY }, `… ${row} rows left out`))
      return
    }
    const now = String(toMs(row.t))
    if (now !== time) {
      drawn.push(textElement({ x: layout.timeAt, y, 'text-anchor': 'end', fill: GREY }, now))
    }
    time = now
    const shownState = stateOf(row, nodes)
    if (shownState !== '' && shownState !== state) {
      drawn.push(textElement({ x: layout.stateAt, y, fill: INK }, shownState))
      state = shownState
    }
  })
  if (/^\d+\.\.\d+/.test(state)) heading(layout.stateAt, 'start', 'base..next')
  return drawn
}

function drawArrows({ shown, nodes, layout, crossings }: Picture): string[] {
  const labels = new Map<Crossing, string>()
  const reasons = new Map<Crossing, string>()
  for (const row of shown) {
    if (typeof row === 'number' || row.crossing === undefined) continue
    const { crossing, what } = row
    const label = what === 'copy' ? `${crossing.kind} ${crossing.number ?? ''} copy` : ''
    const [form = ''] = label === '' ? labelForms(row, UNICODE, false) : [label]
    if (!labels.has(crossing)) labels.set(crossing, form)
    if (crossing.lost !== undefined) reasons.set(crossing, reasonOf(row))
  }
  const slope = slopeOf(crossings, layout)
  const drawn = [...crossings].flatMap(([crossing, ends]) =>
    drawArrow(
      { layout, nodes, slope },
      crossing,
      ends,
      labels.get(crossing) ?? '',
      reasons.get(crossing) ?? ''
    )
  )
  // Words last, so that no line crosses them out.
  const isText = (part: string): boolean => part.startsWith('<text')
  return [...drawn.filter((part) => !isText(part)), ...drawn.filter(isText)]
}

function drawNotes({ notes, layout }: Picture): string[] {
  const [first = 0] = layout.lifelines
  return notes.map(({ place, side, text, isBad }) =>
    textElement(
      {
        x: side === 'left' ? first - 8 : layout.notesAt,
        y: layout.yOf(place) + 4,
        fill: isBad ? RED : INK,
        ...(side === 'left' && { 'text-anchor': 'end' })
      },
      text
    )
  )
}

/** What the forms mean, of those that are there. */
function drawLegend({ shown, layout, crossings }: Picture): string[] {
  const all = [...crossings.keys()]
  const rows = shown.filter((row) => typeof row !== 'number')
  const meanings = [
    rows.some(({ isArmed }) => isArmed) && 'thick lifeline: a timer runs',
    all.some(({ attempt }) => attempt > 1) && 'thick arrow: sent again',
    all.some(({ lost }) => lost !== undefined) && '✗ lost in the channel',
    all.some(({ damage }) => damage !== undefined) && 'dashed: damaged',
    all.some(({ original }) => original !== undefined) && 'from a dot: a copy the channel made'
  ].filter((meaning) => meaning !== false)
  return meanings.length === 0
    ? []
    : [
        textElement(
          { x: MARGIN, y: layout.bottom + 2 * LINE, fill: GREY },
          meanings.join('   ·   ')
        )
      ]
}
