/** What has become of the datagrams of a lane. */
export interface LaneCounts {
  /** Given to the lane. */
  submitted: number
  /** Arrivals that were ordered, copies included. */
  carried: number
  /** Never arrive, for whatever reason: `lost`, `refused` or `cut`. */
  dropped: number
  /** Dropped by the dice or a fate. */
  lost: number
  /** Dropped because the queue, or the lane that was held, had no room. */
  refused: number
  /** Dropped by a partition. */
  cut: number
  corrupted: number
  truncated: number
  duplicated: number
  /** Chosen to leave their place in the order. */
  reordered: number
  /** Late by a fate `(+60ms)`. */
  late: number
}

export const noCounts = (): LaneCounts => ({
  submitted: 0,
  carried: 0,
  dropped: 0,
  lost: 0,
  refused: 0,
  cut: 0,
  corrupted: 0,
  truncated: 0,
  duplicated: 0,
  reordered: 0,
  late: 0
})

/** Adds `more` to `sum`. */
export function addCounts(sum: LaneCounts, more: Readonly<LaneCounts>): void {
  for (const key of Object.keys(sum) as (keyof LaneCounts)[]) sum[key] += more[key]
}
