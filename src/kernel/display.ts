/**
 * What a terminal may be shown. Whatever came over the network is cleaned here:
 * no control character, no escape sequence and no change of writing direction
 * reaches the terminal, and nothing hides.
 */

const TAB = '    '
/** Marks that change the direction, and characters without a picture of their own. */
const UNSEEN =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu
const LONE_SURROGATE = /\p{Cs}/gu
const LINE_END = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g
/** A dozen accents on one letter climb over the lines above. */
const PILED = /(\p{M}{8})\p{M}+/gu

/** The lines of a text, each fit for a terminal; at least one. */
export const cleanLines = (text: string): string[] => text.split(LINE_END).map(cleanLine)

/** A text as one line fit for a terminal; a line end becomes ` ⏎ `. */
export const cleanText = (text: string): string => cleanLines(text).join(' ⏎ ')

function cleanLine(line: string): string {
  return line
    .replaceAll('\t', TAB)
    .replace(/[\0-\x1f]/g, (control) => String.fromCharCode(0x2400 + control.charCodeAt(0)))
    .replaceAll('\x7f', '␡')
    .replace(/[\x80-\x9f]/g, '\ufffd')
    .replace(LONE_SURROGATE, '\ufffd')
    .replace(UNSEEN, '')
    .replace(PILED, '$1')
}
