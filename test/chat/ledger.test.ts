/** The account of who said what and who saw it, and what the report makes of it. */
import test from 'ava'
import type { MessageEvent } from '../../src/chat/events.js'
import { Ledger } from '../../src/chat/ledger.js'
import { troubleLines } from '../../src/chat/trouble.js'
import { ms } from '../../src/kernel/time.js'

/** Alice says `texts` to bob and carol, as her messages 1, 2, … */
function told(...texts: string[]): Ledger {
  const ledger = new Ledger()
  for (const [i, text] of texts.entries()) ledger.say('alice', i + 1, text, ['bob', 'carol'], 0)
  return ledger
}

function see(ledger: Ledger, person: string, ref: number | null, text: string, more = {}): void {
  const event = { type: 'message', kind: 'all', ref, text, ...more } as MessageEvent
  ledger.see(person, 'alice', event, ms(40))
}

const COUNTS = {
  sent: 1,
  expected: 2,
  delivered: 2,
  lost: 0,
  duplicated: 0,
  reordered: 0,
  damaged: 0
}
const linesOf = (ledger: Ledger, waiting: string[] = [], unreadable = 0) =>
  troubleLines({ faults: ledger.faults(), waiting, unreadable }, ledger.counts)

test('all is complete when everybody has seen everything, and their own words come back', (t) => {
  const ledger = told('one')
  see(ledger, 'bob', 1, 'one')
  see(ledger, 'carol', 1, 'one')
  t.deepEqual(ledger.counts, COUNTS)
  t.false(ledger.isComplete)
  ledger.echo('alice', 1)
  t.true(ledger.isComplete)
  t.deepEqual(linesOf(ledger), [])
  t.deepEqual(ledger.latency, { p50: 40, p90: 40, p99: 40 })
})

test('what comes again is no delivery, and each copy more counts', (t) => {
  const ledger = told('one')
  for (let copy = 0; copy < 4; copy++) see(ledger, 'bob', 1, 'one')
  t.deepEqual(ledger.counts, { ...COUNTS, delivered: 1, lost: 1, duplicated: 3 })
  t.deepEqual(linesOf(ledger), [
    'lost       carol never got alice\'s "one"',
    'duplicated bob got alice\'s "one" 4 times'
  ])
})

test('what comes behind a later one is reordered, and only the first copy can be', (t) => {
  const ledger = told('one', 'two', 'three')
  for (const ref of [3, 1, 2, 1]) see(ledger, 'bob', ref, ['one', 'two', 'three'][ref - 1] ?? '')
  const { reordered, duplicated, lost } = ledger.counts
  t.deepEqual({ reordered, duplicated, lost }, { reordered: 2, duplicated: 1, lost: 3 })
  t.true(linesOf(ledger).includes('reordered  bob got, too late, alice\'s "one", "two"'))
})

test('a changed text is delivered and damaged, in every copy; what nobody said is damaged', (t) => {
  const ledger = told('one')
  see(ledger, 'bob', 1, 'onf')
  see(ledger, 'bob', 1, 'nne')
  see(ledger, 'carol', 7, 'hm')
  see(ledger, 'carol', null, '\u001b[31m')
  t.deepEqual(ledger.counts, { ...COUNTS, delivered: 1, lost: 1, duplicated: 1, damaged: 4 })
  t.deepEqual(linesOf(ledger, ['alice>server', 'server>bob'], 2), [
    'lost       carol never got alice\'s "one"',
    'duplicated bob got alice\'s "one" twice',
    'damaged    bob read "nne" for alice\'s "one"',
    '           carol read "hm", which nobody said, "␛[31m", which nobody said',
    'unreadable 2 frames that arrived',
    'waiting    for an ACK: alice>server, server>bob'
  ])
})

test('a private message that reaches somebody else is damage', (t) => {
  const ledger = new Ledger()
  ledger.say('alice', 1, 'psst', ['bob'], 0)
  see(ledger, 'carol', 1, 'psst', { kind: 'private' })
  t.like(ledger.counts, { expected: 1, delivered: 0, damaged: 1, duplicated: 0 })
})

test('who comes in time to hear what was said before counts as a receiver, and hears it once', (t) => {
  const ledger = told('one')
  see(ledger, 'dave', 1, 'one')
  t.deepEqual(ledger.counts, { ...COUNTS, expected: 3, delivered: 1, lost: 2 })
  see(ledger, 'dave', 1, 'one')
  t.is(ledger.counts.duplicated, 1)
})

test('an own message that came back beyond recognition is an echo, not a delivery', (t) => {
  const ledger = told('one')
  see(ledger, 'alice', 1, 'one')
  t.deepEqual(ledger.counts, { ...COUNTS, delivered: 0, lost: 2 })
})

test('a name that the server does not know is excused; a message that got lost is not', (t) => {
  const ledger = told('one', 'two')
  ledger.excuse('alice', 1, 'bob')
  ledger.excuse('alice', 1, 'bob')
  ledger.excuse('alice', 1, 'nobody')
  t.is(ledger.counts.expected, 3)
  // `unconfirmed`: its author is told, and waits for no echo; but two people wait in vain.
  ledger.excuse('alice', 2)
  ledger.echo('alice', 1)
  t.like(ledger.counts, { expected: 3, lost: 3 })
  see(ledger, 'carol', 1, 'one')
  ledger.excuse('alice', 1, 'carol')
  t.like(ledger.counts, { expected: 3, lost: 2, delivered: 1 })
  t.false(ledger.isComplete)
})

test('a message to nobody who is there comes back to nobody, and nobody waits for it', (t) => {
  const ledger = new Ledger()
  ledger.say('alice', 1, 'hi', [], 0)
  t.false(ledger.isComplete)
  ledger.excuse('alice', 1, 'nobody')
  t.true(ledger.isComplete)
  ledger.say('alice', 2, 'hi', ['bob'], 0)
  ledger.excuse('alice', 2, 'nobody')
  see(ledger, 'bob', 2, 'hi')
  t.false(ledger.isComplete)
  ledger.echo('alice', 2)
  t.true(ledger.isComplete)
})

test('who leaves awaits nothing more, but what was lost before stays lost', (t) => {
  const ledger = told('one', 'two', 'three')
  see(ledger, 'bob', 2, 'two')
  ledger.leave('bob')
  t.like(ledger.counts, { expected: 5, delivered: 1, lost: 4 })
  t.is(linesOf(ledger)[0], 'lost       bob never got alice\'s "one"')
  ledger.leave('alice')
  see(ledger, 'carol', 1, 'one')
  see(ledger, 'carol', 2, 'two')
  see(ledger, 'carol', 3, 'three')
  t.is(ledger.counts.lost, 1)
})

test('long texts, many texts and many people are told in part', (t) => {
  const ledger = new Ledger()
  const crowd = Array.from({ length: 12 }, (_, i) => `p${i}`)
  for (let ref = 1; ref <= 6; ref++)
    ledger.say('alice', ref, `🛰️ ${'x'.repeat(50)} ${ref}`, crowd, 0)
  const lines = linesOf(ledger)
  t.is(lines.length, 9)
  t.regex(lines[0] ?? '', /^lost {7}p0 never got alice's ("🛰️ x+…", ){3}"🛰️ x+…" and 2 more$/)
  t.is(lines[8], '           … and 4 more such')
})
