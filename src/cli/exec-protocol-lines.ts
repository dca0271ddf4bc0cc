/**
 * The lines between us and a program that speaks for a protocol: one JSON object each. Ours tell a
 * machine what happens; its answer is any number of orders, and then that it is done.
 *
 *     {"n":7,"machine":2,"half":"receiver","event":"rdtRcv","segment":{…},"at":50000,"options":{…}}
 *                                    {"order":"deliverData","data":"aGVsbG8="}
 *                                    {"order":"udtSend","segment":{"kind":"ack","acknum":1}}
 *                                    {"done":7,"state":{"expectedseqnum":2}}
 *
 * Bytes are base64: most protocols hand them on as they are, and no language needs to escape them.
 */
import { nearest } from '../kernel/nearest.js'
import type { Micros } from '../kernel/time.js'
import { nameOfCongestion, type ProtocolOptions, type RdtHost } from '../rdt/protocol.js'
import type { Segment, SegmentKind } from '../rdt/segment.js'

/** What happens to a machine; `at` in µs. */
export type MachineEvent =
  | { readonly event: 'create' }
  | { readonly event: 'rdtSend'; readonly data: string; readonly at: Micros }
  | { readonly event: 'rdtRcv'; readonly segment: SegmentLine; readonly at: Micros }
  | { readonly event: 'timeout'; readonly timer: number; readonly at: Micros }

export type Line = Readonly<Record<string, unknown>>
type SegmentLine = Omit<Segment, 'data'> & { readonly data: string }
type Order = (line: Line, host: RdtHost) => void

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const KINDS: readonly unknown[] = ['data', 'ack', 'nak'] satisfies readonly SegmentKind[]

export const encodeData = (data: Uint8Array): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64')

/** Those fields alone: what comes from below may have more, which is not for machines. */
export function encodeSegment(segment: Segment): SegmentLine {
  const { kind, seqnum, acknum, window, data, corrupt } = segment
  return {
    kind,
    seqnum,
    acknum,
    ...(window !== undefined && { window }),
    data: encodeData(data),
    corrupt
  }
}

/** The options as they are now; what is unknown or unlimited is left out. */
export function encodeOptions(options: ProtocolOptions): Line {
  const { windowSize, seqBits, rto, srtt, room, congestion } = options
  return {
    windowSize,
    seqBits,
    rto,
    ...(srtt !== undefined && { srtt }),
    ...(room !== undefined && Number.isFinite(room) && { room }),
    ...(congestion !== undefined && { congestion: nameOfCongestion(congestion) })
  }
}

/** @throws Error where `text` is something else */
export function parseLine(text: string): Line {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Most often it was meant for the eyes of its author.
    throw new Error('it is no JSON object; what it prints to debug belongs on standard error')
  }
  if (isObject(value)) return value
  throw new Error('it is no JSON object')
}

export const isObject = (value: unknown): value is Line =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws Error with what is wrong with the order in `line` */
export function carryOut(line: Line, host: RdtHost): void {
  const word = line['order']
  const order = typeof word === 'string' && Object.hasOwn(ORDERS, word) ? ORDERS[word] : undefined
  if (order !== undefined) return order(line, host)
  if (word === undefined) {
    throw new Error('it is neither an order nor done; write {"order":"udtSend",…} or {"done":N}')
  }
  const names = Object.keys(ORDERS)
  const near = typeof word === 'string' ? nearest(word, names) : undefined
  const mend = near === undefined ? `write one of ${names.join(', ')}` : `did you mean ${near}?`
  throw new Error(`there is no order ${shown(word)}; ${mend}`)
}

const ORDERS: Readonly<Record<string, Order>> = {
  udtSend: (line, host) => host.udtSend(segmentOf(line['segment'])),
  deliverData: (line, host) => host.deliverData(dataOf('deliverData', line['data'])),
  startTimer: (line, host) =>
    host.startTimer(numberOf('startTimer: delay', line['delay']), timerOf('startTimer', line)),
  stopTimer: (line, host) => host.stopTimer(timerOf('stopTimer', line)),
  measured: (line, host) => host.measured?.(numberOf('measured: rtt', line['rtt']))
}

function segmentOf(value: unknown): Segment {
  if (!isObject(value)) {
    throw new Error(
      'udtSend: it has no segment; write {"order":"udtSend","segment":{"kind":"ack","acknum":0}}'
    )
  }
  const { kind, window, corrupt = false } = value
  if (!KINDS.includes(kind)) {
    throw new Error(`udtSend: ${shown(kind)} is no kind of segment; write data, ack or nak`)
  }
  if (typeof corrupt !== 'boolean') {
    throw new Error(`udtSend: corrupt is ${shown(corrupt)}; write true or false, or leave it out`)
  }
  const data = value['data'] === undefined && kind !== 'data' ? '' : value['data']
  return {
    kind: kind as SegmentKind,
    seqnum: unsignedOf('seqnum', value['seqnum'] ?? 0, 2 ** 32 - 1),
    acknum: unsignedOf('acknum', value['acknum'] ?? 0, 2 ** 32 - 1),
    ...(window !== undefined && { window: unsignedOf('window', window, 2 ** 16 - 1) }),
    data: dataOf('udtSend', data),
    corrupt
  }
}

function unsignedOf(field: string, value: unknown, most: number): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most) {
    return value as number
  }
  throw new Error(`udtSend: ${field} is ${shown(value)}; write a whole number from 0 to ${most}`)
}

function dataOf(order: string, value: unknown): Uint8Array {
  if (typeof value === 'string' && BASE64.test(value)) {
    return new Uint8Array(Buffer.from(value, 'base64'))
  }
  throw new Error(`${order}: data is ${shown(value)}; write a text in base64, as it came`)
}

function numberOf(what: string, value: unknown): number {
  if (typeof value === 'number') return value
  throw new Error(`${what} is ${shown(value)}; write microseconds, such as options.rto`)
}

function timerOf(order: string, { timer }: Line): number | undefined {
  if (timer === undefined || typeof timer === 'number') return timer
  throw new Error(`${order}: timer is ${shown(timer)}; write its number, 0, 1, 2, …`)
}

/** A value in an error, or that there is none. */
export const shown = (value: unknown): string =>
  value === undefined ? 'missing' : JSON.stringify(value).slice(0, 40)
