/** A bench for kinds that judge answers: `said` is what the student wrote in answers.json. */
import type { Bench } from '../../../../labs/grader/bench.js'
import type { CheckKind, Judged } from '../../../../labs/grader/check-kind.js'

export function benchFor(exports: Bench['exports'], student?: string): Bench {
  const unasked = () => {
    throw new Error('no code is handed in')
  }
  return {
    protocol: unasked,
    call: unasked,
    running: () => {},
    quietly: (work) => work(),
    exports,
    folder: 'my-labs/10-break-it',
    reference: undefined,
    bugs: [],
    hasFailed: false,
    student
  }
}

/** What `kind` says of `said`, where the check's answer is the key `q`. */
export function judged(kind: CheckKind, check: object, said: unknown, more: object = {}): Judged {
  const whole = { name: 'check', about: 'what is asked', answer: 'q', catches: [], ...check }
  return kind.judge(whole as never, benchFor({ q: said, ...more }))
}

/** Its findings, in one line each. */
export const whatOf = ({ findings }: Judged): string => findings.map(({ what }) => what).join('\n')
