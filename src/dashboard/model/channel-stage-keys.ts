/** The keys of the channel's dashboard: its own, and in words all that there are. */
import type { HelpSection, KeyHelp, KeyRow } from './help-keys.js'
import { KNOB_KEYS } from './knobs.js'
import { VIEW_KEYS } from './run-view-keys.js'
import { CHANNEL_KEYS } from './steering-keys.js'
import { TRAY_KEYS } from './tray-chooser.js'
import { commandHelp } from './weather-command-help.js'

/** What they act on. */
export interface ChannelStageActions {
  openHelp(): void
  turnFlows(): void
  turnBig(): void
  turnTheme(): void
  interrupt(): void
}

const row = (keys: string, does: string): KeyHelp => ({ keys, does })

/** They act wherever one is but in a typed line. */
export const SCREEN_KEYS: readonly KeyRow<ChannelStageActions>[] = [
  {
    keys: '?',
    does: 'help',
    about: 'this help; F1 too, while a command is typed',
    chords: { '?': (it) => it.openHelp() }
  },
  {
    keys: 'f',
    does: 'flows',
    about: 'everybody whose datagrams pass: names, addresses, counts; again: back',
    chords: { f: (it) => it.turnFlows() }
  }
]

/** They act always. */
export const ALWAYS_KEYS: readonly KeyRow<ChannelStageActions>[] = [
  { keys: 'F1', does: 'help', chords: { f1: (it) => it.openHelp() } },
  { keys: 'F4', does: 'large print', chords: { f4: (it) => it.turnBig() } },
  { keys: 'F5', does: 'light or dark', chords: { f5: (it) => it.turnTheme() } },
  {
    keys: 'Ctrl-C',
    does: 'end',
    about: 'ends the program at once',
    chords: { 'ctrl+c': (it) => it.interrupt() }
  }
]

export const SUSPEND: KeyHelp = row('Ctrl-Z', 'stops the program until the shell continues it: fg')

const ESCAPE: KeyHelp = {
  keys: 'Esc',
  does: 'close',
  about: 'closes what lies above the panes: a segment, the flows, a command'
}

/** No clock of ours is behind the programs at both ends. */
const OTHERS_CLOCK: Readonly<Record<string, string>> = {
  t: 'be the channel: each datagram waits for you; the timers of those who wait go on; again: ends it',
  q: 'ends the channel, and with it what passes through it'
}

const STEERING: readonly KeyHelp[] = CHANNEL_KEYS.map((each) => {
  const about = OTHERS_CLOCK[each.keys]
  return about === undefined ? each : { ...each, about }
})

const PACE = ':pace'

const SIGNS: readonly KeyHelp[] = [
  row('✗', 'lost in the channel, and by which rule'),
  row('≈', 'damaged on its way: the checksum will tell'),
  row('again, ×2', 'a retransmission; spurious: an earlier one had arrived'),
  row('copy, ²', 'a duplicate, made by the channel'),
  row('■ ▣ □ ·', 'acknowledged, in flight, usable, not usable'),
  row('▸', 'chosen')
]

const WATCHED: readonly KeyHelp[] = [
  row('14/17*', 'derived: no machine tells, but the segments and ACKs that pass show it'),
  row('ms', 'when it passes here: before it has arrived, and after it was sent'),
  row('flow-1', 'one client by its address; commands and traces call it so'),
  row('joins as', 'the name with which a client asks to join a chat, where it can be read'),
  row('60 bytes', 'a datagram that is none of ours: knobs, tray, counts are there for it too')
]

/** What is open, and changes what keys do. */
interface Opened {
  readonly isByHand: boolean
  readonly isFrozen: boolean
  readonly canClose: boolean
}

/** For the line at the bottom, the most important first. */
export function shownKeys({ isByHand, isFrozen, canClose }: Opened): readonly KeyHelp[] {
  const all: readonly KeyHelp[] = [
    row('?', 'help'),
    ...(canClose ? [ESCAPE] : []),
    ...(isFrozen ? [row('space', 'LIVE')] : []),
    ...(isByHand ? [row('t', 'leave the tray')] : []),
    ...['+ -', '← →', 'space', ':', 't', 'k K', 'p', 'f', 'n N', '↑ ↓', 'Enter', 'v', 'q'].flatMap(
      (keys) =>
        [...KNOB_KEYS, ...VIEW_KEYS, ...STEERING, ...SCREEN_KEYS].filter((one) => one.keys === keys)
    ),
    ...STEERING,
    ...VIEW_KEYS
  ]
  return all.filter((one, i) => all.findIndex(({ keys }) => keys === one.keys) === i)
}

/** All that there is. */
export const channelHelp = (): readonly HelpSection[] => [
  { title: 'The screen', rows: [...SCREEN_KEYS, ESCAPE, ...ALWAYS_KEYS, SUSPEND] },
  { title: 'Steering the channel', rows: STEERING },
  { title: 'Looking at what passes', rows: VIEW_KEYS },
  {
    title: 'Be the channel: while the tray is open',
    rows: [
      ...TRAY_KEYS.map(({ key, does }) => row(key, does)),
      row('↑ ↓ Home End', 'choose the one to be decided')
    ]
  },
  {
    title: 'Commands behind :',
    rows: commandHelp
      .filter(({ example }) => !example.startsWith(PACE))
      .map(({ example, about }) => row(example, about.replace('alice>server', 'flow-1')))
  },
  { title: 'Signs', rows: [...SIGNS, ...WATCHED] }
]
