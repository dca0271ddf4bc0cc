/**
 * `npm run samples`: makes the sample traces again, their README, and the picture in the README of
 * the house. What ran on real UDP is recorded only where its file is missing, since no two such
 * runs are the same.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { PROGRAM } from '../cli/rdt-process.js'
import { argumentsOf } from '../cli/shell-words.js'
import {
  isSimulated,
  pathOf,
  README,
  readme,
  remade,
  type Sample,
  samples,
  withPicture
} from './samples.js'

for (const sample of samples) {
  if (isSimulated(sample)) write(pathOf(sample), await remade(sample))
  else if (!existsSync(pathOf(sample))) record(sample)
}
write(README, await readme())
write('README.md', await withPicture(readFileSync('README.md', 'utf8')))

function record(sample: Sample): void {
  const args = [...argumentsOf(sample.made), '--plain', '--trace', pathOf(sample)]
  execFileSync(process.execPath, [PROGRAM, ...args], { input: sample.input ?? '', stdio: 'pipe' })
  console.log(`recorded  ${pathOf(sample)}`)
}

function write(path: string, text: string): void {
  const isNew = !existsSync(path) || readFileSync(path, 'utf8') !== text
  if (isNew) writeFileSync(path, text)
  console.log(`${isNew ? 'written ' : 'the same'}  ${path}`)
}
