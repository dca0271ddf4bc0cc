/**
 * A filter of events, as `rdt trace show --where` takes it:
 *
 *     kind == data && attempt > 1           event in (drop, corrupt) || why contains queue
 *     t > 250ms && !(state.base < 4)        ack                        it has the field
 *
 *     any     = all { '||' all }
 *     all     = one { '&&' one }
 *     one     = '!' one | '(' any ')' | FIELD [ test ]
 *     test    = ( '==' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' ) VALUE
 *             | 'in' '(' VALUE { ',' VALUE } ')'
 *
 * A comparison is false where the event lacks the field, `!=` too. A list is equal to each value
 * that it holds.
 */
import type { TraceEvent } from './event.js'
import {
  eventMend,
  type Field,
  type FieldValue,
  fieldMend,
  findField,
  readNumber
} from './filter-fields.js'
import { type Comparison, FilterText, quoted, type Word } from './filter-text.js'

export type EventFilter = (event: TraceEvent) => boolean

/** Deeper than this nobody thinks. */
const DEEPEST = 100
const EXAMPLE = 'write kind == data && attempt > 1'

/**
 * The filter that `text` describes.
 * @param name what it was given for, as the message shall call it
 * @throws BadInput with the position, counted from 1, and the mend
 */
export function parseFilter(text: string, name = '--where'): EventFilter {
  const words = new FilterText(text, name)
  if (words.isAtEnd) return words.refuse('there is no condition', EXAMPLE)
  const filter = readAny(words, 0)
  if (words.isAtEnd) return filter
  return refuseRest(words)
}

function readAny(words: FilterText, depth: number): EventFilter {
  const parts = [readAll(words, depth)]
  while (words.take('||')) parts.push(readAll(words, depth))
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  return (event) => parts.some((part) => part(event))
}

function readAll(words: FilterText, depth: number): EventFilter {
  const parts = [readOne(words, depth)]
  while (words.take('&&')) parts.push(readOne(words, depth))
  const [only] = parts
  if (parts.length === 1 && only !== undefined) return only
  return (event) => parts.every((part) => part(event))
}

function readOne(words: FilterText, depth: number): EventFilter {
  if (depth > DEEPEST) return words.refuse('this is nested too deep', 'write it in other words')
  if (words.takeNot()) {
    const filter = readOne(words, depth + 1)
    return (event) => !filter(event)
  }
  const { at } = words
  if (words.take('(')) {
    const filter = readAny(words, depth + 1)
    if (words.isAtEnd) words.refuse('( has no ) behind it', 'write both', at)
    return words.take(')') ? filter : refuseRest(words)
  }
  const name = words.takeName()
  if (name === undefined) {
    const found = words.isAtEnd ? 'something is missing here' : `${words.upcoming} is no field`
    return words.refuse(found, EXAMPLE)
  }
  if (['and', 'or', 'not'].includes(name)) {
    words.refuse(`'${name}' is no field`, 'write && for and, || for or, ! for not', at)
  }
  const field = findField(name)
  if (field === undefined) {
    return words.refuse(`there is no field ${quoted(name)}`, fieldMend(name), at)
  }
  return readTest(words, field)
}

function readTest(words: FilterText, field: Field): EventFilter {
  const sign = words.takeComparison()
  if (sign !== undefined) return compare(words, field, sign)
  if (words.takeWord('in')) return readIn(words, field)
  if (words.takeWord('contains')) {
    const { text } = readValue(words, 'contains')
    return (event) => texts(field.of(event)).some((value) => value.includes(text))
  }
  return (event) => field.of(event) !== undefined
}

function compare(words: FilterText, field: Field, sign: Comparison): EventFilter {
  const value = readValue(words, sign)
  if (sign === '==') return equal(words, field, value)
  if (sign === '!=') {
    const isEqual = equal(words, field, value)
    return (event) => field.of(event) !== undefined && !isEqual(event)
  }
  const limit = readNumber(value.text, field.kind)
  if (field.kind === 'text') {
    const mend = `write ${field.name} == ${value.text}`
    words.refuse(`${field.name} is a text, and no text is ${sign} another`, mend, value.at)
  }
  if (limit === undefined) return refuseNumber(words, field, value)
  const holds = ORDER[sign]
  return (event) => numbers(field.of(event)).some((number) => holds(number, limit))
}

const ORDER = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b
} as const

function equal(words: FilterText, field: Field, value: Word): EventFilter {
  const { kind, name } = field
  const { text, at, isQuoted } = value
  const mend = name === 'event' ? eventMend(text) : undefined
  if (mend !== undefined) words.refuse(`there is no event ${quoted(text)}`, mend, at)
  const number = kind === 'text' || isQuoted ? undefined : readNumber(text, kind)
  if (number === undefined && (kind === 'number' || kind === 'time')) {
    refuseNumber(words, field, value)
  }
  return (event) => {
    const found = field.of(event)
    if (Array.isArray(found)) return found.some((one) => one === number || one === text)
    return found !== undefined && (found === number || found === text)
  }
}

function readIn(words: FilterText, field: Field): EventFilter {
  const { at } = words
  if (!words.take('(')) words.refuse('in needs a list', `write ${field.name} in (a, b)`)
  const tests: EventFilter[] = []
  do tests.push(equal(words, field, readValue(words, 'in')))
  while (words.take(','))
  if (words.isAtEnd) words.refuse('( has no ) behind it', 'write both', at)
  if (!words.take(')')) {
    words.refuse(`${words.upcoming} is in the list`, 'write a comma between two values')
  }
  return (event) => tests.some((test) => test(event))
}

function readValue(words: FilterText, sign: string): Word {
  const { at } = words
  const value = words.takeValue()
  if (value !== undefined) return value
  const twice = words.take('=') ? ` (or ${sign} once)` : ''
  return words.refuse(`${sign} needs a value behind it${twice}`, `${EXAMPLE}, or "two words"`, at)
}

function refuseNumber(words: FilterText, { name, kind }: Field, { text, at }: Word): never {
  if (kind === 'any') words.refuse(`${quoted(text)} is no number`, `write ${name} > 4`, at)
  if (kind === 'number') {
    words.refuse(`${name} is a number, and ${quoted(text)} is none`, `write ${name} == 3`, at)
  }
  const what = /^-?[\d.]+$/.test(text) ? 'has no unit' : 'is no time'
  return words.refuse(`${quoted(text)} ${what}`, `write ${name} > 250ms`, at)
}

/** Something stands where the filter should end, or go on with a sign. */
function refuseRest(words: FilterText): never {
  const { at } = words
  for (const sign of ['&', '|', '=']) {
    if (words.take(sign)) words.refuse(`one ${sign} means nothing`, `write ${sign}${sign}`, at)
  }
  if (words.take(')')) words.refuse(') has no ( before it', 'write both', at)
  for (const [word, sign] of [
    ['and', '&&'],
    ['or', '||']
  ] as const) {
    if (words.takeWord(word)) words.refuse(`'${word}' means nothing here`, `write ${sign}`, at)
  }
  return words.refuse(`${words.upcoming} cannot stand here`, 'write && or || before it', at)
}

const numbers = (value: FieldValue): number[] =>
  (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'number')

const texts = (value: FieldValue): string[] =>
  value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String)
