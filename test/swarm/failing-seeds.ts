/**
 * The seeds that have failed once, in failing-seeds.json: CI replays each of them for ever. An
 * entry whose fault is known and not mended yet is marked as open; CI then sees to it that it
 * still fails, so that the mark goes with the fault.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import * as v from 'valibot'
import { BadInput } from '../../src/kernel/quantity.js'

const entrySchema = v.strictObject({
  subject: v.string(),
  seed: v.string(),
  /** The only one that was tried, if it was so: `--protocol`. */
  protocol: v.exactOptional(v.string()),
  /** What was wrong when it was found. */
  note: v.string(),
  open: v.exactOptional(v.literal(true))
})

export type FailingSeed = v.InferOutput<typeof entrySchema>

/** @throws BadInput where the file holds something else */
export function readFailingSeeds(file: string | URL): FailingSeed[] {
  if (!existsSync(file)) return []
  try {
    return v.parse(v.array(entrySchema), JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new BadInput(`${file}: this is no list of failing seeds (${why}); mend or remove it`)
  }
}

/** Sorted, each once: what was known already stays as it was. */
export function withFailingSeed(known: readonly FailingSeed[], one: FailingSeed): FailingSeed[] {
  if (known.some((other) => isSame(one, other))) return [...known]
  return [...known, one].sort(inOrder)
}

/** @throws BadInput where it cannot be written */
export function keepFailingSeed(file: string, one: FailingSeed): void {
  const seeds = withFailingSeed(readFailingSeeds(file), one)
  try {
    writeFileSync(file, `${JSON.stringify(seeds, null, 2)}\n`)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new BadInput(`${file} cannot be written (${code}); name another with --failures`)
  }
}

const isSame = (a: FailingSeed, b: FailingSeed): boolean =>
  a.subject === b.subject && a.seed === b.seed && a.protocol === b.protocol

/** By subject; numbers by their size, and before all else. */
function inOrder(a: FailingSeed, b: FailingSeed): number {
  if (a.subject !== b.subject) return a.subject < b.subject ? -1 : 1
  const [first, second] = [numberOf(a.seed), numberOf(b.seed)]
  if (first !== second) return first - second
  if (a.seed !== b.seed) return a.seed < b.seed ? -1 : 1
  return (a.protocol ?? '') < (b.protocol ?? '') ? -1 : 1
}

const numberOf = (seed: string): number =>
  /^\d+$/.test(seed) ? Number(seed) : Number.MAX_SAFE_INTEGER
