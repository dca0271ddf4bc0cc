import test from 'ava'
import { STYLES } from '../../../src/dashboard/model/style.js'
import { type Look, THEMES } from '../../../src/dashboard/model/theme.js'

type Rgb = readonly [number, number, number]

/** The colours 16 to 255 of xterm: a cube of 6 × 6 × 6, and greys. */
function rgbOf(colour: number): Rgb {
  if (colour >= 232) {
    const grey = 8 + 10 * (colour - 232)
    return [grey, grey, grey]
  }
  const level = (part: number): number => [0, 95, 135, 175, 215, 255][part] ?? 0
  const at = colour - 16
  return [level(Math.floor(at / 36)), level(Math.floor(at / 6) % 6), level(at % 6)]
}

const linear = (part: number): number =>
  part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4

/** WCAG 2.2: relative luminance, and the contrast of two colours. */
const luminance = ([r, g, b]: Rgb): number =>
  0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)

function contrast(one: number, other: number): number {
  const [low = 0, high = 0] = [luminance(rgbOf(one)), luminance(rgbOf(other))].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

/** Machado, Oliveira and Fernandes (2009), severity 1. */
const EYES: Readonly<Record<string, readonly Rgb[]>> = {
  'sees all colours': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1]
  ],
  'sees no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998]
  ],
  'sees no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881]
  ]
}

/** CIE Lab of a colour, as such eyes see it. */
function labOf(colour: number, eye: readonly Rgb[]): Rgb {
  const rgb = rgbOf(colour).map(linear)
  const [r = 0, g = 0, b = 0] = eye.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, weight, i) => sum + weight * (rgb[i] ?? 0), 0)
      )
    )
  )
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116)
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505)
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b)
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089)
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

const distance = (one: Rgb, other: Rgb): number =>
  Math.hypot(...one.map((part, i) => part - (other[i] ?? 0)))

const dress = (look: Look): string =>
  [look.isBold, look.isUnderlined, look.isInverse].map((has) => (has === true ? 1 : 0)).join('')

/** What stands side by side and must be told apart. */
const GROUPS = [
  ['data', 'ack', 'lost', 'corrupted', 'duplicated', 'late', 'retransmission', 'spurious'],
  ['acknowledged', 'in-flight', 'usable', 'unusable', 'buffered'],
  ['good', 'warning', 'error'],
  ['own', 'private', 'group', 'news', 'highlight'],
  ['plain', 'title', 'focus', 'chosen']
] as const

for (const name of ['dark', 'light'] as const) {
  const theme = THEMES[name]

  test(`every style can be read (WCAG AA): ${name}`, (t) => {
    for (const style of STYLES) {
      const { ink = -1, paper = -1 } = theme[style]
      t.true(ink >= 16 && paper >= 16, `${style}: a colour that every terminal paints alike`)
      const ratio = contrast(ink, paper)
      t.true(ratio >= 4.5, `${style}: ${ratio.toFixed(2)}`)
    }
  })

  test(`what stands side by side is told apart by every eye: ${name}`, (t) => {
    for (const [eye, matrix] of Object.entries(EYES)) {
      for (const group of GROUPS) {
        for (const [i, style] of group.entries()) {
          for (const other of group.slice(i + 1)) {
            const [one, two] = [theme[style], theme[other]]
            const apart = (['ink', 'paper'] as const).map((part) =>
              distance(labOf(one[part] ?? 0, matrix), labOf(two[part] ?? 0, matrix))
            )
            const isTold = Math.max(...apart) >= 12 || dress(one) !== dress(two)
            t.true(isTold, `${eye}: ${style} and ${other}, ${apart.map(Math.round)}`)
          }
        }
      }
    }
  })
}

test('without colours there are none, and what matters most still differs', (t) => {
  for (const style of STYLES) {
    t.is(THEMES.mono[style].ink, undefined)
    t.is(THEMES.mono[style].paper, undefined)
  }
  for (const style of ['lost', 'retransmission', 'error', 'chosen', 'highlight'] as const) {
    t.not(dress(THEMES.mono[style]), dress(THEMES.mono.plain), style)
  }
})
