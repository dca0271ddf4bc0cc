import test from 'ava'
import fc from 'fast-check'
import { checkName, foldName, MAX_NAME, skeletonOf } from '../../src/chat/names.js'

const good = ['alice', 'Zoë', '李雷', "O'Brien", 'a.b-c_d', '7of9', 'नेहा', '🐙', '❤️', '🇫🇷']

for (const name of good) {
  test(`B3: ${name} is a name`, (t) => {
    t.truthy(checkName(name).name, checkName(name).why)
  })
}

const bad: readonly (readonly [name: string, why: RegExp])[] = [
  ['', /empty/],
  [' \t ', /empty/],
  ['a b', /spaces/],
  ['@bob', /begins with/],
  ['a,b', /begins with/],
  ['a@b', /begins with/],
  ['/list', /begins with/],
  ['-x', /begins with/],
  ['a\u0000b', /invisible/],
  ['a\u001b[2J', /invisible/],
  ['a\u202eb', /invisible/],
  ['a\u200bb', /invisible/],
  ['\u3164', /invisible/],
  ['\ud800', /invisible/],
  ['x'.repeat(MAX_NAME + 1), /at most 32/],
  [`a${'\u0300'.repeat(4)}`, /pile/],
  ['server', /kept/],
  ['EVERYBODY', /kept/]
]

for (const [name, why] of bad) {
  test(`B3: ${JSON.stringify(name)} is refused`, (t) => {
    t.regex(checkName(name).why ?? '', why)
  })
}

test('B3: the longest name fits, in any script', (t) => {
  t.truthy(checkName('x'.repeat(MAX_NAME)).name)
  t.truthy(checkName('🐙'.repeat(MAX_NAME)).name)
})

const same: readonly (readonly [string, string])[] = [
  ['alice', 'ALICE'],
  ['alice', 'аlісе'],
  ['alice', 'a1ice'],
  ['bob', 'b0b'],
  ['Ilya', 'llya'],
  ['straße', 'STRASSE'],
  ['ΣΟΦΙΑΣ', 'σοφιας'],
  ['modern', 'modem'],
  ['ﬁona', 'fiona'],
  ['ｂｏｂ', 'bob'],
  ['Zoë', 'Zoe\u0308']
]

for (const [one, other] of same) {
  test(`B3: ${one} and ${other} look alike`, (t) => {
    t.is(skeletonOf(one), skeletonOf(other))
  })
}

test('B3: names that differ to the eye stay apart, and people are addressed without case', (t) => {
  t.not(skeletonOf('alice'), skeletonOf('alicia'))
  t.not(foldName('ali'), foldName('all'))
  t.is(foldName('Alice'), foldName('aLICE'))
})

test('B3: any text is judged; a name that passes stays as it is when it is checked again', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { name } = checkName(text)
      if (name === undefined) return true
      return checkName(name).name === name && [...name].length <= MAX_NAME && !/[\s@,]/.test(name)
    }),
    { numRuns: 2_000 }
  )
  t.pass()
})
