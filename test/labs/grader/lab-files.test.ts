/** The files of a lab: what an instructor may write, and what is said of a slip. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readChecks, verifyChecks } from '../../../labs/grader/check-file.js'
import { gradeSubmission } from '../../../labs/grader/grade-submission.js'
import { findLab, findLabs } from '../../../labs/grader/lab.js'
import { fileFaults } from '../../../labs/grader/lab-evidence.js'
import { BadInput } from '../../../src/kernel/quantity.js'

const GBN = { hands_in: 'protocol', reference: 'gbn' } as const

const S03 = {
  name: 'S03',
  kind: 'scenario',
  about: 'the only ACK is lost',
  messages: 1,
  window: 4,
  fates: { ack: 'x' },
  expect: { data: 2, retransmitted: 1, acks: 2, timeouts: 1, finish_ms: 250, in_order: true },
  catches: ['silent-on-duplicate']
}

function folder(t: ExecutionContext): string {
  const path = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  return path
}

function fileOf(t: ExecutionContext, content: unknown): string {
  const path = join(folder(t), 'checks.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

/** What is said of `checks`, read and held against the reference. */
function refusal(t: ExecutionContext, content: unknown): string {
  const path = fileOf(t, content)
  const error = t.throws(() => verifyChecks(path, readChecks(path), GBN), { instanceOf: BadInput })
  t.true(error?.message.startsWith(`${path}: `), error?.message)
  t.notRegex(error?.message ?? '', /\n/)
  return error?.message.slice(path.length + 2) ?? ''
}

test('a check of the right form is read, and agrees with the reference', (t) => {
  const path = fileOf(t, { checks: [S03] })
  const checks = readChecks(path)
  t.notThrows(() => verifyChecks(path, checks, GBN))
  t.is(checks[0]?.name, 'S03')
})

const SLIPS: readonly (readonly [what: string, file: unknown, says: RegExp])[] = [
  ['no JSON', '{ "checks": [', /no JSON.*mend it there/],
  ['no list', { checks: 1 }, /^checks: it must be a list/],
  ['nothing', {}, /^checks is missing; add it/],
  ['a stranger beside the list', { checks: [], cheks: [] }, /^cheks is not known here/],
  [
    'an unknown kind',
    { checks: [{ ...S03, kind: 'scenarios' }] },
    /checks\[0\]\.kind.*write one of/
  ],
  ['a misspelt key', { checks: [{ ...S03, mesages: 3 }] }, /checks\[0\]\.mesages is not known/],
  [
    'a key that is missing',
    { checks: [S03, { ...S03, window: undefined }] },
    /checks\[1\]\.window is missing/
  ],
  [
    'a text for a number',
    { checks: [{ ...S03, messages: '6' }] },
    /messages: it must be a whole number/
  ],
  ['two of one name', { checks: [S03, S03] }, /checks\[1\]\.name: S03 is there twice/],
  ['a bad name', { checks: [{ ...S03, name: 'a b' }] }, /name: it must be 1 to 40 letters/],
  ['a bad fate', { checks: [{ ...S03, fates: { ack: 'q' } }] }, /S03.*fates/],
  ['a mutant that is none', { checks: [{ ...S03, catches: ['nobody'] }] }, /no mutant 'nobody'/],
  [
    'a count that the reference does not have',
    { checks: [{ ...S03, expect: { timeouts: 2 } }] },
    /expect\.timeouts is 2, but the reference has 1; mend it/
  ],
  [
    'weather that is none',
    {
      checks: [
        {
          name: 'w',
          kind: 'seeds',
          about: 'a',
          seeds: 1,
          messages: 1,
          window: 1,
          weather: 'los 2%'
        }
      ]
    },
    /w\): weather.*loss/
  ]
]

for (const [what, file, says] of SLIPS) {
  test(`checks with ${what} are refused in a line with the place and the mend`, (t) => {
    t.regex(refusal(t, file), says)
  })
}

test('our labs are sound: checks, hints for each bug that they claim, a task and a starter', (t) => {
  const labs = findLabs()
  t.true(labs.length >= 11)
  for (const lab of labs) t.deepEqual(fileFaults(lab), [], lab.id)
})

test('the list of the labs names each of them, and no other', (t) => {
  const page = readFileSync('labs/README.md', 'utf8')
  const rows = [...page.matchAll(/^\| (\d+x?) \| \[([^\]]+)\]\(([^)]+)\/README\.md\)/gm)]
  t.deepEqual(
    rows.map(([, number, title, id]) => [number, title, id]),
    findLabs().map(({ number, title, id }) => [number, title, id])
  )
})

test('labs of somebody else are graded by the same grader, and checks of one’s own are added', async (t) => {
  const theirs = join(folder(t), 'labs')
  const own = findLab('5', findLabs())
  mkdirSync(theirs)
  cpSync(own.folder, join(theirs, '05x-my-own'), { recursive: true })
  writeFileSync(join(theirs, '05x-my-own', 'checks.json'), JSON.stringify({ checks: [S03] }))
  const lab = findLab('5x', findLabs(theirs))
  t.is(lab.id, '05x-my-own')
  const more = fileOf(t, { checks: [{ ...S03, name: 'mine' }] })
  const grade = await gradeSubmission(lab, 'mutant:silent-on-duplicate', {
    moreChecks: more,
    skipsTypes: true
  })
  t.deepEqual(
    grade.checks.map(({ name, verdict }) => [name, verdict]),
    [
      ['S03', 'fail'],
      ['mine', 'fail']
    ]
  )
  t.is(grade.bug?.name, 'silent-on-duplicate')
  t.deepEqual(JSON.parse(JSON.stringify(grade)), grade)
})

test('a lab that is not there is answered with the nearest, or with those that are', (t) => {
  const labs = findLabs()
  t.is(findLab('05', labs).number, '5')
  t.is(findLab('go-back-n', labs).number, '5')
  t.throws(() => findLab('go-bak-n', labs), { message: /did you mean go-back-n/ })
  t.throws(() => findLab('77', labs), { message: /there are 1, .*5/ })
  t.throws(() => findLabs('no/such/folder'), { instanceOf: BadInput })
})
