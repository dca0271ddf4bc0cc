/** The keys that look around in a run. */
import type { KeyRow } from './help-keys.js'

/** What they act on. */
export interface Viewable {
  turn(): void
  step(by: 1 | -1): void
  scroll(rows: number): void
  page(pages: number): void
  inspect(): void
  escape(): void
  pickNext(by: 1 | -1): void
  pickAuto(): void
  nextView(): void
  nextSorting(): void
}

const ALL = Number.MAX_SAFE_INTEGER

export const VIEW_KEYS: readonly KeyRow<Viewable>[] = [
  {
    keys: 'space',
    does: 'freeze',
    about: 'freezes the picture, and returns to what happens now; the run itself goes on',
    chords: { space: (it) => it.turn() }
  },
  {
    keys: '↑ ↓',
    does: 'ladder',
    about: 'the segment before in the ladder, the one after; the picture freezes',
    chords: { up: (it) => it.step(-1), down: (it) => it.step(1) }
  },
  {
    keys: 'Enter',
    does: 'inspect',
    about: 'that segment under the glass: its header byte by byte, and its life',
    chords: { enter: (it) => it.inspect() }
  },
  {
    keys: 'PgUp PgDn',
    does: 'back',
    about: 'scrolls the ladder; Home to where it begins, End to the newest',
    chords: {
      pageup: (it) => it.page(1),
      pagedown: (it) => it.page(-1),
      home: (it) => it.scroll(ALL),
      end: (it) => it.scroll(-ALL)
    }
  },
  {
    keys: 'n N',
    does: 'connection',
    about: 'the next connection, the one before: its ladder, its window',
    chords: { n: (it) => it.pickNext(1), N: (it) => it.pickNext(-1) }
  },
  {
    keys: 'c',
    does: 'auto',
    about: 'the connection that was last in trouble, whichever that is',
    chords: { c: (it) => it.pickAuto() }
  },
  {
    keys: 'v',
    does: 'view',
    about: 'one pane alone, the next one alone, …, as many as there is room for',
    chords: { v: (it) => it.nextView() }
  },
  {
    keys: 's',
    does: 'sort',
    about: 'sorts the connections: the worst first, or by name',
    chords: { s: (it) => it.nextSorting() }
  }
]

/** While a segment is under the glass; the others go on. */
export const INSPECTOR_KEYS: readonly KeyRow<Viewable>[] = [
  {
    keys: 'Enter',
    does: 'close',
    chords: {
      enter: (it) => it.escape(),
      pageup: (it) => it.scroll(8),
      pagedown: (it) => it.scroll(-8)
    }
  }
]
