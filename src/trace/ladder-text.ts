/** Text as the cells of a terminal: what a line is made of and measured by. */

/** Characters that take two cells (after Unicode's East Asian Width). */
const WIDE =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u
/** What has no picture of its own: controls, changes of direction, lone surrogates. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u
const MARK = /\p{M}/u

/** The cells of `text`; after a wide character comes an empty one. */
function cellsOf(text: string): string[] {
  const cells: string[] = []
  for (const character of text) {
    if (character >= ' ' && character <= '~') cells.push(character)
    else if (UNSEEN.test(character)) cells.push('?')
    else if (MARK.test(character)) {
      const last = cells.findLastIndex((cell) => cell !== '')
      // A pile of accents would climb over the lines above.
      if (last >= 0 && (cells[last] ?? '').length < 5) cells[last] += character
    } else if (WIDE.test(character)) cells.push(character, '')
    else cells.push(character)
  }
  return cells
}

/** `text` in at most `room` cells; what does not fit ends in `more`. */
export function clipped(text: string, room: number, more: string): string[] {
  const cells = cellsOf(text)
  if (cells.length <= room) return cells
  const kept = cells.slice(0, Math.max(0, room - more.length))
  // Half of a wide character cannot be shown.
  if (cells[kept.length] === '') kept[kept.length - 1] = ' '
  return [...kept, ...more].slice(0, room)
}

/** The number of cells that `text` takes. */
export const lengthOf = (text: string): number => cellsOf(text).length

const ASCII_WORDS: ReadonlyMap<string, string> = new Map([
  ['…', '...'],
  ['–', '-'],
  ['−', '-'],
  ['≤', '<='],
  ['≥', '>='],
  ['×', 'x']
])

/** `text` for a terminal that knows nothing but ASCII. */
export const asciiOf = (text: string): string =>
  text.replace(/[^\n -~]/gu, (character) => ASCII_WORDS.get(character) ?? '?')
