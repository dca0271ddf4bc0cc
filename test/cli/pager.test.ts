/** What does not fit a terminal goes through a pager; what is no terminal gets everything at once. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import test from 'ava'
import { folder, PROGRAM, rdt } from './rdt-process.js'

/** Of util-linux: it gives a command a terminal. */
function hasScript(): boolean {
  try {
    return execFileSync('script', ['--version'], { encoding: 'utf8' }).includes('util-linux')
  } catch {
    return false
  }
}

const CALLS = [
  { name: 'a long ladder', more: '', rows: 24, isPaged: true },
  { name: 'with --plain', more: '--plain', rows: 24, isPaged: false },
  { name: 'one that fits', more: '', rows: 4000, isPaged: false }
]

for (const { name, more, rows, isPaged } of CALLS) {
  test(`on a terminal of ${rows} rows ${name} goes through ${isPaged ? 'PAGER' : 'no pager'}`, async (t) => {
    if (!hasScript()) {
      t.pass('skipped: there is no script of util-linux')
      return
    }
    const at = folder(t)
    await rdt(t, ['sim', '--messages', '20', '--loss', '20%', '--trace', at('run.ndjson')])
    const call = `${process.execPath} ${PROGRAM} trace ladder ${at('run.ndjson')} ${more}`
    const command = `stty rows ${rows} cols 80; ${call}`
    const env = { ...process.env, PAGER: `cat > ${at('paged')}`, TERM: 'xterm', LANG: 'C.UTF-8' }
    const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], { env })
    t.is(status, 0, `${stdout}`)
    t.is(existsSync(at('paged')), isPaged)
    const shown = isPaged ? readFileSync(at('paged'), 'utf8') : `${stdout}`
    const { out } = await rdt(t, ['trace', 'ladder', at('run.ndjson')])
    t.is(shown.replaceAll('\r\n', '\n'), out)
    if (isPaged) t.is(`${stdout}`, '')
  })
}

test('a pager that is not there is no reason to show nothing', async (t) => {
  if (!hasScript()) {
    t.pass('skipped: there is no script of util-linux')
    return
  }
  const at = folder(t)
  await rdt(t, ['sim', '--messages', '20', '--loss', '20%', '--trace', at('run.ndjson')])
  const command = `stty rows 24 cols 80; ${process.execPath} ${PROGRAM} trace ladder ${at('run.ndjson')}`
  const env = { ...process.env, PAGER: 'no-such-pager', TERM: 'xterm', LANG: 'C.UTF-8' }
  const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], { env })
  t.is(status, 0)
  t.true(`${stdout}`.includes('delivered 20'))
  t.false(`${stdout}`.includes('no-such-pager'))
})
