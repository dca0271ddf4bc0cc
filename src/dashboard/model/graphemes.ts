/** Places in a text between two graphemes (UAX #29): where a cursor may stand. UTF-16 units. */

const SEGMENTS = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The graphemes of a text. */
export const graphemesOf = (text: string): string[] =>
  Array.from(SEGMENTS.segment(text), ({ segment }) => segment)

/** The end of the grapheme at `at`. */
export function nextStop(text: string, at: number): number {
  if (at < 0) return 0
  const segment = SEGMENTS.segment(text).containing(at)
  return segment === undefined ? text.length : segment.index + segment.segment.length
}

/** The start of the grapheme at `at`. */
export const stopAt = (text: string, at: number): number =>
  SEGMENTS.segment(text).containing(at)?.index ?? text.length

/** The start of the grapheme before `at`. */
export function stopBefore(text: string, at: number): number {
  return at <= 0 ? 0 : stopAt(text, at - 1)
}

/** The end of the word at `at`, or of the next. */
export function wordAfter(text: string, at: number): number {
  const word = /^[^\p{L}\p{N}]*[\p{L}\p{N}\p{M}]*/u.exec(text.slice(at))
  return at + (word?.[0].length ?? 0)
}

/** The start of the word before `at`. */
export const wordBefore = (text: string, at: number): number =>
  text.slice(0, at).search(/[\p{L}\p{N}\p{M}]*[^\p{L}\p{N}]*$/u)

/** As much of `text` as has room, in whole graphemes. */
export function graphemesWithin(text: string, room: number): string {
  if (text.length <= room) return text
  return room <= 0 ? '' : text.slice(0, stopAt(text, room))
}
