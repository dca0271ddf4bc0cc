/** `rdt lab selfcheck`: do the labs keep what they promise? */
import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { findLab, findLabs, type Lab } from '../../labs/grader/lab.js'
import { isNamed, kept, type LabProof } from '../../labs/grader/lab-promises.js'
import { selfcheck } from '../../labs/grader/selfcheck.js'
import { cleanText } from '../kernel/display.js'
import { parseCount } from '../kernel/quantity.js'
import { print } from './lab-check.js'
import type { LabFlags } from './lab-desk.js'
import { showProgress } from './progress.js'
import { onEnding } from './signals.js'

interface SelfcheckFlags extends LabFlags {
  readonly references?: string
  readonly jobs?: string
  readonly json?: boolean
  readonly plain?: boolean
}

export function addLabSelfcheck(lab: Command): void {
  lab
    .command('selfcheck')
    .argument('[labs...]', 'their numbers, or names (default: all)')
    .summary('do the labs keep what they promise?')
    .description(
      'Judges those whose verdict is known: every starter fails, every reference passes, every ' +
        'mutant that a check claims is caught and named, no legal variant fails, and every wrong ' +
        'solution does.'
    )
    .option('--references <folder>', 'reference solutions, in a folder for each lab')
    .option('--jobs <n>', 'how many at a time (default: as many as cores)')
    .option('--labs <folder>', 'labs of somebody else')
    .option('--json', 'a record for each lab, and the summary')
    .option('--plain', 'print lines, without progress on a terminal')
    .addHelpText('after', '\nExamples:\n  rdt lab selfcheck\n  rdt lab selfcheck 5 --json')
    .action(check)
}

async function check(words: string[], flags: SelfcheckFlags): Promise<void> {
  const { references, jobs } = flags
  const all = findLabs(flags.labs)
  const labs = words.length === 0 ? all : words.map((word) => findLab(word, all))
  const ending = new AbortController()
  const stopListening = onEnding(() => ending.abort())
  const progress = showProgress(flags.plain === true, 'submissions')
  const report = new SelfcheckReport(labs, flags.json === true)
  report.begin()
  try {
    await selfcheck(labs, {
      jobs: jobs === undefined ? availableParallelism() : parseCount(jobs, '--jobs', 1, 256),
      signal: ending.signal,
      ...(references !== undefined && { references }),
      proved: (proof, index) => {
        progress?.wipe()
        report.take(proof, index)
      },
      progress: (done, of) => progress?.show(done, of)
    })
  } finally {
    stopListening()
    progress?.wipe()
  }
  report.end()
  if (report.isInterrupted) process.exitCode = 130
  else if (report.broken > 0) process.exitCode = 1
}

const COLUMNS = [
  ['starter', 9],
  ['reference', 11],
  ['mutant', 9],
  ['named', 9],
  ['variant', 9],
  ['wrong', 7]
] as const

class SelfcheckReport {
  readonly #labs: readonly Lab[]
  readonly #isJson: boolean
  readonly #proofs: (LabProof | undefined)[]
  readonly #begin = performance.now()
  readonly #nameWidth: number
  #printed = 0

  constructor(labs: readonly Lab[], isJson: boolean) {
    this.#labs = labs
    this.#isJson = isJson
    this.#proofs = labs.map(() => undefined)
    this.#nameWidth = Math.max(3, ...labs.map(({ id }) => id.length)) + 2
  }

  get isInterrupted(): boolean {
    return this.#proofs.includes(undefined)
  }

  get broken(): number {
    return this.#proofs.reduce((sum, proof) => sum + (proof?.broken.length ?? 0), 0)
  }

  begin(): void {
    const heads = COLUMNS.map(([name, width]) => name.padStart(width)).join('')
    if (!this.#isJson) print([`${'lab'.padEnd(this.#nameWidth)}${heads}${'time'.padStart(9)}`])
  }

  /** Lines stand in the order of the labs. */
  take(proof: LabProof, index: number): void {
    this.#proofs[index] = proof
    for (; this.#printed < this.#labs.length; this.#printed++) {
      const [lab, next] = [this.#labs[this.#printed], this.#proofs[this.#printed]]
      if (lab === undefined || next === undefined) return
      print(this.#isJson ? [JSON.stringify(recordOf(lab, next))] : this.#linesOf(lab, next))
    }
  }

  #linesOf(lab: Lab, proof: LabProof): string[] {
    const named = proof.evidence.filter(({ role }) => role === 'mutant')
    const cells = COLUMNS.map(([name, width]) => {
      const [good, all] =
        name === 'named'
          ? ([named.filter(isNamed).length, named.length] as const)
          : kept(lab, proof, name)
      return (all === 0 ? '–' : `${good}/${all}`).padStart(width)
    })
    const seconds = `${(timeOf(proof) / 1_000).toFixed(1)} s`.padStart(9)
    return [
      `${lab.id.padEnd(this.#nameWidth)}${cells.join('')}${seconds}`,
      ...proof.broken.map((line) => `  ✗ ${cleanText(line)}`)
    ]
  }

  end(): void {
    const seconds = Number(((performance.now() - this.#begin) / 1_000).toFixed(1))
    const proofs = this.#proofs.filter((proof) => proof !== undefined)
    const sound = proofs.filter(({ broken }) => broken.length === 0).length
    const unproven = proofs.filter(({ isUnproven }) => isUnproven).map(({ lab }) => lab)
    if (this.#isJson) {
      const summary = { labs: this.#labs.length, sound, broken: this.broken, unproven, seconds }
      const interrupted = this.isInterrupted ? { interrupted: true } : {}
      print([JSON.stringify({ type: 'summary', ...summary, ...interrupted })])
      return
    }
    const without =
      unproven.length === 0 ? [] : [`without a reference solution here: ${unproven.join(', ')}`]
    const head = this.isInterrupted ? 'interrupted: ' : ''
    const of = `${sound} of ${this.#labs.length} labs keep what they promise`
    print(['', ...without, `${head}${of}, ${this.broken} promises broken, ${seconds} s`])
  }
}

/** Of one core. */
const timeOf = ({ evidence }: LabProof): number => evidence.reduce((sum, { ms }) => sum + ms, 0)

function recordOf(lab: Lab, proof: LabProof) {
  const mutants = proof.evidence.filter(({ role }) => role === 'mutant')
  const figures = (['starter', 'reference', 'mutant', 'variant', 'wrong'] as const).map((role) => {
    const [good, all] = kept(lab, proof, role)
    return [role, { kept: good, of: all }] as const
  })
  return {
    type: 'lab',
    lab: lab.id,
    verdict: proof.broken.length === 0 ? 'pass' : 'fail',
    broken: proof.broken,
    ...Object.fromEntries(figures),
    named: { kept: mutants.filter(isNamed).length, of: mutants.length },
    ms: Math.round(timeOf(proof))
  }
}
