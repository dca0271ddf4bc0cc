/** Long output on a terminal, a screen at a time: in the program that PAGER names, or in less. */
import { spawn } from 'node:child_process'
import { canShowUnicode } from './run-ladder.js'
import { onEnding } from './signals.js'

/** It ends by itself where one screen is enough, shows colours, and leaves the screen as it was. */
const LESS = 'FRX'

/**
 * Writes `lines` to standard output; where that is a terminal that they do not fit, through a pager.
 * @param isPlain never through a pager
 */
export async function showPaged(lines: readonly string[], isPlain: boolean): Promise<void> {
  const text = lines.map((line) => `${line}\n`).join('')
  const { isTTY, rows = 24 } = process.stdout
  const { PAGER = 'less', TERM = '' } = process.env
  const isPaged = isTTY && !isPlain && lines.length >= rows && TERM !== 'dumb' && PAGER !== ''
  if (isPaged && (await isReadIn(PAGER, text))) return
  process.stdout.write(text)
}

/** @returns false where there is no such pager */
function isReadIn(command: string, text: string): Promise<boolean> {
  const charset = canShowUnicode() ? { LESSCHARSET: 'utf-8' } : {}
  const env = { LESS, ...charset, ...process.env }
  // What PAGER holds is a command with options, as for man and git.
  const pager = spawn('sh', ['-c', `exec ${command}`], {
    env,
    stdio: ['pipe', 'inherit', 'ignore']
  })
  // Ctrl-C is for the pager, which has the terminal.
  const stopListening = onEnding(() => {})
  pager.stdin.on('error', () => {})
  pager.stdin.end(text)
  return new Promise((resolve) => {
    const end = (isFound: boolean) => {
      stopListening()
      resolve(isFound)
    }
    pager.on('error', () => end(false))
    pager.on('close', (status) => end(status !== NOT_FOUND && status !== NOT_RUNNABLE))
  })
}

/** What a shell says. */
const NOT_RUNNABLE = 126
const NOT_FOUND = 127
