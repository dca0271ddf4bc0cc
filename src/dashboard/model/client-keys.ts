/**
 * The keys of the terminal client as one table, which acts and which the help shows; with those of
 * the typed line, and the signs and commands, the help is complete.
 */
import type { HelpSection, KeyHelp, KeyRow } from './help-keys.js'

/** What keys make the client do. */
export interface ClientActions {
  /** The conversation of this number, from 0. */
  show(index: number): void
  step(by: 1 | -1): void
  toUnread(): void
  /** Above 0 to what is older. */
  scroll(rows: number): void
  page(pages: number): void
  toStart(): void
  toEnd(): void
  turn(what: 'people' | 'strip' | 'big' | 'theme'): void
  openHelp(): void
  leave(): void
}

type Row = KeyRow<ClientActions>

const digits = Array.from({ length: 9 }, (_, i) => i)

const CONVERSATIONS: readonly Row[] = [
  {
    keys: 'Alt+1 … Alt+9',
    does: 'the conversation of that number',
    chords: Object.fromEntries(
      digits.map((i) => [`meta+${i + 1}`, (it: ClientActions) => it.show(i)])
    )
  },
  {
    keys: 'Ctrl+N Ctrl+P',
    does: 'the next conversation, the one before',
    chords: {
      'ctrl+n': (it) => it.step(1),
      'ctrl+p': (it) => it.step(-1),
      'ctrl+pagedown': (it) => it.step(1),
      'ctrl+pageup': (it) => it.step(-1)
    }
  },
  {
    keys: 'Alt+A',
    does: 'the next one in which something is unread',
    chords: { 'meta+a': (it) => it.toUnread() }
  },
  {
    keys: 'PgUp PgDn, wheel',
    does: 'scroll; Shift+↑ and Shift+↓ by one row',
    chords: {
      pageup: (it) => it.page(1),
      pagedown: (it) => it.page(-1),
      'shift+up': (it) => it.scroll(1),
      'shift+down': (it) => it.scroll(-1),
      wheelup: (it) => it.scroll(3),
      wheeldown: (it) => it.scroll(-3)
    }
  },
  {
    keys: 'Ctrl+Home Ctrl+End',
    does: 'to the first line, to the newest; without Ctrl where nothing is typed',
    chords: { 'ctrl+home': (it) => it.toStart(), 'ctrl+end': (it) => it.toEnd() }
  },
  { keys: 'Esc', does: 'back to the newest line', chords: { escape: (it) => it.toEnd() } }
]

const SCREEN: readonly Row[] = [
  { keys: 'F1', does: 'this help', chords: { f1: (it) => it.openHelp() } },
  { keys: 'F2', does: 'who is here', chords: { f2: (it) => it.turn('people') } },
  {
    keys: 'F3',
    does: 'with --show-rdt: your window, its timer and retransmissions beneath the chat',
    chords: { f3: (it) => it.turn('strip') }
  },
  { keys: 'F4', does: 'large print', chords: { f4: (it) => it.turn('big') } },
  { keys: 'F5', does: 'light or dark', chords: { f5: (it) => it.turn('theme') } },
  {
    keys: 'Ctrl+C',
    does: 'leaves; so does Ctrl+D where nothing is typed',
    chords: { 'ctrl+c': (it) => it.leave() }
  }
]

export const CLIENT_KEYS: readonly Row[] = [...CONVERSATIONS, ...SCREEN]

/** What these keys do in the typed line, they do there only where something is typed. */
export const EMPTY_LINE_KEYS: readonly Row[] = [
  {
    keys: 'Home End',
    does: 'to the first line, to the newest',
    chords: {
      home: (it) => it.toStart(),
      end: (it) => it.toEnd(),
      'ctrl+d': (it) => it.leave()
    }
  }
]

const row = (keys: string, does: string): KeyHelp => ({ keys, does })

const TYPED: readonly KeyHelp[] = [
  row('Enter', 'says it; Alt+Enter begins another line of the same message'),
  row('↑ ↓', 'what you said before'),
  row('Tab', 'finishes a name or a command; again: the next that fits'),
  row('← → Ctrl+A Ctrl+E', 'move; with Ctrl or Alt, ← and → by words'),
  row('Ctrl+W Ctrl+U Ctrl+K', 'delete the word, all before, all behind; Ctrl+Y brings it back')
]

const TERMINAL: readonly KeyHelp[] = [
  row('Shift+drag', 'chooses text with the mouse, as the terminal does it'),
  row('Ctrl+Z', 'stops the program until the shell continues it')
]

const SIGNS: readonly KeyHelp[] = [
  row('·', 'your message waits for the server'),
  row('✓', 'the server has it'),
  row('✓✓ 2/3', 'two of three people have it; ✓✓ all: everybody'),
  row('✗', 'it was refused, and why'),
  row('?', 'nobody knows whether it arrived'),
  row('»', 'it names you'),
  row('lag', 'the round trip to the server and back (SRTT)'),
  row('RTO', 'how long an ACK is waited for before data is retransmitted'),
  row('retransmitted 3 of 40', 'of 40 data segments that you sent, 3 were retransmissions')
]

export const clientHelp = (commands: readonly KeyHelp[]): HelpSection[] => [
  { title: 'Conversations', rows: CONVERSATIONS },
  { title: 'The line you type', rows: TYPED },
  { title: 'The screen', rows: [...SCREEN, ...TERMINAL] },
  { title: 'Signs and words', rows: SIGNS },
  { title: 'Commands', rows: commands }
]
