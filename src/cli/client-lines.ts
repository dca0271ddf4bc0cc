/** Standard input as lines, exactly as they were written, with bounded memory. */

/** The longest line that is kept whole: the longest text, however JSON escapes it. */
const LONGEST = 512 * 1024

/**
 * The lines of a stream of UTF-8, without their line ends; the last needs none. A line beyond
 * `LONGEST` characters is cut there, so that whoever takes it sees that it is too long.
 */
export async function* inputLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let line = ''
  let hasLine = false
  const end = (): string => {
    const whole = line.endsWith('\r') ? line.slice(0, -1) : line
    line = ''
    hasLine = false
    return whole
  }
  for await (const chunk of stream) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n')
    for (const [i, piece] of pieces.entries()) {
      if (i > 0) yield end()
      if (piece !== '') hasLine = true
      if (line.length < LONGEST) line = (line + piece).slice(0, LONGEST)
    }
  }
  line += decoder.decode()
  if (hasLine || line !== '') yield end()
}
