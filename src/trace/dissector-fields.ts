/**
 * The dissector's fields as Lua text, made from the table by which the codec writes and reads: so
 * the two cannot disagree on where a byte stands.
 */
import { CHECKSUMS } from '../rdt/checksum.js'
import { VERSION } from '../rdt/datagram.js'
import { MUTANTS } from '../rdt/mutants/catalogue.js'
import { VARIANTS } from '../rdt/mutants/variants.js'
import { PROTOCOLS } from '../rdt/protocols.js'
import {
  FIELDS,
  type Field,
  type FieldPart,
  HAS_WINDOW,
  HEADER_LENGTH,
  KINDS,
  MAGIC_VALUE,
  TERMS_FIELDS,
  TERMS_LENGTH
} from '../wire/fields.js'
import { ACK_MEANINGS, numberingOf } from './ack-meaning.js'
import { BARE_MARK } from './bare-connection.js'

/** Numbers that have names. */
const NAMED: Readonly<Record<string, string>> = { kind: 'KINDS', 'terms.checksum': 'CHECKSUMS' }

const quoted = (text: string): string => JSON.stringify(text)

/** A list that counts from 0, which Lua's do not. */
const listed = (names: readonly string[]): string =>
  `{ ${names.map((name, i) => `[${i}] = ${quoted(name)}`).join(', ')} }`

const keyed = (entries: readonly string[]): string =>
  `{\n${entries.map((e) => `  ${e}`).join(',\n')}\n}`

function protoField({ name, label, length, about, shownAs }: Field): string {
  const named = NAMED[name] ?? 'nil'
  const display = shownAs === 'hex' ? 'base.HEX' : 'base.DEC'
  const type = `uint${8 * length}`
  const words = [quoted(`rdtchat.${name}`), quoted(label), display, named, 'nil', quoted(about)]
  return `[${quoted(name)}] = ProtoField.${type}(${words.join(', ')})`
}

function partField({ length }: Field, { name, label, mask }: FieldPart): string {
  const named = NAMED[name] ?? 'nil'
  const words = [
    quoted(`rdtchat.${name}`),
    quoted(label),
    'base.DEC',
    named,
    `0x${mask.toString(16)}`
  ]
  return `[${quoted(name)}] = ProtoField.uint${8 * length}(${words.join(', ')})`
}

/** `{ "seq", 12, 4, {} }`: what, where, how long, and its parts. */
const layout = (fields: readonly Field[]): string =>
  keyed(
    fields.map(({ name, offset, length, parts = [] }) => {
      const named = parts.map((part) => quoted(part.name)).join(', ')
      return `{ ${quoted(name)}, ${offset}, ${length}, { ${named} } }`
    })
  )

const offsets = (fields: readonly Field[]): string =>
  `{ ${fields.map(({ name, offset }) => `[${quoted(name)}] = ${offset}`).join(', ')} }`

/** Of all protocols with a name, bugs and variants of them included: people chat over these, too. */
function numberings(): string {
  const varied = [...MUTANTS, ...VARIANTS].map(({ protocol }) => protocol)
  return keyed(
    [...PROTOCOLS, ...varied].map(({ name }) => {
      const { acks, seqBits } = numberingOf(name)
      const bits = seqBits === undefined ? '' : `, seq_bits = ${seqBits}`
      return `[${quoted(name)}] = { acks = ${quoted(acks)}${bits} }`
    })
  )
}

/** Constants, and the fields that have bytes of their own. */
export function dissectorFields(): string {
  const all = [...FIELDS, ...TERMS_FIELDS]
  const protoFields = all.flatMap((field) => [
    protoField(field),
    ...(field.parts ?? []).map((part) => partField(field, part))
  ])
  return `local MAGIC = ${MAGIC_VALUE}
local VERSION = ${VERSION}
local HEADER_LENGTH = ${HEADER_LENGTH}
local HAS_WINDOW = ${HAS_WINDOW}
local TERMS_LENGTH = ${TERMS_LENGTH}
local BARE_MARK = ${BARE_MARK} -- of connections that tell their terms in their ids
local KINDS = ${listed(KINDS)}
local CHECKSUMS = ${listed(CHECKSUMS)}
local ACK_MEANINGS = ${listed(ACK_MEANINGS)}

-- What an ACK names: the last in order, the next expected, each alone; seq_bits 0: no numbers.
local PROTOCOLS = ${numberings()}

-- Name, offset, length, parts.
local HEADER = ${layout(FIELDS)}
local TERMS = ${layout(TERMS_FIELDS)}
local AT = ${offsets(FIELDS)}
local TERMS_AT = ${offsets(TERMS_FIELDS)}

local field = ${keyed(protoFields)}
`
}
