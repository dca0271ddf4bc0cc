/**
 * Reads TAP from standard input: shows each failed test with its diagnosis, then counts.
 *
 *   ava --tap | node scripts/tap-summary.mjs COUNTS
 *
 * Writes `PASSED FAILED` into the file COUNTS. A test that is skipped or still to be written
 * counts as neither; a test that never ran, a crash or a run that broke off counts as failed.
 */
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const POINT = /^(ok|not ok)\b(?: +(\d+))?(?: +- )?(.*)$/
const DIRECTIVE = /(?:^|\s)# (SKIP|TODO)\b/i
const REMAINING = /^# (\d+) tests? remaining in (.*)$/
const PLAN = /^1\.\.\d+/

let passed = 0
let failed = 0
let skipped = 0
let planned = false
let showing = false

for await (const line of createInterface({ input: process.stdin })) {
  const point = POINT.exec(line)
  const remaining = REMAINING.exec(line)
  if (point !== null) {
    countPoint(point[1] === 'ok', point[3] ?? '')
  } else if (remaining !== null) {
    failed += Number(remaining[1])
    console.log(`\n✘ ${line.slice(2)}`)
  } else if (PLAN.test(line)) {
    planned = true
    showing = false
  } else if (showing) {
    if (!/^\s*(---|\.\.\.)$/.test(line)) console.log(line)
  }
}

if (!planned) {
  failed++
  console.log('\n✘ the test run broke off: a test hung or ended its process (npm test names it)')
} else if (passed + failed === 0) {
  failed++
  console.log('\n✘ no test ran')
}
if (skipped > 0) console.log(`\n${skipped} skipped or still to be written`)
if (process.argv[2] !== undefined) writeFileSync(process.argv[2], `${passed} ${failed}\n`)

function countPoint(isOk, rest) {
  const directive = DIRECTIVE.exec(rest)?.[1]?.toUpperCase()
  showing = false
  if (directive !== undefined) {
    skipped++
    console.log(`– ${rest.trim()}`)
  } else if (isOk) {
    passed++
  } else {
    failed++
    showing = true
    console.log(`\n✘ ${rest.trim()}`)
  }
}
