/** Carries out an exploration, level by level, on as many cores as it is given. */

import { setImmediate as breathe } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Counterexample, Explorer, Level, Plan } from '../sim/explorer.js'
import type { ExploreFlags } from './explore-options.js'
import type { ExploreTask } from './explore-worker.js'
import { showProgress } from './progress.js'
import { onEnding } from './signals.js'

export interface Explored {
  /** Runs with no fault, with one, …; of the last level those up to the counterexample. */
  readonly levels: readonly number[]
  readonly counterexample: Counterexample | undefined
  readonly isInterrupted: boolean
}

/** Runs of a portion: some tens of milliseconds, so that Ctrl-C is heard. */
const PORTION = 1_000
/** Below so many runs, starting workers takes longer than the runs. */
const WORTH_WORKERS = 10_000

export class ExploreRun {
  readonly #explorer: Explorer
  readonly #flags: ExploreFlags
  readonly #jobs: number
  readonly #isPlain: boolean
  #isInterrupted = false

  constructor(explorer: Explorer, flags: ExploreFlags, jobs: number, isPlain: boolean) {
    this.#explorer = explorer
    this.#flags = flags
    this.#jobs = jobs
    this.#isPlain = isPlain
  }

  async run(maxFaults: number): Promise<Explored> {
    const stopListening = onEnding(() => {
      this.#isInterrupted = true
    })
    try {
      const levels: number[] = []
      let level = this.#explorer.start()
      for (let faults = 0; ; faults++) {
        levels.push(level.runs)
        const isOver = faults === maxFaults || level.plans.length === 0 || this.#isInterrupted
        if (isOver || level.counterexample !== undefined) {
          const { counterexample } = level
          return { levels, counterexample, isInterrupted: this.#isInterrupted }
        }
        level = await this.#extend(level.plans, faults + 1 === maxFaults)
      }
    } finally {
      stopListening()
    }
  }

  async #extend(plans: readonly Plan[], isLast: boolean): Promise<Level> {
    const total = this.#explorer.count(plans)
    if (this.#jobs === 1 || total < WORTH_WORKERS) {
      const own = async (portion: readonly Plan[]) => {
        await breathe()
        return this.#explorer.extend(portion, isLast)
      }
      return this.#inPortions(plans, total, 1, own)
    }
    const { Tinypool } = await import('tinypool')
    const filename = fileURLToPath(new URL('explore-worker.js', import.meta.url))
    const pool = new Tinypool({ filename, minThreads: this.#jobs, maxThreads: this.#jobs })
    try {
      const task = (portion: readonly Plan[]): Promise<Level> =>
        pool.run({ flags: this.#flags, plans: portion, isLast } satisfies ExploreTask)
      return await this.#inPortions(plans, total, this.#jobs, task)
    } finally {
      await pool.destroy()
    }
  }

  /** The same answer whatever the number of jobs: portions count in their order. */
  async #inPortions(
    plans: readonly Plan[],
    total: number,
    jobs: number,
    extend: (portion: readonly Plan[]) => Promise<Level>
  ): Promise<Level> {
    const portions = this.#portions(plans)
    const progress = showProgress(this.#isPlain, 'runs')
    const under: Promise<Level>[] = []
    const all: Plan[] = []
    let runs = 0
    try {
      for (;;) {
        while (under.length < 2 * jobs && !this.#isInterrupted) {
          const { value } = portions.next()
          if (value === undefined) break
          under.push(extend(value))
        }
        const level = await under.shift()
        if (level === undefined) return { runs, plans: all }
        runs += level.runs
        if (level.counterexample !== undefined) {
          await Promise.allSettled(under)
          return { runs, counterexample: level.counterexample, plans: [] }
        }
        for (const plan of level.plans) all.push(plan)
        progress?.show(runs, total)
      }
    } finally {
      progress?.wipe()
    }
  }

  *#portions(plans: readonly Plan[]): Generator<readonly Plan[], undefined> {
    let portion: Plan[] = []
    let size = 0
    for (const plan of plans) {
      portion.push(plan)
      size += this.#explorer.count([plan])
      if (size < PORTION) continue
      yield portion
      portion = []
      size = 0
    }
    if (portion.length > 0) yield portion
  }
}
