/** The counts of several links together. */
import { type LinkCounts, noLinkCounts } from './link-counts.js'

const KEYS = Object.keys(noLinkCounts()) as (keyof LinkCounts)[]

export function sumOfCounts(links: Iterable<LinkCounts>): LinkCounts {
  const sums = noLinkCounts()
  for (const counts of links) for (const key of KEYS) sums[key] += counts[key]
  return sums
}
