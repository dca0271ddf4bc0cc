/** What a ladder says in words: beside an arrow, and beside a row. */
import { toMs } from '../kernel/time.js'
import type { Crossing } from './ladder-crossing.js'
import type { Glyphs } from './ladder-glyphs.js'
import { type Arrival, type Delivery, isKept, type Row, type State } from './ladder-row.js'

/** One and the same thing, at length and in short. */
export type Forms = readonly string[]

/** What stands on the arrow of `row`, or in its place, the longest form first. */
export function labelForms(row: Row, glyphs: Glyphs, namesTimers: boolean): Forms {
  const { what, crossing, arrival } = row
  if (what === 'timeout') return [`${glyphs.clock} timeout${namesTimers ? ` ${row.timer}` : ''}`]
  if (what === 'say') return [glyphs.note]
  if (crossing === undefined || what === 'copy') return ['']
  if (arrival === undefined) return departureLabels(crossing)
  const name = nameOf(arrival.isBroken ? crossing : { ...crossing, ...known(arrival) })
  const copied = crossing.original === undefined ? name : `${name} copy`
  const isDamaged = arrival.isBroken || crossing.damage !== undefined
  return isDamaged ? [`${copied} corrupt`, copied, name] : [copied, name]
}

/** `data 3`, `data 3 again`, `data 3, try 3`. */
function departureLabels(crossing: Crossing): Forms {
  const name = nameOf(crossing)
  const { attempt } = crossing
  if (attempt === 1) return [name]
  return [attempt === 2 ? `${name} again` : `${name}, try ${attempt}`, `${name} ×${attempt}`]
}

const known = ({ kind = '?', number }: Arrival) => ({ kind, number })

/** `data 3`, `ack 2`, `nak`. */
const nameOf = ({ kind, number }: Pick<Crossing, 'kind' | 'number'>): string =>
  number === undefined ? kind : `${kind} ${number}`

/** What stands beside `row`, the longest form first. */
export function asideOf(row: Row): Forms {
  const { what, crossing, arrival, delay, text = '' } = row
  const parts: Forms[] = []
  if (what === 'say') parts.push([text, text.replace(/: .*/s, '')])
  else if (what === 'timeout') parts.push(delay === undefined ? [] : [`after ${duration(delay)}`])
  else if (arrival !== undefined) parts.push(...arrivalForms(row, arrival))
  else if (crossing !== undefined) {
    if (what === 'copy') parts.push(because('copy', text))
    parts.push(...departureForms(crossing))
  }
  const isLost = arrival === undefined && crossing?.lost !== undefined
  return joined(
    parts.filter(([form = '']) => form !== ''),
    isLost
  )
}

function departureForms(crossing: Crossing): Forms[] {
  const { number, damage, late, lost, isSpurious, isHasty, end } = crossing
  const parts: Forms[] = []
  if (lost !== undefined) parts.push(because('lost', lost))
  else if (damage !== undefined) parts.push(because('corrupt', damage))
  if (lost === undefined && late !== undefined) parts.push(lateForms(late))
  const what = isHasty ? 'was on its way' : 'had arrived'
  if (isSpurious) parts.push([`spurious: ${number} ${what}`, 'spurious'])
  if (lost === undefined && end === undefined) parts.push(['still under way'])
  return parts
}

function lateForms({ by, why }: NonNullable<Crossing['late']>): Forms {
  if (by === 0) return because('held back', why)
  const much = `${by > 0 ? 'late' : 'early'} ${duration(Math.abs(by))}`
  return [...because(much, why), by > 0 ? 'late' : 'early']
}

function arrivalForms(row: Row, arrival: Arrival): Forms[] {
  const parts: Forms[] = []
  if (arrival.discarded !== undefined) parts.push([`discarded: ${arrival.discarded}`, 'discarded'])
  else if (arrival.delivered.length > 0) parts.push(deliveryForms(row, arrival))
  else if (arrival.isBroken) parts.push(brokenForms(row))
  else if (arrival.kind === 'data') parts.push(refusalForms(arrival))
  else if (isDuplicateAck(row, arrival)) parts.push(['duplicate ACK', 'duplicate'])
  if (arrival.overtaker !== undefined) {
    parts.push([`overtaken by ${nameOf(arrival.overtaker)}`, 'overtaken'])
  }
  return parts
}

/** Where ACKs have numbers of their own, the same again; else the same that changes nothing. */
const isDuplicateAck = ({ state, isChange }: Row, { isRepeated }: Arrival): boolean =>
  isRepeated && (!isChange || state?.['base'] !== undefined)

/** The book's senders take a broken ACK for bad news, its receivers throw broken data away. */
const brokenForms = ({ crossing }: Row): Forms =>
  crossing?.kind === 'data' ? ['discarded: wrong checksum', 'discarded'] : ['wrong checksum']

/** Data that was handed up. */
function deliveryForms({ crossing }: Row, arrival: Arrival): Forms {
  const { delivered, receiver, isBroken } = arrival
  const [first] = delivered
  if (first?.ordinal === undefined) return ['delivered']
  const numbers = listed(delivered.map(({ ordinal }) => ordinal))
  const odd = delivered.find(({ order }) => order !== 'next') ?? first
  if (isBroken || crossing?.damage !== undefined) {
    const why = isBroken ? 'in spite of its checksum' : 'its checksum does not show it'
    const damaged = `delivered ${numbers} DAMAGED${remark(odd)}`
    return [`${damaged}: ${why}`, damaged]
  }
  const said = `delivered ${numbers}${remark(odd)}`
  const state = receiver === undefined ? '' : stateWords(receiver).join(', ')
  return state === '' ? [said] : [`${said}; ${state}`, said]
}

/** `4`, `4, 5`, `4–7`, `4, 1, 2`. */
function listed(ordinals: readonly (number | undefined)[]): string {
  const [first = 0] = ordinals
  const isRun = ordinals.every((ordinal, place) => ordinal === first + place)
  return isRun && ordinals.length > 2 ? `${first}–${ordinals.at(-1)}` : ordinals.join(', ')
}

function remark({ order, awaited }: Delivery): string {
  if (order === 'next') return ''
  if (order === 'again') return ' AGAIN'
  return order === 'gap' ? `, NOT ${awaited}` : ', TOO LATE'
}

/** Data that was not handed up. */
function refusalForms({ number, isKnown, isMistaken, receiver }: Arrival): Forms {
  const awaited = receiver?.['expectedseqnum'] ?? receiver?.['rcv_base']
  if (isMistaken) return [`an OLD ${number}, buffered as a NEW one`, 'OLD taken for NEW']
  if (isKnown) return ['duplicate: was here before', 'duplicate']
  if (receiver !== undefined && isKept(receiver, number)) {
    return [`buffered: ${awaited} is missing`, 'buffered']
  }
  if (typeof awaited === 'number' && awaited !== number) {
    return [`not delivered: expects ${awaited}`, `expects ${awaited}`]
  }
  return ['not delivered']
}

/** What stands in the notes where `row` is no arrow: its label with it. */
export const eventForms = (row: Row, [label = '']: Forms): Forms =>
  asideOf(row).map((form) => `${label} ${form}`.trimEnd())

/** The sender's state in the left margin: `3..7` for base and nextseqnum, then what else there is. */
export function stateForms(state: State | undefined): Forms {
  if (state === undefined) return ['']
  const { base, nextseqnum, ...rest } = state
  const hasWindow = base !== undefined && nextseqnum !== undefined
  const words = stateWords(hasWindow ? rest : state)
  if (hasWindow) words.unshift(`${base}..${nextseqnum}`)
  const forms = words.map((_, index) => words.slice(0, words.length - index).join(' '))
  // `wait for call 1 from above` is that of `wait for call 1` at length, and of `call 1`.
  const [short = ''] = forms.at(-1)?.split(' from ') ?? []
  return [...new Set([...forms, short, short.replace(/^wait for /, '')])]
}

/** `cwnd 4`, `acked 5 6`, or the book's bubble; nothing of what is empty. */
function stateWords(state: State): string[] {
  const words: string[] = []
  for (const [name, value] of Object.entries(state)) {
    if (typeof value === 'string') words.push(value)
    else if (typeof value === 'number') words.push(`${name} ${value}`)
    else if (value.length > 0) words.push(`${name} ${value.join(' ')}`)
  }
  return words
}

/** `lost: loss 20%: rolled 0.0731 < 0.2`, `lost: loss 20%`, `lost`. */
function because(what: string, why: string): Forms {
  const rule = why.slice(0, Math.max(0, why.indexOf(': ')))
  return [why, rule, ''].flatMap((reason, place) =>
    place === 1 && reason === '' ? [] : [reason === '' ? what : `${what}: ${reason}`]
  )
}

/**
 * All parts at length, then one after the other in short, the last first; in the end the first alone.
 * @param isReasoned the first shall keep its reason as long as there is room for it
 */
function joined(parts: readonly Forms[], isReasoned: boolean): Forms {
  const places = parts.map(() => 0)
  const forms: string[] = []
  const note = () => forms.push(parts.map((part, index) => part[places[index] ?? 0]).join('; '))
  note()
  for (let index = parts.length - 1; index >= 0; index--) {
    const { length = 0 } = parts[index] ?? {}
    for (let place = 1; place < length; place++) {
      if (index === 0 && isReasoned && parts.length > 1 && place === length - 1) {
        forms.push(parts[0]?.[place - 1] ?? '')
      }
      places[index] = place
      note()
    }
  }
  if (parts.length > 1) forms.push(parts[0]?.at(-1) ?? '')
  return forms
}

const duration = (time: number): string => `${toMs(time)} ms`
