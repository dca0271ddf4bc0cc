/** The language of `--where`: what each condition takes, and what is refused, with the place and the mend. */
import test from 'ava'
import fc from 'fast-check'
import { BadInput } from '../../src/kernel/quantity.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { parseFilter } from '../../src/trace/filter.js'
import { FIELD_NAMES } from '../../src/trace/filter-fields.js'
import { holds } from '../kernel/property.js'

const SEND: TraceEvent = {
  t: 250_000,
  at: 'alice',
  event: 'send',
  link: 'alice>server',
  conn: '0327c55ab085526e',
  id: 12,
  kind: 'data',
  seq: 3,
  len: 32,
  attempt: 2
}
const DROP: TraceEvent = { t: 251_000, at: 'channel', event: 'drop', why: 'loss 20%: rolled 0.1' }
const STATE: TraceEvent = {
  t: 0,
  at: 'alice',
  event: 'state',
  half: 'sender',
  state: { base: 3, nextseqnum: 7, state: 'wait', acked: [5, 6] }
}
const SAY: TraceEvent = { t: 5, at: 'alice', event: 'say', to: ['bob', 'carol'], text: 'it is 5' }
const LATE: TraceEvent = { t: 9, at: 'channel', event: 'delay', delay: -50_000 }

const CASES: readonly (readonly [condition: string, taken: readonly TraceEvent[]])[] = [
  ['kind == data', [SEND]],
  ['kind==data&&attempt>1', [SEND]],
  ['kind == data && attempt > 2', []],
  ['event == drop || seq == 3', [SEND, DROP]],
  ['event in (drop, state)', [DROP, STATE]],
  ['seq in (1,3)', [SEND]],
  ['link == alice>server', [SEND]],
  ["link == 'alice>server'", [SEND]],
  ['link == "server>alice"', []],
  ['t > 250ms', [DROP]],
  ['t >= 250ms', [SEND, DROP]],
  ['t <= 0.25s && t >= 250000us', [SEND]],
  ['t == 0', [STATE]],
  ['delay < 0', [LATE]],
  ['delay == -50ms', [LATE]],
  ['state.base == 3', [STATE]],
  ['state.acked == 6', [STATE]],
  ['state.acked > 5', [STATE]],
  ['state.acked == 7', []],
  ['state.state == wait', [STATE]],
  ['state.base != 4', [STATE]],
  ['state.toString == 4', []],
  ['to == carol', [SAY]],
  ["text == 'it is 5'", [SAY]],
  ['why contains 20%', [DROP]],
  ['conn', [SEND]],
  ['!conn', [DROP, STATE, SAY, LATE]],
  ['! (seq == 3 || event == say) && !(event == state)', [DROP, LATE]],
  ['seq != 4', [SEND]],
  ['seq != 3', []],
  ['!!seq', [SEND]],
  // && binds closer than ||.
  ['event == drop || kind == data && attempt > 2', [DROP]],
  ['(event == drop || kind == data) && attempt > 1', [SEND]]
]

for (const [condition, taken] of CASES) {
  test(`${condition} takes what it says`, (t) => {
    const filter = parseFilter(condition)
    t.deepEqual([SEND, DROP, STATE, SAY, LATE].filter(filter), [...taken])
  })
}

const REFUSED: readonly (readonly [condition: string, message: string])[] = [
  ['', '--where, position 1: there is no condition; write kind == data && attempt > 1'],
  ['knd == data', "--where, position 1: there is no field 'knd'; did you mean kind?"],
  ['state == 3', "--where, position 1: there is no field 'state'; did you mean state.base?"],
  ['seq == three', "--where, position 8: seq is a number, and 'three' is none; write seq == 3"],
  ['seq > 3ms', "--where, position 7: seq is a number, and '3ms' is none; write seq == 3"],
  ['kind == data && t > 250', "--where, position 21: '250' has no unit; write t > 250ms"],
  ['kind = data', '--where, position 6: one = means nothing; write =='],
  ['seq == 3 & kind == data', '--where, position 10: one & means nothing; write &&'],
  ['seq == 3 and kind == data', "--where, position 10: 'and' means nothing here; write &&"],
  ['not seq', "--where, position 1: 'not' is no field; write && for and, || for or, ! for not"],
  ['(seq == 3', '--where, position 1: ( has no ) behind it; write both'],
  ['seq == 3)', '--where, position 9: ) has no ( before it; write both'],
  ['event == snd', "--where, position 10: there is no event 'snd'; did you mean send?"],
  ["kind == 'data", "--where, position 9: ' has no ' behind it; write both"],
  ['seq in 3', '--where, position 8: in needs a list; write seq in (a, b)'],
  ['seq in (3 4)', "--where, position 11: '4' is in the list; write a comma between two values"],
  [
    'kind > ack',
    '--where, position 8: kind is a text, and no text is > another; write kind == ack'
  ],
  ['seq == 3 kind', "--where, position 10: 'kind' cannot stand here; write && or || before it"]
]

for (const [condition, message] of REFUSED) {
  test(`'${condition}' is refused with the place and the mend`, (t) => {
    t.throws(() => parseFilter(condition), { instanceOf: BadInput, message })
  })
}

test('nested deeper than anybody thinks, a condition is refused, and no stack overflows', (t) => {
  for (const sign of ['(', '!']) {
    t.throws(() => parseFilter(`${sign.repeat(100_000)}seq`), {
      instanceOf: BadInput,
      message: /nested too deep/
    })
  }
  const long = Array.from({ length: 20_000 }, () => 'seq == 3').join(' || ')
  t.true(parseFilter(long)(SEND))
})

const words = fc.constantFrom(
  ...FIELD_NAMES,
  ...['state.base', '==', '!=', '<', '<=', '>', '>=', '&&', '||', '!', '(', ')', ',', 'in'],
  ...['contains', '3', '250ms', '-1s', 'data', 'drop', '"', "'", '=', '&', ' ', '\t', '…', '\u202e']
)

test('whatever is typed, the answer is a filter or a refusal in one line', (t) => {
  const texts = fc.oneof(
    fc.array(words, { maxLength: 12 }).map((all) => all.join(' ')),
    fc.array(words, { maxLength: 12 }).map((all) => all.join('')),
    fc.string({ unit: 'binary', maxLength: 60 })
  )
  let accepted = 0
  holds(
    t,
    texts,
    (text) => {
      try {
        const filter = parseFilter(text)
        accepted++
        return [SEND, DROP, STATE, SAY, LATE].every((event) => typeof filter(event) === 'boolean')
      } catch (error) {
        return (
          error instanceof BadInput && /^--where, position \d+: [^\n]+; [^\n]+$/.test(error.message)
        )
      }
    },
    3_000
  )
  t.true(accepted > 20, `only ${accepted} of them were conditions`)
})

test('a condition and its opposite share the events among them', (t) => {
  const comparison = fc
    .tuple(
      fc.constantFrom('seq', 'ack', 'attempt', 'state.base'),
      fc.constantFrom('==', '!=', '<', '>='),
      fc.nat(4)
    )
    .map(([field, sign, value]) => `${field} ${sign} ${value}`)
  const condition = fc
    .array(comparison, { minLength: 1, maxLength: 4 })
    .chain((all) => fc.constantFrom(all.join(' && '), all.join(' || ')))
  const event = fc.record(
    { seq: fc.nat(4), ack: fc.nat(4), attempt: fc.nat(4), state: fc.record({ base: fc.nat(4) }) },
    { requiredKeys: [] }
  )
  holds(t, fc.tuple(condition, event), ([text, keys]) => {
    const one: TraceEvent = { ...SEND, ...keys }
    return parseFilter(text)(one) !== parseFilter(`!(${text})`)(one)
  })
})
