/** Estimates with their confidence intervals. */

/** How many standard errors a normal estimate strays, for the two confidences that are used. */
export const Z95 = 1.959964
export const Z9999 = 3.890592

/** What was measured, and the interval in which the true value lies, for any z. */
export interface Estimate {
  readonly value: number
  interval(z: number): readonly [number, number]
}

/** Known to within `slack` for certain. */
export const exactly = (value: number, slack = 0): Estimate => ({
  value,
  interval: () => [value - slack, value + slack]
})

const withError = (value: number, standardError: number): Estimate => ({
  value,
  interval: (z) => [value - z * standardError, value + z * standardError]
})

/** The share `hits` of `total` independent trials: Wilson's interval, which stays within 0 … 1. */
export function share(hits: number, total: number): Estimate {
  const p = hits / total
  return {
    value: p,
    interval: (z) => {
      const z2 = z * z
      const centre = (p + z2 / (2 * total)) / (1 + z2 / total)
      const half =
        (z / (1 + z2 / total)) * Math.sqrt((p * (1 - p)) / total + z2 / (4 * total * total))
      return [centre - half, centre + half]
    }
  }
}

/** The mean of independent values. */
export function mean(values: readonly number[]): Estimate {
  const { average, variance } = moments(values)
  return withError(average, Math.sqrt(variance / values.length))
}

const BATCHES = 200

/** The mean of values that depend on their neighbours: from the means of long batches, which do not. */
export function meanOfSeries(values: readonly number[]): Estimate {
  const size = Math.floor(values.length / BATCHES)
  const means = Array.from({ length: BATCHES }, (_, batch) => {
    let sum = 0
    for (let i = batch * size; i < (batch + 1) * size; i++) sum += values[i] as number
    return sum / size
  })
  return mean(means)
}

/** The standard deviation of independent values whose shape has the given kurtosis (3 for the normal). */
export function deviation(values: readonly number[], kurtosis: number): Estimate {
  const s = Math.sqrt(moments(values).variance)
  return withError(s, s * Math.sqrt((kurtosis - 1) / (4 * values.length)))
}

/** The correlation of neighbours, for values of known mean and standard deviation. */
export function lagOne(values: readonly number[], average: number, deviation: number): Estimate {
  const products: number[] = []
  for (let i = 1; i < values.length; i++) {
    const a = ((values[i - 1] as number) - average) / deviation
    products.push((a * ((values[i] as number) - average)) / deviation)
  }
  return meanOfSeries(products)
}

/** The correlation of neighbours in a two-state chain: P(yes|yes) − P(yes|no). */
export function memory(series: readonly boolean[]): Estimate {
  const after = { yes: { hits: 0, total: 0 }, no: { hits: 0, total: 0 } }
  for (let i = 1; i < series.length; i++) {
    const count = series[i - 1] ? after.yes : after.no
    count.total++
    if (series[i]) count.hits++
  }
  const yes = after.yes.hits / after.yes.total
  const no = after.no.hits / after.no.total
  const variance = (yes * (1 - yes)) / after.yes.total + (no * (1 - no)) / after.no.total
  return withError(yes - no, Math.sqrt(variance))
}

/** The lengths of the runs of true. The last one may not have ended, so it is left out. */
export function bursts(series: readonly boolean[]): number[] {
  const lengths: number[] = []
  let length = 0
  for (const isLost of series) {
    if (isLost) length++
    else if (length > 0) {
      lengths.push(length)
      length = 0
    }
  }
  return lengths
}

function moments(values: readonly number[]): { average: number; variance: number } {
  let sum = 0
  for (const x of values) sum += x
  const average = sum / values.length
  let squares = 0
  for (const x of values) squares += (x - average) * (x - average)
  return { average, variance: squares / (values.length - 1) }
}
