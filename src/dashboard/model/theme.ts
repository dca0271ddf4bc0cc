/**
 * What each meaning looks like. Colours are numbers of the 256-colour palette from 16 on: those
 * are the same on every terminal, where the first sixteen are whatever its owner made of them.
 * Blue, orange, yellow and violet tell things apart, which eyes that cannot tell red from green
 * still do; bold, underline and inverse say the most important once more.
 */
import type { Style } from './style.js'

export interface Look {
  /** Of the 256; left out: the terminal's own. */
  readonly ink?: number
  readonly paper?: number
  readonly isBold?: boolean
  readonly isUnderlined?: boolean
  readonly isInverse?: boolean
}

export type Theme = Readonly<Record<Style, Look>>

export type ThemeName = 'dark' | 'light' | 'mono'

const bold = { isBold: true }
const underlined = { isUnderlined: true }
const inverse = { isInverse: true }

/** For a screen that one sits before, and for a dark room. */
const dark = painted(234, {
  plain: { ink: 252 },
  faint: { ink: 247 },
  border: { ink: 246 },
  title: { ink: 255, ...bold },
  focus: { ink: 81, ...bold },
  key: { ink: 228, ...bold },
  chosen: { ink: 231, paper: 25 },
  input: { ink: 231, paper: 236 },
  own: { ink: 117 },
  private: { ink: 219, ...bold },
  group: { ink: 186, ...underlined },
  news: { ink: 248 },
  receipt: { ink: 114 },
  highlight: { ink: 16, paper: 220, ...bold },
  data: { ink: 117 },
  ack: { ink: 230 },
  lost: { ink: 209, ...bold },
  corrupted: { ink: 213, ...underlined },
  duplicated: { ink: 141 },
  late: { ink: 179, ...underlined },
  retransmission: { ink: 220, ...bold },
  spurious: { ink: 220, ...underlined },
  timer: { ink: 222 },
  connection: { ink: 250 },
  acknowledged: { ink: 16, paper: 71 },
  'in-flight': { ink: 16, paper: 220, ...bold },
  usable: { ink: 16, paper: 153 },
  unusable: { ink: 250, paper: 238 },
  buffered: { ink: 16, paper: 176, ...underlined },
  good: { ink: 114 },
  warning: { ink: 214, ...bold },
  error: { ink: 231, paper: 160, ...bold }
})

/** For a projector in daylight. */
const light = painted(231, {
  plain: { ink: 235 },
  faint: { ink: 241 },
  border: { ink: 242 },
  title: { ink: 16, ...bold },
  focus: { ink: 25, ...bold },
  key: { ink: 54, ...bold },
  chosen: { ink: 231, paper: 25 },
  input: { ink: 16, paper: 254 },
  own: { ink: 25 },
  private: { ink: 90, ...bold },
  group: { ink: 58, ...underlined },
  news: { ink: 240 },
  receipt: { ink: 22 },
  highlight: { ink: 16, paper: 220, ...bold },
  data: { ink: 25 },
  ack: { ink: 16 },
  lost: { ink: 160, ...bold },
  corrupted: { ink: 90, ...bold },
  duplicated: { ink: 61, ...underlined },
  late: { ink: 58 },
  retransmission: { ink: 16, paper: 222, ...bold },
  spurious: { ink: 130, ...underlined },
  timer: { ink: 94 },
  connection: { ink: 238 },
  acknowledged: { ink: 16, paper: 114 },
  'in-flight': { ink: 16, paper: 214, ...bold },
  usable: { ink: 16, paper: 153 },
  unusable: { ink: 235, paper: 250 },
  buffered: { ink: 16, paper: 176, ...underlined },
  good: { ink: 22 },
  warning: { ink: 130, ...bold },
  error: { ink: 231, paper: 160, ...bold }
})

/** No colours at all (https://no-color.org). */
const mono: Theme = {
  plain: {},
  faint: {},
  border: {},
  title: bold,
  focus: { ...bold, ...underlined },
  key: bold,
  chosen: inverse,
  input: {},
  own: {},
  private: bold,
  group: underlined,
  news: {},
  receipt: {},
  highlight: { ...bold, ...inverse },
  data: {},
  ack: {},
  lost: bold,
  corrupted: { ...bold, ...underlined },
  duplicated: underlined,
  late: underlined,
  retransmission: { ...bold, ...inverse },
  spurious: { ...underlined, ...inverse },
  timer: {},
  connection: {},
  acknowledged: {},
  'in-flight': inverse,
  usable: underlined,
  unusable: {},
  buffered: { ...bold, ...inverse },
  good: {},
  warning: bold,
  error: { ...bold, ...inverse }
}

export const THEMES: Readonly<Record<ThemeName, Theme>> = { dark, light, mono }

/** Every look on the same paper, where it has none of its own. */
function painted(paper: number, looks: Theme): Theme {
  const entries = Object.entries(looks).map(([style, look]) => [style, { paper, ...look }])
  return Object.fromEntries(entries)
}
