/** `rdt lab`: where students write protocols. One file per subcommand. */
import type { Command } from 'commander'
import { addLabCheck } from './lab-check.js'
import { addLabGrade } from './lab-grade.js'
import { addLabHint } from './lab-hint.js'
import { addLabList } from './lab-list.js'
import { addLabRuns } from './lab-run.js'
import { addLabSelfcheck } from './lab-selfcheck.js'
import { addLabStart } from './lab-start.js'
import { addLabWatch } from './lab-watch.js'
import { unknownWord } from './protocol-options.js'

/** Add it last: it calls commands of `program`. */
export function addLabCommand(program: Command): void {
  const lab = program
    .command('lab')
    .summary('write a protocol yourself: start, check, hint, step, chat')
    .description(
      'Labs: write the protocols of the book yourself, step through your own run, be told which bug ' +
        'it has, and chat over it.'
    )
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .action((_, command: Command) => showHelp(command))
  addLabList(lab)
  addLabStart(lab)
  addLabCheck(lab)
  addLabWatch(lab)
  addLabHint(lab)
  addLabGrade(lab)
  addLabSelfcheck(lab)
  addLabRuns(lab, (name) => program.commands.find((one) => one.name() === name))
  // Here it may be a misspelt subcommand; behind that, each would inherit this.
  lab.allowExcessArguments()
}

const EXAMPLES = `
Examples:
  rdt lab list
  rdt lab start 5
  rdt lab check 5`

/** @throws BadInput where there is no such subcommand */
function showHelp(lab: Command): void {
  const [word] = lab.args
  if (word === undefined) return lab.outputHelp()
  const known = lab.commands.map((command) => command.name())
  throw unknownWord('lab', 'subcommand', word, known)
}
