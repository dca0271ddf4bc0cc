/** What the repairs of a run cost: transmissions, and silence until a timer ran out. */
import { type Micros, toMs } from '../kernel/time.js'
import type { Trip } from './trip.js'
import type { Finding, Truth } from './truth.js'

export interface Cost {
  readonly truth: Truth
  readonly retransmissions: number
  /** Time in which nothing was sent or heard, until a timer ran out. */
  readonly waited: Micros
  /** With its figures, for people. */
  readonly text: string
}

const MOST_COSTS = 3

const WORDS: Readonly<Record<Truth, string>> = {
  lost: 'data that was lost',
  corrupted: 'data that came corrupted',
  late: 'data that was still on its way when it was sent again',
  'arrived, discarded': 'data that had arrived, and that the receiver threw away',
  'ack lost': 'ACKs that were lost',
  'ack corrupted': 'ACKs that came corrupted',
  'ack late': 'ACKs that were still on their way: timeouts shorter than the round trip',
  unanswered: 'data that had arrived, and for which no ACK had been sent yet',
  acknowledged: 'data that had been acknowledged',
  arrived: 'data that had arrived',
  unknown: 'causes that the trace does not tell'
}

interface Sum {
  retransmissions: number
  waited: Micros
}

export class Costs {
  readonly #sums = new Map<Truth, Sum>()

  add({ trigger }: Trip, { truth }: Finding): void {
    let sum = this.#sums.get(truth)
    if (sum === undefined) {
      sum = { retransmissions: 0, waited: 0 }
      this.#sums.set(truth, sum)
    }
    sum.retransmissions++
    if (trigger?.cause === 'timeout' && trigger.isFirst) sum.waited += trigger.silence
  }

  /**
   * The dearest three, by the share that they have of all transmissions and of the time.
   * @param sent data segments in all @param duration of the run, µs
   */
  list(sent: number, duration: Micros): Cost[] {
    const costs = [...this.#sums].map(([truth, { retransmissions, waited }]) => ({
      truth,
      retransmissions,
      waited,
      share: ratio(retransmissions, sent) + ratio(waited, duration)
    }))
    costs.sort((a, b) => b.share - a.share)
    return costs.slice(0, MOST_COSTS).map(({ truth, retransmissions, waited }) => {
      const text = `${WORDS[truth]}: ${describe(retransmissions, sent, waited, duration)}`
      return { truth, retransmissions, waited, text }
    })
  }
}

function describe(retransmissions: number, sent: number, waited: Micros, all: Micros): string {
  const plural = retransmissions === 1 ? '' : 's'
  const again = `${retransmissions} retransmission${plural} (${percent(ratio(retransmissions, sent))} of the data segments)`
  if (waited === 0) return again
  return `${again} and ${toMs(waited)} ms of silence until a timer ran out (${percent(ratio(waited, all))} of the time)`
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))}%`
