/** What the labs promise that ask for a module: of its known mistakes, and of its files. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { checksPath, readChecks, verifyChecks } from '../../labs/grader/check-file.js'
import type { Lab } from '../../labs/grader/lab.js'
import type { ModuleModel } from '../../labs/grader/module-model.js'
import { examined, submissionOf } from './examined.js'
import { judged } from './grader/kinds/module-bench.js'

const REFERENCES = 'test/labs/references'

/** Each mistake fails somewhere, and no check calls it by the name of another. */
export function assertMistakesAreNamed(t: ExecutionContext, lab: Lab, model: ModuleModel): void {
  const checks = readChecks(checksPath(lab))
  for (const { name, exports } of model.suspects) {
    const grades = checks.map((check) => judged(check, { ...model.right, ...exports }))
    const names = grades.flatMap(({ bug }) => bug?.name ?? [])
    t.true(names.length > 0, `${name} is not named`)
    t.deepEqual([...new Set(names)], [name])
  }
}

/** The checks agree with the model; the reference passes, the starter and what is wrong fail. */
export async function assertFilesKeepPromises(
  t: ExecutionContext,
  lab: Lab,
  model: ModuleModel
): Promise<void> {
  t.notThrows(() => verifyChecks(checksPath(lab), readChecks(checksPath(lab)), lab))
  const gradesOf = async (path: string) => examined(lab, await submissionOf(lab, path)).grades

  const reference = await gradesOf(join(REFERENCES, lab.id, lab.file))
  const failed = (grades: typeof reference) => grades.filter(({ verdict }) => verdict === 'fail')
  t.deepEqual(
    reference.filter(({ verdict }) => verdict !== 'pass'),
    []
  )
  const starter = await gradesOf(join(lab.folder, 'starter', lab.file))
  t.is(failed(starter).length, starter.length)

  const folder = join(REFERENCES, lab.id, 'wrong')
  t.true(existsSync(folder))
  for (const file of readdirSync(folder)) {
    const found = failed(await gradesOf(join(folder, file)))
    t.true(found.length > 0, file)
    const name = basename(file, '.ts')
    if (!model.suspects.some((one) => one.name === name)) continue
    t.deepEqual([...new Set(found.flatMap(({ bug }) => bug?.name ?? []))], [name], file)
  }
}
