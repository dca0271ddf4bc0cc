/**
 * Who is in the chat, as the server sees them.
 *
 *      who    address          here    SRTT    retransmitted
 *      alice  127.0.0.1:40001  2 min   62 ms   3 of 40   7.5%
 */
import type { Micros } from '../../kernel/time.js'
import { shareWords, timeWords } from './facts-words.js'
import { cutTo, widthOf } from './glyphs.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface PersonFacts {
  readonly name: string
  readonly address: string
  /** Since when, in the time of the run. */
  readonly since: Micros
  /** µs; undefined before anything was measured. */
  readonly srtt: Micros | undefined
  /** Data segments that the server sent to this person, retransmissions included; those alone. */
  readonly sent: number
  readonly retransmitted: number
  /** Bytes on their way to this person. */
  readonly backlog: number
}

interface Column {
  readonly head: string
  readonly width: number
  readonly isNumber: boolean
  /** Those with the lowest are the first without room. */
  readonly rank: number
  readonly style: (person: PersonFacts) => Style
  readonly textOf: (person: PersonFacts, now: Micros) => string
}

export interface PeopleOptions {
  readonly now: Micros
  /** Rows that are passed over at the top. */
  readonly scroll?: number
}

const NAME = 12
const GAP = 2
const plain = (): Style => 'plain'
const faint = (): Style => 'faint'

const COLUMNS: readonly Column[] = [
  {
    head: 'address',
    width: 21,
    isNumber: false,
    rank: 2,
    style: faint,
    textOf: ({ address }) => address
  },
  {
    head: 'here',
    width: 6,
    isNumber: true,
    rank: 4,
    style: plain,
    textOf: ({ since }, now) => stayWords(now - since)
  },
  {
    head: 'SRTT',
    width: 7,
    isNumber: true,
    rank: 3,
    style: plain,
    textOf: ({ srtt }) => timeWords(srtt)
  },
  {
    head: 'waits',
    width: 7,
    isNumber: true,
    rank: 1,
    style: ({ backlog }) => (backlog > 0 ? 'plain' : 'faint'),
    textOf: ({ backlog }) => `${backlog} B`
  },
  {
    head: 'retransmitted',
    width: 16,
    isNumber: true,
    rank: 5,
    style: ({ retransmitted }) => (retransmitted > 0 ? 'retransmission' : 'faint'),
    textOf: ({ retransmitted, sent }) =>
      `${retransmitted} of ${sent} ${shareWords(retransmitted, sent).padStart(4)}`
  }
]

/** Fills `paper`: heads, and a row for each. @returns the rows without room */
export function drawServerPeople(
  paper: Surface,
  people: readonly PersonFacts[],
  { now, scroll = 0 }: PeopleOptions
): number {
  if (people.length === 0) {
    paper.put(0, 0, cutTo('nobody is here yet', paper.width), 'faint')
    return 0
  }
  const columns = columnsFor(paper.width)
  const taken = columns.reduce((sum, { width }) => sum + width + GAP, 0)
  const widest = Math.max(NAME, ...people.map(({ name }) => widthOf(name)))
  const name = Math.min(widest, paper.width - taken)
  paper.put(0, 0, 'who', 'title')
  eachColumn(columns, name, ({ head, width, isNumber }, x) => {
    paper.put(isNumber ? x + width - head.length : x, 0, head, 'title')
  })
  const room = Math.max(0, paper.height - 1)
  const hidden = Math.max(0, people.length - room)
  const first = Math.min(scroll, hidden)
  for (const [i, person] of people.slice(first, first + room).entries()) {
    const row = paper.part(0, 1 + i, paper.width, 1)
    row.put(0, 0, cutTo(person.name, name))
    eachColumn(columns, name, ({ width, isNumber, style, textOf }, x) => {
      const text = cutTo(textOf(person, now), width)
      row.put(isNumber ? x + width - widthOf(text) : x, 0, text, style(person))
    })
  }
  const below = hidden - first
  if (below > 0)
    paper.put(Math.max(0, paper.width - 8), paper.height - 1, ` ↓ ${below} `, 'highlight')
  return hidden
}

function eachColumn(
  columns: readonly Column[],
  start: number,
  visit: (column: Column, x: number) => void
): void {
  let x = start + GAP
  for (const column of columns) {
    visit(column, x)
    x += column.width + GAP
  }
}

function columnsFor(width: number): readonly Column[] {
  let free = width - NAME
  const kept = new Set<Column>()
  for (const column of [...COLUMNS].sort((a, b) => b.rank - a.rank)) {
    if (column.width + GAP > free) break
    free -= column.width + GAP
    kept.add(column)
  }
  return COLUMNS.filter((column) => kept.has(column))
}

/** `12 s`, `3 min`, `2 h`. */
function stayWords(time: Micros): string {
  const seconds = Math.max(0, Math.floor(time / 1_000_000))
  if (seconds < 100) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}
