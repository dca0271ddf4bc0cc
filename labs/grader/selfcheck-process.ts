/** A process that judges those whose verdict in a lab is known. */
import { serveTasks } from './in-processes.js'
import { type Evidence, isOurs, judgeFile, judgeOurs } from './lab-evidence.js'
import type { SelfcheckTask } from './selfcheck.js'

serveTasks<SelfcheckTask, Evidence[]>(async ({ lab, suspects }) => {
  const ours = suspects.filter(isOurs)
  const found = ours.length === 0 ? [] : await judgeOurs(lab, ours)
  for (const one of suspects) {
    if (!isOurs(one)) found.push(await judgeFile(lab, one))
  }
  return found
})
