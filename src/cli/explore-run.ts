/** Carries out an exploration, level by level, on as many cores as it is given. */
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { segmentsOfMessage } from '../sim/config.js'
import type { Counterexample, Explorer, Plan } from '../sim/explorer.js'
import { extendPlans, type Level } from './explore-level.js'
import type { ExploreFlags } from './explore-options.js'
import type { ExploreTask, Stuck } from './explore-worker.js'
import { showProgress } from './progress.js'
import { onEnding } from './signals.js'
import { NoReturn, within } from './watchdog.js'

export interface Exploring {
  /** Runs with no fault, with one, …; of the last level those up to the counterexample. */
  readonly levels: readonly number[]
  readonly counterexample: Counterexample | undefined
  readonly isInterrupted: boolean
}

/** Runs of a portion, if they have some ten segments: some tens of milliseconds. */
const PORTION = 1_000
const SHORT_RUN = 10
/** Below so many runs, starting workers takes longer than the runs. */
const WORTH_WORKERS = 20_000
/** Plans kept in memory, some hundred bytes each; where there are more, their ancestors are kept. */
const MOST_KEPT = 200_000

/** The plans of some level, from which all further ones can be made. */
interface Kept {
  readonly faults: number
  readonly plans: readonly Plan[]
}

type Work = (portion: readonly Plan[]) => Promise<Level>

export class ExploreRun {
  readonly #explorer: Explorer
  readonly #flags: ExploreFlags
  readonly #jobs: number
  readonly #isPlain: boolean
  /** Runs of a portion. */
  readonly #portion: number
  #isInterrupted = false
  readonly #interrupted: Promise<void>
  #interrupt = () => {}

  constructor(explorer: Explorer, flags: ExploreFlags, jobs: number, isPlain: boolean) {
    const { messages } = explorer.current
    const segments = messages * segmentsOfMessage(explorer.current)
    this.#portion = (PORTION * SHORT_RUN) / Math.max(SHORT_RUN, segments)
    this.#explorer = explorer
    this.#flags = flags
    this.#jobs = Math.min(jobs, availableParallelism())
    this.#isPlain = isPlain
    this.#interrupted = new Promise((resolve) => {
      this.#interrupt = resolve
    })
  }

  /** @throws NoReturn where a machine does not come back */
  async run(maxFaults: number): Promise<Exploring> {
    const stopListening = onEnding(() => {
      this.#isInterrupted = true
      this.#interrupt()
    })
    try {
      return await this.#run(maxFaults)
    } finally {
      stopListening()
    }
  }

  async #run(maxFaults: number): Promise<Exploring> {
    const first = this.#guarded(() => this.#explorer.start())
    let { counterexample } = first
    let next = this.#explorer.count(first.plan)
    let kept: Kept = { faults: 0, plans: [first.plan] }
    const levels = [1]
    for (let faults = 1; faults <= maxFaults && next > 0; faults++) {
      if (counterexample !== undefined || this.#isInterrupted) break
      const keeps = faults < maxFaults && next <= MOST_KEPT
      const level = await this.#level(faults, kept, next, keeps)
      if (keeps) kept = { faults, plans: level.plans }
      levels.push(level.runs)
      counterexample = level.counterexample
      next = level.next
    }
    return { levels, counterexample, isInterrupted: this.#isInterrupted }
  }

  async #level(faults: number, kept: Kept, total: number, keeps: boolean): Promise<Level> {
    const portions = this.#portions(this.#explorer.below(kept.plans, faults - 1 - kept.faults))
    if (this.#jobs === 1 || total < WORTH_WORKERS) {
      const { protocol } = this.#flags
      const isEnough = () => this.#isInterrupted
      const own: Work = (plans) => extendPlans(this.#explorer, plans, { keeps, protocol, isEnough })
      return this.#inPortions(faults, portions, total, 1, own)
    }
    const { Tinypool } = await import('tinypool')
    const filename = fileURLToPath(new URL('explore-worker.js', import.meta.url))
    const pool = new Tinypool({ filename, minThreads: this.#jobs, maxThreads: this.#jobs })
    const task: Work = async (plans) => {
      const given: ExploreTask = { flags: this.#flags, plans, keeps }
      const level: Level | Stuck = await pool.run(given)
      if ('stuck' in level) throw new NoReturn(level.stuck)
      return level
    }
    try {
      return await this.#inPortions(faults, portions, total, this.#jobs + 1, task)
    } finally {
      await pool.destroy()
    }
  }

  /** The same answer whatever the number of jobs: portions count in their order. */
  async #inPortions(
    faults: number,
    portions: Iterator<readonly Plan[]>,
    total: number,
    atOnce: number,
    work: Work
  ): Promise<Level> {
    const progress = showProgress(
      this.#isPlain,
      `runs with ${faults} fault${faults > 1 ? 's' : ''}`
    )
    const under: Promise<Level>[] = []
    const plans: Plan[] = []
    let [runs, next] = [0, 0]
    try {
      for (;;) {
        while (under.length < atOnce && !this.#isInterrupted) {
          const { value, done } = this.#guarded(() => portions.next())
          if (done) break
          under.push(work(value))
          // Whatever becomes of it, it is looked at in its turn, or not at all.
          under.at(-1)?.catch(() => {})
        }
        const level = await Promise.race([under.shift(), this.#interrupted])
        if (!level) return { runs, counterexample: undefined, next, plans }
        runs += level.runs
        next += level.next
        if (level.counterexample !== undefined) return { ...level, runs }
        for (const plan of level.plans) plans.push(plan)
        progress?.show(runs, total)
      }
    } finally {
      progress?.wipe()
    }
  }

  *#portions(plans: Iterable<Plan>): Generator<readonly Plan[], void> {
    let portion: Plan[] = []
    let size = 0
    for (const plan of plans) {
      for (const part of this.#explorer.parts(plan, this.#portion)) {
        portion.push(part)
        size += this.#explorer.count(part)
        if (size < this.#portion) continue
        yield portion
        portion = []
        size = 0
      }
    }
    if (portion.length > 0) yield portion
  }

  #guarded<T>(work: () => T): T {
    return within(work, () => ({
      config: this.#explorer.current,
      protocol: this.#flags.protocol
    }))
  }
}
