/** For a misspelt word: the nearest right one. */

/** Optimal string alignment distance: insertions, deletions, changes, swaps of neighbours. */
function distance(a: string, b: string): number {
  const rows: number[][] = []
  for (let i = 0; i <= a.length; i++) {
    const row: number[] = [i]
    for (let j = 1; j <= b.length; j++) {
      const above = rows[i - 1]
      if (above === undefined) {
        row.push(j)
        continue
      }
      const same = a[i - 1] === b[j - 1]
      let best = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (same ? 0 : 1)
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      }
      row.push(best)
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? 0
}

/** The word of `words` nearest to `word`, or undefined where none is near enough to be meant. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const wanted = word.slice(0, 40).toLowerCase()
  let best: string | undefined
  let least = Math.max(2, Math.floor(wanted.length / 2)) + 1
  for (const candidate of words) {
    const d = distance(wanted, candidate.toLowerCase())
    if (d < least) {
      least = d
      best = candidate
    }
  }
  return best
}
