/** Where a student's labs are: `my-labs/05-go-back-n/gbn.ts`, and which lab a call is about. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findLab, findLabs, type Lab } from '../../labs/grader/lab.js'
import { BadInput } from '../kernel/quantity.js'
import { readProgress } from './lab-progress.js'

const MY_LABS = 'my-labs'

/** What every subcommand of `rdt lab` takes. */
export interface LabFlags {
  readonly labs?: string
}

export const myFolder = ({ id }: Pick<Lab, 'id'>): string => join(MY_LABS, id)

export const myFile = (lab: Lab): string => join(myFolder(lab), lab.file)

export const isStarted = (lab: Lab): boolean => existsSync(myFile(lab))

/** The lab `word`, or where nothing is said the one that was worked on last. @throws BadInput */
export function chooseLab(word: string | undefined, { labs: folder }: LabFlags): Lab {
  const labs = findLabs(folder)
  if (word !== undefined) return findLab(word, labs)
  const { last } = readProgress()
  const started = labs.filter(isStarted)
  const found =
    started.find(({ id }) => id === last) ?? (started.length === 1 ? started[0] : undefined)
  if (found !== undefined) return found
  throw new BadInput(
    started.length === 0
      ? `lab: none is started; rdt lab list shows what there is, rdt lab start ${labs[0]?.number ?? 5} begins`
      : `lab: which one? Write one of ${started.map(({ number }) => number).join(', ')}`
  )
}

/** @throws BadInput where it has not been started */
export function startedFile(lab: Lab): string {
  const file = myFile(lab)
  if (existsSync(file)) return file
  throw new BadInput(`lab: there is no ${file}; rdt lab start ${lab.number} makes it`)
}
