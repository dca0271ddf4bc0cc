/** `rdt lab start`, `rdt lab reset`: a lab's starter becomes somebody's own file. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { Lab } from '../../labs/grader/lab.js'
import { BadInput } from '../kernel/quantity.js'
import { chooseLab, isStarted, type LabFlags, myFile, myFolder } from './lab-desk.js'
import { NO_PROGRESS, remember } from './lab-progress.js'

export function addLabStart(lab: Command): void {
  lab
    .command('start')
    .argument('<lab>', 'its number, or its name')
    .summary('begin a lab: its starter is copied into my-labs')
    .description('Copies the starter of a lab into my-labs, and overwrites nothing.')
    .option('--labs <folder>', 'labs of somebody else')
    .addHelpText('after', '\nExamples:\n  rdt lab start 5\n  rdt lab start go-back-n')
    .action((word: string, flags: LabFlags) => start(chooseLab(word, flags)))
  lab
    .command('reset')
    .argument('<lab>', 'its number, or its name')
    .summary('put your file aside, and begin anew')
    .description('Puts your file of a lab aside under another name, and copies the starter again.')
    .option('--labs <folder>', 'labs of somebody else')
    .addHelpText('after', '\nExamples:\n  rdt lab reset 5')
    .action((word: string, flags: LabFlags) => reset(chooseLab(word, flags)))
}

function start(lab: Lab): void {
  if (isStarted(lab)) {
    throw new BadInput(
      `lab: ${myFile(lab)} is there already, and stays as it is; rdt lab check ${lab.number} checks it, rdt lab reset ${lab.number} puts it aside and begins anew`
    )
  }
  copyStarter(lab)
  remember(lab.id, (before) => before)
  tell(lab, [`lab ${lab.number}: ${lab.title}`, ''])
}

function reset(lab: Lab): void {
  const aside = starterFiles(lab)
    .filter((name) => isChanged(lab, name))
    .map((name) => putAside(join(myFolder(lab), name)))
  copyStarter(lab)
  remember(lab.id, () => NO_PROGRESS)
  const [first] = aside
  const are = aside.length > 1 ? 'your files are' : 'your file is'
  tell(lab, first === undefined ? [] : [`${are} now ${aside.join(', ')}`, ''])
}

/** What a lab is started with, the file that is handed in first. @throws BadInput */
function starterFiles(lab: Lab): string[] {
  const starter = join(lab.folder, 'starter')
  const names = orRefuse(() => readdirSync(starter))
  return [lab.file, ...names.filter((name) => name !== lab.file)]
}

/** Is it there, and somebody's work? The file that is handed in always is. */
function isChanged(lab: Lab, name: string): boolean {
  const [mine, ours] = [join(myFolder(lab), name), join(lab.folder, 'starter', name)]
  if (!existsSync(mine)) return false
  return name === lab.file || !readFileSync(mine).equals(readFileSync(ours))
}

/** `gbn.old-1.ts`, or the next one that is not there yet. */
function putAside(file: string): string {
  const [, name = file, ending = ''] = /^(.*)(\.\w+)$/.exec(file) ?? []
  for (let n = 1; ; n++) {
    const aside = `${name}.old-${n}${ending}`
    if (existsSync(aside)) continue
    renameSync(file, aside)
    return aside
  }
}

/** What is there already stays. */
function copyStarter(lab: Lab): void {
  orRefuse(() => {
    mkdirSync(myFolder(lab), { recursive: true })
    for (const name of starterFiles(lab)) {
      copyNew(join(lab.folder, 'starter', name), join(myFolder(lab), name))
    }
    copyNew(join(lab.folder, 'README.md'), join(myFolder(lab), 'README.md'))
  })
}

function copyNew(from: string, to: string): void {
  if (!existsSync(to)) copyFileSync(from, to)
}

function orRefuse<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof BadInput) throw error
    const { code, path = '' } = error as NodeJS.ErrnoException
    throw new BadInput(`lab: ${path}: it cannot be copied (${code}); work in a folder of yours`)
  }
}

function tell(lab: Lab, before: readonly string[]): void {
  const { number, hands_in } = lab
  const [, ...others] = starterFiles(lab)
  const last =
    hands_in === 'protocol' ? `rdt lab step ${number}    shows your run step by step` : ''
  const lines = [
    ...before,
    `  ${myFile(lab)}   write it here`,
    ...others.map((name) => `  ${join(myFolder(lab), name)}   comes with it`),
    `  ${join(myFolder(lab), 'README.md')}   the task`,
    '',
    `  rdt lab check ${number}   judges it       rdt lab watch ${number}   judges it whenever you save`,
    `  rdt lab hint ${number}    helps a little  ${last}`.trimEnd()
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
