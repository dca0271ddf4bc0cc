/** Runs a simulation in slices, so that Ctrl-C ends it and a terminal sees how far it is. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Simulation } from '../sim/simulation.js'
import { onEnding } from './signals.js'

/** Events of a slice: some tens of milliseconds. */
const SLICE = 20_000
/** Progress is shown when a run takes longer than this, and then so often. */
const PATIENCE_MS = 1_000
const SHOW_EVERY_MS = 200

/** @returns false where a signal ended it before its end */
export async function runInSlices(
  simulation: Simulation,
  messages: number,
  isPlain: boolean
): Promise<boolean> {
  let isInterrupted = false
  const interrupt = () => {
    isInterrupted = true
  }
  const stopListening = onEnding(interrupt)
  const progress = isPlain || !process.stderr.isTTY ? undefined : new Progress(messages)
  try {
    while (!isInterrupted && !simulation.advance(SLICE)) {
      progress?.show(simulation.delivered)
      await breathe()
    }
  } finally {
    progress?.wipe()
    stopListening()
  }
  return !isInterrupted
}

/** One line on standard error: done, total, rate, time left. */
class Progress {
  readonly #begin = performance.now()
  readonly #messages: number
  #shownAt = 0

  constructor(messages: number) {
    this.#messages = messages
  }

  show(delivered: number): void {
    const now = performance.now()
    const seconds = (now - this.#begin) / 1_000
    if (now - this.#begin < PATIENCE_MS || now - this.#shownAt < SHOW_EVERY_MS) return
    this.#shownAt = now
    const rate = delivered / seconds
    const left = rate === 0 ? '?' : ((this.#messages - delivered) / rate).toFixed(1)
    const done = `${delivered} of ${this.#messages} messages`
    process.stderr.write(`\r${done}, ${Math.round(rate)} a second, ${left} s left \u001b[K`)
  }

  wipe(): void {
    if (this.#shownAt > 0) process.stderr.write('\r\u001b[K')
  }
}
