/** Text for people, in lines of a width. */

/** `text` in lines of at most `width` columns; all but the first are indented. Long words stay whole. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line === '') line = word
    else if (line.length + 1 + word.length <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = `  ${word}`
    }
  }
  return [...lines, line]
}
