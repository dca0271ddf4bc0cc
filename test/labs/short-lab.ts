/** A lab without its long checks (every fate, dice, theory): most bugs show before them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import type { Lab } from '../../labs/grader/lab.js'

/** `lab` with its scenarios alone, for as long as the tests of the file run. */
export function shortLab(lab: Lab): Lab {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  test.after.always(() => rmSync(folder, { recursive: true }))
  const checks = readChecks(checksPath(lab)).filter(({ kind }) => kind === 'scenario')
  writeFileSync(checksPath({ folder }), JSON.stringify({ checks }))
  return { ...lab, folder }
}
