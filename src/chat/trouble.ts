/** What went wrong between people, in words: who never got what, what came twice, too late, damaged. */
import { cleanText } from '../kernel/display.js'
import type { Fault, MessageCounts } from './ledger.js'

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

const KINDS: readonly Fault['kind'][] = ['lost', 'duplicated', 'reordered', 'damaged']

/** `bob never got alice's "line 3"`: a sentence for each that suffered, by kind of fault. */
export const faultSentences = (
  faults: Iterable<Fault>
): readonly { readonly kind: Fault['kind']; readonly words: string }[] => {
  const groups = group(faults)
  return KINDS.flatMap((kind) =>
    groups.filter((one) => one.kind === kind).map((one) => ({ kind, words: sentence(one) }))
  )
}

/** The lines of the report on what went wrong; none where nothing did. */
export function troubleLines(
  { faults, waiting, unreadable }: Trouble,
  { lost, duplicated, reordered, damaged }: MessageCounts
): string[] {
  if (lost + duplicated + reordered + damaged === 0) return []
  const told = faultSentences(faults)
  const lines = KINDS.flatMap((kind) =>
    section(
      kind,
      told.filter((one) => one.kind === kind).map(({ words }) => words)
    )
  )
  const frames = unreadable === 1 ? 'frame that' : 'frames that'
  return [
    ...lines,
    ...(unreadable > 0 ? [`unreadable ${unreadable} ${frames} arrived`] : []),
    ...(waiting.length > 0 ? [`waiting    for an ACK: ${waiting.join(', ')}`] : [])
  ]
}

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
