/** A seed picks a run for the models: the load, the window, the times, and every fate by hand. */
import { RandomStream } from '../../../src/kernel/random.js'
import type { ModelCase } from './model-world.js'

/** `fifo` keeps the order within a direction, `late` does not. */
export type Order = 'fifo' | 'late'

export const widestWindow = (protocol: ModelCase['protocol'], seqBits: number): number =>
  ({ 'rdt3.0': 1, gbn: 2 ** seqBits - 1, sr: 2 ** (seqBits - 1) })[protocol]

const MILLISECOND = 1_000
/** Equal ones, and sums that are equal, so that much is due at one instant. */
const DELAYS = [50, 50, 50, 25, 100, 1, 0].map((time) => time * MILLISECOND)
const TIMEOUTS = [150, 150, 150, 100, 50, 200, 75, 30].map((time) => time * MILLISECOND)
const INTERVALS = [50, 100, 10, 150, 1].map((time) => time * MILLISECOND)

export function randomCase(
  protocol: ModelCase['protocol'],
  order: Order,
  seed: string | number
): ModelCase {
  const stream = new RandomStream('model', protocol, order, seed)
  const below = (count: number) => stream.below(count)
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T
  const time = (choices: readonly number[]) =>
    below(4) > 0 ? pick(choices) : 5 * MILLISECOND + below(120 * MILLISECOND)
  const seqBits = protocol === 'rdt3.0' ? 1 : pick([1, 2, 3, 4, 5, 8, 32, 32, 32])
  const most = Math.min(widestWindow(protocol, seqBits), 12)
  const marks = order === 'fifo' ? ['x', 'x', 'c', '2'] : ['x', 'c', '2', '>', 'late', 'late']
  const fates = () => {
    const most = pick([0, 0, 20, 40, 60])
    const length = below(40)
    const one = () => {
      const mark = below(100) < most ? pick(marks) : '.'
      return mark === 'late' ? `(+${time(DELAYS) + time(TIMEOUTS)}us)` : mark
    }
    return Array.from({ length }, one).join('')
  }
  const isEven = below(2) === 0
  const delay = time(DELAYS)
  return {
    protocol,
    messages: below(25),
    window: below(3) === 0 ? most : 1 + below(most),
    seqBits,
    rto: time(TIMEOUTS),
    interval: below(3) === 0 ? time(INTERVALS) : 0,
    delay: { data: delay, ack: isEven ? delay : time(DELAYS) },
    fates: { data: fates(), ack: fates() }
  }
}
