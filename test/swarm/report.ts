/** What the swarm prints. */
import type { Failure, Story } from './case.js'
import type { Swarm, Tally } from './swarm.js'
import type { CaseName } from './swarm-worker.js'

/** What the summary line of a subject tells besides its failures. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  run: ['timeouts', 'numbers that come round', 'an opening', 'events'],
  pipes: ['connections', 'messages', 'restart', 'cut', 'closed: silent', 'events'],
  chat: ['lines', 'heard', 'resumed', 'restart', 'leave', 'events']
}

/** The command that carries out the case again. */
export function replayOf({ subject, seed, protocol, only }: CaseName): string {
  const words = ['--subject', subject, '--seed', seed]
  if (protocol !== undefined) words.push('--protocol', protocol)
  if (only !== undefined) words.push('--only', only.join(','))
  return `npm run swarm -- ${words.map(quote).join(' ')}`
}

const quote = (word: string): string =>
  /^[\w./:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`

/** A failure, in lines: what broke, the whole configuration, the least that fails, the command. */
export function tellFailure(name: CaseName, failure: Failure, story: Story | undefined): string[] {
  const head = `✗ ${name.subject}, seed ${name.seed}: ${failure.rule}: ${failure.what}`
  const { configuration = [], shortest = [], only } = story ?? {}
  const part = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)]
  const least = only === undefined ? [] : [`  ${replayOf({ ...name, only })}`]
  return [
    head,
    ...part('the whole of it:', configuration),
    ...part('the least of it that fails:', shortest),
    ...least,
    `  ${replayOf({ ...name, only: undefined })}`
  ]
}

/** One line for each subject, and one for all of them. */
export function tellSummary(swarm: Swarm): string[] {
  const lines = [...swarm.tallies].map(([subject, tally]) => tellTally(subject, tally))
  return [...lines, `${swarm.seeds} seeds, ${swarm.failed} failed`]
}

function tellTally(subject: string, { seeds, failed, counts }: Tally): string {
  const told = (TOLD[subject] ?? []).map((what) => `${what} ${counts.get(what) ?? 0}`)
  return `${subject.padEnd(6)} ${seeds} seeds, ${failed} failed: ${told.join(', ')}`
}
