/** What a picture of a ladder says in words beside its rows, and on its lost arrows. */
import type { Shown } from './ladder-cut.js'
import type { Row } from './ladder-row.js'
import { asideOf } from './ladder-words.js'

/** Letters; longer texts are cut, since their column would not fit on paper. */
const LONGEST_NOTE = 46
/** So much fits beside the cross, before the next lifeline. */
const LONGEST_REASON = 24

/** Words beside a row, and on which side. */
export interface Note {
  readonly place: number
  readonly side: 'left' | 'right'
  readonly text: string
  readonly isBad: boolean
}

export function notesOf(shown: readonly Shown[], nodes: readonly string[]): Note[] {
  const notes: Note[] = []
  shown.forEach((row, place) => {
    if (typeof row === 'number') return
    const [aside = ''] = asideOf(row)
    if (row.crossing?.lost !== undefined && aside.length <= LONGEST_REASON) return
    const label = row.what === 'timeout' ? 'timeout ' : ''
    const said = `${label}${aside}`.trim()
    if (said === '') return
    const isLeft = nodes.length === 2 && row.node === nodes[0]
    const whose = nodes.length > 2 && row.node !== '' ? `${row.node}: ` : ''
    notes.push({
      place,
      side: isLeft ? 'left' : 'right',
      text: cut(whose + said, LONGEST_NOTE),
      isBad: row.what === 'timeout' || row.arrival?.isBroken === true
    })
  })
  return notes
}

/** Why it was lost, in as many words as there is room for; all of them stand in the notes. */
export const reasonOf = (row: Row): string =>
  asideOf(row).find(({ length }) => length <= LONGEST_REASON) ?? 'lost'

export const cut = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text
