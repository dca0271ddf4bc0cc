/**
 * Golden frames: what a pane must look like, to the letter, as text files that can be read.
 * `UPDATE=1` writes them anew.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExecutionContext } from 'ava'
import { STYLES, type Style } from '../../../src/dashboard/model/style.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { type Look, THEMES, type ThemeName } from '../../../src/dashboard/model/theme.js'

/** Beside the source of the tests, from wherever they run. */
const here = dirname(fileURLToPath(import.meta.url))
const built = here.lastIndexOf(`${sep}dist${sep}`)
const FOLDER = join(
  built < 0 ? here : here.slice(0, built) + here.slice(built + `${sep}dist`.length),
  'golden'
)

/** One drawing of a frame: what it shows, and what was drawn. */
export type Drawing = readonly [title: string, paper: Surface]

/** Compares `drawings` with the file of that name, in which each stands in a frame with its title. */
export function golden(t: ExecutionContext, name: string, drawings: readonly Drawing[]): void {
  const text = drawings.map(framed).join('\n')
  const path = join(FOLDER, `${name}.txt`)
  if (process.env['UPDATE'] === '1') {
    mkdirSync(FOLDER, { recursive: true })
    writeFileSync(path, text)
  }
  if (!existsSync(path)) t.fail(`${path} is missing; UPDATE=1 writes it`)
  else t.is(text, readFileSync(path, 'utf8'))
}

function framed([title, paper]: Drawing): string {
  const lines = paper.lines.map((line, y) => {
    // A wide character stands in two cells.
    const cells = Array.from({ length: paper.width }, (_, x) => paper.cellAt(x, y)?.text ?? '')
    return `│${line}${' '.repeat(cells.join('').length - line.length)}│`
  })
  const edge = '─'.repeat(paper.width)
  return [`${title} (${paper.width}×${paper.height})`, `┌${edge}┐`, ...lines, `└${edge}┘`, ''].join(
    '\n'
  )
}

/** Each style as a letter, in the order of the table. */
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const letterOf = (style: Style): string => LETTERS.charAt(STYLES.indexOf(style))
const THEME_NAMES: readonly ThemeName[] = ['dark', 'light', 'mono']

function lookWords({ ink, paper, isBold, isUnderlined, isInverse }: Look): string {
  const signs = [isBold && 'bold', isUnderlined && 'underlined', isInverse && 'inverse']
  return [`${ink ?? '-'} on ${paper ?? '-'}`, ...signs.filter(Boolean)].join(' ')
}

/** A frame, the style of each of its cells, and how each style looks, dark and light. */
export function inStyles(paper: Surface): Drawing[] {
  const { width, height } = paper
  const layer = Surface.empty(width, height)
  const used = new Set<Style>()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const { style = 'plain', text = ' ' } = paper.cellAt(x, y) ?? {}
      if (style === 'plain') continue
      used.add(style)
      layer.put(x, y, text === '' ? ' ' : letterOf(style))
    }
  }
  const legend = STYLES.filter((style) => used.has(style)).map((style) => {
    const looks = THEME_NAMES.map((name) => `${name} ${lookWords(THEMES[name][style])}`)
    return `${letterOf(style)} ${style.padEnd(15)} ${looks.join('   ')}`
  })
  const words = Surface.empty(120, legend.length)
  for (const [y, line] of legend.entries()) words.put(0, y, line)
  return [
    ['what is drawn', paper],
    ['in which style', layer],
    ['how that looks', words]
  ]
}
