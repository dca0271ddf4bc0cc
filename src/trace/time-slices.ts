/** A connection over time, in slices of equal length. */
import type { Micros } from '../kernel/time.js'
import type { ConnectionMeter } from './connection-meter.js'
import type { Journal } from './journal.js'

export interface Slice {
  readonly from: Micros
  readonly to: Micros
  sent: number
  retransmitted: number
  delivered: number
  /** The mean of the round trips measured in it, and the timeout set last, µs; as before, where none was. */
  rtt: Micros | undefined
  rto: Micros | undefined
}

const SLICES = 10

/** @param end of the trace */
export function slicesOf(
  { lives }: Journal,
  { rtts, rtos }: ConnectionMeter,
  end: Micros
): Slice[] {
  const length = Math.max(1, Math.ceil((end + 1) / SLICES))
  const slices = Array.from({ length: SLICES }, (_, i): Slice => {
    const from = i * length
    const bounds = { from, to: Math.min(from + length, end) }
    return { ...bounds, sent: 0, retransmitted: 0, delivered: 0, rtt: undefined, rto: undefined }
  })
  const sliceAt = (t: Micros) => slices[Math.min(SLICES - 1, Math.floor(t / length))]
  for (const { trips, delivered } of lives) {
    for (const { t, attempt } of trips) {
      const slice = sliceAt(t)
      if (slice === undefined) continue
      slice.sent++
      if (attempt > 1) slice.retransmitted++
    }
    const slice = delivered === undefined ? undefined : sliceAt(delivered)
    if (slice !== undefined) slice.delivered++
  }
  fill(slices, sliceAt, rtts, rtos)
  return slices.filter(({ from }) => from <= end)
}

function fill(
  slices: readonly Slice[],
  sliceAt: (t: Micros) => Slice | undefined,
  rtts: ConnectionMeter['rtts'],
  rtos: ConnectionMeter['rtos']
): void {
  const sums = new Map<Slice, { sum: number; count: number }>()
  for (const { t, value } of rtts) {
    const slice = sliceAt(t)
    if (slice === undefined) continue
    const { sum, count } = sums.get(slice) ?? { sum: 0, count: 0 }
    sums.set(slice, { sum: sum + value, count: count + 1 })
    slice.rtt = Math.round((sum + value) / (count + 1))
  }
  for (const { t, value } of rtos) {
    const slice = sliceAt(t)
    if (slice !== undefined) slice.rto = value
  }
  let before: Slice | undefined
  for (const slice of slices) {
    slice.rtt ??= before?.rtt
    slice.rto ??= before?.rto
    before = slice
  }
}
