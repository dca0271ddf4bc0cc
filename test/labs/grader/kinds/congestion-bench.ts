/** A bench for kinds that judge a congestion control. */
import type { Bench } from '../../../../labs/grader/bench.js'
import { FlawedReno } from '../../../../labs/grader/models/flawed-reno.js'
import type { FlawName } from '../../../../labs/grader/models/reno-flaws.js'

export function benchOf(found: unknown): Bench {
  return {
    protocol: () => {
      throw new Error('no protocol is handed in')
    },
    call: (fn, self, ...args) => {
      try {
        return { value: Reflect.apply(fn as () => unknown, self, args) as unknown }
      } catch (error) {
        return { thrown: (error as Error).message, place: 'reno.ts:7' }
      }
    },
    running: () => {},
    quietly: (work) => work(),
    exports: { default: found },
    folder: 'my-labs/09-congestion-control',
    reference: undefined,
    bugs: [],
    hasFailed: false,
    student: undefined
  }
}

/** Of one who hands in Reno with `flaws`. */
export const benchWith = (...flaws: readonly FlawName[]): Bench =>
  benchOf({ create: (mss: number) => new FlawedReno(mss, flaws) })
