/** A host that only writes down what a machine orders: for tests, and for a look at one step. */
import type { Micros } from '../kernel/time.js'
import type { RdtHost } from './protocol.js'
import type { Segment } from './segment.js'

/** One order of a machine. */
export type HostCall =
  | { readonly call: 'udtSend'; readonly segment: Segment }
  | { readonly call: 'deliverData'; readonly data: Uint8Array }
  | { readonly call: 'startTimer'; readonly delay: Micros; readonly timer: number }
  | { readonly call: 'stopTimer'; readonly timer: number }

export class RecordingHost implements RdtHost {
  /** The orders so far, oldest first. */
  readonly calls: HostCall[] = []

  udtSend(segment: Segment): void {
    this.calls.push({ call: 'udtSend', segment })
  }

  deliverData(data: Uint8Array): void {
    this.calls.push({ call: 'deliverData', data })
  }

  startTimer(delay: Micros, timer = 0): void {
    this.calls.push({ call: 'startTimer', delay, timer })
  }

  stopTimer(timer = 0): void {
    this.calls.push({ call: 'stopTimer', timer })
  }

  /** The orders since the last time this was asked. */
  take(): HostCall[] {
    return this.calls.splice(0)
  }
}
