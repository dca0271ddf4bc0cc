/**
 * What `rdt lab` remembers, `my-labs/.progress.json`: what came of the checks, and which hints were
 * read. It is a convenience: a damaged file is begun anew, and nothing is lost but that.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { type Grade, worstOf } from '../../labs/grader/grade.js'

const FILE = join('my-labs', '.progress.json')

const verdict = v.picklist(['pass', 'weak', 'fail'])

const labSchema = v.object({
  verdict: v.optional(verdict),
  /** The checks of the last time, by name. */
  checks: v.optional(
    v.record(
      v.string(),
      v.object({
        verdict,
        bug: v.optional(v.string()),
        /** The arguments of `rdt` that show it. */
        run: v.optional(v.array(v.string()))
      })
    ),
    {}
  ),
  /** The bug that explains most. */
  bug: v.optional(v.string()),
  /** By topic, how many levels have been read. */
  hints: v.optional(v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))), {})
})

const progressSchema = v.object({
  version: v.literal(1),
  /** The lab that was worked on last. */
  last: v.optional(v.string()),
  labs: v.optional(v.record(v.string(), labSchema), {})
})

export type Progress = v.InferOutput<typeof progressSchema>
export type LabProgress = v.InferOutput<typeof labSchema>

export const NO_PROGRESS: LabProgress = { checks: {}, hints: {} }

export function readProgress(): Progress {
  try {
    const result = v.safeParse(progressSchema, JSON.parse(readFileSync(FILE, 'utf8')))
    if (result.success) return result.output
  } catch {
    // None yet, or a damaged one.
  }
  return { version: 1, labs: {} }
}

/** Changes what is remembered of the lab `id`, where there is a folder of labs at all. */
export function remember(id: string, change: (before: LabProgress) => LabProgress): void {
  if (!existsSync('my-labs')) return
  const progress = readProgress()
  const labs = { ...progress.labs, [id]: change(progress.labs[id] ?? NO_PROGRESS) }
  try {
    const draft = `${FILE}.${process.pid}`
    writeFileSync(draft, `${JSON.stringify({ ...progress, last: id, labs }, null, 2)}\n`)
    renameSync(draft, FILE)
  } catch {
    // A folder that may not be written in has no memory.
  }
}

/** `grade` is what came of the lab this time. */
export function rememberGrade({ lab, verdict, bug, checks }: Grade, isWhole: boolean): void {
  const now = Object.fromEntries(
    checks.map((check) => [
      check.name,
      {
        verdict: check.verdict,
        ...(check.bug && { bug: check.bug.name }),
        ...(check.run && { run: [...check.run] })
      }
    ])
  )
  remember(lab, (before) => {
    // What was judged alone comes first: `rdt lab hint` and `rdt lab step` are about that.
    const merged = isWhole ? now : { ...now, ...before.checks, ...now }
    const all = Object.values(merged)
    const isHere = Object.values(now).some((check) => check.verdict !== 'pass')
    // What nobody is said to have any more needs no hint.
    const isThere = all.some((check) => check.verdict !== 'pass' && check.bug === before.bug)
    const left = !isWhole && !isHere && isThere ? before.bug : undefined
    const name = bug?.name ?? left
    const isKnown = isWhole || before.verdict !== undefined
    return {
      hints: before.hints,
      ...(isKnown && { verdict: isWhole ? verdict : worstOf(all.map((check) => check.verdict)) }),
      ...(name !== undefined && { bug: name }),
      checks: merged
    }
  })
}
