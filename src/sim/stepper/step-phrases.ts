/** Words for segments, numbers and times in the sentences of a step. */
import { type Micros, toMs } from '../../kernel/time.js'
import type { TraceEvent } from '../../trace/event.js'

/** A step in words: what happened, what was done about it, why. Some may be empty. */
export interface StepWords {
  readonly what: string
  readonly does: readonly string[]
  readonly why: string
}

/** `150 ms`, `1.5 ms`. */
export const timeText = (time: Micros): string => `${Number(toMs(time).toFixed(3))} ms`

/** `data 3`, `ACK 2`, `a NAK`, `a datagram (close)`; an ACK that has no number in its protocol: `an ACK`. */
export function segmentText(
  { kind, number }: { readonly kind?: string | undefined; readonly number?: number | undefined },
  hasNumbers = true
): string {
  if (kind === 'data') return hasNumbers ? `data ${number ?? '?'}` : 'the data'
  if (kind === 'ack') return hasNumbers ? `ACK ${number ?? '?'}` : 'an ACK'
  if (kind === 'nak') return 'a NAK'
  return kind === undefined ? 'a segment' : `a datagram (${kind})`
}

/** `3`, `3, 4`, `3–6`, `3–5, 7`. */
export function numbersText(numbers: readonly (number | undefined)[]): string {
  const runs: [first: number, last: number][] = []
  for (const number of numbers) {
    if (number === undefined) continue
    const last = runs.at(-1)
    if (last !== undefined && number === last[1] + 1) last[1] = number
    else runs.push([number, number])
  }
  return runs
    .flatMap(([first, last]) =>
      last - first > 1
        ? [`${first}–${last}`]
        : last === first
          ? [`${first}`]
          : [`${first}, ${last}`]
    )
    .join(', ')
}

/** `data 3–6`; of a protocol without numbers `the data`. */
export function dataText(sends: readonly TraceEvent[], hasNumbers: boolean): string {
  return hasNumbers ? `data ${numbersText(sends.map(({ seq }) => seq))}` : 'the data'
}

/** rdt1.0 and rdt2.0 have no numbers; in rdt2.1 data has, and ACKs have not. */
export const hasDataNumbers = (name: string): boolean => name !== 'rdt1.0' && name !== 'rdt2.0'
export const hasAckNumbers = (name: string): boolean => hasDataNumbers(name) && name !== 'rdt2.1'

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
