/** The keys of the chat's dashboard, in words: for the line at the bottom, and for the overview. */
import type { HelpSection, KeyHelp } from './help-keys.js'
import { KNOB_KEYS } from './knobs.js'
import { VIEW_KEYS } from './run-view-keys.js'
import type { StageMode } from './stage-facts.js'
import { CHANNEL_KEYS, STEERING_KEYS } from './steering-keys.js'
import { TRAY_KEYS } from './tray-chooser.js'
import { commandHelp } from './weather-command-help.js'

const HELP: Readonly<Record<StageMode, KeyHelp>> = {
  typing: { keys: 'F1', does: 'help' },
  steering: { keys: '?', does: 'help' }
}

const TYPING: readonly KeyHelp[] = [
  { keys: 'Esc', does: 'steer', about: 'the single keys below; Esc again: back to typing' },
  { keys: 'Enter', does: 'say', about: 'says the line to everybody' },
  { keys: 'Tab', does: 'complete', about: 'finishes a name or a command' },
  { keys: 'PgUp PgDn', does: 'back', about: 'scrolls the conversation' },
  { keys: 'Ctrl-C', does: 'end', about: 'ends the run at once' }
]

const EDITING: readonly KeyHelp[] = [
  { keys: '↑ ↓', does: 'lines that were said before' },
  { keys: '← → Home End', does: 'move; Ctrl with an arrow: by words' },
  { keys: 'Ctrl-W Ctrl-U Ctrl-K', does: 'take away a word, what is before, what is behind' },
  { keys: 'Ctrl-Y', does: 'puts back what was taken away' },
  { keys: 'Alt-Enter', does: 'a line break within a message' },
  { keys: 'Ctrl-D', does: 'in an empty line: quits' },
  { keys: 'Ctrl-Z', does: 'gives the terminal back; fg returns' }
]

const ANYWHERE: readonly KeyHelp[] = [
  { keys: 'F1', does: 'this help; ? too while you steer' },
  { keys: 'Esc F2', does: 'between typing and steering; what you have typed stays' },
  { keys: 'F4', does: 'large print' },
  { keys: 'F5', does: 'light or dark' },
  { keys: 'Ctrl-C', does: 'ends the run at once' }
]

const SIGNS: readonly KeyHelp[] = [
  { keys: '✗', does: 'lost in the channel, and by which rule' },
  { keys: '≈', does: 'damaged on its way: the checksum will tell' },
  { keys: 'again, ×2', does: 'a retransmission; spurious: an earlier one had arrived' },
  { keys: 'copy, ²', does: 'a duplicate, made by the channel' },
  { keys: '◷', does: 'a timer ran out; ┃ in a lifeline: a timer runs' },
  { keys: '■ ▣ □ ·', does: 'acknowledged, in flight, usable, not usable' },
  { keys: '◆ ○', does: 'buffered out of order, expected or missing' },
  { keys: '… ✓ ✓✓', does: 'your line: on its way, at the server, with those who have it' }
]

/** What is open, and changes what keys do. */
interface Opened {
  readonly isByHand: boolean
  readonly isFrozen: boolean
  readonly isInspected: boolean
}

const named = (rows: readonly KeyHelp[], keys: string): KeyHelp[] =>
  rows.filter((row) => row.keys === keys)

/** The most important first; help before all. */
export function shownKeys(mode: StageMode, opened: Opened): readonly KeyHelp[] {
  if (mode === 'typing') return [HELP.typing, ...TYPING]
  const { isByHand, isFrozen, isInspected } = opened
  const all: KeyHelp[] = [
    HELP.steering,
    { keys: 'Esc', does: isInspected ? 'close' : 'type' },
    ...(isFrozen ? [{ keys: 'space', does: 'LIVE' }] : []),
    ...(isByHand ? [{ keys: 't', does: 'leave the tray' }] : []),
    ...(isByHand ? TRAY_KEYS.map(({ key, does }) => ({ keys: key, does })) : []),
    ...named(KNOB_KEYS, '+ -'),
    ...named(KNOB_KEYS, '← →'),
    ...named(VIEW_KEYS, 'space'),
    ...named(STEERING_KEYS, ':'),
    ...named(STEERING_KEYS, 't'),
    ...named(STEERING_KEYS, 'k K'),
    ...named(STEERING_KEYS, 'p'),
    ...named(VIEW_KEYS, '↑ ↓'),
    ...named(VIEW_KEYS, 'Enter'),
    ...named(VIEW_KEYS, 'v'),
    ...named(STEERING_KEYS, 'q'),
    ...CHANNEL_KEYS,
    ...VIEW_KEYS
  ]
  return all.filter((row, i) => all.findIndex(({ keys }) => keys === row.keys) === i)
}

/** All that there is. */
export const stageHelp = (commands: readonly KeyHelp[]): readonly HelpSection[] => [
  { title: 'Always', rows: ANYWHERE },
  { title: 'Steering the channel', rows: CHANNEL_KEYS },
  { title: 'Looking at the run', rows: VIEW_KEYS },
  {
    title: 'Be the channel: while the tray is open',
    rows: [...TRAY_KEYS.map(({ key, does }) => ({ keys: key, does })), TRAY_MOVE]
  },
  { title: 'Typing', rows: [...TYPING.slice(1, 4), ...EDITING] },
  ...(commands.length > 0 ? [{ title: 'Commands of the chat', rows: commands }] : []),
  {
    title: 'Commands behind :',
    rows: commandHelp.map(({ example, about }) => ({ keys: example, does: about }))
  },
  { title: 'Signs', rows: SIGNS }
]

const TRAY_MOVE: KeyHelp = { keys: '↑ ↓ Home End', does: 'choose the one to be decided' }
