/** `rdt lab step`, `rdt lab chat`: the other commands, over your own protocol. */
import type { Command } from 'commander'
import type { Check } from '../../labs/grader/check-kind.js'
import { CHECK_KINDS } from '../../labs/grader/check-kinds.js'
import { checksOf } from '../../labs/grader/grade-submission.js'
import type { Lab } from '../../labs/grader/lab.js'
import { referenceOf } from '../../labs/grader/reference.js'
import { BadInput } from '../kernel/quantity.js'
import { replayArguments } from '../sim/replay-command.js'
import { chooseLab, type LabFlags, startedFile } from './lab-desk.js'
import { readProgress } from './lab-progress.js'

interface StepFlags extends LabFlags {
  readonly check?: string
}

/** @param find another command of the program, by its name */
export function addLabRuns(lab: Command, find: (name: string) => Command | undefined): void {
  lab
    .command('step')
    .argument('[lab]', 'its number, or its name (default: the one you worked on last)')
    .argument('[more...]', 'options of rdt step, behind a --')
    .summary('step through your run, forwards and backwards')
    .description(
      'Opens the stepper on a check of your last rdt lab check: the first one that was not passed, ' +
        'or the one that you name.'
    )
    .option('--check <name>', 'the run of this check')
    .option('--labs <folder>', 'labs of somebody else')
    .addHelpText(
      'after',
      '\nExamples:\n  rdt lab step 5\n  rdt lab step 5 --check S03 -- --events 1..9'
    )
    .action(async (word: string | undefined, more: string[], flags: StepFlags) => {
      const chosen = chooseLab(word, flags)
      const [, ...options] = runArguments(chosen, startedFile(chosen), flags.check)
      await find('step')?.parseAsync([...options, ...more], { from: 'user' })
    })
  lab
    .command('chat')
    .argument('[lab]', 'its number, or its name (default: the one you worked on last)')
    .argument('[more...]', 'options of rdt chat, behind a --')
    .summary('chat over your own protocol')
    .description(
      'The chat of rdt chat, with your file as its protocol: does it carry a conversation?'
    )
    .option('--labs <folder>', 'labs of somebody else')
    .addHelpText('after', '\nExamples:\n  rdt lab chat 5\n  rdt lab chat 5 -- --loss 20% --bots')
    .action(async (word: string | undefined, more: string[], flags: LabFlags) => {
      const file = startedFile(chooseLab(word, flags))
      await find('chat')?.parseAsync(['--protocol', file, ...more], { from: 'user' })
    })
}

/** The arguments of `rdt` for the run that is worth a look, the command's name first. */
function runArguments(lab: Lab, file: string, name: string | undefined): readonly string[] {
  const checks = checksOf(lab)
  const known = readProgress().labs[lab.id]?.checks ?? {}
  const wanted = name ?? checks.find((check) => known[check.name]?.run !== undefined)?.name
  const remembered = wanted === undefined ? undefined : known[wanted]?.run
  if (remembered !== undefined) return withFile(remembered, file)
  const runnable = checks.filter(({ kind }) => CHECK_KINDS[kind]?.run !== undefined)
  // What goes wrong in it makes a run worth a look.
  const first = runnable.find((check) => 'fates' in check) ?? runnable[0]
  const check = wanted === undefined ? first : checks.find((one) => one.name === wanted)
  const run = check && runOf(check, lab, file)
  if (run !== undefined) return run
  const names = runnable.map((one) => one.name).join(', ')
  const mend = names === '' ? 'run rdt lab check first' : `write one of ${names}`
  throw new BadInput(`--check: there is no run of '${wanted ?? ''}' to show; ${mend}`)
}

function runOf(check: Check, lab: Lab, file: string): readonly string[] | undefined {
  const config = CHECK_KINDS[check.kind]?.run?.(check, referenceOf(lab.reference))
  return config && replayArguments(config, file)
}

/** The file may have been another one then. */
function withFile(run: readonly string[], file: string): string[] {
  const at = run.indexOf('--protocol') + 1
  return run.map((word, i) => (at > 0 && i === at ? file : word))
}
