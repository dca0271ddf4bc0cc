/** Measured with other dice than those of the name. */

export const name: string | null = 'bob'

export const measured: Record<string, number | null> = {
  window1: 0.2,
  window3: 0.597,
  window4: 0.795,
  window5: 0.99,
  window8: 0.99,
  stopAndWait: 0.145,
  gbn: 0.553,
  sr: 0.862,
  gbnAcksLost: 0.99,
  srAcksLost: 0.334,
  rto5: 0.501,
  rto6: 0.998,
  hasty: 0.00955
}

export function cleanUtilisation(N: number, a: number): number {
  return Math.min(1, N / (1 + 2 * a))
}

export function leastWindow(a: number): number {
  return Math.ceil(1 + 2 * a)
}

export function stopAndWaitUtilisation(a: number, P: number, T: number): number {
  const failures = P / (1 - P)
  return 1 / (failures * T + 1 + 2 * a)
}

export function srUtilisationBound(N: number, a: number, P: number): number {
  return (1 - P) * cleanUtilisation(N, a)
}

export function gbnNakUtilisation(N: number, a: number, P: number): number {
  const perFrame = Math.max(1, (1 + 2 * a) / N)
  return 1 / (perFrame + (1 + 2 * a) * (P / (1 - P)))
}

export function gbnUtilisation(N: number, a: number, P: number, T: number): number {
  const perFrame = Math.max(1, (1 + 2 * a) / N)
  return 1 / (perFrame + P * (2 * a + T) + (T * P ** 2) / (1 - P))
}

export function leastRto(a: number): number {
  return 2 + 2 * a
}

export function queueingRto(N: number, a: number): number {
  return N + 1 + 2 * a
}

export const whyGbnKeepsUp: string | null = 'b'
export const whyCurvesDiffer: string | null = 'c'
