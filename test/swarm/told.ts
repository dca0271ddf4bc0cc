/** A case of the swarm in a test: a failure is told as the program tells it. */
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import type { CaseKey, CaseResult, Subject } from './case.js'
import { tellFailure } from './report.js'

/** Carries out the case `seed` of `subject`. @returns its counts, or how it failed, in words */
export function toldCase(
  subject: Subject,
  key: Pick<CaseKey, 'seed'> & Partial<CaseKey>
): { readonly counts: CaseResult['counts']; readonly failed: string | undefined } {
  const whole = { protocols: PROTOCOLS, ...key }
  const { failure, counts } = subject.run(whole)
  if (failure === undefined) return { counts, failed: undefined }
  const only = whole.protocols === PROTOCOLS ? undefined : whole.protocols[0]?.name
  const name = { subject: subject.name, seed: key.seed, protocol: only, only: undefined }
  const lines = tellFailure(name, failure, subject.explain(whole, failure))
  return { counts, failed: lines.join('\n') }
}
