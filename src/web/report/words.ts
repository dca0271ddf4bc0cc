/** What the page says of a transmission. */
import { toMs } from '../../kernel/time.js'
import { begins, has, type Pair, type Segment } from './run.js'

/** `1 250.5 ms` without rounding: what the trace says. */
export const time = (t: number): string => `${toMs(t)} ms`

/** `data 3`, `ack 2`. */
export const nameOf = ({ kind, number }: Segment): string =>
  number < 0 ? kind : `${kind} ${number}`

/** `data 3, try 2`. */
export function labelOf(segment: Segment): string {
  const name = nameOf(segment)
  if (has(segment, 'copy')) return `${name} copy`
  return segment.attempt > 1 ? `${name}, try ${segment.attempt}` : name
}

/** What became of it, in a few words each, the most telling first. */
export function fatesOf(segment: Segment): string[] {
  const words: string[] = []
  if (has(segment, 'lost')) words.push('lost in the channel')
  if (has(segment, 'damaged')) words.push('corrupted in the channel')
  if (has(segment, 'broken')) words.push('arrived with a wrong checksum')
  if (has(segment, 'discarded')) words.push('thrown away on arrival')
  if (has(segment, 'moved')) words.push('taken out of its order')
  if (has(segment, 'copy')) words.push('made by the channel')
  if (segment.attempt > 1 && segment.kind === 'data' && !has(segment, 'copy')) {
    words.push(has(segment, 'spurious') ? 'retransmission, spurious' : 'retransmission, needed')
  }
  if (words.length === 0) words.push(has(segment, 'arrived') ? 'arrived' : 'end not in the trace')
  return words
}

/** Lines for the box that follows the pointer. */
export function describe(segment: Segment, { nodes }: Pair): string[] {
  const { node, sent, ended, len, kind, why } = segment
  const [from = '?', to = '?'] = node === 0 ? nodes : [nodes[1], nodes[0]]
  const lines = [`${labelOf(segment)}: ${from} → ${to}`, capital(fatesOf(segment).join('; '))]
  if (why !== '') lines.push(why)
  const begun = sent < 0 ? 'sending not in the trace' : `sent ${time(sent)}`
  const end = ended < 0 ? '' : has(segment, 'lost') ? '' : `, came ${time(ended)}`
  lines.push(`${begun}${end}${kind === 'data' ? `, ${len} bytes` : ''}`)
  return lines
}

/** In one breath, for those who listen. */
export const spoken = (segment: Segment, pair: Pair): string =>
  `At ${time(begins(segment))}: ${describe(segment, pair).join('. ')}`

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const plural = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? '' : 's'}`
