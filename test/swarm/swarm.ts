/** Takes seed after seed, several at once, until there are enough, or the time is over. */
import type { CaseResult, Failure } from './case.js'
import { subjectOf } from './subjects.js'
import type { SwarmOptions } from './swarm-options.js'
import type { CaseName } from './swarm-worker.js'

/** What became of the cases of one subject. */
export interface Tally {
  seeds: number
  failed: number
  readonly counts: Map<string, number>
}

export interface SwarmHost {
  /** Milliseconds on some clock. */
  now(): number
  run(name: CaseName): Promise<CaseResult>
  /** A case is over. */
  progressed(seeds: number, failed: number): void
  /** A case has failed; the next cases wait until it has been told. */
  failed(name: CaseName, failure: Failure): Promise<void>
}

export class Swarm {
  readonly tallies: ReadonlyMap<string, Tally>
  #seeds = 0
  #failed = 0
  #next: number
  #isStopped = false
  readonly #options: SwarmOptions
  readonly #host: SwarmHost
  readonly #until: number

  constructor(options: SwarmOptions, host: SwarmHost) {
    this.#options = options
    this.#host = host
    this.#next = options.from
    this.#until = host.now() + options.time / 1000
    this.tallies = new Map(
      options.subjects.map(({ name }) => [name, { seeds: 0, failed: 0, counts: new Map() }])
    )
  }

  get seeds(): number {
    return this.#seeds
  }

  get failed(): number {
    return this.#failed
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  /** No new case begins; those that run end as they do. */
  stop(): void {
    this.#isStopped = true
  }

  async run(): Promise<void> {
    const lanes = Array.from({ length: this.#options.jobs }, () => this.#takeSeeds())
    await Promise.all(lanes)
  }

  /** One after the other, as often as there is another. */
  async #takeSeeds(): Promise<void> {
    for (let name = this.#nextName(); name !== undefined; name = this.#nextName()) {
      const { failure, counts } = await this.#host.run(name)
      this.#seeds++
      if (failure) this.#failed++
      this.#note(name, failure, counts)
      this.#host.progressed(this.#seeds, this.#failed)
      if (failure) await this.#host.failed(name, failure)
    }
  }

  #nextName(): CaseName | undefined {
    const { seeds, from, seed, only, subjects, protocol } = this.#options
    const isOver = this.#next >= from + seeds || this.#host.now() >= this.#until
    if (isOver || this.#isStopped) return undefined
    const number = this.#next++
    const own = seed ?? `${number}`
    return { subject: subjectOf(own, subjects).name, seed: own, protocol, only }
  }

  #note({ subject }: CaseName, failure: Failure | undefined, counts: CaseResult['counts']): void {
    const tally = this.tallies.get(subject)
    if (tally === undefined) return
    tally.seeds++
    if (failure) tally.failed++
    for (const [what, count] of Object.entries(counts)) {
      tally.counts.set(what, (tally.counts.get(what) ?? 0) + count)
    }
  }
}
