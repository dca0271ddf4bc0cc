/** `rdt lab hint`: a nudge, then where, then why; each time one further. */
import type { Command } from 'commander'
import { LEVELS, readHints, topicFor } from '../../labs/grader/hint-file.js'
import type { Lab } from '../../labs/grader/lab.js'
import type { Verdict } from '../sim/outcome.js'
import { wrapText } from '../trace/wrap-text.js'
import { chooseLab, type LabFlags } from './lab-desk.js'
import { type LabProgress, readProgress, remember } from './lab-progress.js'
import { LADDER_WIDTH } from './run-ladder.js'

/** Longer lines are hard to read. */
const MOST_WIDTH = 100

export function addLabHint(lab: Command): void {
  lab
    .command('hint')
    .argument('[lab]', 'its number, or its name (default: the one you worked on last)')
    .summary('help, one level further each time')
    .description(
      'Helps against the likely bug of your last check: first a nudge, then where to look, then why. ' +
        'Without one, it helps you to begin.'
    )
    .option('--labs <folder>', 'labs of somebody else')
    .addHelpText('after', '\nExamples:\n  rdt lab hint 5')
    .action((word: string | undefined, flags: LabFlags) => hint(chooseLab(word, flags)))
}

function hint(lab: Lab): void {
  const { verdict, bug, checks = {}, hints = {} } = readProgress().labs[lab.id] ?? {}
  const isOver = verdict === 'pass'
  const failed = namesWith('fail', checks)
  const notPassed = isOver ? [] : [...failed, ...namesWith('weak', checks)]
  // The story that rdt lab check tells is of the first of them.
  const told = checks[notPassed[0] ?? '']?.bug ?? bug
  const topic = topicFor(isOver ? undefined : told, readHints(lab), notPassed)
  const read = Math.min(hints[topic.topic] ?? 0, LEVELS.length)
  const level = Math.min(read, LEVELS.length - 1)
  remember(lab.id, (before) => ({
    ...before,
    hints: { ...before.hints, [topic.topic]: level + 1 }
  }))
  const width = Math.min(process.stdout.columns ?? LADDER_WIDTH, MOST_WIDTH)
  const lines = [
    ...prefaceOf(lab, verdict, Object.keys(checks).length),
    `${topic.topic}: ${LEVELS[level]} (${level + 1} of ${LEVELS.length})`,
    '',
    ...wrapText(topic.hints[level] ?? '', width, '  ', '  '),
    '',
    level + 1 < LEVELS.length
      ? `rdt lab hint ${lab.number} says more`
      : `that was the last one; ${lastResort(lab)}`
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function prefaceOf({ number }: Lab, verdict: Verdict | undefined, checked: number): string[] {
  if (verdict === 'pass') {
    return ['your last check was passed; this is what there is to say about the lab', '']
  }
  if (verdict === undefined || checked > 0) return []
  return [`your file cannot be run yet; rdt lab check ${number} says why. After that:`, '']
}

/** What is right, but wasteful, can wait. */
const namesWith = (wanted: Verdict, checks: LabProgress['checks']): string[] =>
  Object.keys(checks).filter((name) => checks[name]?.verdict === wanted)

const lastResort = ({ number, hands_in }: Lab): string =>
  hands_in === 'protocol'
    ? `rdt lab step ${number} shows your run step by step`
    : `rdt lab check ${number} --details tells all that is not passed`
