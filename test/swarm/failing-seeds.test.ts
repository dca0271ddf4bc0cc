/** Every seed that has failed once is tried again, for ever; and how they are kept. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { BadInput } from '../../src/kernel/quantity.js'
import {
  type FailingSeed,
  keepFailingSeed,
  readFailingSeeds,
  withFailingSeed
} from './failing-seeds.js'
import { SUBJECTS } from './subjects.js'
import { protocolsOf } from './swarm-options.js'
import { toldCase } from './told.js'

const FILE = new URL('failing-seeds.json', import.meta.url)
const KEPT = readFailingSeeds(FILE)

for (const { subject: name, seed, protocol, note, open } of KEPT) {
  const which = [name, protocol ?? '', `seed ${seed}`].filter(Boolean).join(' ')
  const title = open ? 'is known to fail, and not mended yet' : 'is mended'
  test(`${which} ${title}: ${note}`, async (t) => {
    const subject = SUBJECTS.find((one) => one.name === name)
    if (subject === undefined) return t.fail(`there is no subject ${name}`)
    const key = { seed, protocols: await protocolsOf(protocol) }
    if (open) {
      t.truthy(subject.run(key).failure, 'it passes now: take its mark "open" away in the file')
    } else {
      const { failed } = toldCase(subject, key)
      t.is(failed, undefined, failed)
    }
  })
}

test('the file holds them sorted, each once', (t) => {
  const sorted = KEPT.reduce<FailingSeed[]>((all, one) => withFailingSeed(all, one), [])
  t.deepEqual(KEPT, sorted)
})

const seedOf = (subject: string, seed: string, note = 'x'): FailingSeed => ({ subject, seed, note })

test('what is added finds its place: by subject, then numbers by size, then words', (t) => {
  let all: FailingSeed[] = []
  for (const seed of ['b', '100', '20', 'a', '3']) all = withFailingSeed(all, seedOf('run', seed))
  all = withFailingSeed(all, seedOf('chat', '7'))
  all = withFailingSeed(all, { ...seedOf('run', '20'), protocol: 'tcp' })
  const names = all.map(({ subject, seed, protocol }) => [subject, seed, protocol].join(' ').trim())
  t.deepEqual(names, ['chat 7', 'run 3', 'run 20', 'run 20 tcp', 'run 100', 'run a', 'run b'])
})

test('what is there already stays as it was, with its note', (t) => {
  const known = [seedOf('run', '1', 'what it was at first')]
  t.deepEqual(withFailingSeed(known, seedOf('run', '1', 'something else')), known)
})

test('a file is begun, goes on, and can be read again', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'seeds.json')
  t.deepEqual(readFailingSeeds(file), [])
  keepFailingSeed(file, seedOf('pipes', '12'))
  keepFailingSeed(file, seedOf('chat', '3'))
  keepFailingSeed(file, seedOf('pipes', '12'))
  t.deepEqual(readFailingSeeds(file), [seedOf('chat', '3'), seedOf('pipes', '12')])
  t.true(readFileSync(file, 'utf8').endsWith(']\n'))
})

test('a file of something else is refused, and left alone', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'swarm-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'seeds.json')
  for (const text of ['{', '{}', '[{"subject":"run"}]']) {
    writeFileSync(file, text)
    const error = t.throws(() => keepFailingSeed(file, seedOf('run', '1')), {
      instanceOf: BadInput
    })
    t.regex(error?.message ?? '', /no list of failing seeds/)
    t.is(readFileSync(file, 'utf8'), text)
  }
})
