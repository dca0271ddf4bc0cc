/** Runs a simulation in slices, so that Ctrl-C ends it and a terminal sees how far it is. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Simulation } from '../sim/simulation.js'
import { showProgress } from './progress.js'
import { onEnding } from './signals.js'
import { within } from './watchdog.js'

/** In ms: for so long, nobody else can say anything. */
const SLICE = 50
/** One of them may have a wide window sent again. */
const EVENTS_AT_ONCE = 100

/** @returns false where a signal ended it before its end */
export async function runInSlices(
  simulation: Pick<Simulation, 'advance' | 'delivered'>,
  messages: number,
  isPlain: boolean
): Promise<boolean> {
  let isInterrupted = false
  const interrupt = () => {
    isInterrupted = true
  }
  /** @returns whether it is over */
  const slice = () => {
    const end = performance.now() + SLICE
    while (performance.now() < end) if (simulation.advance(EVENTS_AT_ONCE)) return true
    return false
  }
  const stopListening = onEnding(interrupt)
  const progress = showProgress(isPlain, 'messages')
  try {
    while (!isInterrupted && !within(slice)) {
      progress?.show(simulation.delivered, messages)
      await breathe()
    }
  } finally {
    progress?.wipe()
    stopListening()
  }
  return !isInterrupted
}
