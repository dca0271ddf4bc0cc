/** Texts that people, and those who wish them ill, may send to a terminal. */
import fc from 'fast-check'

const NASTY = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u0301',
  'e\u0301\u0308\u0327',
  '\u200d',
  '👩\u200d👩\u200d👧\u200d👦',
  '👍\u{1f3fd}',
  '🇩🇪',
  '🇩',
  '1\ufe0f\u20e3',
  '❤\ufe0f',
  '漢字',
  'ｆｕｌｌ',
  '한글',
  '\u1112\u1161\u11ab',
  '\u1161',
  '\u11a8',
  '\u115f',
  'שלום',
  'مرحبا',
  '\u202e',
  '\u2066',
  '\u0600',
  'นี่',
  'क्षि',
  '\ufeff',
  '\u3164',
  '\ud83d',
  '\u{e0041}',
  '\ufdfd',
  '𒐫',
  '⏰',
  '→±α',
  '\t',
  '\r\n',
  '\u0000'
]

export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 4 })))
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes))
)
