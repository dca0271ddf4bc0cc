/**
 * Text as a terminal will lay it out: characters with their accents, and how many columns each
 * takes. What terminals disagree about is taken apart, replaced or left out; where they may
 * disagree all the same (`isSteady`), the screen says after each character where the next one
 * stands.
 *
 *   👩‍💻 👍🏽 ❤️   joined, coloured, as a picture   → its parts without them: 👩💻 👍 ❤
 *   🇩🇪           two halves of a flag            → DE
 *   an accent with nothing beneath it           → ◌ and the accent
 *   a character without a picture of its own    → �
 *   East Asian "ambiguous" width (± → α)        → one column
 */
import { eastAsianWidth } from 'get-east-asian-width'
import { cleanText } from '../../kernel/display.js'

/** One character and all that is drawn on top of it. */
export interface Glyph {
  readonly text: string
  readonly width: 1 | 2
}

/** The glyphs of `text`, cleaned for a terminal. */
export function glyphsOf(text: string): Glyph[] {
  if (isPlainText(text)) return Array.from(text, (character) => ({ text: character, width: 1 }))
  const glyphs: Glyph[] = []
  // First the joiners go: what they kept apart is written into one syllable, too.
  const clean = cleanText(text).replace(JOINERS, '')
  for (const raw of JAMO.test(clean) ? clean.normalize('NFC') : clean) {
    const character = pictureOf(raw)
    const last = glyphs.at(-1)
    if (!isMark(character)) glyphs.push({ text: character, width: columnsOf(character) })
    else if (last === undefined) glyphs.push({ text: BASE + character, width: 1 })
    else glyphs[glyphs.length - 1] = { ...last, text: last.text + character }
  }
  return glyphs
}

/** How many columns `text` takes. */
export const widthOf = (text: string): number =>
  isPlainText(text) ? text.length : glyphsOf(text).reduce((sum, { width }) => sum + width, 0)

/** `text` in at most `width` columns; `…` says that there was more. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text
  let kept = ''
  let room = width - 1
  if (room < 0) return ''
  for (const glyph of glyphsOf(text)) {
    if (glyph.width > room) break
    kept += glyph.text
    room -= glyph.width
  }
  return `${kept}…`
}

/** Nothing but printable ASCII: one column each, everywhere. */
export function isPlainText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code > 0x7e) return false
  }
  return true
}

/** Whether every terminal gives this glyph the width that we give it. */
export const isSteady = (glyph: string): boolean => glyph.length === 1 && STEADY.test(glyph)

function pictureOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code >= FLAG_A && code <= FLAG_Z) return String.fromCharCode(0x41 + code - FLAG_A)
  return UNPICTURED.test(character) ? '\ufffd' : character
}

function isMark(character: string): boolean {
  return (character.codePointAt(0) ?? 0) >= 0x300 && MARK.test(character)
}

function columnsOf(character: string): 1 | 2 {
  const code = character.codePointAt(0) ?? 0
  return code < 0x1100 ? 1 : eastAsianWidth(code)
}

const BASE = '◌'
const FLAG_A = 0x1f1e6
const FLAG_Z = 0x1f1ff
/** Korean letters that are written into one syllable; what is left of them stays a mark. */
const JAMO = /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]/
const MARK = /^[\p{M}\u1160-\u11ff\ud7b0-\ud7fb]$/u
/** What joins emoji, colours skin or asks for a coloured picture: terminals disagree about each. */
const JOINERS = /\u200c|\u200d|[\ufe00-\ufe0f]|[\u{1f3fb}-\u{1f3ff}]/gu
/** Format characters that are left, and letters that look like nothing. */
const UNPICTURED = /^[\p{Cf}\u115f\u3164\uffa0\ufffc]$/u
/** Left-to-right letters, lines, arrows and signs of one column, none of them an emoji. */
const STEADY =
  /^[ -~\u00a1-\u00a8\u00aa-\u00ac\u00af-\u02ff\u0370-\u0377\u0384-\u03ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u203b\u203d-\u2048\u2190-\u2193\u2200-\u22ff\u2500-\u25a9\u25ac-\u25b5\u25b8-\u25bf\u25c1-\u25fa\u2713\u2717\u2800-\u28ff]$/
