/** Lab 1: its answers, its traces, and what its README says. */
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { checksPath, readChecks, verifyChecks } from '../../labs/grader/check-file.js'
import { readHints } from '../../labs/grader/hint-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { rdtHere } from '../cli/rdt-here.js'
import { argumentsOf } from '../cli/shell-words.js'
import { examined, submissionOf } from './examined.js'

const LAB = findLab('1', findLabs())
const CHECKS = readChecks(checksPath(LAB))
const README = readFileSync(join(LAB.folder, 'README.md'), 'utf8')
const REFERENCES = 'test/labs/references/01-the-channel'
const ANSWERS = join(REFERENCES, LAB.file)
const TRACE = 'my-run.ndjson'

/** The names of the checks that are not passed, with what is said of them. */
async function missed(path: string): Promise<ReadonlyMap<string, string>> {
  const { grades } = examined(LAB, await submissionOf(LAB, path))
  const failing = grades.filter(({ verdict }) => verdict !== 'pass')
  return new Map(
    failing.map(({ name, findings, replay }) => [
      name,
      [...findings.map(({ what }) => what), replay ?? ''].join('\n')
    ])
  )
}

/** The reference's answers, and the trace that they name, as `change` leaves them. */
function handedIn(
  t: ExecutionContext,
  change: (answers: { [key: string]: unknown }, folder: string) => void
): string {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(join(REFERENCES, TRACE), join(folder, TRACE))
  const answers = JSON.parse(readFileSync(ANSWERS, 'utf8'))
  change(answers, folder)
  const path = join(folder, LAB.file)
  writeFileSync(path, JSON.stringify(answers))
  return path
}

test('its checks ask for what there is', (t) => {
  t.notThrows(() => verifyChecks(checksPath(LAB), CHECKS, LAB))
})

test('the reference passes, and the starter fails every check with the next step', async (t) => {
  t.deepEqual([...(await missed(ANSWERS))], [])
  const open = await missed(join(LAB.folder, 'starter', LAB.file))
  t.deepEqual(
    [...open.keys()],
    CHECKS.map(({ name }) => name)
  )
  for (const [name, said] of open) t.regex(said, /^not answered yet: /, name)
})

const MISSES: Readonly<Record<string, RegExp>> = {
  'counts-first-attempts-as-again': /^my-sent-again: .*fewer in my-run/,
  'counts-lost-datagrams-as-data': /^my-data-lost: .*fewer in my-run/,
  'edited-trace': /^my-trace: .*no run of rdt sim: at line 41/,
  'fates-of-another-flow': /^data-fates: .*2 is not lost/,
  'ignores-the-wait-of-a-timeout': /^finish: .*has more/,
  'late-instead-of-lost': /^dear: .*dropped is 0, and 1 is asked for/,
  'names-a-path': /^my-trace: .*no file beside your answers/,
  'needed-for-spurious': /^my-spurious: .*it is more/,
  'timer-means-loss': /^why-timeout: .*how many of the segments/,
  'trace-of-somebody-else': /^my-trace: .*--seed ada, and yours are --seed bob/m
}

test('each wrong solution fails where it is wrong, and is told what is wrong', async (t) => {
  const files = readdirSync(join(REFERENCES, 'wrong')).filter((name) => name.endsWith('.json'))
  t.deepEqual(
    files.sort(),
    Object.keys(MISSES).map((name) => `${name}.json`)
  )
  for (const [name, says] of Object.entries(MISSES)) {
    const found = await missed(join(REFERENCES, 'wrong', `${name}.json`))
    const lines = [...found].map(([check, said]) => `${check}: ${said.split('\n')[0]}`)
    t.true(
      lines.some((line) => says.test(line)),
      `${name}: ${lines.join('\n')}`
    )
  }
})

test('a trace is read beside the answers, and nowhere else, and whatever it holds is told', async (t) => {
  const whole = readFileSync(join(REFERENCES, TRACE), 'utf8')
  const [first = '', ...rest] = whole.split('\n')
  const said = async (change: Parameters<typeof handedIn>[1]) =>
    (await missed(handedIn(t, change))).get('my-trace') ?? 'passed'
  const as = (text: string) => said((_, folder) => writeFileSync(join(folder, TRACE), text))
  t.is(await as(whole), 'passed')
  t.regex(await as(''), /no trace/)
  t.regex(await as('x'.repeat(100_000)), /no trace/)
  t.regex(await as(`${first}\n`), /line 2 the file ends there/)
  t.regex(await as(whole.slice(0, -30)), /no run of rdt sim/)
  t.regex(await as(`${whole}${rest[0]}\n`), /the run is over before line/)
  const withConfig = (from: string, to: string) => as(whole.replace(from, to))
  t.regex(await withConfig('"clock":"virtual"', '"clock":"wall"'), /real UDP/)
  t.regex(await withConfig('"messages":60', '"messages":-1'), /config.messages/)
  t.regex(await withConfig('"messages":60', '"messages":10000'), /record a shorter run|no run of/)
  t.regex(await withConfig('"protocol":"gbn"', '"protocol":"none"'), /none of rdt's/)
  t.regex(await withConfig('"rto":"150ms"', '"rto":"soon"'), /config.rto/)
  t.regex(await withConfig('"probability":0.2', '"probability":2'), /config.up.loss/)
  t.regex(await withConfig('"fates":{}', '"fates":{"up":"q"}'), /config.fates/)
  for (const bad of ['../answers.json', '/etc/passwd', '.', 'a b', '$(id)']) {
    const found = await said((answers) => {
      answers['trace'] = bad
    })
    t.regex(found, /beside your answers/, bad)
    t.false(
      found
        .split('\n')
        .at(-1)
        ?.includes(bad === '.' ? '//' : bad),
      found
    )
  }
  t.regex(
    await said((answers, folder) => {
      symlinkSync('/etc/passwd', join(folder, 'link.ndjson'))
      answers['trace'] = 'link.ndjson'
    }),
    /is a link/
  )
})

test('answers of any sort are judged, and none of them stops the grader', async (t) => {
  const odd = [true, '7', [], {}, -1, 1e308, 'x'.repeat(5000), [null], 'data: x*1000000000']
  for (const value of odd) {
    const path = handedIn(t, (answers) => {
      for (const key of ['predict', 'my_run', 'channel', 'why']) {
        const part = answers[key] as Record<string, unknown>
        for (const name of Object.keys(part)) part[name] = value
      }
    })
    const found = await missed(path)
    t.false(found.has('my-trace'))
    t.true(found.size >= CHECKS.length - 2, JSON.stringify(value))
  }
})

test('every check has a topic of hints, and every topic a check', (t) => {
  const helped = readHints(LAB).flatMap(({ checks }) => checks)
  t.deepEqual(helped.sort(), CHECKS.map(({ name }) => name).sort())
})

test.serial('what the README says that its runs print, they print', async (t) => {
  const commands = [...README.matchAll(/^npx (rdt [^#\n]*)/gm)].map(([, one = '']) => one)
  const printed = [...README.matchAll(/```text\n([^`]*)```/g)].map(([, one = '']) => one.trim())
  const [first = '', second = '', fates = ''] = [
    ...commands.filter((one) => one.includes('--messages 20')),
    ...commands.filter((one) => one.includes('channel fates'))
  ]
  const [four = '', whole = ''] = printed[0]?.split('\n') ?? []
  for (const [command, text] of [
    [first, four],
    [second, whole],
    [fates, printed.find((one) => one.startsWith('up:')) ?? 'none']
  ] as const) {
    const { out } = await rdtHere(t, argumentsOf(command))
    t.true(out.includes(text), `${command}\n${out}`)
  }
})

test.serial('the trace of the reference is what rdt sim writes today', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'rdt-lab-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const made = join(folder, TRACE)
  const [command = ''] = [...README.matchAll(/^npx (rdt sim .*) --trace /gm)].map(([, one]) => one)
  await rdtHere(t, [...argumentsOf(command ?? ''), '--trace', made])
  for (const path of [TRACE, join('wrong', TRACE)]) {
    t.is(readFileSync(made, 'utf8'), readFileSync(join(REFERENCES, path), 'utf8'), command)
  }
})
