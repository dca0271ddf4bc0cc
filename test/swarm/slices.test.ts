/**
 * A slice of the swarm for every change: some hundred seeds of each subject. They must pass, and
 * meet what the swarm is for. `npm run swarm` takes as many as there is time for.
 */
import test, { type ExecutionContext } from 'ava'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { thorough } from '../thorough.js'
import type { Subject } from './case.js'
import { survivesLoss } from './random-transport.js'
import { runSubject } from './run-subject.js'
import { chatSubject, pipesSubject, SUBJECTS, subjectOf } from './subjects.js'
import { toldCase } from './told.js'

const ALL_PARTS = 4
const PARTS = thorough(2, ALL_PARTS)
/** Seeds of a part, and how many of all must have met each thing at least. */
const SLICES: readonly { readonly subject: Subject; readonly seeds: number }[] = [
  { subject: runSubject, seeds: 300 },
  { subject: pipesSubject, seeds: 60 },
  { subject: chatSubject, seeds: 40 }
]

/** How often each thing was met, by subject. */
const met = new Map<string, Map<string, number>>()

function takePart(t: ExecutionContext, subject: Subject, part: number, seeds: number): void {
  const counts = met.get(subject.name) ?? new Map<string, number>()
  met.set(subject.name, counts)
  for (let i = 0; i < seeds; i++) {
    const told = toldCase(subject, { seed: `slice-${part}-${i}` })
    for (const [what, count] of Object.entries(told.counts)) {
      counts.set(what, (counts.get(what) ?? 0) + count)
    }
    if (told.failed !== undefined) return t.fail(told.failed)
  }
  t.pass()
}

for (const { subject, seeds } of SLICES) {
  for (let part = 1; part <= PARTS; part++) {
    test.serial(`${subject.name}, part ${part} of ${PARTS}: ${seeds} seeds`, (t) => {
      takePart(t, subject, part, seeds)
    })
  }
}

/** What all parts of a slice must have met, and how often. */
const AIMS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  run: {
    'bursts of loss': 50,
    'correlated loss': 20,
    corruption: 100,
    duplication: 100,
    reordering: 50,
    truncation: 50,
    jitter: 30,
    'a slow link': 30,
    'a short queue': 20,
    'fates by hand': 100,
    'fates by segment': 30,
    fragments: 50,
    'a fixed timeout': 100,
    'messages that trickle in': 100,
    'an opening': 50,
    'the widest window': 100,
    '1 bit': 100,
    '32 bits': 100,
    'numbers that come round': 100,
    'bytes on every hop': 30,
    retransmissions: 200,
    timeouts: 200,
    'datagrams dropped': 200,
    'datagrams corrupted': 200,
    'datagrams duplicated': 100,
    ...Object.fromEntries(PROTOCOLS.map(({ name }) => [name, 20]))
  },
  pipes: {
    'several nodes': 50,
    'few bits': 20,
    'the widest window': 10,
    connections: 1_000,
    messages: 5_000,
    'messages refused': 100,
    weather: 200,
    cut: 200,
    hold: 100,
    restart: 100,
    close: 100,
    abort: 50,
    'open when it turns clean': 200,
    'closed: peer': 500,
    'closed: local': 500,
    'closed: restarted': 100,
    'closed: silent': 20,
    'closed: no-answer': 2,
    ...Object.fromEntries(PROTOCOLS.filter(survivesLoss).map(({ name }) => [name, 20]))
  },
  chat: {
    people: 300,
    'few bits': 20,
    lines: 2_000,
    heard: 5_000,
    joined: 500,
    resumed: 10,
    leave: 50,
    return: 50,
    restart: 50,
    'restart server': 10,
    cut: 200,
    hold: 50,
    'connection-lost': 20,
    'error: unknown-name': 20,
    ...Object.fromEntries(PROTOCOLS.filter(survivesLoss).map(({ name }) => [name, 15]))
  }
}

for (const { subject } of SLICES) {
  test.serial(`${subject.name}: the slice meets what the swarm is for`, (t) => {
    for (const [what, ofAll] of Object.entries(AIMS[subject.name] ?? {})) {
      const least = (ofAll * PARTS) / ALL_PARTS
      const count = met.get(subject.name)?.get(what) ?? 0
      t.true(count >= least, `${what}: ${count} times, ${least} at least`)
    }
  })
}

test('seeds pick every subject about as often', (t) => {
  const counts = new Map<string, number>()
  for (let seed = 1; seed <= 600; seed++) {
    const { name } = subjectOf(`${seed}`)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  for (const { name } of SUBJECTS) t.true((counts.get(name) ?? 0) > 150, name)
})
