/** `rdt lab list`: the labs, how far one is, and a search. */
import type { Command } from 'commander'
import { findLabs, type Lab } from '../../labs/grader/lab.js'
import { isStarted, type LabFlags } from './lab-desk.js'
import { type Progress, readProgress } from './lab-progress.js'

interface ListFlags extends LabFlags {
  readonly json?: boolean
}

export function addLabList(lab: Command): void {
  lab
    .command('list')
    .argument('[words...]', 'only those that have all of these words')
    .summary('the labs, and how far you are')
    .description('Lists the labs. With words: those in whose title or description all of them are.')
    .option('--labs <folder>', 'labs of somebody else: a folder with a folder for each')
    .option('--json', 'a record for each, and the summary')
    .addHelpText('after', '\nExamples:\n  rdt lab list\n  rdt lab list window timer')
    .action((words: string[], flags: ListFlags) => list(words, flags))
}

function list(words: readonly string[], flags: ListFlags): void {
  const progress = readProgress()
  const labs = findLabs(flags.labs).filter((lab) => words.every((word) => hasWord(lab, word)))
  if (flags.json) {
    const records = labs.map((lab) => ({ type: 'lab', ...recordOf(lab, progress) }))
    const summary = { type: 'summary', labs: labs.length }
    for (const record of [...records, summary]) {
      process.stdout.write(`${JSON.stringify(record)}\n`)
    }
    return
  }
  if (labs.length === 0) {
    process.stdout.write(`no lab has ${words.join(' ') || 'been found'}; rdt lab list shows all\n`)
    return
  }
  for (const lab of labs) {
    const { number, title, about } = lab
    const state = stateOf(lab, progress).padEnd(18)
    process.stdout.write(`${number.padStart(4)}  ${title.padEnd(20)}  ${state}  ${about}\n`)
  }
  process.stdout.write(`\nrdt lab start ${labs[0]?.number} begins one\n`)
}

function hasWord({ number, id, title, about, words }: Lab, word: string): boolean {
  const all = [number, id, title, about, ...words].join(' ').toLowerCase()
  return all.includes(word.toLowerCase())
}

const recordOf = (lab: Lab, progress: Progress) => ({
  number: lab.number,
  lab: lab.id,
  title: lab.title,
  about: lab.about,
  state: stateOf(lab, progress)
})

function stateOf(lab: Lab, { labs }: Progress): string {
  const { verdict, checks = {} } = labs[lab.id] ?? {}
  if (verdict === undefined) return isStarted(lab) ? 'started' : '–'
  const all = Object.values(checks)
  const good = all.filter((check) => check.verdict !== 'fail').length
  return verdict === 'fail' ? `fail, ${good} of ${all.length}` : verdict
}
