/** What lies in a folder of submissions, and whose it is. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { findLab, findLabs } from '../../../labs/grader/lab.js'
import {
  findSubmission,
  findSubmissions,
  guessLab
} from '../../../labs/grader/submission-folder.js'
import { BadInput } from '../../../src/kernel/quantity.js'

const LAB = findLab('5', findLabs())

/** A folder with these files, by their paths. */
function folder(t: ExecutionContext, ...paths: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'rdt-class-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  for (const path of paths) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), '')
  }
  return root
}

const studentsIn = (root: string) => findSubmissions(root, LAB).map(({ student }) => student)

test('a file is called as its student is, with what a learning platform adds left out', (t) => {
  const root = folder(
    t,
    'b10.ts',
    'b9.ts',
    'Anna_4711_gbn-2.ts',
    'gbn.ts',
    'notes.txt',
    '.hidden.ts'
  )
  t.deepEqual(studentsIn(root), ['Anna_4711', 'b9', 'b10', 'gbn'])
})

test('two files that would have one name have two', (t) => {
  t.deepEqual(
    studentsIn(folder(t, 'eve.ts', 'eve-gbn.ts', 'eve.js')).sort(),
    ['eve', 'eve.ts', 'eve.js'].sort()
  )
})

test('in a folder for each student the file is found where it lies', (t) => {
  const root = folder(
    t,
    ...['ann/gbn.ts', 'ann/window.ts', 'bob/my-labs/05-go-back-n/gbn.ts', 'cleo/other.ts'],
    ...['dan/one.ts', 'dan/two.ts', 'eve/readme.md', 'fay/05-go-back-n/gbn.ts', '__MACOSX/x.ts']
  )
  const found = findSubmissions(root, LAB)
  t.deepEqual(
    found.map(({ student, file, fault }) => [student, fault?.what ?? file.slice(root.length + 1)]),
    [
      ['ann', 'ann/gbn.ts'],
      ['bob', 'bob/my-labs/05-go-back-n/gbn.ts'],
      ['cleo', 'cleo/other.ts'],
      ['dan', 'there are 2 files, but no gbn.ts in it'],
      ['eve', 'there is no gbn.ts in it'],
      ['fay', 'fay/05-go-back-n/gbn.ts']
    ]
  )
  t.true(found.every(({ isAlone }) => !isAlone))
})

test('links are not followed, and a circle of them ends nothing', (t) => {
  const root = folder(t, 'ann/gbn.ts')
  symlinkSync('round.ts', join(root, 'round.ts'))
  symlinkSync('ann', join(root, 'bob'))
  mkdirSync(join(root, 'cleo'))
  symlinkSync('../ann/gbn.ts', join(root, 'cleo', 'gbn.ts'))
  mkdirSync(join(root, 'dan'))
  symlinkSync('..', join(root, 'dan', 'my-labs'))
  const found = findSubmissions(root, LAB)
  t.deepEqual(
    found.map(({ student, fault }) => [student, fault?.what]),
    [
      ['ann', undefined],
      ['cleo', 'it is a link; hand in the file itself'],
      ['dan', 'there is no gbn.ts in it'],
      ['round', 'it is a link; hand in the file itself']
    ]
  )
})

test('the names on a terminal have no escape sequences', (t) => {
  const [student = ''] = studentsIn(folder(t, '\u001b[31mred\u202e.ts'))
  t.notRegex(student, /[\u001b\u202e]/)
})

test('of one student it is a file, or what is in a folder', (t) => {
  const root = folder(t, 'gbn.ts', 'window.ts')
  t.deepEqual(findSubmission(root, 'ann', LAB), {
    ...{ student: 'ann', file: join(root, 'gbn.ts'), isAlone: false }
  })
  t.is(findSubmission(join(root, 'window.ts'), 'ann', LAB).file, join(root, 'window.ts'))
  t.regex(findSubmission(folder(t), 'ann', LAB).fault?.what ?? '', /there is no gbn\.ts/)
  t.throws(() => findSubmission(join(root, 'nowhere'), 'ann', LAB), { instanceOf: BadInput })
})

test('the lab is guessed by the name of the folder, or by those of the files', (t) => {
  const labs = findLabs().filter(({ number }) => number === '5' || number === '6')
  t.is(guessLab(folder(t, 'ann/gbn.ts', 'bob/gbn.ts', 'cleo/sr.ts'), labs).number, '5')
  t.is(guessLab(folder(t, 'ann_sr.ts', 'bob_sr.ts'), labs).number, '6')
  const root = folder(t, 'hand-in/lab06/ann.ts', '05-go-back-n/ann.ts')
  t.is(guessLab(join(root, 'hand-in', 'lab06'), labs).number, '6')
  t.is(guessLab(join(root, '05-go-back-n'), labs).number, '5')
  t.throws(() => guessLab(folder(t, 'ann.ts'), labs), { message: /--lab: .*write one of 5, 6/ })
})
