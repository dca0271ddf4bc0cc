/**
 * Nicknames: which are allowed, and which are the same. People address each other
 * by the folded name (no case); a newcomer is compared by its skeleton, in which
 * letters that look alike are one (after Unicode TR 39), so nobody can pass for
 * somebody else.
 */
import { LOOK_ALIKES } from './look-alikes.js'

/** The longest name, in code points. */
export const MAX_NAME = 32

/** The name as it will be shown, or what is wrong with it. */
export type CheckedName =
  | { readonly name: string; readonly why?: undefined }
  | { readonly name?: undefined; readonly why: string }

const FIRST = /^[\p{L}\p{N}\p{Extended_Pictographic}\p{RI}_]/u
const REST = /^[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{RI}_.'-]*$/u
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u
const PILED = /\p{M}{4}/u
/** Words that the chat uses itself; a person of that name could not be told from it. */
const RESERVED = new Set(['all', 'everybody', 'server', 'you'])

/** Checks a name that somebody asks for. White space around it is the typist's and is cut off. */
export function checkName(asked: string): CheckedName {
  // U+FE0F only asks for the coloured picture of an emoji; nobody sees it in a terminal.
  const name = asked.slice(0, 1_000).trim().replaceAll('\ufe0f', '').normalize('NFC')
  if (name === '') return { why: 'a name must not be empty' }
  if ([...name].length > MAX_NAME) return { why: `a name has at most ${MAX_NAME} characters` }
  if (INVISIBLE.test(name)) {
    return { why: 'a name must not contain control, direction or other invisible characters' }
  }
  if (/\s/u.test(name)) return { why: 'a name must not contain spaces (write a_b or a-b)' }
  if (!FIRST.test(name) || !REST.test(name)) {
    return {
      why: "a name begins with a letter, a digit, _ or an emoji; after that . ' - are allowed too"
    }
  }
  if (PILED.test(name.normalize('NFD'))) return { why: 'a name must not pile up accents' }
  if (RESERVED.has(foldName(name))) return { why: `the word ${name} is kept for the chat itself` }
  return { name }
}

/** The name without case and without Unicode's compatibility variants: how people are looked up. */
export const foldName = (name: string): string =>
  name.normalize('NFKC').toUpperCase().toLowerCase().replaceAll('ς', 'σ').normalize('NFKC')

/** The name reduced to what the eye sees: two names with one skeleton must not meet. */
export function skeletonOf(name: string): string {
  let skeleton = ''
  for (const letter of foldName(name)) skeleton += LOOK_ALIKES.get(letter) ?? letter
  return skeleton.replaceAll('rn', 'm').replaceAll('vv', 'w')
}
