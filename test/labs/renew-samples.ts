/**
 * `npm run samples`: makes the sample traces again, and their README. What ran on real UDP is
 * recorded only where its file is missing, since no two such runs are the same.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { PROGRAM } from '../cli/rdt-process.js'
import { argumentsOf } from '../cli/shell-words.js'
import { isSimulated, pathOf, README, readme, remade, type Sample, samples } from './samples.js'

for (const sample of samples) {
  if (isSimulated(sample)) write(pathOf(sample), await remade(sample))
  else if (!existsSync(pathOf(sample))) record(sample)
}
write(README, await readme())

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
