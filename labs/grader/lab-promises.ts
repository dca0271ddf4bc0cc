/**
 * What every lab promises, and which of it the evidence does not bear out:
 *
 *     the starter           fails
 *     the reference         passes
 *     a claimed mutant      is caught by each check that claims it, and nine in ten are named
 *     a legal variant       passes, or is weak
 *     a wrong solution      fails; one called weak-… is weak
 */
import { basename } from 'node:path'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { checksPath, readChecks } from './check-file.js'
import type { Lab } from './lab.js'
import type { Evidence, Role } from './lab-evidence.js'

/** Of the claimed mutants, so many are given their name. */
const NAMED_SHARE = 0.9

export interface LabProof {
  readonly lab: string
  readonly evidence: readonly Evidence[]
  /** What is not as it was promised, a line each. */
  readonly broken: readonly string[]
  /** There is no reference solution to be judged. */
  readonly isUnproven: boolean
}

/** @param faults of its files */
export function proofOf(
  lab: Lab,
  evidence: readonly Evidence[],
  faults: readonly string[],
  hasReferences: boolean
): LabProof {
  const isUnproven = !evidence.some(({ role }) => role === 'reference')
  const missing =
    isUnproven && hasReferences
      ? [`there is no reference: ${lab.id}/${lab.file} belongs into the folder of references`]
      : []
  return {
    ...{ lab: lab.id, evidence, isUnproven },
    broken: [
      ...faults,
      ...missing,
      ...evidence.flatMap((one) => brokenBy(one, lab)),
      ...unnamed(evidence)
    ]
  }
}

function brokenBy(one: Evidence, lab: Lab): string[] {
  const { role, word, verdict, fault } = one
  const is = fault === null ? verdict : `${verdict} (${fault})`
  const name = basename(word)
  const head = role === 'wrong' ? 'wrong/' : `${role} `
  const line = (wanted: string) => [`${head}${name} is ${is}, and should be ${wanted}`]
  if (role === 'mutant') return uncaught(one, lab)
  if (role === 'starter') {
    if (fault !== null) return [`${head}${name} does not load: ${fault}`]
    return verdict === 'fail' ? [] : line('fail')
  }
  if (role === 'reference') return verdict === 'pass' ? [] : [...line('pass'), ...notPassed(one)]
  if (role === 'variant')
    return verdict === 'fail' ? [...line('pass or weak'), ...notPassed(one)] : []
  const wanted = basename(word).startsWith('weak-') ? 'weak' : 'fail'
  if (fault !== null) return [`${head}${name} does not load: ${fault}`]
  return verdict === wanted ? [] : line(wanted)
}

const notPassed = ({ checks }: Evidence): string[] =>
  Object.entries(checks)
    .filter(([, verdict]) => verdict !== 'pass')
    .map(([name, verdict]) => `  ${name}: ${verdict}`)

function uncaught({ word, checks, fault }: Evidence, lab: Lab): string[] {
  const mutant = MUTANTS.find(({ protocol }) => protocol.name === word)
  if (mutant === undefined) return [`there is no ${word}`]
  if (fault !== null) return [`${word} does not load: ${fault}`]
  return readChecks(checksPath(lab))
    .filter(({ catches }) => catches.includes(mutant.name))
    .filter(({ name }) => checks[name] !== mutant.expected)
    .map(
      ({ name }) =>
        `${name} claims ${mutant.name}: ${checks[name]}, and should be ${mutant.expected}`
    )
}

/** Is this mutant told by its name? */
export const isNamed = ({ word, bug }: Evidence): boolean => word === `mutant:${bug}`

function unnamed(evidence: readonly Evidence[]): string[] {
  const mutants = evidence.filter(({ role }) => role === 'mutant')
  const wrong = mutants.filter((one) => !isNamed(one))
  if (wrong.length <= (1 - NAMED_SHARE) * mutants.length) return []
  return wrong.map(({ word, bug }) => `${word} is called ${bug ?? 'nothing'}`)
}

/** How many of `role` are as they should be, of how many. */
export function kept(lab: Lab, { evidence }: LabProof, role: Role): readonly [number, number] {
  const all = evidence.filter((one) => one.role === role)
  return [all.filter((one) => brokenBy(one, lab).length === 0).length, all.length]
}
