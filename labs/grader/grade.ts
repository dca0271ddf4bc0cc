/** What came of a submission: plain data, for a terminal, a page, a table or another program. */
import type { Verdict } from '../../src/sim/outcome.js'
import type { Found } from './check-kind.js'

/** The bug that the runs look like. */
export interface NamedBug {
  readonly name: string
  readonly story: string
  /** A legal variant: other than the reference, and right. */
  readonly isLegal: boolean
  /** `identical in all 12 runs that tell it from the reference` */
  readonly confidence: string
}

export interface CheckGrade {
  readonly name: string
  readonly kind: string
  readonly about: string
  readonly verdict: Verdict
  readonly findings: readonly Found[]
  /** Runs that were made; 0 where the check was left out. */
  readonly runs: number
  readonly bug: NamedBug | null
  /** Where the run first does other than the reference's, and what each does there. */
  readonly difference: string | null
  /** The steps that lead there, a line each; the last is the one that is other. */
  readonly steps: readonly string[]
  readonly ladder: readonly string[]
  /** The shortest fate string that shows it; empty where no fault is needed. */
  readonly fates: string | null
  /** The command that runs it again. */
  readonly replay: string | null
  /** The same as arguments of `rdt`. */
  readonly run: readonly string[] | null
  /** What the submission printed in its first run, cleaned and bounded. */
  readonly printed: readonly string[]
}

export interface Grade {
  /** `05-go-back-n`, `5`, `Go-Back-N` */
  readonly lab: string
  readonly number: string
  readonly title: string
  /** As it was named. */
  readonly file: string
  readonly verdict: Verdict
  /** Why it was not judged: it does not load, or is no protocol. */
  readonly load_fault: { readonly place: string; readonly what: string } | null
  readonly checks: readonly CheckGrade[]
  /** The bug that explains all of it best. */
  readonly bug: NamedBug | null
  /** `gbn.ts:12: Type 'string' is not …`: the compiler's, which fail nobody. */
  readonly type_errors: readonly string[]
  /** What it printed while it was loaded. */
  readonly printed: readonly string[]
}

/** The worst of `all`; a fail where there is none. */
export function worstOf(all: readonly Verdict[]): Verdict {
  if (all.length === 0 || all.includes('fail')) return 'fail'
  return all.includes('weak') ? 'weak' : 'pass'
}
