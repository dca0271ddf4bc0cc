/** The catalogue of bugs: all that have a name in the literature of graders are there. */
import test from 'ava'
import { findMutant, MUTANTS, VARIED_NAMES } from '../../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../../src/rdt/mutants/variants.js'
import { PROTOCOLS } from '../../../src/rdt/protocols.js'

/** Bugs that graders of such courses report, by what is broken. */
const NAMED = {
  sender: [
    ...['window-off-by-one-high', 'window-off-by-one-low', 'exact-match-ack'],
    ...['base-plus-one-per-ack', 'base-eq-ack', 'base-moves-back', 'ack-beyond-next-accepted'],
    ...['trust-corrupt-ack', 'retx-on-corrupt-ack', 'retx-on-dup-ack', 'timer-restart-on-send'],
    ...['timer-restart-on-dup-ack', 'no-restart-on-new-ack', 'timer-not-stopped-when-idle'],
    ...['timer-not-rearmed-after-timeout', 'no-timer-for-tail', 'retx-only-base'],
    ...['retx-only-last', 'retx-beyond-next', 'retx-already-acked', 'premature-timeout'],
    ...['backoff-missing', 'backoff-never-resets', 'karn-violation', 'refuse-drops-message'],
    'buffer-aliasing'
  ],
  receiver: [
    ...['silent-on-duplicate', 'silent-on-out-of-order', 'ack-what-arrived'],
    ...['deliver-out-of-order', 'deliver-duplicate', 'initial-ack-wrong', 'no-checksum'],
    ...['checksum-payload-only', 'checksum-first-byte-only', 'checksum-not-verified-on-ack'],
    ...['expected-not-wrapped', 'signed-compare-at-wrap', 'crash-on-garbage'],
    ...['receiver-exits-early', 'cross-talk']
  ],
  'Selective Repeat': [
    ...['sr-ack-only-in-window', 'sr-single-timer', 'sr-retx-all', 'sr-timer-leak'],
    'sr-no-upper-bound'
  ],
  'stop-and-wait': [
    ...['rdt2.0-trusts-garbled-ack', 'rdt2.1-nak-storm', 'rdt2.2-wrong-ack-bit'],
    'rdt3.0-resends-on-wrong-ack'
  ]
}

for (const [half, names] of Object.entries(NAMED)) {
  test(`every named bug of ${half} is a mutant`, (t) => {
    const known = MUTANTS.map(({ name }) => name)
    t.deepEqual(
      names.filter((name) => !known.includes(name)),
      []
    )
  })
}

test('names are words for a command line, and each is there once', (t) => {
  const names = [...MUTANTS, ...VARIANTS].map(({ name }) => name)
  t.is(new Set(names).size, names.length)
  for (const name of names) t.regex(name, /^[a-z][a-z0-9.]*(-[a-z0-9]+)+$/)
  t.deepEqual(VARIED_NAMES.length, names.length)
})

test('a story is one line that says what is wrong and what comes of it', (t) => {
  for (const { name, story } of [...MUTANTS, ...VARIANTS]) {
    t.regex(story, /^[A-Zb][^\n]{30,200}\.$/, name)
  }
})

for (const { name, of, protocol } of [...MUTANTS, ...VARIANTS]) {
  test(`${name} is ${of.name} with another machine, and with the same window and numbers`, (t) => {
    t.true(PROTOCOLS.includes(of))
    t.regex(protocol.name, new RegExp(`^(mutant|variant):${name.replaceAll('.', '\\.')}$`))
    t.is(findMutant(protocol.name), protocol)
    t.true(
      protocol.createSender !== of.createSender || protocol.createReceiver !== of.createReceiver
    )
    t.is(protocol.maxWindow, of.maxWindow)
    t.is(protocol.windowRule, of.windowRule)
    t.is(protocol.seqBits, of.seqBits)
    t.is(protocol.acks, name === 'acks-next' ? 'next' : of.acks)
  })
}

test('only the bug that the book has itself deserves no more than weak', (t) => {
  t.deepEqual(
    MUTANTS.filter(({ expected }) => expected !== 'fail').map(({ name }) => name),
    ['base-moves-back']
  )
})

test('what is no mutant is not found', (t) => {
  for (const name of ['gbn', 'mutant:', 'silent-on-duplicate', 'variant:silent-on-duplicate']) {
    t.is(findMutant(name), undefined, name)
  }
})
