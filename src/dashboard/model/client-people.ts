/** Who is in the chat, as a column beside the conversation. */
import { drawRule } from './frame.js'
import { cutTo } from './glyphs.js'
import type { Surface } from './surface.js'

export interface ShownPerson {
  readonly name: string
  readonly isSelf: boolean
  /** Unread messages from this person in private. */
  readonly unread: number
}

/** As many as there is room for; the last row says how many more there are. */
export function drawPeople(paper: Surface, people: readonly ShownPerson[]): void {
  const count = people.length === 1 ? '1 person' : `${people.length} people`
  drawRule(paper, 0, { title: count })
  const room = paper.height - 1
  const shown = people.length <= room ? people.length : Math.max(0, room - 1)
  people.slice(0, shown).forEach(({ name, isSelf, unread }, i) => {
    const end = isSelf ? ' (you)' : unread > 0 ? ` (${unread})` : ''
    const text = cutTo(name, paper.width - end.length) + end
    paper.put(0, i + 1, text, isSelf ? 'own' : unread > 0 ? 'highlight' : 'plain')
  })
  if (shown < people.length && room > 0) {
    paper.put(0, paper.height - 1, cutTo(`… ${people.length - shown} more`, paper.width), 'faint')
  }
}
