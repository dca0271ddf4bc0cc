/** `rdt lab step`, `rdt lab chat`: the other commands, over your own protocol. */
import type { Command } from 'commander'
import type { Check } from '../../labs/grader/check-kind.js'
import { CHECK_KINDS } from '../../labs/grader/check-kinds.js'
import { runOfCheck } from '../../labs/grader/check-run.js'
import { checksOf } from '../../labs/grader/grade-submission.js'
import type { Lab } from '../../labs/grader/lab.js'
import { BadInput } from '../kernel/quantity.js'
import { chooseLab, type LabFlags, startedFile } from './lab-desk.js'
import { type LabProgress, readProgress } from './lab-progress.js'

interface ChatFlags extends LabFlags {
  readonly file?: string
  readonly part?: string
}

interface StepFlags extends ChatFlags {
  readonly check?: string
}

const FILE = 'this file, and not the one in my-labs'
const PART = 'one of several protocols in your file, by the name of its export'

/** @param find another command of the program, by its name */
export function addLabRuns(lab: Command, find: (name: string) => Command | undefined): void {
  lab
    .command('step')
    .argument('[lab]', 'its number, or its name (default: the one you worked on last)')
    .argument('[more...]', 'options of rdt step, behind a --')
    .summary('step through your run, forwards and backwards')
    .description(
      'Opens the stepper on a check of your last rdt lab check: the one that it told, ' +
        'or the one that you name.'
    )
    .option('--check <name>', 'the run of this check')
    .option('--file <path>', FILE)
    .option('--part <name>', PART)
    .option('--labs <folder>', 'labs of somebody else')
    .addHelpText(
      'after',
      '\nExamples:\n  rdt lab step 5\n  rdt lab step 5 --check S03 -- --events 1..9'
    )
    .action(async (word: string | undefined, more: string[], flags: StepFlags) => {
      const chosen = chooseLab(word, flags)
      const [, ...options] = runArguments(chosen, flags.file ?? startedFile(chosen), flags)
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
    .option('--file <path>', FILE)
    .option('--part <name>', `${PART} (default: the last)`)
    .option('--labs <folder>', 'labs of somebody else')
    .addHelpText('after', '\nExamples:\n  rdt lab chat 5\n  rdt lab chat 5 -- --loss 20% --bots')
    .action(async (word: string | undefined, more: string[], flags: ChatFlags) => {
      const chosen = chooseLab(word, flags)
      const protocol = chatProtocol(chosen, flags.file ?? startedFile(chosen), flags.part)
      await find('chat')?.parseAsync(['--protocol', protocol, ...more], { from: 'user' })
    })
}

/** @throws BadInput where there is none to chat over */
function chatProtocol(lab: Lab, file: string, part: string | undefined): string {
  const { number, hands_in, parts = {} } = lab
  if (hands_in !== 'protocol') {
    throw new BadInput(
      `lab: lab ${number} asks for no protocol, so nobody can chat over it; rdt lab check ${number} judges your file`
    )
  }
  const chosen = checkedPart(lab, part) ?? Object.keys(parts).at(-1)
  return chosen === undefined ? file : `${file}#${chosen}`
}

/** @throws BadInput where the lab has no such part */
function checkedPart({ number, parts = {} }: Lab, part: string | undefined): string | undefined {
  if (part === undefined || Object.hasOwn(parts, part)) return part
  const known = Object.keys(parts).join(', ')
  const mend = known === '' ? `lab ${number} has no parts; leave it out` : `write one of ${known}`
  throw new BadInput(`--part: there is no part '${part.slice(0, 40)}'; ${mend}`)
}

/** The arguments of `rdt` for the run that is worth a look, the command's name first. */
function runArguments(lab: Lab, file: string, { check: name, part }: StepFlags): readonly string[] {
  const isWanted = ({ part: own }: Check) => checkedPart(lab, part) === undefined || own === part
  const checks = checksOf(lab).filter(isWanted)
  const known = readProgress().labs[lab.id]?.checks ?? {}
  const wanted = name ?? firstTold(known, checks)
  const remembered = wanted === undefined ? undefined : known[wanted]?.run
  if (remembered !== undefined) return withFile(remembered, file, lab)
  if (lab.hands_in !== 'protocol') throw nothingToShow(lab)
  const runnable = checks.filter(({ kind }) => CHECK_KINDS[kind]?.run !== undefined)
  // What goes wrong in it makes a run worth a look.
  const first = runnable.find((check) => 'fates' in check) ?? runnable[0]
  const check = wanted === undefined ? first : checks.find((one) => one.name === wanted)
  const run = check && runOfCheck(check, lab, file)
  if (run !== undefined) return run
  const names = runnable.map((one) => one.name).join(', ')
  const mend = names === '' ? 'run rdt lab check first' : `write one of ${names}`
  throw new BadInput(`--check: there is no run of '${wanted ?? ''}' to show; ${mend}`)
}

/** The check of which `rdt lab check` told the story: the first that fails, or that is weak. */
function firstTold(known: LabProgress['checks'], checks: readonly Check[]): string | undefined {
  const shown = Object.keys(known).filter(
    (name) => known[name]?.run !== undefined && checks.some((check) => check.name === name)
  )
  return shown.find((name) => known[name]?.verdict === 'fail') ?? shown[0]
}

const nothingToShow = ({ number }: Lab): BadInput =>
  new BadInput(
    `lab: lab ${number} asks for no protocol, and your last check left no run to step through; rdt lab check ${number} tells what is wrong`
  )

/** The file may have been another one then. */
function withFile(run: readonly string[], file: string, { hands_in }: Lab): readonly string[] {
  if (hands_in !== 'protocol') return run
  const at = run.indexOf('--protocol') + 1
  return run.map((word, i) => (at > 0 && i === at ? `${file}${/#\w+$/.exec(word) ?? ''}` : word))
}
