/**
 * One segment under the glass: the fields of its header with their bytes, and its life from the
 * application that gave it to the one that got it.
 */
import { toMs } from '../../kernel/time.js'
import type { TraceEvent } from '../../trace/event.js'
import { signOf, wordsOf } from '../../trace/event-words.js'
import { LifeCollector } from '../../trace/life.js'
import { describeLife, type Life } from '../../trace/segment-life.js'
import { HEADER_LENGTH } from '../../wire/fields.js'
import { wrapped } from './facts-words.js'
import type { RunModel } from './run.js'
import { fieldViews, hexOf } from './segment-view-bytes.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface SegmentOptions {
  /** The link over which it goes, or the way back. */
  readonly link: string
  /** The transmission, as the ladder names it. */
  readonly id: number
  /** Lines that are passed over at the top. */
  readonly scroll?: number
}

interface TextLine {
  readonly text: string
  readonly style: Style
}

/** From this width on the life stands beside the header. */
const WIDE = 120
const LEFT = 66
/** Below this one a field takes two lines. */
const NARROW = 64
const BYTES_IN_ROW = 8

/** Fills `paper`; says so where the segment is no longer remembered. */
export function drawSegment(paper: Surface, run: RunModel, options: SegmentOptions): void {
  const { link, id, scroll = 0 } = options
  const events = run.recent(link)?.events.filter((event) => event.id === id) ?? []
  const [first] = events
  if (first === undefined) {
    paper.put(0, 0, 'this segment is no longer remembered', 'faint')
    return
  }
  const isWide = paper.width >= WIDE
  const width = isWide ? LEFT - 2 : paper.width
  const header = [
    ...titleLines(first, id, width),
    ...headerLines(run, first, events, width < NARROW)
  ]
  const room = isWide ? paper.width - LEFT : paper.width
  const life = lifeLines(run, link, first, id, room)
  if (!isWide) {
    put(paper, [...header, BLANK, ...life], scroll)
    return
  }
  put(paper.part(0, 0, LEFT - 2, paper.height), header, 0)
  put(paper.part(LEFT, 0, room, paper.height), life, scroll)
}

const BLANK: TextLine = { text: '', style: 'plain' }

function put(paper: Surface, lines: readonly TextLine[], scroll: number): void {
  const first = Math.max(0, Math.min(scroll, lines.length - paper.height))
  lines.slice(first, first + paper.height).forEach(({ text, style }, y) => {
    paper.put(0, y, text, style)
  })
}

function titleLines(
  { kind = '?', seq, ack, link, attempt = 1, of }: TraceEvent,
  id: number,
  width: number
): TextLine[] {
  const number = kind === 'data' ? seq : ack
  const name = number === undefined ? kind : `${kind} ${number}`
  const again = attempt > 1 ? `, retransmitted: transmission ${attempt} of it` : ''
  const copy = of === undefined ? '' : `, a copy of #${of}`
  const lines = wrapped(`#${id} ${name}, ${link ?? ''}${again}${copy}`, width)
  return lines.map((text) => ({ text, style: 'title' }))
}

function headerLines(
  run: RunModel,
  first: TraceEvent,
  events: readonly TraceEvent[],
  isNarrow: boolean
): TextLine[] {
  const bytes = events.map((event) => run.bytesOf(event)).find((each) => each !== undefined)
  const head = isNarrow ? 'at  field and bytes' : 'at  bytes                    field'
  const lines: TextLine[] = [{ text: head, style: 'faint' }]
  for (const { field, bytes: shown, value } of fieldViews(first, run.header, run.protocol, bytes)) {
    const style = value === 'not in the trace' ? 'faint' : 'plain'
    const at = String(field.offset).padStart(2)
    if (isNarrow) {
      lines.push({ text: `${at}  ${field.label}: ${value}`, style })
      lines.push({ text: `    ${shown}`, style: 'faint' })
    } else lines.push({ text: `${at}  ${shown.padEnd(23)}  ${field.label}: ${value}`, style })
  }
  if (bytes !== undefined && bytes.length > HEADER_LENGTH) {
    lines.push(...payloadLines(bytes.subarray(HEADER_LENGTH)))
  } else if ((first.len ?? 0) > 0) {
    lines.push({
      text: `${HEADER_LENGTH}  ${first.len} bytes of payload, not in the trace`,
      style: 'faint'
    })
  }
  return lines
}

/** `28  68 65 6c 6c 6f           hello` */
function payloadLines(payload: Uint8Array): TextLine[] {
  const lines: TextLine[] = []
  for (let at = 0; at < payload.length; at += BYTES_IN_ROW) {
    const row = payload.subarray(at, at + BYTES_IN_ROW)
    const letters = Array.from(row, (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'
    ).join('')
    const text = `${String(HEADER_LENGTH + at).padStart(2)}  ${hexOf(row).padEnd(23)}  ${letters}`
    lines.push({ text, style: 'plain' })
  }
  return lines
}

/** Of data its whole life; of anything else what became of this transmission. */
function lifeLines(
  run: RunModel,
  link: string,
  first: TraceEvent,
  id: number,
  width: number
): TextLine[] {
  const events = run.recent(link)?.events ?? []
  const life = lifeOf(run, events, first, id)
  const told = life?.events ?? events.filter((event) => event.id === id || event.of === id)
  const head = life === undefined ? 'what became of it' : describeLife(life)
  return [
    ...wrapped(head, width).map((text): TextLine => ({ text, style: 'title' })),
    ...told.flatMap((event) => eventLines(event, event.id === id, width))
  ]
}

/** The life that the transmission `id` is part of. */
function lifeOf(
  { protocol }: RunModel,
  events: readonly TraceEvent[],
  { kind, seq }: TraceEvent,
  id: number
): Life | undefined {
  if (kind !== 'data' || seq === undefined) return undefined
  const { seqBits, acks, otherTimers } = protocol
  const collector = new LifeCollector({ seq, seqBits, acks, otherTimers })
  for (const event of events) collector.take(event)
  return collector.lives.find((life) => life.events.some((event) => event.id === id))
}

const STYLES: Readonly<Partial<Record<TraceEvent['event'], Style>>> = {
  drop: 'lost',
  corrupt: 'corrupted',
  duplicate: 'duplicated',
  delay: 'late',
  timeout: 'timer',
  deliver: 'good',
  discard: 'warning'
}

/** `▸  250 ms  → alice: send data 3, 32 B, try 2` */
function eventLines(event: TraceEvent, isOwn: boolean, width: number): TextLine[] {
  const { t, at, event: name } = event
  const mark = isOwn ? '▸' : ' '
  const start = `${mark}${`${Number(toMs(t).toFixed(1))} ms`.padStart(10)}  ${signOf(event)} `
  const words = wordsOf(event)
  const rest = wrapped(`${at}: ${name}${words === '' ? '' : ` ${words}`}`, width - start.length)
  const style = STYLES[name] ?? 'plain'
  return rest.map((text, index) => ({
    text: (index === 0 ? start : ' '.repeat(start.length)) + text,
    style
  }))
}
