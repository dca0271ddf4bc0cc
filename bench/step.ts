/**
 * How long does the stepper take to show any event of a long run, forwards, backwards, and far
 * away? The screen is drawn whole each time, at 200×50.
 */

import { namedKey, typedKey } from '../src/dashboard/model/key.js'
import { StepStage } from '../src/dashboard/model/step-stage.js'
import { Surface } from '../src/dashboard/model/surface.js'
import { RandomStream } from '../src/kernel/random.js'
import { recordSteps } from '../src/sim/stepper/stepped-run.js'
import { median } from './measure.js'
import { benchConfig } from './simulator.js'

/** What a person takes for at once, ms. */
const LIMIT_MS = 100
const SIZE = { width: 200, height: 50 }

export interface StepSpeed {
  readonly name: string
  readonly events: number
  readonly steps: number
  /** Of a key with the whole screen after it, on the clock. */
  readonly medianMs: number
  readonly worstMs: number
  readonly limitMs: number
  /** Before the first screen: the run, and all that is made of it once. */
  readonly recordMs: number
  readonly branchMs: number
}

export function benchSteps(messages: number, looks: number): StepSpeed {
  const start = performance.now()
  const run = recordSteps(benchConfig(messages, 'step'))
  const host = {
    run: recordSteps,
    freeName: () => 'step',
    save: () => '',
    crashWords: () => undefined,
    quit: () => {},
    interrupt: () => {}
  }
  const stage = new StepStage(run, host)
  const recordMs = performance.now() - start
  const dice = new RandomStream('bench', 'looks')
  const keys = ['right', 'left', 'pageup'].map(namedKey)
  const took: number[] = []
  const time = (act: () => void) => {
    const before = performance.now()
    act()
    stage.draw(Surface.empty(SIZE.width, SIZE.height))
    took.push(performance.now() - before)
  }
  for (let look = 0; look < looks; look++) {
    const place = dice.below(run.steps.length)
    time(() => stage.walk.goTo(place))
    for (const key of keys) time(() => stage.key(key))
    for (const sign of 'nNlL') time(() => stage.key(typedKey(sign)))
  }
  stage.walk.goTo(Math.floor(run.steps.length / 2))
  const before = performance.now()
  stage.key(typedKey('f'))
  stage.key(typedKey('x'))
  const round = (value: number) => Number(value.toFixed(1))
  return {
    name: 'rdt step, any event',
    events: run.events.length,
    steps: run.steps.length,
    medianMs: round(median(took)),
    worstMs: round(Math.max(...took)),
    limitMs: LIMIT_MS,
    recordMs: round(recordMs),
    branchMs: round(performance.now() - before)
  }
}
