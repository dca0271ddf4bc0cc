/** `--dashboard`, and what goes with it: a full screen for a program that otherwise prints lines. */
import type { Command } from 'commander'
import type { ThemeName } from '../dashboard/model/theme.js'
import { isDrawable } from '../dashboard/screen.js'
import { BadInput } from '../kernel/quantity.js'
import { addThemeOption, chooseTheme } from './theme-option.js'

export interface ScreenFlags {
  readonly dashboard?: boolean
  readonly big?: boolean
  readonly theme?: string
  readonly plain?: boolean
  readonly json?: boolean
}

/** What was asked for, of a screen that can be drawn. */
export interface ScreenChoice {
  readonly theme: ThemeName
  readonly isBig: boolean
}

export function addScreenOptions(command: Command, what: string): Command {
  return addThemeOption(
    command
      .option('--dashboard', `a full screen: ${what}`)
      .option('--big', 'with --dashboard, large print for a projector')
  )
}

/**
 * Undefined where no screen is asked for.
 * @throws BadInput where there is no terminal to draw on, lines are asked for too, or only its print
 */
export function readScreenFlags(flags: ScreenFlags): ScreenChoice | undefined {
  const theme = chooseTheme(flags.theme, process.env)
  if (flags.dashboard !== true) {
    if (flags.big === true)
      throw new BadInput('--big belongs to --dashboard: add it, or leave both out')
    return undefined
  }
  const lines = flags.json ? '--json' : flags.plain ? '--plain' : undefined
  if (lines !== undefined) {
    throw new BadInput(`--dashboard draws a full screen, ${lines} prints lines; leave one out`)
  }
  const isTerminal = process.stdin.isTTY === true && isDrawable(process.stdout, process.env['TERM'])
  if (!isTerminal) throw new BadInput('--dashboard needs a terminal; leave it out to get lines')
  return { theme, isBig: flags.big === true }
}
