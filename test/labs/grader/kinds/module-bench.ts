/** A bench with a module on it, for kinds that judge one; its code runs among ours. */
import type { Bench } from '../../../../labs/grader/bench.js'
import type { Check, Judged } from '../../../../labs/grader/check-kind.js'
import { CHECK_KINDS } from '../../../../labs/grader/check-kinds.js'
import type { Called } from '../../../../labs/grader/guard.js'

function call(fn: unknown, self: unknown, ...args: readonly unknown[]): Called {
  if (typeof fn !== 'function') return { thrown: 'it is no function', place: undefined }
  try {
    return { value: Reflect.apply(fn, self, [...args]) as unknown }
  } catch (error) {
    return { thrown: (error as Error).message, place: 'mine.ts:7' }
  }
}

const benchWith = (exports: Bench['exports'], student?: string): Bench => ({
  exports,
  call,
  student,
  protocol: () => {
    throw new Error('there is no protocol')
  },
  folder: '.',
  reference: undefined,
  bugs: [],
  hasFailed: false,
  running: () => {},
  quietly: (work) => work()
})

/** What `check` says of a module with these exports. */
export function judged(check: Check, exports: Bench['exports'], student?: string): Judged {
  const kind = CHECK_KINDS[check.kind]
  if (kind === undefined) throw new Error(`there is no kind ${check.kind}`)
  return kind.judge(check, benchWith(exports, student))
}

/** All that was found, a line each. */
export const told = ({ findings }: Judged): string => findings.map(({ what }) => what).join('\n')

/** What an instructor is told of `written`, an entry of checks.json of the right form or not. */
export function faultOf(written: Readonly<Record<string, unknown>>): string | undefined {
  const check = { name: 'mine', about: 'a check', catches: [], ...written } as unknown as Check
  return CHECK_KINDS[check.kind]?.fault?.(check, { reference: undefined })
}
