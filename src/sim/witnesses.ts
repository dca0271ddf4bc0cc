/** Several watchers of one endpoint. */
import type { Micros } from '../kernel/time.js'
import type { MachineState } from '../rdt/protocol.js'
import type { Segment } from '../rdt/segment.js'
import type { EndpointWitness, Half } from '../rdt/witness.js'

/** One watcher that tells all of `watchers`; none where there is nobody to tell. */
export function joinWitnesses(
  watchers: readonly (EndpointWitness | undefined)[]
): EndpointWitness | undefined {
  const present = watchers.filter((watcher) => watcher !== undefined)
  return present.length > 1 ? new Witnesses(present) : present[0]
}

class Witnesses implements EndpointWitness {
  readonly #all: readonly EndpointWitness[]

  constructor(all: readonly EndpointWitness[]) {
    this.#all = all
  }

  submitted(length: number, at: Micros): void {
    for (const one of this.#all) one.submitted(length, at)
  }

  delivered(length: number, at: Micros): void {
    for (const one of this.#all) one.delivered(length, at)
  }

  discarded(segment: Segment, why: string, at: Micros): void {
    for (const one of this.#all) one.discarded(segment, why, at)
  }

  timerStarted(half: Half, timer: number, delay: Micros, at: Micros): void {
    for (const one of this.#all) one.timerStarted(half, timer, delay, at)
  }

  timerStopped(half: Half, timer: number, at: Micros): void {
    for (const one of this.#all) one.timerStopped(half, timer, at)
  }

  timedOut(half: Half, timer: number, at: Micros): void {
    for (const one of this.#all) one.timedOut(half, timer, at)
  }

  stateIs(half: Half, state: MachineState | undefined, at: Micros): void {
    for (const one of this.#all) one.stateIs(half, state, at)
  }
}
