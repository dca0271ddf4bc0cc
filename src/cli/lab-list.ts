/** `rdt lab list`: the labs, how far one is, and a search. */
import type { Command } from 'commander'
import { findLabs, type Lab } from '../../labs/grader/lab.js'
import { wrapText } from '../trace/wrap-text.js'
import { isStarted, type LabFlags } from './lab-desk.js'
import { type Progress, readProgress } from './lab-progress.js'

/** Where titles begin. */
const INDENT = ' '.repeat(6)
/** `fail, 12 of 24` */
const STATE = 14

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
  process.stdout.write(tableOf(labs, progress, process.stdout.columns))
  process.stdout.write(`\nrdt lab start ${labs[0]?.number} begins one\n`)
}

/** A line for each, or two where a terminal has no room for all of it. */
function tableOf(labs: readonly Lab[], progress: Progress, columns = Number.POSITIVE_INFINITY) {
  const widest = Math.max(...labs.map(({ title }) => title.length))
  const rows = labs.map((lab) => {
    const state = stateOf(lab, progress).padEnd(STATE)
    return { head: `${lab.number.padStart(4)}  ${lab.title.padEnd(widest)}  ${state}`, lab }
  })
  const isWide = rows.every(({ head, lab }) => head.length + 2 + lab.about.length <= columns)
  const lines = rows.flatMap(({ head, lab: { about } }) =>
    isWide ? [`${head}  ${about}`] : [head.trimEnd(), ...wrapText(about, columns, INDENT, INDENT)]
  )
  return lines.map((line) => `${line}\n`).join('')
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
