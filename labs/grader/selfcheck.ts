/** Do the labs keep what they promise? All of it is tried, on as many cores as there are. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BadInput } from '../../src/kernel/quantity.js'
import { type Ended, inProcesses } from './in-processes.js'
import type { Lab } from './lab.js'
import { type Evidence, fileFaults, isOurs, type Suspect, suspectsOf } from './lab-evidence.js'
import { type LabProof, proofOf } from './lab-promises.js'

/** Some suspects of one lab. */
export interface SelfcheckTask {
  readonly lab: Lab
  readonly suspects: readonly Suspect[]
}

export interface SelfcheckOptions {
  readonly jobs: number
  readonly signal: AbortSignal
  /** Where the reference solutions are, if not where ours are. */
  readonly references?: string
  /** Is told each lab as soon as all of it is tried. */
  proved(proof: LabProof, index: number): void
  readonly progress?: (done: number, of: number) => void
}

const SCRIPT = new URL('selfcheck-process.js', import.meta.url)
/** In a checkout; the package has none. */
const REFERENCES = fileURLToPath(new URL('../../../test/labs/references', import.meta.url))
const LONGEST_MS = 600_000
/** Protocols of ours that are judged together, and share the runs of all mutants. */
const PORTION = 24

/** @throws BadInput where there is no such folder */
export async function selfcheck(
  labs: readonly Lab[],
  { jobs, signal, references, proved, progress }: SelfcheckOptions
): Promise<void> {
  const folder = references ?? REFERENCES
  const hasReferences = existsSync(folder)
  if (references !== undefined && !hasReferences) {
    throw new BadInput(`--references: there is no folder ${references}; check its name`)
  }
  const cases = labs.map((lab, index) => new Case(lab, index, folder))
  const tasks = cases.flatMap((one) => one.tasks.map((suspects) => ({ one, suspects })))
  // Whoever takes longest begins first, or all wait for him in the end.
  tasks.sort((a, b) => b.suspects.length - a.suspects.length)
  const all = tasks.reduce((sum, { suspects }) => sum + suspects.length, 0)
  let done = 0
  const note = (one: Case) => {
    if (one.isDone) proved(proofOf(one.lab, one.evidence, one.faults, hasReferences), one.index)
  }
  for (const one of cases) note(one)
  await inProcesses<SelfcheckTask, Evidence[]>(
    tasks.map(({ one, suspects }) => ({ lab: one.lab, suspects })),
    {
      ...{ script: SCRIPT, jobs, signal, longest: LONGEST_MS },
      done: (index, answer) => {
        const { one, suspects = [] } = tasks[index] ?? {}
        one?.take(suspects, answer)
        done += suspects.length
        progress?.(done, all)
        if (one !== undefined) note(one)
      }
    }
  )
}

/** One lab on its way. */
class Case {
  readonly lab: Lab
  readonly index: number
  readonly evidence: Evidence[] = []
  readonly faults: readonly string[]
  readonly tasks: readonly (readonly Suspect[])[]
  readonly #suspects: readonly Suspect[]

  constructor(lab: Lab, index: number, references: string) {
    this.lab = lab
    this.index = index
    try {
      this.faults = fileFaults(lab)
      this.#suspects = suspectsOf(lab, references)
    } catch (error) {
      if (!(error instanceof BadInput)) throw error
      // Nobody can be judged by it.
      this.faults = [error.message]
      this.#suspects = []
    }
    this.tasks = portions(this.#suspects)
  }

  get isDone(): boolean {
    return this.evidence.length === this.#suspects.length
  }

  take(suspects: readonly Suspect[], answer: Evidence[] | Ended): void {
    if (!('ended' in answer)) this.evidence.push(...answer)
    else this.evidence.push(...suspects.map((one) => unjudged(one, answer.ended)))
    const order = (one: Evidence) => this.#suspects.findIndex(({ word }) => word === one.word)
    this.evidence.sort((a, b) => order(a) - order(b))
  }
}

const unjudged = (suspect: Suspect, why: string): Evidence => ({
  ...suspect,
  ...{ verdict: 'fail', bug: null, checks: {}, fault: why, ms: 0 }
})

function portions(suspects: readonly Suspect[]): Suspect[][] {
  const ours = suspects.filter(isOurs)
  const count = Math.ceil(ours.length / PORTION)
  const dealt = Array.from({ length: count }, (_, n) => ours.filter((_, i) => i % count === n))
  return [...dealt, ...suspects.filter((one) => !isOurs(one)).map((one) => [one])]
}
