/** The keys of the server's dashboard: its own, and in words all that there are. */
import { SUSPEND } from './channel-stage-keys.js'
import type { HelpSection, KeyHelp, KeyRow } from './help-keys.js'
import { VIEW_KEYS } from './run-view-keys.js'

/** What they act on. */
export interface ServerStageActions {
  openHelp(): void
  turnPeople(): void
  /** Above 0 to what is older. */
  scrollTalk(rows: number): void
  pageTalk(pages: number): void
  turnBig(): void
  turnTheme(): void
  askToQuit(): void
  interrupt(): void
}

export const SERVER_KEYS: readonly KeyRow<ServerStageActions>[] = [
  {
    keys: '?',
    does: 'help',
    about: 'this help; F1 too',
    chords: { '?': (it) => it.openHelp(), f1: (it) => it.openHelp() }
  },
  {
    keys: 'p',
    does: 'people',
    about: 'everybody who is here: names, addresses, counts; again: back',
    chords: { p: (it) => it.turnPeople() }
  },
  {
    keys: '[ ]',
    does: 'talk',
    about: 'scrolls what is said, back and on; { and } by pages; Shift with ↑ ↓ too',
    chords: {
      '[': (it) => it.scrollTalk(1),
      ']': (it) => it.scrollTalk(-1),
      '{': (it) => it.pageTalk(1),
      '}': (it) => it.pageTalk(-1),
      'shift+up': (it) => it.scrollTalk(1),
      'shift+down': (it) => it.scrollTalk(-1)
    }
  },
  { keys: 'F4', does: 'large print', chords: { f4: (it) => it.turnBig() } },
  { keys: 'F5', does: 'light or dark', chords: { f5: (it) => it.turnTheme() } },
  {
    keys: 'q',
    does: 'quit',
    about: 'ends the server politely: everybody is told, what is under way arrives',
    chords: { q: (it) => it.askToQuit() }
  },
  {
    keys: 'Ctrl-C',
    does: 'end',
    about: 'the same within a second',
    chords: { 'ctrl+c': (it) => it.interrupt() }
  }
]

const row = (keys: string, does: string): KeyHelp => ({ keys, does })

const ESCAPE: KeyHelp = {
  keys: 'Esc',
  does: 'close',
  about: 'closes what lies above the panes: a segment, the people'
}

const SIGNS: readonly KeyHelp[] = [
  row('again, ×2', 'a retransmission; spurious: an earlier one had arrived'),
  row('◷', 'a timer of the server ran out; ┃ in its lifeline: a timer runs'),
  row('■ ▣ □ ·', 'acknowledged, in flight, usable, not usable'),
  row('◆ ○', 'buffered out of order, expected or missing'),
  row('14/17*', 'derived: what clients do is not told here, but their segments show it'),
  row('private lines', 'are not shown: only what is said to everybody'),
  row('waits', 'bytes that a person has not acknowledged yet')
]

/** For the line at the bottom, the most important first. */
export function shownServerKeys(isFrozen: boolean, canClose: boolean): readonly KeyHelp[] {
  const named = (keys: string): KeyHelp[] =>
    [...SERVER_KEYS, ...VIEW_KEYS].filter((one) => one.keys === keys)
  const all: readonly KeyHelp[] = [
    row('?', 'help'),
    ...(canClose ? [ESCAPE] : []),
    ...(isFrozen ? [row('space', 'LIVE')] : []),
    ...['space', '↑ ↓', 'Enter', 'n N', 'p', 'v', 's', '[ ]', 'q'].flatMap(named),
    ...VIEW_KEYS
  ]
  return all.filter((one, i) => all.findIndex(({ keys }) => keys === one.keys) === i)
}

/** All that there is. */
export const serverHelp = (): readonly HelpSection[] => [
  { title: 'The screen', rows: [...SERVER_KEYS, ESCAPE, SUSPEND] },
  { title: 'Looking at the run', rows: VIEW_KEYS },
  { title: 'Signs and words', rows: SIGNS }
]
