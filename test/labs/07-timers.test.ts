/** Lab 7: its files, its known mistakes, and its numbers against the project's own timer. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { checksPath, readChecks } from '../../labs/grader/check-file.js'
import { findLab, findLabs } from '../../labs/grader/lab.js'
import { Rfc6298 } from '../../labs/grader/models/rfc6298.js'
import { rtoModel } from '../../labs/grader/models/rto-model.js'
import { RandomStream } from '../../src/kernel/random.js'
import { ms, seconds, toMs } from '../../src/kernel/time.js'
import { RFC6298, RtoEstimator } from '../../src/rdt/rto.js'
import { readEvent } from '../../src/trace/ndjson.js'
import { examined, submissionOfText } from './examined.js'
import { assertFilesKeepPromises, assertMistakesAreNamed } from './module-labs.js'

const LAB = findLab('7', findLabs())
const REFERENCE = readFileSync('test/labs/references/07-timers/rtt.ts', 'utf8')

test('the reference passes, the starter and each wrong solution fail, and are named', async (t) => {
  await assertFilesKeepPromises(t, LAB, rtoModel)
})

test('each known mistake is caught, and called by its own name alone', (t) => {
  assertMistakesAreNamed(t, LAB, rtoModel)
})

test('where both are RFC 6298, the lab and the project’s own timer have the same RTO', (t) => {
  const bounds = { initial: seconds(1), min: seconds(1), max: seconds(60), granularity: ms(1) }
  for (let seed = 1; seed <= 20; seed++) {
    const dice = new RandomStream('lab 7', seed)
    const theirs = new Rfc6298(bounds)
    const ours = new RtoEstimator(RFC6298)
    let at = 0
    for (let step = 1; step <= 100; step++) {
      if (dice.below(3) === 0) {
        // Ours takes timers that run out together for one timeout.
        at += seconds(61)
        ours.backOff(at)
        theirs.timeout()
      } else {
        const rtt = 1 + dice.below(step % 10 === 0 ? seconds(30) : seconds(1))
        ours.measure(rtt)
        theirs.measure(rtt)
      }
      // Ours is rounded to a whole µs, and then doubled up to six times.
      const difference = Math.abs(ours.rto - theirs.rto)
      t.true(difference <= 32, `seed ${seed}, step ${step}: ${ours.rto} and ${theirs.rto}`)
    }
  }
})

test('the round trips of the check bufferbloat are those of the sample trace', (t) => {
  const lines = readFileSync('labs/traces/bufferbloat-rtt.ndjson', 'utf8').trimEnd().split('\n')
  const sentAt = new Map<number, number>()
  const series: number[] = []
  for (const line of lines.slice(1)) {
    const event = 'value' in readEvent(line) ? JSON.parse(line) : t.fail(line)
    if (event.at !== 'sender') continue
    if (event.event === 'send') sentAt.set(event.seq, event.t)
    if (event.event === 'receive') series.push(toMs(event.t - (sentAt.get(event.ack) ?? 0)))
  }
  const check = readChecks(checksPath(LAB)).find(({ name }) => name === 'bufferbloat')
  t.deepEqual((check as unknown as { series_ms: number[] }).series_ms, series)
})

test('the runs that its README speaks of are those of the sample traces', (t) => {
  const readme = readFileSync(join(LAB.folder, 'README.md'), 'utf8')
  const { traces } = JSON.parse(readFileSync('labs/traces/traces.json', 'utf8')) as {
    traces: readonly { name: string; made: string }[]
  }
  const named = traces.filter(({ name }) => readme.includes(`\`${name}\``))
  t.is(named.length, 3)
  for (const { made } of named) t.true(readme.includes(`npx ${made} --ladder`), made)
})

const HALVES = 'Map<number, number | undefined>'

/** What somebody writes instead, where it is told, and in which words. */
const SLIPS: readonly (readonly [from: string, to: string, check: string, says: RegExp])[] = [
  [
    'this.rto = bounds.initial',
    'this.rto = Number.NaN',
    'slow-link',
    /rto is NaN; a time in µs is due/
  ],
  ['this.rto = bounds.initial', 'this.rto = 0', 'partition', /rto is 0; a time in µs is due/],
  [
    `sentAt = new ${HALVES}()`,
    `sentAt: ${HALVES} = undefined as never`,
    'samples',
    /rtt\.ts:\d+: sent\(1, 0 ms\).*undefined/
  ],
  [
    `sentAt = new ${HALVES}()`,
    `sentAt: ${HALVES} = undefined as never`,
    'lossy-link',
    /rtt\.ts:\d+: sent: .*undefined/
  ],
  [
    'return new RtoTimer(bounds)',
    'return 7',
    'first',
    /createRtoTimer\(.*it returns 7; an object is due/
  ],
  [
    'return new RtoTimer(bounds)',
    'return 7',
    'new-route',
    /createRtoTimer returns 7; an object is due/
  ],
  [
    'export function createRtoTimer',
    'export function createTimer',
    'start',
    /createRtoTimer is not exported/
  ],
  [
    'export function createRtoTimer',
    'export function createTimer',
    'quick-link',
    /createRtoTimer is not exported/
  ],
  [
    'K * this.rttvar',
    '0',
    'bufferbloat',
    /timeouts that were not needed, where RFC 6298 has 0?.*the first for segment 2/
  ]
]

test('a slip is told with what is due, and the place', async (t) => {
  for (const [from, to, name, says] of SLIPS) {
    t.true(REFERENCE.includes(from), from)
    const { grades } = examined(LAB, await submissionOfText(LAB, REFERENCE.replace(from, to)))
    const grade = grades.find((one) => one.name === name)
    t.is(grade?.verdict, 'fail', to)
    t.regex(grade?.findings.map(({ what }) => what).join('\n') ?? '', says, to)
  }
})

test('whole microseconds, and functions around variables instead of a class, pass as well', async (t) => {
  const other = `${REFERENCE.replace(/export function createRtoTimer[\s\S]*/, '')}
export const createRtoTimer = (bounds: Bounds) => {
  const inner = new RtoTimer(bounds)
  const whole = (n: number | undefined) => (n === undefined ? 0 : Math.round(n))
  return {
    get srtt() { return whole(inner.srtt) },
    get rttvar() { return whole(inner.rttvar) },
    get rto() { return whole(inner.rto) },
    measure: (rtt: number) => inner.measure(rtt),
    timeout: () => inner.timeout(),
    sent: (n: number, at: number) => inner.sent(n, at),
    acked: (n: number, at: number) => inner.acked(n, at)
  }
}
`
  const { fault, grades } = examined(LAB, await submissionOfText(LAB, other))
  t.is(fault, undefined)
  t.deepEqual(
    grades.filter(({ verdict }) => verdict !== 'pass'),
    []
  )
})
