/** Tables for people: names to the left, figures to the right. */

/**
 * `rows` beneath each other, the first of them the heads. What is too wide for `width` loses the
 * end of its names.
 */
export function textTable(rows: readonly (readonly string[])[], width: number): string[] {
  const [heads = []] = rows
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const rest = widths.slice(1).reduce((sum, one) => sum + one + GAP.length, 0)
  const most = Math.max(LEAST_NAME, Math.min(widths[0] ?? 0, width - rest))
  return rows.map((row) => {
    const figures = row.slice(1).map((text, column) => text.padStart(widths[column + 1] ?? 0))
    return [clip(row[0] ?? '', most).padEnd(most), ...figures].join(GAP).trimEnd()
  })
}

const GAP = '  '
const LEAST_NAME = 6

const clip = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`
