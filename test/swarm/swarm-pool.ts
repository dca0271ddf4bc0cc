/**
 * The workers of the swarm. A case has bounded steps; but one step can still turn in a circle, or
 * eat all memory. Then its worker is ended, and that is the failure.
 */
import { fileURLToPath } from 'node:url'
import { Tinypool } from 'tinypool'
import type { CaseResult, Failure, Story } from './case.js'
import type { CaseName, SwarmTask } from './swarm-worker.js'

/** Some thousand times what a case takes; the shortest plan takes hundreds of cases to find. */
const LONGEST_CASE_MS = 120_000
const LONGEST_STORY_MS = 600_000
/** Some hundred times what a case needs. */
const MOST_MEMORY_MB = 1_024

export class SwarmPool {
  readonly #pool: Tinypool
  readonly #longestCase: number

  /** @param longestCase milliseconds */
  constructor(jobs: number, longestCase = LONGEST_CASE_MS) {
    this.#longestCase = longestCase
    const filename = fileURLToPath(new URL('swarm-worker.js', import.meta.url))
    const resourceLimits = { maxOldGenerationSizeMb: MOST_MEMORY_MB }
    this.#pool = new Tinypool({ filename, minThreads: jobs, maxThreads: jobs, resourceLimits })
  }

  async run(name: CaseName): Promise<CaseResult> {
    try {
      return await this.#work({ do: 'run', name }, this.#longestCase)
    } catch (error) {
      return { failure: { rule: 'crash', what: whyEnded(error, this.#longestCase) }, counts: {} }
    }
  }

  /** @param ending ends it before it is done; there is no story then */
  async explain(name: CaseName, failure: Failure, ending: AbortSignal): Promise<Story | undefined> {
    try {
      return await this.#work({ do: 'explain', name, failure }, LONGEST_STORY_MS, ending)
    } catch (error) {
      if (ending.aborted) return undefined
      return { configuration: [], shortest: [whyEnded(error, LONGEST_STORY_MS)] }
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }

  #work<Answer>(task: SwarmTask, limit: number, ending?: AbortSignal): Promise<Answer> {
    const timeout = AbortSignal.timeout(limit)
    const signal = ending === undefined ? timeout : AbortSignal.any([timeout, ending])
    return this.#pool.run(task, { signal })
  }
}

function whyEnded(error: unknown, limit: number): string {
  if (error instanceof Error && error.name === 'AbortError') {
    return `no end after ${limit / 1000} s: some step turns in a circle`
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
