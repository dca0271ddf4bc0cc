/**
 * Letters of other scripts, and digits, that a reader takes for a Latin small
 * letter; a part of Unicode's confusables.txt (TR 39), enough for names. Keys are
 * folded already. The combining dot is what folding leaves of a Turkish İ.
 */
const rows: readonly (readonly [latin: string, alike: string])[] = [
  ['a', 'аɑα'],
  ['b', 'Ььƅв'],
  ['c', 'сϲⅽ'],
  ['d', 'ԁⅾɗ'],
  ['e', 'еҽєε'],
  ['f', 'ſƒ'],
  ['g', 'ɡց'],
  ['h', 'һհн'],
  // A capital I, a small l and a 1 are one stroke in many typefaces, so i, l and 1 are one letter.
  ['l', 'i1іıɩιӏɪاוןⅼ'],
  ['j', 'јϳ'],
  ['k', 'кκ'],
  ['m', 'мⅿ'],
  ['n', 'ոп'],
  ['o', '0оοօσ٥۵ه'],
  ['p', 'рρ'],
  ['q', 'ԛգ'],
  ['r', 'гᴦ'],
  ['s', 'ѕꜱ'],
  ['t', 'тτ'],
  ['u', 'υսʋ'],
  ['v', 'ѵνⅴ'],
  ['w', 'ԝѡωա'],
  ['x', 'хχⅹ'],
  ['y', 'уγү'],
  ['z', 'ᴢ'],
  ['', '\u0307']
]

export const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  rows.flatMap(([latin, alike]) => [...alike].map((letter) => [letter, latin] as const))
)
