/** The dissector is made from the table of the codec, and from nothing else. */
import test from 'ava'
import { MUTANTS } from '../../src/rdt/mutants/catalogue.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import { PROTOCOLS } from '../../src/rdt/protocols.js'
import { numberingOf } from '../../src/trace/ack-meaning.js'
import { dissector } from '../../src/trace/dissector.js'
import { FIELDS, HEADER_LENGTH, KINDS, TERMS_FIELDS, TERMS_LENGTH } from '../../src/wire/fields.js'

const text = dissector()

test('every field of the header stands where the codec has it', (t) => {
  const layout = /local HEADER = \{\n([^}]*(?:\}[^}]+)*?)\n\}/.exec(text)?.[1] ?? ''
  const rows = [...layout.matchAll(/\{ "(\w+)", (\d+), (\d+),/g)].map((row) => row.slice(1))
  t.deepEqual(
    rows.map(([name, offset, length]) => `${name} ${offset} ${length}`),
    FIELDS.map(({ name, offset, length }) => `${name} ${offset} ${length}`)
  )
  for (const { name, parts = [] } of [...FIELDS, ...TERMS_FIELDS]) {
    for (const each of [name, ...parts.map((part) => part.name)]) {
      t.true(text.includes(`"rdtchat.${each}"`), each)
    }
  }
  t.true(text.includes(`local HEADER_LENGTH = ${HEADER_LENGTH}\n`))
  KINDS.forEach((kind, i) => {
    t.true(text.includes(`[${i}] = "${kind}"`))
  })
})

test('the terms of an opening follow each other without a gap', (t) => {
  let end = 0
  for (const { offset, length } of TERMS_FIELDS) {
    t.is(offset, end)
    end = offset + length
  }
  t.is(end, TERMS_LENGTH)
})

test('the parts of a field share its bits', (t) => {
  for (const { name, length, parts = [] } of FIELDS) {
    let taken = 0
    for (const { mask } of parts) {
      t.is(taken & mask, 0, name)
      taken |= mask
    }
    t.true(taken < 2 ** (8 * length))
  }
})

test('it knows what the ACKs of every protocol mean, bugs and variants included', (t) => {
  const varied = [...MUTANTS, ...VARIANTS].map(({ protocol }) => protocol)
  for (const { name } of [...PROTOCOLS, ...varied]) {
    t.true(text.includes(`["${name}"] = { acks = "${numberingOf(name).acks}"`), name)
  }
})

test('fields that filters are written with keep their names', (t) => {
  const names = 'seq ack kind conn window len checksum checksum.status attempt retransmission_of'
  const more = 'duplicate_of duplicate_ack_of acks acked_in ack_rtt payload reason'
  for (const name of `${names} ${more}`.split(' ')) t.true(text.includes(`"rdtchat.${name}"`), name)
  t.notRegex(text, /Proto\("rdt"/)
})
