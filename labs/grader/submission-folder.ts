/**
 * A folder of submissions of one lab: a file for each student, or a folder for each.
 *
 *     hand-in/alice.ts               alice       hand-in/carol/gbn.ts           carol
 *     hand-in/bob_4711_gbn-2.ts      bob_4711    hand-in/dan/05-go-back-n/…     dan
 *
 * Whatever lies there gets a line in the table; what cannot be a submission says why.
 */
import { lstatSync, readdirSync, type Stats } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { cleanText } from '../../src/kernel/display.js'
import { BadInput } from '../../src/kernel/quantity.js'
import type { Lab } from './lab.js'
import type { LoadFault } from './submission.js'

export interface HandedIn {
  /** Fit for a terminal, and nobody else's in this folder. */
  readonly student: string
  readonly file: string
  /** Nothing beside it is the student's. */
  readonly isAlone: boolean
  /** Why there is nothing to judge. */
  readonly fault?: LoadFault
}

/** What a folder has besides submissions. */
const NOT_THEIRS = /^(\.|__MACOSX$|node_modules$)/
const SOURCES: readonly string[] = ['.ts', '.js', '.mjs']

const byName = (a: string, b: string): number =>
  a.localeCompare(b, 'en', { numeric: true }) || Number(a > b) - Number(a < b)

/** All that was handed in in `folder`, by name. @throws BadInput where there is no such folder */
export function findSubmissions(folder: string, lab: Lab): HandedIn[] {
  const taken = new Set<string>()
  return namesIn(folder)
    .sort(byName)
    .flatMap((name) => {
      const path = below(folder, name)
      const found = submissionAt(path, lab)
      if (found === undefined) return []
      const isFolder = found.file !== path
      const student = unique(studentOf(name, lab, isFolder), name, taken)
      return [{ ...found, student }]
    })
    .sort((a, b) => byName(a.student, b.student))
}

/** What the one `student` has handed in: a file, or a folder. @throws BadInput where nothing is */
export function findSubmission(path: string, student: string, lab: Lab): HandedIn {
  const stats = statsOf(path)
  if (stats === undefined) throw new BadInput(`grade: there is no ${path}; check its name`)
  if (!stats.isDirectory()) return { student, file: path, isAlone: true }
  return { student, ...inFolder(path, lab) }
}

/** `mutant:…` names something of ours, so a file of that name is told apart. */
const below = (folder: string, name: string): string =>
  join(folder, name).replace(/^(?=(mutant|variant):)/, './')

/** @throws BadInput where it cannot be read */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !NOT_THEIRS.test(name))
  } catch {
    throw new BadInput(`grade: there is no folder ${folder} that can be read; check its name`)
  }
}

const statsOf = (path: string): Stats | undefined => lstatSync(path, { throwIfNoEntry: false })

type Found = Omit<HandedIn, 'student'>

/** Undefined for a file of another kind: a table, a letter. */
function submissionAt(path: string, lab: Lab): Found | undefined {
  const stats = statsOf(path)
  if (stats?.isDirectory()) return inFolder(path, lab)
  if (!endingsOf(lab).includes(extname(path).toLowerCase())) return undefined
  return judgeable(path, true)
}

function judgeable(file: string, isAlone: boolean): Found {
  const stats = statsOf(file)
  const refuse = (what: string) => ({ file, isAlone, fault: { place: basename(file), what } })
  if (stats === undefined) return refuse('it cannot be read')
  if (stats.isSymbolicLink()) return refuse('it is a link; hand in the file itself')
  return stats.isFile() ? { file, isAlone } : refuse('it is no file')
}

const endingsOf = ({ file }: Lab): readonly string[] =>
  SOURCES.includes(extname(file)) ? SOURCES : [extname(file)]

/** The file of the lab's name, there or where `rdt lab start` puts it; or else the only one. */
function inFolder(folder: string, lab: Lab): Found {
  const usual = [[], [lab.id], ['my-labs', lab.id]].map((path) => join(folder, ...path, lab.file))
  const found = usual.find((path) => statsOf(path) !== undefined)
  if (found !== undefined) return judgeable(found, false)
  const others = filesOf(folder, lab)
  const [only] = others
  if (only !== undefined && others.length === 1) return judgeable(only, false)
  const what = others.length === 0 ? 'there is no' : `there are ${others.length} files, but no`
  const fault = { place: basename(folder), what: `${what} ${lab.file} in it` }
  return { file: join(folder, lab.file), isAlone: false, fault }
}

function filesOf(folder: string, lab: Lab): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => !NOT_THEIRS.test(name) && endingsOf(lab).includes(extname(name)))
      .map((name) => join(folder, name))
      .filter((path) => !statsOf(path)?.isDirectory())
  } catch {
    return []
  }
}

/** `bob_4711_gbn-2.ts` as learning platforms have it: bob_4711. */
function studentOf(name: string, { file }: Lab, isFolder: boolean): string {
  if (isFolder) return cleanText(name)
  const stem = basename(name, extname(name))
  const own = basename(file, extname(file)).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const short = stem.replace(new RegExp(`[-_ .]+${own}([-_ ]?\\(?\\d+\\)?)?$`, 'i'), '')
  return cleanText(short)
}

/** Two files of one name are two students, until somebody says otherwise. */
function unique(student: string, name: string, taken: Set<string>): string {
  let found = taken.has(student) ? cleanText(name) : student
  for (let n = 2; taken.has(found); n++) found = `${cleanText(name)} (${n})`
  taken.add(found)
  return found
}

/**
 * The lab that `path` holds submissions of, by its own name or those of the files in it.
 * @throws BadInput where that does not say which
 */
export function guessLab(path: string, labs: readonly Lab[]): Lab {
  const called = basename(resolve(path)).toLowerCase()
  const byFolder = labs.filter(
    ({ id, number }) => called.includes(id) || new RegExp(`^lab[-_ ]?0*${number}$`).test(called)
  )
  const found = byFolder.length > 0 ? byFolder : byFiles(path, labs)
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  const known = (found.length === 0 ? labs : found).map(({ number }) => number).join(', ')
  throw new BadInput(`--lab: the files of ${path} do not say which lab; write one of ${known}`)
}

/** Those whose file is named most often. */
function byFiles(path: string, labs: readonly Lab[]): Lab[] {
  const names = statsOf(path)?.isDirectory() ? namesBelow(path) : [basename(path)]
  const counts = labs.map(({ id, file }) => {
    const ending = new RegExp(`(^|[-_ .])${file.replaceAll('.', '\\.')}$`, 'i')
    return names.filter((name) => name === id || ending.test(name)).length
  })
  const most = Math.max(1, ...counts)
  return labs.filter((_, i) => counts[i] === most)
}

function namesBelow(folder: string): string[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name)
    return [name, ...(statsOf(path)?.isDirectory() ? namesIn(path) : [])]
  })
}
