/** A report as a page: it is whole, reaches nowhere, and what a trace says stays text. */
import { createHash } from 'node:crypto'
import test from 'ava'
import type { TraceEvent } from '../../src/trace/event.js'
import type { Report } from '../../src/trace/report.js'
import { reportPage } from '../../src/trace/report-page.js'
import { headerOf, reportedRun, reportOf } from './report-run.js'

const assets = {
  script: 'start("é")',
  style: 'p{margin:0}',
  hash: (text: string) => createHash('sha256').update(text).digest('base64')
}

const dataIn = (page: string): Report =>
  JSON.parse(/<script type="application\/json" id="report">([^<]*)<\/script>/.exec(page)![1]!)

test('the page holds script, style and data, and its policy allows nothing else', (t) => {
  const { report } = reportedRun('data: .x')
  const page = reportPage(report, assets)
  t.deepEqual(dataIn(page), JSON.parse(JSON.stringify(report)))
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!
  t.true(policy.startsWith("default-src 'none'; "))
  t.true(policy.includes(`script-src 'sha256-${assets.hash(assets.script)}'`))
  t.true(policy.includes(`style-src 'sha256-${assets.hash(assets.style)}'`))
  t.notRegex(page, /\b(src|href)=/)
  t.is(page.match(/<script/g)!.length, 2)
})

const EVIL = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!--<script>',
  '"><svg onload=alert(1)>',
  '\u001b]0;owned\u0007\u001b[2J',
  'line\u2028separator\u2029',
  'lone \ud800 surrogate \udc00',
  'turned \u202e round'
]

for (const evil of EVIL) {
  test(`hostile text stays text: ${JSON.stringify(evil)}`, (t) => {
    const link = `${evil}>bob`
    const about = { link, id: 1, kind: 'data', seq: 1, len: 5 }
    const header = headerOf({ protocol: evil, [evil]: { deep: evil } })
    const events: TraceEvent[] = [
      { t: 0, at: evil, event: 'say', from: evil, text: evil },
      { t: 0, at: evil, event: 'send', ...about, attempt: 1 },
      { t: 0, at: 'channel', event: 'drop', ...about, why: evil },
      { t: 9, at: evil, event: 'send', ...about, id: 2, attempt: 2 }
    ]
    const report = reportOf(header, events, { title: evil })
    const page = reportPage(report, assets)
    t.deepEqual(dataIn(page).pairs, JSON.parse(JSON.stringify(report.pairs)))
    t.is(page.match(/<script/gi)!.length, 2)
    t.is(page.match(/<\/script/gi)!.length, 2)
    t.notRegex(page, /<img|<svg|<!--/i)
    t.notRegex(page, /[\0-\x08\x0b-\x1f\x7f\u202e\u2028\u2029]/)
    t.is(Buffer.from(page).toString(), page)
  })
}

test('a script that would end its own element is refused', (t) => {
  const { report } = reportedRun('')
  for (const script of ['"</script>"', '"</SCRIPT"', '"<!--"']) {
    t.throws(() => reportPage(report, { ...assets, script }), { message: /end their own/ })
  }
  t.throws(() => reportPage(report, { ...assets, style: '</style>' }), { message: /end their own/ })
})
