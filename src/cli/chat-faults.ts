/** What went wrong in a run of `rdt chat`, in words: for whom, and why. */
import { cleanText } from '../kernel/display.js'
import type { Protocol, Fault as Weathering } from '../rdt/protocol.js'
import type { TransportOptions } from '../rdt/transport.js'
import type { Fault } from './chat-ledger.js'
import type { ChatSummary } from './chat-summary.js'

export interface Trouble {
  readonly faults: Iterable<Fault>
  /** Links on which something waits for its ACK, `alice>server`. */
  readonly waiting: readonly string[]
  /** Frames that arrived, and that nobody could read. */
  readonly unreadable: number
}

/** So many lines of one kind, and so many messages in a line. */
const MOST_LINES = 8
const MOST_TEXTS = 4
const LONGEST_TEXT = 32

/** The lines of the report on what went wrong; none where nothing did. */
export function troubleLines(
  { faults, waiting, unreadable }: Trouble,
  { lost, duplicated, reordered, damaged }: ChatSummary['messages']
): string[] {
  if (lost + duplicated + reordered + damaged === 0) return []
  const groups = group(faults)
  const lines = (['lost', 'duplicated', 'reordered', 'damaged'] as const).flatMap((kind) =>
    section(
      kind,
      groups.filter((one) => one.kind === kind).map((one) => sentence(one))
    )
  )
  const frames = unreadable === 1 ? 'frame that' : 'frames that'
  return [
    ...lines,
    ...(unreadable > 0 ? [`unreadable ${unreadable} ${frames} arrived`] : []),
    ...(waiting.length > 0 ? [`waiting    for an ACK: ${waiting.join(', ')}`] : [])
  ]
}

const WEATHERING: Readonly<Record<Weathering, string>> = {
  'corrupt-data': 'corruption of data',
  'corrupt-ack': 'corruption of ACKs',
  loss: 'loss',
  duplicate: 'duplication',
  reorder: 'reordering',
  delay: 'delay'
}

/**
 * Why things went wrong: what the channel did that protocol or checksum are not made for.
 * @param isJittery the delay varies, which may change the order, though nobody counts it
 */
export function reasonLines(
  { protocol, checksum }: Pick<TransportOptions, 'protocol' | 'checksum'>,
  { corrupted, dropped, duplicated, reordered }: ChatSummary['segments'],
  isJittery: boolean
): string[] {
  const met: Weathering[] = []
  if (corrupted > 0) met.push('corrupt-data', 'corrupt-ack')
  if (dropped > 0) met.push('loss')
  if (duplicated > 0) met.push('duplicate')
  if (reordered > 0 || isJittery) met.push('reorder')
  const tooMuch = met.filter((fault) => !protocol.survives.includes(fault))
  const lines: string[] = []
  if (tooMuch.length > 0) {
    const words = tooMuch.map((fault) => WEATHERING[fault]).join(', ')
    lines.push(`protocol   ${protocol.name} does not withstand ${words}`)
  } else if (corrupted > 0 && isOneWay(protocol)) {
    lines.push(
      `protocol   ${protocol.name} withstands this where data goes one way only: here data and ACKs`,
      '           cross, nobody knows which of them was corrupt, and an ACK without a number is',
      '           taken for that of the next segment'
    )
  }
  if (checksum !== 'crc32' && corrupted > 0) {
    lines.push(`checksum   ${checksum} does not notice all corruption`)
  }
  return lines
}

/** A sender without a timer, whose every answer counts. */
const isOneWay = ({ survives }: Protocol): boolean => !survives.includes('loss')

/** Faults of one kind with the messages of one author for one person. */
interface Group extends Pick<Fault, 'kind' | 'person' | 'author'> {
  readonly faults: Fault[]
}

function group(faults: Iterable<Fault>): Group[] {
  const groups = new Map<string, Group>()
  for (const fault of faults) {
    const { kind, person, author } = fault
    const key = `${kind}\n${person}\n${author}`
    const known = groups.get(key)
    if (known === undefined) groups.set(key, { kind, person, author, faults: [fault] })
    else known.faults.push(fault)
  }
  return [...groups.values()]
}

function section(kind: string, sentences: readonly string[]): string[] {
  const told = sentences.slice(0, MOST_LINES)
  if (sentences.length > told.length) told.push(`… and ${sentences.length - told.length} more such`)
  return told.map((line, i) => (i === 0 ? kind : '').padEnd(11) + line)
}

function sentence({ kind, person, author, faults }: Group): string {
  const whose = author === undefined ? '' : `${author}'s `
  if (kind === 'lost') return `${person} never got ${whose}${list(faults, quote)}`
  if (kind === 'duplicated') return `${person} got ${whose}${list(faults, times)}`
  if (kind === 'reordered') return `${person} got, too late, ${whose}${list(faults, quote)}`
  return `${person} read ${list(faults, misread)}`
}

function list(faults: readonly Fault[], tell: (fault: Fault) => string): string {
  const told = faults.slice(0, MOST_TEXTS).map((fault) => tell(fault))
  const more = faults.length - told.length
  return more > 0 ? `${told.join(', ')} and ${more} more` : told.join(', ')
}

const quote = ({ text }: Pick<Fault, 'text'>): string => {
  const letters = [...cleanText(text)]
  const isLong = letters.length > LONGEST_TEXT
  return `"${isLong ? `${letters.slice(0, LONGEST_TEXT).join('')}…` : letters.join('')}"`
}

const times = (fault: Fault): string =>
  `${quote(fault)} ${fault.copies === 2 ? 'twice' : `${fault.copies} times`}`

const misread = ({ author, text, misread = '' }: Fault): string => {
  const read = quote({ text: misread })
  return author === undefined
    ? `${read}, which nobody said`
    : `${read} for ${author}'s ${quote({ text })}`
}
