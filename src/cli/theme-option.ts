/** `--theme`: which colours a full screen wears. */
import type { Command } from 'commander'
import type { ThemeName } from '../dashboard/model/theme.js'
import { nearest } from '../kernel/nearest.js'
import { BadInput } from '../kernel/quantity.js'

const NAMES: readonly ThemeName[] = ['dark', 'light', 'mono']

export function addThemeOption(command: Command): Command {
  return command.option(
    '--theme <name>',
    `colours of the full screen: ${NAMES.join(', ')} (default: guessed)`
  )
}

/**
 * The theme that was asked for; or none with NO_COLOR (https://no-color.org), light where the
 * terminal says that its paper is (COLORFGBG, `0;15`), and dark.
 * @throws BadInput on another word
 */
export function chooseTheme(asked: string | undefined, env: NodeJS.ProcessEnv): ThemeName {
  if (asked === undefined) {
    if ((env['NO_COLOR'] ?? '') !== '') return 'mono'
    return /;(?:7|15)$/.test(env['COLORFGBG'] ?? '') ? 'light' : 'dark'
  }
  const theme = NAMES.find((name) => name === asked)
  if (theme !== undefined) return theme
  const near = nearest(asked, NAMES)
  const mend = near === undefined ? `write ${NAMES.join(', ')}` : `did you mean ${near}?`
  throw new BadInput(`--theme: there is no theme ${asked}; ${mend}`)
}
