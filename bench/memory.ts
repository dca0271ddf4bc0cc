/** Does a long run grow? The live heap, measured again and again within one run of ten million segments. */
import { gbn } from '../src/rdt/gbn.js'
import type { Protocol, RdtReceiver } from '../src/rdt/protocol.js'
import { runSimulation } from '../src/sim/simulation.js'
import { benchConfig } from './simulator.js'

export interface MemoryGrowth {
  readonly name: string
  readonly segments: number
  /** Live heap in bytes after the first tenth of the run, and the highest after that. */
  readonly early: number
  readonly highest: number
}

const SAMPLES = 10

/** @param segments data segments and ACKs that arrive, in all about this many */
export function benchMemory(segments: number): MemoryGrowth {
  const collect = globalThis.gc
  if (collect === undefined) throw new Error('run this with node --expose-gc')
  const heap: number[] = []
  let seen = 0
  const every = Math.floor(segments / 2 / SAMPLES)
  const watched: Protocol = {
    ...gbn,
    createReceiver(host, options): RdtReceiver {
      const receiver = gbn.createReceiver(host, options)
      return {
        rdtRcv(segment, at) {
          receiver.rdtRcv(segment, at)
          if (++seen % every !== 0) return
          collect()
          heap.push(process.memoryUsage().heapUsed)
        }
      }
    }
  }
  // With 2 % loss and a window of 32, about 1.6 data segments arrive for each message.
  const messages = Math.ceil(segments / 2 / 1.6)
  runSimulation({ ...benchConfig(messages, 'memory'), protocol: watched }, { checks: false })
  const [early = 0, ...later] = heap
  return {
    name: 'live heap of the simulator',
    segments: 2 * seen,
    early,
    highest: Math.max(...later)
  }
}
