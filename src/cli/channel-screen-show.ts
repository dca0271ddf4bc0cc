/** A stage on a terminal: keys go to it, and it is drawn when there is something new to see. */
import type { Key } from '../dashboard/model/key.js'
import type { Surface } from '../dashboard/model/surface.js'
import { THEMES, type ThemeName } from '../dashboard/model/theme.js'
import { openScreen, type ScreenOptions } from '../dashboard/screen.js'

/** What is shown. */
export interface Showable {
  key(key: Key): void
  draw(paper: Surface): void
  /** Changes whenever there is something new to draw, though no key was pressed. */
  stamp(): string
}

export type ShowTerminal = Pick<ScreenOptions, 'input' | 'output' | 'timers' | 'process'>

export interface Show {
  /** Light paper, or dark. */
  turnTheme(): void
  /** Gives the terminal back; more than once does no harm. */
  close(): void
}

/** What moves by itself is looked at so often, ms; what a key changes shows at once. */
const LOOK_EVERY_MS = 200
const LEAST = { width: 40, height: 12 }

/** Takes the terminal. @param gone the terminal went away */
export async function openShow(
  stage: Showable,
  theme: ThemeName,
  gone: () => void,
  terminal: ShowTerminal = { input: process.stdin, output: process.stdout }
): Promise<Show> {
  let worn = theme
  let seen = ''
  const screen = await openScreen({
    ...terminal,
    theme: THEMES[worn],
    least: LEAST,
    hasMouse: false,
    draw: (paper) => stage.draw(paper),
    key: (key) => {
      stage.key(key)
      screen.changed()
    },
    gone
  })
  const looking = setInterval(() => {
    const stamp = stage.stamp()
    if (stamp === seen) return
    seen = stamp
    screen.changed()
  }, LOOK_EVERY_MS)
  const close = (): void => {
    clearInterval(looking)
    process.off('uncaughtException', close)
    screen.close()
  }
  // Before whoever tells it: on the other screen nobody would read it.
  process.prependListener('uncaughtException', close)
  return {
    turnTheme: () => {
      worn = worn === 'light' ? 'dark' : 'light'
      screen.wear(THEMES[worn])
    },
    close
  }
}
