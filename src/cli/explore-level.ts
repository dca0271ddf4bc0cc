/** The runs that add one fault to some plans: what the command does itself, and what its workers do. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Counterexample, Explored, Explorer, Plan } from '../sim/explorer.js'
import { within } from './watchdog.js'

/** What came of some runs. */
export interface Level {
  readonly runs: number
  /** The first that fails; nothing behind it was run. */
  readonly counterexample: Counterexample | undefined
  /** How many runs there are with one fault more. */
  readonly next: number
  /** Those that passed, if they were to be kept. */
  readonly plans: readonly Plan[]
}

export interface LevelOptions {
  /** Those that pass are wanted. */
  readonly keeps: boolean
  /** What `--protocol` was given. */
  readonly protocol: string | undefined
  /** Whether somebody has broken it off; what came of it so far is the answer. */
  readonly isEnough: () => boolean
}

/** In ms: for so long, nobody else can say anything. */
const SLICE = 50

/** @throws NoReturn where a machine does not come back */
export async function extendPlans(
  explorer: Explorer,
  plans: readonly Plan[],
  { keeps, protocol, isEnough }: LevelOptions
): Promise<Level> {
  const coming = explorer.extend(plans)
  const kept: Plan[] = []
  let counterexample: Counterexample | undefined
  let runs = 0
  let next = 0
  const take = ({ plan, counterexample: found }: Explored) => {
    runs++
    counterexample = found
    if (found !== undefined) return
    next += explorer.count(plan)
    if (keeps) kept.push(plan)
  }
  /** @returns whether it was the last */
  const slice = () => {
    const end = performance.now() + SLICE
    while (counterexample === undefined && performance.now() < end) {
      const { value, done } = coming.next()
      if (done) return true
      take(value)
    }
    return counterexample !== undefined
  }
  const running = () => ({ config: explorer.current, protocol })
  while (!isEnough() && !within(slice, running)) await breathe()
  return { runs, counterexample, next, plans: kept }
}
