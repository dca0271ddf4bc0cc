/** The files that `rdt lab grade` writes: a table for a spreadsheet, and results for Gradescope. */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Grade } from '../../labs/grader/grade.js'
import type { HandedIn } from '../../labs/grader/submission-folder.js'
import { BadInput, parseCount, parseProbability } from '../kernel/quantity.js'
import { csvOf } from './lab-grade-report.js'
import { gradescopeOf, type Marking } from './lab-gradescope.js'
import { STANDARD_OUTPUT, writeOutput } from './output-file.js'

export interface FileFlags {
  readonly csv?: string
  readonly gradescope?: string
  readonly points: string
  readonly weak: string
}

/** Before the grading, what is wrong with the names; behind it, the files. */
export class GradeFiles {
  readonly #flags: FileFlags
  readonly #all: readonly HandedIn[]
  readonly #marking: Marking

  /** @throws BadInput where a file could not be written in the end */
  constructor(
    flags: FileFlags,
    all: readonly HandedIn[],
    names: Pick<Marking, 'checks' | 'hidden'>
  ) {
    this.#flags = flags
    this.#all = all
    this.#marking = {
      ...names,
      points: parseCount(flags.points, '--points', 1, 100_000),
      weak: parseProbability(flags.weak, '--weak')
    }
    for (const [option, path] of this.#outputs) {
      if (all.some(({ file }) => resolve(file) === resolve(path))) {
        throw new BadInput(`${option}: ${path} is a submission; name another file`)
      }
      if (!this.#isFolder(path)) checkFile(option, path)
      else if (option === '--csv') throw new BadInput(`--csv: ${path} is a folder; name a file`)
    }
    if (flags.gradescope !== undefined && all.length > 1 && !this.#isFolder(flags.gradescope)) {
      throw new BadInput(
        `--gradescope: there are ${all.length} submissions; name a folder for their files: ${flags.gradescope}/`
      )
    }
    if (flags.gradescope?.endsWith('/')) makeFolder(flags.gradescope)
  }

  get #outputs(): [string, string][] {
    const { csv, gradescope } = this.#flags
    return [
      ...(csv === undefined ? [] : [['--csv', csv] as [string, string]]),
      ...(gradescope === undefined ? [] : [['--gradescope', gradescope] as [string, string]])
    ]
  }

  #isFolder(path: string): boolean {
    return path.endsWith('/') || (existsSync(path) && statSync(path).isDirectory())
  }

  /** Those that were not graded are named in the table, and have no results. */
  async write(grades: readonly (Grade | undefined)[]): Promise<void> {
    const { csv, gradescope } = this.#flags
    if (csv !== undefined) {
      await save('--csv', csv, csvOf(this.#all, grades, this.#marking.checks))
    }
    if (gradescope === undefined) return
    const isFolder = this.#isFolder(gradescope)
    const taken = new Set<string>()
    for (const [index, { student }] of this.#all.entries()) {
      const grade = grades[index]
      if (grade === undefined) continue
      const text = `${JSON.stringify(gradescopeOf(grade, this.#marking), null, 2)}\n`
      const path = isFolder ? join(gradescope, `${fileName(student, taken)}.json`) : gradescope
      await save('--gradescope', path, text)
    }
  }
}

const save = (option: string, path: string, text: string): Promise<void> =>
  writeOutput(option, path, [Buffer.from(text)], '')

/** A name that is one everywhere, leads nowhere else, and is nobody else's. */
function fileName(student: string, taken: Set<string>): string {
  const plain = student
    .replace(/[^\p{L}\p{N}@+=,. ()_-]/gu, '_')
    .replace(/^\.+/, '_')
    .slice(0, 60)
  let name = plain
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain}-${n}`
  taken.add(name.toLowerCase())
  return name
}

/** Nobody grades a class for an hour to be told this. @throws BadInput */
function checkFile(option: string, path: string): void {
  if (path === STANDARD_OUTPUT) return
  const folder = dirname(resolve(path))
  if (existsSync(folder)) return
  throw new BadInput(`${option}: ${path}: there is no such folder; make it, or name another file`)
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new BadInput(`--gradescope: ${path} cannot be made (${code}); name a folder of yours`)
  }
}
