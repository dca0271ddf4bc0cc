import { EventEmitter } from 'node:events'
import test from 'ava'
import type { Key } from '../../src/dashboard/model/key.js'
import { chordOf } from '../../src/dashboard/model/key.js'
import type { Surface } from '../../src/dashboard/model/surface.js'
import { THEMES } from '../../src/dashboard/model/theme.js'
import { isDrawable, openScreen, type Screen } from '../../src/dashboard/screen.js'
import { FakeTerminal } from './terminal.js'

class FakeProcess extends EventEmitter {
  readonly pid = 4711
  readonly killed: [number, string][] = []

  kill(pid: number, signal: string): void {
    this.killed.push([pid, signal])
  }
}

interface Stand {
  readonly terminal: FakeTerminal
  readonly process: FakeProcess
  readonly screen: Screen
  readonly keys: Key[]
  readonly draws: { count: number }
  show(text: string): void
}

/** A screen that shows a text and the keys that were pressed. */
async function stand(
  options: { width?: number; height?: number; hasMouse?: boolean } = {}
): Promise<Stand & { gone: number }> {
  const terminal = new FakeTerminal(options.width ?? 40, options.height ?? 8)
  const process = new FakeProcess()
  const keys: Key[] = []
  const draws = { count: 0 }
  const state = { text: 'hello', gone: 0 }
  const screen: Screen = await openScreen({
    ...terminal,
    process,
    theme: THEMES.dark,
    hasMouse: options.hasMouse ?? false,
    draw: (paper: Surface) => {
      draws.count++
      paper.put(0, 0, state.text, 'lost')
      paper.put(0, 1, keys.map(chordOf).join(' '))
      paper.placeCursor(3, 2)
    },
    key: (key) => {
      keys.push(key)
      screen.changed()
    },
    gone: () => {
      state.gone++
    }
  })
  return {
    terminal,
    process,
    screen,
    keys,
    draws,
    get gone() {
      return state.gone
    },
    show: (text) => {
      state.text = text
      screen.changed()
    }
  }
}

test('what is drawn is seen, in its colours, and the cursor where it was placed', async (t) => {
  const { terminal } = await stand()
  t.is((await terminal.text())[0], 'hello')
  const cell = await terminal.cell(0, 0)
  t.like(cell, {
    text: 'h',
    isBold: true,
    ink: THEMES.dark.lost.ink ?? -1,
    paper: THEMES.dark.lost.paper ?? -1
  })
  t.is((await terminal.cell(39, 7)).paper, THEMES.dark.plain.paper ?? -1)
  t.deepEqual(await terminal.cursor(), { x: 3, y: 2 })
  t.deepEqual(await terminal.modes(), [
    'alternate',
    'paste',
    'no wrap',
    'cursor keys',
    'keypad',
    'raw',
    'read'
  ])
})

test('only what differs is written, and nothing where nothing does', async (t) => {
  const { terminal, show, screen, draws } = await stand()
  terminal.timers.advance(1_000)
  terminal.output.since()
  show('hallo')
  terminal.timers.advance(0)
  const written = terminal.output.since()
  t.true(written.includes('a') && !/[hlo]{2}/.test(written), JSON.stringify(written))
  t.is((await terminal.text())[0], 'hallo')
  terminal.timers.advance(100)
  screen.changed()
  terminal.timers.advance(100)
  t.is(draws.count, 3)
  t.is(terminal.output.since(), '')
  t.deepEqual(await terminal.cursor(), { x: 3, y: 2 })
})

test('there are ten redraws a second at most, and the last change is always shown', async (t) => {
  const { terminal, show, draws } = await stand()
  terminal.timers.advance(1_000)
  draws.count = 0
  for (let i = 0; i < 500; i++) {
    show(`line ${i}`)
    if (i < 499) terminal.timers.advance(2)
  }
  t.is(draws.count, 10)
  terminal.timers.advance(100)
  t.is((await terminal.text())[0], 'line 499')
  terminal.timers.advance(1_000)
  t.is(draws.count, 11)
  t.is(terminal.timers.waiting, 0)
})

test('a key shows at once, even between two redraws', async (t) => {
  const { terminal, show, draws } = await stand()
  terminal.timers.advance(1_000)
  show('one')
  terminal.timers.advance(10)
  const before = draws.count
  terminal.press('x')
  t.is(draws.count, before + 1)
  t.is((await terminal.text())[1], 'x')
})

test('keys arrive with their names, however the bytes are cut', async (t) => {
  const { terminal, keys } = await stand()
  const chords = [
    'a',
    'Z',
    'space',
    'ctrl+c',
    'meta+b',
    'ctrl+left',
    'up',
    'f1',
    'f12',
    'shift+tab'
  ]
  terminal.press(...chords, 'enter', 'backspace', 'delete', 'pageup', 'meta+enter', '+', 'é', '😀')
  t.deepEqual(keys.map(chordOf), [
    ...chords,
    'enter',
    'backspace',
    'delete',
    'pageup',
    'meta+enter',
    '+',
    'é',
    '😀'
  ])
  keys.length = 0
  for (const byte of Buffer.from('\x1b[1;5C😀\x1b[200~one\rtwo\x1b[201~')) {
    terminal.send(Buffer.from([byte]))
  }
  t.deepEqual(keys.map(chordOf), ['ctrl+right', '😀', 'paste'])
  t.is(keys[2]?.text, 'one\ntwo')
})

test('the escape key is told from a sequence by the silence behind it', async (t) => {
  const { terminal, keys } = await stand()
  terminal.press('escape')
  t.deepEqual(keys, [])
  terminal.timers.advance(49)
  t.deepEqual(keys, [])
  terminal.timers.advance(1)
  t.deepEqual(keys.map(chordOf), ['escape'])
  t.is((await terminal.text())[1], 'escape')
})

test('another size is drawn at once, and nothing of the old one is left', async (t) => {
  const { terminal, screen, show } = await stand()
  show('x'.repeat(40))
  terminal.timers.advance(200)
  terminal.resize(30, 6)
  t.deepEqual([screen.width, screen.height], [30, 6])
  t.deepEqual(await terminal.text(), ['x'.repeat(30), '', '', '', '', ''])
  terminal.resize(60, 10)
  t.is((await terminal.text())[0], 'x'.repeat(40))
  t.is((await terminal.cell(59, 9)).paper, THEMES.dark.plain.paper ?? -1)
  t.deepEqual(await terminal.cursor(), { x: 3, y: 2 })
})

test('a window that is too small says what it would need', async (t) => {
  const { terminal } = await stand()
  terminal.resize(20, 4)
  t.deepEqual(await terminal.text(), ['', '  too small: 20×4', '     needs 24×6', ''])
  terminal.resize(3, 1)
  t.deepEqual(await terminal.text(), ['to…'])
  terminal.resize(40, 8)
  t.is((await terminal.text())[0], 'hello')
})

test('the terminal is given back as it was, exactly once', async (t) => {
  for (const hasMouse of [false, true]) {
    const { terminal, screen, process } = await stand({ hasMouse })
    t.is((await terminal.modes()).includes('mouse'), hasMouse)
    screen.close()
    t.deepEqual(await terminal.modes(), [])
    terminal.output.since()
    screen.close()
    process.emit('exit', 0)
    screen.changed()
    screen.ring()
    terminal.press('a')
    terminal.timers.advance(1_000)
    t.is(terminal.output.since(), '')
    t.is(terminal.timers.waiting, 0)
    const left = [process, terminal.input, terminal.output].flatMap((it) => it.eventNames())
    t.deepEqual(left, [])
  }
})

test('a signal gives the terminal back and then ends the process, unless somebody else does', async (t) => {
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT']) {
    const alone = await stand()
    alone.process.emit(signal, signal)
    t.deepEqual(await alone.terminal.modes(), [])
    t.deepEqual(alone.process.killed, [[4711, signal]])
    const watched = await stand()
    watched.process.on(signal, () => {})
    watched.process.emit(signal, signal)
    t.deepEqual(await watched.terminal.modes(), [])
    t.deepEqual(watched.process.killed, [])
  }
})

test('an end of the process gives the terminal back', async (t) => {
  const { terminal, process } = await stand()
  process.emit('exit', 1)
  t.deepEqual(await terminal.modes(), [])
})

test('a first drawing that throws gives the terminal back, and the error', async (t) => {
  const terminal = new FakeTerminal()
  const process = new FakeProcess()
  const opened = openScreen({
    ...terminal,
    process,
    theme: THEMES.dark,
    draw: () => {
      throw new Error('no pencil')
    },
    key: () => {}
  })
  await t.throwsAsync(opened, { message: 'no pencil' })
  t.deepEqual(await terminal.modes(), [])
  t.deepEqual(process.eventNames(), [])
})

test('Ctrl-Z gives the terminal back and stops; continued, it takes it again', async (t) => {
  const { terminal, process, show } = await stand()
  terminal.press('ctrl+z')
  t.deepEqual(await terminal.modes(), [])
  t.deepEqual(process.killed, [[0, 'SIGTSTP']])
  show('while away')
  terminal.timers.advance(1_000)
  t.deepEqual(await terminal.modes(), [])
  process.emit('SIGCONT')
  t.true((await terminal.modes()).includes('alternate'))
  t.true((await terminal.modes()).includes('raw'))
  t.is((await terminal.text())[0], 'while away')
})

test('a terminal that went away is told of once, and written to no more', async (t) => {
  const gone = await stand()
  gone.terminal.input.emit('error', new Error('EIO'))
  t.is(gone.gone, 1)
  gone.terminal.output.since()
  gone.terminal.output.emit('error', new Error('EIO'))
  gone.show('anybody?')
  gone.terminal.timers.advance(1_000)
  t.is(gone.gone, 1)
  t.is(gone.terminal.output.since(), '')
})

test('a terminal that reads slowly is waited for', async (t) => {
  const { terminal, show, draws } = await stand()
  terminal.output.writableNeedDrain = true
  show('one')
  terminal.timers.advance(200)
  const before = draws.count
  for (let i = 0; i < 50; i++) {
    show(`line ${i}`)
    terminal.timers.advance(100)
  }
  t.is(draws.count, before)
  terminal.output.writableNeedDrain = false
  terminal.output.emit('drain')
  terminal.timers.advance(100)
  t.is((await terminal.text())[0], 'line 49')
})

test('another theme repaints everything', async (t) => {
  const { terminal, screen } = await stand()
  screen.wear(THEMES.light)
  terminal.timers.advance(200)
  t.is((await terminal.cell(39, 7)).paper, THEMES.light.plain.paper ?? -1)
  t.is((await terminal.cell(0, 0)).ink, THEMES.light.lost.ink ?? -1)
  screen.wear(THEMES.mono)
  terminal.timers.advance(200)
  t.like(await terminal.cell(0, 0), { ink: -1, paper: -1, isBold: true })
})

test('the wheel is a key where it was asked for', async (t) => {
  const { terminal, keys } = await stand({ hasMouse: true })
  terminal.send('\x1b[<64;3;4M\x1b[<65;3;4M\x1b[<0;3;4M\x1b[<0;3;4mq')
  t.deepEqual(keys.map(chordOf), ['wheelup', 'wheeldown', 'q'])
})

test('neither a pipe nor a dumb terminal can be drawn on', (t) => {
  t.true(isDrawable({ isTTY: true }, 'xterm'))
  t.true(isDrawable({ isTTY: true }, undefined))
  t.false(isDrawable({ isTTY: true }, 'dumb'))
  t.false(isDrawable({}, 'xterm'))
})

test.serial('blessed leaves no listener on the process', async (t) => {
  const events = ['exit', 'uncaughtException', 'SIGTERM', 'SIGINT', 'SIGQUIT']
  const counts = (): number[] => events.map((event) => process.listenerCount(event))
  const before = counts()
  const { screen } = await stand()
  // Its own `exit` only flushes what is already written.
  t.deepEqual(counts(), [(before[0] ?? 0) + 1, ...before.slice(1)])
  screen.close()
  t.deepEqual(counts(), before)
})
