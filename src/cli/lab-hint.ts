/** `rdt lab hint`: a nudge, then where, then why; each time one further. */
import type { Command } from 'commander'
import { LEVELS, readHints, topicFor } from '../../labs/grader/hint-file.js'
import type { Lab } from '../../labs/grader/lab.js'
import type { Verdict } from '../sim/outcome.js'
import { chooseLab, type LabFlags } from './lab-desk.js'
import { type LabProgress, readProgress, remember } from './lab-progress.js'

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
  const topic = topicFor(isOver ? undefined : bug, readHints(lab), notPassed)
  const read = Math.min(hints[topic.topic] ?? 0, LEVELS.length)
  const level = Math.min(read, LEVELS.length - 1)
  remember(lab.id, (before) => ({
    ...before,
    hints: { ...before.hints, [topic.topic]: level + 1 }
  }))
  const lines = [
    ...(isOver
      ? ['your last check was passed; this is what there is to say about the lab', '']
      : []),
    `${topic.topic}: ${LEVELS[level]} (${level + 1} of ${LEVELS.length})`,
    '',
    `  ${topic.hints[level]}`,
    '',
    level + 1 < LEVELS.length
      ? `rdt lab hint ${lab.number} says more`
      : `that was the last one; ${lastResort(lab)}`
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** What is right, but wasteful, can wait. */
const namesWith = (wanted: Verdict, checks: LabProgress['checks']): string[] =>
  Object.keys(checks).filter((name) => checks[name]?.verdict === wanted)

const lastResort = ({ number, hands_in }: Lab): string =>
  hands_in === 'protocol'
    ? `rdt lab step ${number} shows your run step by step`
    : `rdt lab check ${number} --details tells all that is not passed`
