import test from 'ava'
import fc from 'fast-check'
import { eastAsianWidth } from 'get-east-asian-width'
import { isSteady } from '../../src/dashboard/model/glyphs.js'
import type { Surface } from '../../src/dashboard/model/surface.js'
import { THEMES } from '../../src/dashboard/model/theme.js'
import { openScreen } from '../../src/dashboard/screen.js'
import { anyText } from './any-text.js'
import { FakeTerminal, type Widths } from './terminal.js'

const WIDTH = 24
const HEIGHT = 6

/** Terminals of different opinions about anything but what all agree on. */
const TERMINALS: Record<string, Widths | undefined> = {
  'as xterm has it': undefined,
  'everything strange is wide': (code) =>
    code < 0x20 || isSteady(String.fromCodePoint(code)) ? 1 : 2,
  'every accent is a column': () => 1,
  'as new terminals have it': (code) =>
    /\p{M}/u.test(String.fromCodePoint(code)) ? 0 : eastAsianWidth(code)
}

function drawBordered(paper: Surface, x: number, y: number, text: string): void {
  const { width, height } = paper
  paper.part(1, 1, width - 2, height - 2).put(x, y, text)
  for (let row = 0; row < height; row++) {
    paper.put(0, row, '│')
    paper.put(width - 1, row, '│')
  }
}

for (const [name, widths] of Object.entries(TERMINALS)) {
  test(`any text anywhere leaves the borders where they are: ${name}`, async (t) => {
    const terminal = new FakeTerminal(WIDTH, HEIGHT, widths)
    let drawn: { x: number; y: number; text: string } = { x: 0, y: 0, text: '' }
    const screen = await openScreen({
      ...terminal,
      theme: THEMES.dark,
      least: { width: 1, height: 1 },
      draw: (paper) => drawBordered(paper, drawn.x, drawn.y, drawn.text),
      key: () => {}
    })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -3, max: WIDTH }),
        fc.integer({ min: -1, max: HEIGHT }),
        anyText,
        async (x, y, text) => {
          drawn = { x, y, text }
          screen.changed()
          terminal.timers.advance(200)
          for (let row = 0; row < HEIGHT; row++) {
            const cells = await terminal.row(row)
            const columns = cells.reduce((sum, { width }) => sum + width, 0)
            if (columns !== WIDTH) return false
            if (![0, WIDTH - 1].every((at) => cells[at]?.text.startsWith('│'))) return false
          }
          return true
        }
      ),
      { numRuns: 300 }
    )
    screen.close()
    terminal.dispose()
    t.pass()
  })
}

test('what is put on a surface stands in the same columns of the terminal', async (t) => {
  const terminal = new FakeTerminal(WIDTH, HEIGHT)
  let drawn = ''
  let expected: string[] = []
  const screen = await openScreen({
    ...terminal,
    theme: THEMES.dark,
    least: { width: 1, height: 1 },
    draw: (paper) => {
      drawBordered(paper, 0, 1, drawn)
      expected = paper.lines
    },
    key: () => {}
  })
  for (const text of ['plain', 'éàü', '漢字 kanji', 'e\u0301a\u0308', '\u001b[31mred', 'ab│cd']) {
    drawn = text
    screen.changed()
    terminal.timers.advance(200)
    t.deepEqual(await terminal.text(), expected, text)
  }
  screen.close()
  terminal.dispose()
})

test('nothing that was put reaches the terminal as a control character', async (t) => {
  const terminal = new FakeTerminal(WIDTH, HEIGHT)
  let drawn = ''
  const screen = await openScreen({
    ...terminal,
    theme: THEMES.dark,
    least: { width: 1, height: 1 },
    draw: (paper) => drawBordered(paper, 0, 1, drawn),
    key: () => {}
  })
  terminal.output.since()
  fc.assert(
    fc.property(anyText, (text) => {
      drawn = text
      screen.changed()
      terminal.timers.advance(200)
      const written = terminal.output.since()
      // What blessed and the canvas send: save, restore, place, move, paint.
      const known = /\x1b(?:[78]|\[(?:\d+;\d+)?H|\[\d*C|\[[\d;]*m|\[\?25[lh]|\[\?12l)/g
      return !/[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/.test(
        written.replace(known, '')
      )
    }),
    { numRuns: 1_000 }
  )
  screen.close()
  terminal.dispose()
  t.pass()
})
