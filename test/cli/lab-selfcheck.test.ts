/** `rdt lab selfcheck` finds a promise that a lab does not keep. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { handedIn, SLIPS } from '../labs/grader/handed-in.js'
import { folder, rdt } from './rdt-process.js'

const LAB = 'labs/05-go-back-n'
const SILENT = handedIn(...(SLIPS['silent-on-duplicate'] ?? []))

interface Check {
  readonly name: string
  readonly catches: string[]
}

/** A folder with a lab of three checks, and a folder of its solutions. */
function place(t: ExecutionContext) {
  const path = folder(t)
  mkdirSync(path('labs'), { recursive: true })
  cpSync(LAB, path('labs/05-go-back-n'), { recursive: true })
  const own = (name: string) => path(`labs/05-go-back-n/${name}`)
  const { checks } = JSON.parse(readFileSync(own('checks.json'), 'utf8')) as { checks: Check[] }
  const kept = checks.filter(({ name }) => ['S01', 'S02', 'S03'].includes(name))
  const claim = (of: Record<string, string[]>) => {
    const claimed = kept.map((check) => ({ ...check, catches: of[check.name] ?? [] }))
    writeFileSync(own('checks.json'), JSON.stringify({ checks: claimed }))
  }
  claim({ S03: ['silent-on-duplicate'] })
  const hints = JSON.parse(readFileSync(own('hints.json'), 'utf8')) as { topics: object[] }
  // Of the checks that are left out nothing may be said.
  const topics = hints.topics.map((topic) => ({ ...topic, checks: [] }))
  writeFileSync(own('hints.json'), JSON.stringify({ topics }))
  mkdirSync(path('solutions/05-go-back-n/wrong'), { recursive: true })
  const write = (name: string, text: string) => writeFileSync(path(name), text)
  write('solutions/05-go-back-n/gbn.ts', handedIn())
  write('solutions/05-go-back-n/wrong/silent.ts', SILENT)
  const run = () => {
    const args = ['lab', 'selfcheck', '--labs', 'labs', '--references', 'solutions', '--json']
    return rdt(t, args, { cwd: path('') })
  }
  return { own, write, claim, run }
}

test('a lab that keeps its promises is told with its figures', async (t) => {
  const { run } = place(t)
  const { status, records } = await run()
  t.is(status, 0)
  const [lab, summary] = records
  t.deepEqual(lab.broken, [])
  t.deepEqual(
    [lab.starter, lab.reference, lab.mutant, lab.named, lab.wrong].map(({ kept, of }) => [
      kept,
      of
    ]),
    [
      [1, 1],
      [2, 2],
      [1, 1],
      [1, 1],
      [1, 1]
    ]
  )
  t.true(lab.variant.of >= 6 && lab.variant.kept === lab.variant.of)
  t.is(summary.sound, 1)
})

test('each promise that is broken is told in a line', async (t) => {
  const { own, write, claim, run } = place(t)
  writeFileSync(own('starter/gbn.ts'), handedIn())
  writeFileSync(own('README.md'), 'nothing')
  claim({ S01: ['silent-on-duplicate'] })
  write('solutions/05-go-back-n/gbn.ts', SILENT)
  write('solutions/05-go-back-n/wrong/right.ts', handedIn())
  write('solutions/05-go-back-n/wrong/weak-no-more.ts', SILENT)
  const { status, records } = await run()
  t.is(status, 1)
  t.deepEqual(records[0].broken, [
    "README.md: it begins with '# Lab …'",
    'starter gbn.ts is pass, and should be fail',
    'reference gbn.ts is fail, and should be pass',
    '  S03: fail',
    'S01 claims silent-on-duplicate: pass, and should be fail',
    'wrong/right.ts is pass, and should be fail',
    'wrong/weak-no-more.ts is fail, and should be weak'
  ])
})

test('a lab whose files are bad is told, and the others are judged', async (t) => {
  const { own, run } = place(t)
  writeFileSync(own('checks.json'), '{"checks": [')
  const { status, records } = await run()
  t.is(status, 1)
  t.regex(records[0].broken[0], /checks\.json: this is no JSON/)
})
