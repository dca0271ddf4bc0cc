/**
 * The sample traces: each is what its command makes today, shows what its three lines say, and can
 * be looked at with every command. Where the trace of a run has rightly changed, `npm run samples`
 * makes them again.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'ava'
import { rdtHere } from '../cli/rdt-here.js'
import { traceOf, unlike } from './sample-facts.js'
import { isSimulated, pathOf, README, readme, remade, samples, withPicture } from './samples.js'

const MOST_BYTES = 60_000
const AGAIN = 'if that is as it should be, npm run samples makes it again'

for (const sample of samples) {
  const { name, look } = sample
  const path = pathOf(sample)

  if (isSimulated(sample)) {
    test(`${name}: its command makes it again, byte by byte`, async (t) => {
      const [recorded, made] = [readFileSync(path, 'utf8').split('\n'), await remade(sample)]
      const lines = made.split('\n')
      const first = lines.findIndex((line, i) => line !== recorded[i])
      t.is(recorded[first], lines[first], `${path}, line ${first + 1}: ${AGAIN}`)
      t.is(recorded.length, lines.length, `${path} has lines behind its end: ${AGAIN}`)
    })
  } else {
    test(`${name}: it was recorded on real UDP`, (t) => {
      t.is(traceOf(sample).header.clock, 'wall')
    })
  }

  test(`${name}: what to look for is there to be seen`, async (t) => {
    for (const { text, sees } of look) {
      for (const fact of sees) {
        const seen = await unlike(sample, fact)
        t.is(seen, undefined, `${text}\n${JSON.stringify(fact)}\n${seen}`)
      }
    }
  })

  test(`${name}: no number is claimed that nobody looks for`, (t) => {
    for (const { text, sees } of look) {
      const known = JSON.stringify(sees) + sample.made
      const claimed = text.replace(/rdt\d\.\d|sha\d+/g, '').match(/\d+(\.\d+)?/g) ?? []
      const found = new Set(known.match(/\d+(\.\d+)?/g) ?? [])
      t.deepEqual(
        claimed.filter((number) => !found.has(number)),
        [],
        text
      )
    }
  })

  test(`${name}: every command that reads a trace reads it`, async (t) => {
    const link = isSimulated(sample) ? [] : ['--link', 'alice>server']
    const out = join(mkdtempSync(join(tmpdir(), 'rdt-sample-')), 'run.pcapng')
    t.teardown(() => rmSync(dirname(out), { recursive: true }))
    for (const args of [
      ['show', path],
      ['ladder', path],
      ['stats', path],
      ['explain', path],
      ['export', path, '--pcapng', out],
      ['replay', path, ...link]
    ]) {
      const run = await rdtHere(t, ['trace', ...args])
      t.is(run.status, 0, `${args[0]}: ${run.err}`)
      t.is(run.err, '')
      t.true(run.out.split('\n').length > 1, args[0])
    }
  })

  test(`${name}: it is small`, (t) => {
    t.true(statSync(path).size < MOST_BYTES, `${statSync(path).size} bytes`)
  })
}

test('every trace that lies there is told of', (t) => {
  const files = readdirSync('labs/traces').filter((file) => file.endsWith('.ndjson'))
  t.deepEqual(files.map((file) => `labs/traces/${file}`).sort(), samples.map(pathOf).sort())
})

test('the README beside them says what traces.json says, and shows what is shown', async (t) => {
  t.true(existsSync(README))
  const [found, wanted] = [readFileSync(README, 'utf8').split('\n'), (await readme()).split('\n')]
  const first = wanted.findIndex((line, i) => line !== found[i])
  t.is(found[first], wanted[first], `${README}, line ${first + 1}: ${AGAIN}`)
  t.is(found.length, wanted.length)
})

test('the picture in the README of the house is that of a sample', async (t) => {
  const page = readFileSync('README.md', 'utf8')
  t.is(page, await withPicture(page), AGAIN)
  t.regex(page, /lost: fate x/)
})
