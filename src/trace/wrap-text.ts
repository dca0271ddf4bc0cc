/** Text for people, in lines of a width. */

/**
 * `text` in lines of at most `width` columns, the first behind `first`, all others behind `indent`.
 * Long words stay whole.
 */
export function wrapText(text: string, width: number, indent = '  ', first = ''): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined) lines.push(`${first}${word}`)
    else if (last.length + 1 + word.length > width) lines.push(`${indent}${word}`)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
