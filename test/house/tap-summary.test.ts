/** The closing line of the checks is true: what is counted, and what is not. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'

function summary(...tap: readonly string[]): { counts: string; shown: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-tap-'))
  try {
    const counts = join(folder, 'counts')
    const shown = execFileSync(process.execPath, ['scripts/tap-summary.mjs', counts], {
      input: `${tap.join('\n')}\n`,
      encoding: 'utf8'
    })
    return { counts: readFileSync(counts, 'utf8').trim(), shown }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('passed and failed tests are counted, and a failure is shown with its diagnosis', (t) => {
  const { counts, shown } = summary(
    'TAP version 13',
    'ok 1 - rdt › gbn › a timeout resends',
    '    # a note',
    'not ok 2 - rdt › gbn › a new ACK moves base',
    '  ---',
    '    name: AssertionError',
    '    values:',
    "      'Difference (- actual, + expected):': |-",
    '        - 3',
    '        + 4',
    '  ...',
    'ok 3 - rdt › not ok is only a name',
    '1..3',
    '# tests 3',
    '# pass 2',
    '# fail 1'
  )
  t.is(counts, '2 1')
  t.regex(shown, /✘ rdt › gbn › a new ACK moves base\n {4}name: AssertionError/)
  t.regex(shown, /\+ 4/)
  t.notRegex(shown, /a timeout resends|only a name/)
})

test('what is skipped or still to be written is neither passed nor failed', (t) => {
  const { counts } = summary('ok 1 - a', 'ok 2 - b # SKIP', 'not ok 3 - c # TODO', '1..3')
  t.is(counts, '1 0')
})

test('a test that never ran, a broken run and an empty one count as failed', (t) => {
  t.is(summary('ok 1 - a', '# 2 tests remaining in test/a.test.js', '1..3').counts, '1 2')
  t.is(summary('ok 1 - a', 'not ok 2 - test/b.test.js exited due to SIGKILL').counts, '1 2')
  t.is(summary('TAP version 13', '1..0').counts, '0 1')
  t.is(summary('').counts, '0 1')
})
