/** The keys of the stepper: one table acts, and is the help. */
import type { HelpSection, KeyHelp, KeyRow } from './help-keys.js'
import { FATE_KEYS } from './step-fate.js'

/** What they act on. */
export interface Steppable {
  forward(): void
  back(): void
  /** To the next step of a kind, or the one before. */
  seek(what: 'again' | 'loss' | 'break', by: 1 | -1): void
  toStart(): void
  toEnd(): void
  askWhere(): void
  turnPlaying(): void
  /** More time between two steps (1), or less (−1). */
  changePace(by: 1 | -1): void
  askBreakpoint(): void
  chooseFate(): void
  toTrunk(): void
  listBranches(): void
  askName(): void
  page(pages: 1 | -1): void
  help(): void
  quit(): void
}

export const STEP_KEYS: readonly KeyRow<Steppable>[] = [
  {
    keys: '→ ←',
    does: 'step',
    about: 'the next event, the one before',
    chords: { right: (it) => it.forward(), left: (it) => it.back(), enter: (it) => it.forward() }
  },
  {
    keys: 'n N',
    does: 'again',
    about: 'the next retransmission or timeout, the one before',
    chords: { n: (it) => it.seek('again', 1), N: (it) => it.seek('again', -1) }
  },
  {
    keys: 'l L',
    does: 'loss',
    about: 'the next loss in the channel, the one before',
    chords: { l: (it) => it.seek('loss', 1), L: (it) => it.seek('loss', -1) }
  },
  {
    keys: 'f',
    does: 'fate',
    about: 'changes the fate of a segment in flight: the run branches there',
    chords: { f: (it) => it.chooseFate() }
  },
  {
    keys: 'u',
    does: 'trunk',
    about: 'back to the run as it was, where it was left',
    chords: { u: (it) => it.toTrunk() }
  },
  {
    keys: 'space',
    does: 'play',
    about: 'takes a step every so often, and stops; stops at breakpoints, too',
    chords: { space: (it) => it.turnPlaying() }
  },
  {
    keys: '< >',
    does: 'pace',
    about: 'plays slower, or faster: the time between two steps, always the same',
    chords: { '<': (it) => it.changePace(1), '>': (it) => it.changePace(-1) }
  },
  {
    keys: 'b',
    does: 'break',
    about: 'sets a breakpoint, or takes it away: by number, or state.base > 4 and the like',
    chords: { b: (it) => it.askBreakpoint() }
  },
  {
    keys: 'c C',
    does: 'continue',
    about: 'to the next breakpoint, or back to the one before',
    chords: { c: (it) => it.seek('break', 1), C: (it) => it.seek('break', -1) }
  },
  {
    keys: 'g',
    does: 'go to',
    about: 'to an event by its number, or to a time: 12, or 250ms',
    chords: { g: (it) => it.askWhere() }
  },
  {
    keys: 'Home End',
    does: 'ends',
    about: 'before the first event, behind the last',
    chords: { home: (it) => it.toStart(), end: (it) => it.toEnd() }
  },
  {
    keys: 'w',
    does: 'write',
    about: 'writes this run: its fate string and command, its trace, its ladder as a picture',
    chords: { w: (it) => it.askName() }
  },
  {
    keys: 'B',
    does: 'branches',
    about: 'the list of branches: choose one, or forget it',
    chords: { B: (it) => it.listBranches() }
  },
  {
    keys: 'PgUp PgDn',
    does: 'back',
    about: 'scrolls the ladder; a step returns to its end',
    chords: { pageup: (it) => it.page(1), pagedown: (it) => it.page(-1) }
  },
  {
    keys: '?',
    does: 'help',
    about: 'this help',
    chords: { '?': (it) => it.help(), f1: (it) => it.help() }
  },
  { keys: 'q', does: 'quit', about: 'leaves; so does Ctrl-C', chords: { q: (it) => it.quit() } }
]

const BRANCH_KEYS: readonly KeyHelp[] = [
  { keys: '↑ ↓', does: 'choose' },
  { keys: 'Enter', does: 'go there' },
  { keys: 'x', does: 'forget', about: 'forgets a branch' },
  { keys: 'Esc', does: 'leave' }
]

const ASKED_KEYS: readonly KeyHelp[] = [
  { keys: 'a key', does: 'answers', about: 'the key that stands before an answer gives it' },
  { keys: 'Enter', does: 'answers', about: 'where the answer is typed' },
  { keys: 'Tab', does: 'skip', about: 'passes the question over' },
  { keys: 'Esc', does: 'leave', about: 'leaves the question; → asks it again' }
]

const SIGNS: readonly KeyHelp[] = [
  { keys: '(( … ))', does: 'the bubble that a machine is in; ▸━━▶ and ▸↺: the arrow just taken' },
  { keys: '▸', does: 'in the ladder: what belongs to this event; in a list: what is chosen' },
  { keys: '■ ▣ □ ·', does: 'acknowledged, in flight, usable, not usable' },
  { keys: '◆ ○', does: 'buffered out of order, expected or missing' },
  { keys: '✗ ≈ ² …', does: 'lost, damaged, a copy, late' },
  { keys: 'again, ×2', does: 'a retransmission; spurious: an earlier one had arrived' },
  { keys: '◷', does: 'a timer ran out; ┃ in a lifeline: a timer runs' }
]

export type StepMode = 'stepping' | 'fate' | 'branches' | 'asked'

/** For the line at the bottom; the most important first. */
export function shownStepKeys(mode: StepMode): readonly KeyHelp[] {
  const help = { keys: '?', does: 'help' }
  if (mode === 'fate') return FATE_KEYS
  if (mode === 'branches') return BRANCH_KEYS
  if (mode === 'asked') return [...ASKED_KEYS.slice(1), help]
  return [help, ...STEP_KEYS.filter(({ keys }) => keys !== '?')]
}

export const stepHelp = (isPredicted: boolean): readonly HelpSection[] => [
  { title: 'Stepping', rows: STEP_KEYS },
  { title: 'The fate of a segment in flight', rows: FATE_KEYS },
  { title: 'The list of branches', rows: BRANCH_KEYS },
  {
    title: isPredicted ? 'Questions' : 'Questions (rdt step --predict)',
    rows: ASKED_KEYS
  },
  { title: 'Signs', rows: SIGNS }
]
