/** The keys that steer the channel, besides those of knobs and tray. */
import { PROFILES } from '../../../lossy-channel/weather/profiles.js'
import type { KeyHelp, KeyRow } from './help-keys.js'
import { KNOB_KEYS } from './knobs.js'

/** What they act on. */
export interface Steerable {
  readonly line: { open(text?: string): void }
  turnPartition(): void
  kill(what: 'data' | 'ack'): void
  turnTray(): void
  save(): void
  quit(): void
}

export const STEERING_KEYS: readonly KeyRow<Steerable>[] = [
  {
    keys: ':',
    does: 'command',
    about: 'a command, in the words of the command line: :loss 30%; Tab completes',
    chords: { ':': (it) => it.line.open() }
  },
  {
    keys: 'p',
    does: 'cut',
    about: 'cuts the network in two, both ways; again: heals it',
    chords: { p: (it) => it.turnPartition() }
  },
  {
    keys: 'k K',
    does: 'kill',
    about: 'kills the next data segment, the next ACK; of the connection that you have chosen',
    chords: { k: (it) => it.kill('data'), K: (it) => it.kill('ack') }
  },
  {
    keys: 't',
    does: 'tray',
    about: 'be the channel: each datagram waits for you, and time goes slower; again: ends it',
    chords: { t: (it) => it.turnTray() }
  },
  {
    keys: 'w',
    does: 'save',
    about: 'writes the trace and the fates to files of their own; :save NAME names them',
    chords: { w: (it) => it.save() }
  },
  { keys: 'q', does: 'quit', about: 'ends the run', chords: { q: (it) => it.quit() } }
]

/** The knobs' own keys say it in a word: in a sentence, by what they do. */
const KNOB_WORDS: Readonly<Record<string, string>> = {
  turn: 'turns the chosen knob a step up, a step down',
  off: 'turns it off',
  choose: 'chooses another knob',
  direction: 'which way the knobs concern: both, up (to the server), down'
}

/** Digits choose profiles. */
const PROFILE_KEYS: KeyHelp = {
  keys: '1–9',
  does: 'profile',
  about: `named weather: ${PROFILES.map(({ name }, i) => `${i + 1} ${name}`).join(', ')}`
}

export const CHANNEL_KEYS: readonly KeyHelp[] = [
  ...KNOB_KEYS.map(({ keys, does }) => ({ keys, does, about: KNOB_WORDS[does] ?? does })),
  PROFILE_KEYS,
  ...STEERING_KEYS
]
