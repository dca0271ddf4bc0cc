/**
 * A thread that runs code of submissions, as seen from outside. It is asked one thing at a time;
 * where it does not answer, because the code hangs, floods the memory or ends the thread, the
 * answer is what became of it, and where.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { BEATS, INSIDE, WHERE_AM_I } from './grading-words.js'
import { pausedPlace } from './paused-place.js'
import { SCRIPT } from './sandbox.js'

export interface Lost {
  readonly lost: 'loop' | 'memory' | 'ended'
  readonly what: string
  /** Line and column of the script, from 1. */
  readonly at?: { readonly line: number; readonly column: number }
  /** The command that runs it again. */
  readonly replay?: string
}

export interface Limits {
  /** A single call of the submission's code may take so long, in ms of the clock on the wall. */
  readonly patience: number
  /** No call at all for so long, in ms: a promise may loop, where nobody waits for it. */
  readonly silence: number
  /** MiB of its heap. */
  readonly memory: number
  /** MiB that the whole process may grow by meanwhile: buffers are not in that heap. */
  readonly growth: number
}

export const LIMITS: Limits = { patience: 2_500, silence: 20_000, memory: 128, growth: 1024 }

const LOOK_EVERY_MS = 100
const LONGEST_END_MS = 3_000
/** One answer, however many calls it takes, may take as long as so many calls. */
const CALLS_FOR_ANSWER = 12
const MIB = 1 << 20

/** What a thread is made for; whose pulse tells whether a call has come back. */
export interface WithPulse {
  readonly pulse: SharedArrayBuffer
}

export class WatchedWorker {
  readonly #worker: Worker
  readonly #cells: Int32Array
  readonly #limits: Limits
  readonly #rss = process.memoryUsage.rss()
  #settle: ((answer: unknown) => void) | undefined
  #watch: NodeJS.Timeout | undefined
  #isOver = false

  /** @param task what the thread of `script` finds as its data, and a pulse besides */
  constructor(script: URL, task: object, limits: Limits) {
    const pulse = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)
    this.#cells = new Int32Array(pulse)
    this.#limits = limits
    this.#worker = new Worker(script, {
      workerData: { ...task, pulse } satisfies WithPulse,
      // Nothing of ours leaks in, and nothing of theirs leaks out.
      env: {},
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: limits.memory, maxYoungGenerationSizeMb: 32 }
    })
    this.#worker.on('message', (answer) => this.#answered(answer))
    this.#worker.on('error', (error: NodeJS.ErrnoException) => this.#died(error))
    this.#worker.on('exit', () => {
      this.#isOver = true
      this.#answered({ lost: 'ended', what: 'it ended the thread that judges it' } satisfies Lost)
    })
  }

  /** One at a time. */
  async ask<Answer>(request: object): Promise<Answer | Lost> {
    if (this.#isOver) return { lost: 'ended', what: 'the thread that judges it is gone' }
    const answer = new Promise<unknown>((resolve) => {
      this.#settle = resolve
    })
    this.#worker.postMessage(request)
    this.#watch = this.#watcher()
    return (await answer) as Answer | Lost
  }

  async close(): Promise<void> {
    this.#isOver = true
    clearInterval(this.#watch)
    // Should the engine not end it, nobody waits for it.
    this.#worker.unref()
    await Promise.race([this.#worker.terminate(), wait(LONGEST_END_MS, undefined, { ref: false })])
  }

  #answered(answer: unknown): void {
    clearInterval(this.#watch)
    this.#settle?.(answer)
    this.#settle = undefined
  }

  #died(error: NodeJS.ErrnoException): void {
    this.#isOver = true
    const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    this.#answered(
      isMemory ? outOfMemory(this.#limits.memory) : { lost: 'ended', what: `${error.message}` }
    )
  }

  #watcher(): NodeJS.Timeout {
    let begin = performance.now()
    let [beats, beatAt, insideSince] = [-1, begin, begin]
    return setInterval(() => {
      const now = performance.now()
      const beat = Atomics.load(this.#cells, BEATS)
      const isInside = Atomics.load(this.#cells, INSIDE) === 1
      if (beat !== beats) beatAt = now
      if (beat !== beats || !isInside) insideSince = now
      beats = beat
      // Until the first call the thread loads what is ours, and takes its time.
      if (beat === 0) begin = now
      const { patience, silence } = this.#limits
      const isSilent = beat > 0 && now - beatAt > silence
      const isHanging = now - insideSince > patience || isSilent
      const longest = CALLS_FOR_ANSWER * patience
      if (isHanging || now - begin > longest) {
        clearInterval(this.#watch)
        void this.#hangs(isHanging ? endless(patience) : slow(longest))
      } else if (process.memoryUsage.rss() - this.#rss > this.#limits.growth * MIB) {
        this.#answered(outOfMemory(this.#limits.growth))
        void this.close()
      }
    }, LOOK_EVERY_MS)
  }

  async #hangs(what: string): Promise<void> {
    const paused = await pausedPlace(this.#worker.threadId, SCRIPT, `${WHERE_AM_I}()`)
    const { place: at, answer: replay, release } = paused
    this.#answered({
      lost: 'loop',
      what,
      ...(at && { at }),
      ...(replay && { replay })
    } satisfies Lost)
    await this.close()
    release()
  }
}

const endless = (ms: number): string =>
  `it has not come back for ${ms / 1_000} s: is there a loop without end?`

const slow = (ms: number): string =>
  `it was not done after ${ms / 1_000} s: what takes so long in it?`

const outOfMemory = (limit: number): Lost => ({
  lost: 'memory',
  what: `it took more than ${limit} MiB of memory`
})
