/** The thread that judges one submission, and what may be asked of it. */
import type { Answers, GradingTask, Request } from './grading-words.js'
import { type Limits, type Lost, WatchedWorker } from './watched-worker.js'

const WORKER = new URL('grading-worker.js', import.meta.url)

export class GradingDesk {
  readonly #worker: WatchedWorker

  constructor(task: Omit<GradingTask, 'pulse'>, limits: Limits) {
    this.#worker = new WatchedWorker(WORKER, task, limits)
  }

  /** One at a time. */
  ask<R extends Request>(request: R): Promise<Answers[R['ask']] | Lost> {
    return this.#worker.ask(request)
  }

  close(): Promise<void> {
    return this.#worker.close()
  }
}
