/** What a protocol of somebody's own says of itself, in a file or as the first line of a program. */
import * as v from 'valibot'
import { FAULTS } from '../rdt/protocol.js'

const ACKS = ['last', 'next', 'each', 'none'] as const
const MOST_BITS = 32
const isBits = `it must be a whole number from 1 to ${MOST_BITS}`

/** The entries that hold plain values; what is wrong with one is a clause that begins with 'it'. */
export const protocolEntries = {
  name: v.pipe(
    v.string('it must be a text'),
    v.regex(/^[\w.+-]{1,32}$/, 'it must be 1 to 32 letters, digits, or any of . + - _')
  ),
  title: v.pipe(
    v.string('it must be a text'),
    v.regex(/^[^\p{Cc}\p{Cf}]{1,60}$/u, 'it must be 1 to 60 characters of plain text')
  ),
  acks: v.optional(v.picklist(ACKS, `it must be one of ${ACKS.join(', ')}`)),
  seqBits: v.optional(
    v.pipe(
      v.number(isBits),
      v.integer(isBits),
      v.minValue(1, isBits),
      v.maxValue(MOST_BITS, isBits)
    )
  ),
  windowRule: v.optional(
    v.pipe(
      v.string('it must be a text'),
      v.regex(/^[^\p{Cc}\p{Cf}]{1,200}$/u, 'it must be 1 to 200 characters of plain text')
    )
  ),
  otherTimers: v.optional(
    v.array(v.number('each must be a number'), 'it must be a list of numbers of timers')
  ),
  survives: v.array(
    v.picklist(FAULTS, `each must be one of ${FAULTS.join(', ')}`),
    "it must be a list, ['loss'] or []"
  )
}
