/** Runs a simulation in slices, so that Ctrl-C ends it and a terminal sees how far it is. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Simulation } from '../sim/simulation.js'
import { showProgress } from './progress.js'
import { onEnding } from './signals.js'
import { within } from './watchdog.js'

/** Events of a slice: some tens of milliseconds. */
const SLICE = 20_000

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
  const progress = showProgress(isPlain, 'messages')
  try {
    while (!isInterrupted && !within(() => simulation.advance(SLICE))) {
      progress?.show(simulation.delivered, messages)
      await breathe()
    }
  } finally {
    progress?.wipe()
    stopListening()
  }
  return !isInterrupted
}
