/** Round numbers along an axis. */

/** About `count` round values from `from` to `to`. */
export function ticks(from: number, to: number, count: number): number[] {
  const step = roundStep((to - from) / Math.max(1, count))
  if (!(step > 0)) return [from]
  const first = Math.ceil(from / step - 1e-9)
  const last = Math.floor(to / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step)
}

/** 1, 2 or 5 times a power of ten, at least `rough`. */
export function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough * (1 - 1e-9)) ?? 10
  return factor * power
}

/** Without the dust that computing with fractions leaves. */
export function tickText(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(6))}M`
  return String(Number(value.toPrecision(7)))
}
