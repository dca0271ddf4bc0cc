/** Whether a text speaks to somebody: his name in it, as a word, whatever its case. */
export function mentions(text: string, name: string): boolean {
  if (name === '') return false
  const all = text.toLowerCase()
  const word = name.toLowerCase()
  for (let at = all.indexOf(word); at >= 0; at = all.indexOf(word, at + 1)) {
    const before = [...all.slice(Math.max(0, at - 2), at)].at(-1) ?? ''
    const behind = [...all.slice(at + word.length, at + word.length + 2)][0] ?? ''
    if (!LETTER.test(before) && !LETTER.test(behind)) return true
  }
  return false
}

const LETTER = /^[\p{L}\p{M}\p{N}_]$/u
