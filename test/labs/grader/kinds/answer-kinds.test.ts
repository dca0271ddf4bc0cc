/** Checks of answers and of functions: what an instructor may write, and what is said of a slip. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readChecks, verifyChecks } from '../../../../labs/grader/check-file.js'
import { findLab, findLabs } from '../../../../labs/grader/lab.js'
import { BadInput } from '../../../../src/kernel/quantity.js'

const ANSWERS = findLab('1', findLabs())
const RUN = { protocol: 'gbn', messages: 3 }
const NUMBER = { run: RUN, number: 'finish_ms' }

/** What is said of a file with this one check; undefined where it is sound. */
function saidOf(t: ExecutionContext, check: object): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'checks.json')
  const whole = { name: 'one', about: 'what is asked', answer: 'my.answer', ...check }
  writeFileSync(path, JSON.stringify({ checks: [whole] }))
  try {
    verifyChecks(path, readChecks(path), ANSWERS)
    return undefined
  } catch (error) {
    if (!(error instanceof BadInput)) throw error
    return error.message.slice(path.length + 2)
  }
}

const SOUND: readonly object[] = [
  { kind: 'trace', run: { protocol: 'sr', messages: { least: 5 }, loss: 0.1 } },
  { kind: 'trace', seed: '--student', run: {} },
  { kind: 'trace-count', where: 'event == drop && t > 250ms' },
  { kind: 'trace-number', number: 'connection.rtt_ms.p50', tolerance: 1 },
  { kind: 'trace-number', number: 'ack.dropped' },
  { kind: 'trace-life' },
  { kind: 'foretell', direction: 'ack', first: 5, weather: 'loss gemodel 5% 30%' },
  { kind: 'predict', ...NUMBER },
  { kind: 'measured', ...NUMBER, number: 'goodput_mbit' },
  { kind: 'fates', run: RUN, expect: { in_order: 1, finish_ms: { most: 900 } } },
  { kind: 'choice', choices: { a: true, b: 'no, since …' } },
  { kind: 'formula', formula: 'clean', takes: ['a', 'N'], grid: { N: [1, 2], a: [0.5] } }
]

test('checks of the right form are taken as they are', (t) => {
  for (const check of SOUND) t.is(saidOf(t, check), undefined, JSON.stringify(check))
})

const SLIPS: readonly (readonly [check: object, says: RegExp])[] = [
  [{ kind: 'trace-life', answer: 'a b' }, /\.answer: it must be a key, or keys with dots/],
  [{ kind: 'trace', run: { mesages: 5 } }, /run\.mesages is not known here/],
  [{ kind: 'trace', run: { loss: '5%' } }, /run\.loss: it must be a number, or \{ "least"/],
  [{ kind: 'trace', run: { protocol: 'gnb' } }, /run\.protocol: there is no protocol gnb; write/],
  [{ kind: 'trace-count', where: 'evnt == drop' }, /where.*did you mean event\?/],
  [{ kind: 'trace-number', number: 'segments.spuriuos' }, /did you mean segments\.spurious\?/],
  [{ kind: 'foretell', direction: 'up', first: 5, weather: '' }, /direction: it must be "data"/],
  [{ kind: 'foretell', direction: 'data', first: 5, weather: 'los 2%' }, /weather.*loss/],
  [{ kind: 'predict', ...NUMBER, number: 'segments.timeout' }, /did you mean segments\.timeouts/],
  [{ kind: 'predict', ...NUMBER, number: 'utilisation' }, /there is no number utilisation/],
  [{ kind: 'measured', ...NUMBER, run: { ...RUN, rto: '150' } }, /run\.rto.*unit/],
  [{ kind: 'measured', ...NUMBER, run: { ...RUN, data: 'rate 1' } }, /run\.data.*rate/],
  [
    { kind: 'fates', run: RUN, expect: { retransmitted: 1 } },
    /did you mean segments\.retransmitted/
  ],
  [{ kind: 'choice', choices: { a: 'no' } }, /none is right; write true/],
  [
    { kind: 'formula', formula: 'clean', takes: ['N', 'a'], grid: { N: [1] } },
    /grid\.a is missing/
  ],
  [{ kind: 'formula', formula: 'sw', takes: [], grid: {} }, /formula: it must be one of clean/],
  [
    { kind: 'formula', formula: 'transmissions', takes: ['P'], grid: { P: [0, 1] } },
    /grid: P = 1 has no value; take it out/
  ]
]

test('a slip is told in one line, with its place and the mend', (t) => {
  for (const [check, says] of SLIPS) {
    const said = saidOf(t, check) ?? 'nothing'
    t.regex(said, says)
    t.regex(said, /^checks\[0\]/)
    t.notRegex(said, /\n/)
  }
})
