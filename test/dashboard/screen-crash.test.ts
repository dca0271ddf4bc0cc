/** A whole process with a screen that ends badly: what is left on the terminal, and what is told. */
import { execFile } from 'node:child_process'
import test from 'ava'

const PATHS = {
  screen: new URL('../../src/dashboard/screen.js', import.meta.url).href,
  theme: new URL('../../src/dashboard/model/theme.js', import.meta.url).href
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

function run(ending: string): Promise<Ended> {
  const script = `
    import { openScreen } from '${PATHS.screen}'
    import { THEMES } from '${PATHS.theme}'
    const screen = await openScreen({
      input: process.stdin,
      output: process.stdout,
      size: { width: 40, height: 8 },
      theme: THEMES.dark,
      draw: (paper) => paper.put(0, 0, 'hello'),
      key: () => {}
    })
    ${ending}
  `
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--input-type=module', '-e', script],
      { env: { ...process.env, TERM: 'screen-256color' } },
      (_error, stdout, stderr) => {
        resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr })
      }
    )
  })
}

const count = (text: string, what: string): number => text.split(what).length - 1

for (const [name, ending, expected] of [
  ['an error', "setTimeout(() => { throw new Error('broken') })", { code: 1 }],
  ['a rejection that nobody handles', "Promise.reject(new Error('broken'))", { code: 1 }],
  ['an exit', "console.error('broken'); process.exit(3)", { code: 3 }],
  [
    'SIGTERM',
    "console.error('broken'); process.kill(process.pid, 'SIGTERM')",
    { signal: 'SIGTERM' }
  ],
  ['SIGHUP', "console.error('broken'); process.kill(process.pid, 'SIGHUP')", { signal: 'SIGHUP' }]
] as const) {
  test(`${name} gives the terminal back once and is still told`, async (t) => {
    const ended = await run(ending)
    t.like(ended, expected)
    t.is(count(ended.stdout, 'hello'), 1)
    for (const given of ['\x1b[?1049l', '\x1b[?2004l', '\x1b[?7h', '\x1b[8h', '\x1b[?25h']) {
      t.is(count(ended.stdout, given), 1, JSON.stringify(given))
    }
    t.regex(ended.stderr, /broken/)
    t.notRegex(ended.stdout + ended.stderr, /Error on|terminfo/i)
  })
}
