/**
 * What the grader knows of a module that a lab asks for: how it is right, and how it is usually
 * wrong. A submission that fails is held against each of the wrong ones, and called by the name
 * of the one that returns the same.
 */

export type Exports = Readonly<Record<string, unknown>>

/** A wrong solution that people hand in. */
export interface Suspect {
  /** `no-end-around-carry` */
  readonly name: string
  /** What it does wrong, and what to do instead, in one line. */
  readonly story: string
  /** As the submission's; what it does not export is not held against it. */
  readonly exports: Exports
}

export interface ModuleModel {
  readonly right: Exports
  readonly suspects: readonly Suspect[]
}

/** More that do the same than these say nothing. */
const MOST_NAMED = 2

/** Of the wrong ones that do the same as a submission: what is to be said, and its name. */
export interface Accusation {
  readonly words: readonly string[]
  readonly bug?: { readonly name: string; readonly story: string; readonly confidence: string }
}

/** @param evidence wherein they are alike: `all 12 results` */
export function accuse(alike: readonly Suspect[], evidence: string): Accusation {
  const [first] = alike
  if (first === undefined || alike.length > MOST_NAMED) return { words: [] }
  if (alike.length > 1) return { words: alike.map(({ name, story }) => `likely ${name}: ${story}`) }
  const { name, story } = first
  return { words: [], bug: { name, story, confidence: `identical in ${evidence}` } }
}
