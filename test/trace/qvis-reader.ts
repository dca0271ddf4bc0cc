/**
 * Reads a qlog as qvis does and asks what its diagrams ask. Facts, from its sources
 * (github.com/quiclog/qvis, visualizations/src):
 *
 *   data/QlogSchema02.ts, QlogLoader.ts   qlog_version is one of a list, "0.3" the newest of it
 *   filemanager/FileLoader.ts             .sqlog is a sequence of texts; of .qlog the first 1024
 *                                         characters decide: "qlog_version", "qlog_format", and
 *                                         of NDJSON, JSON-SEQ, JSON the first that is there
 *   newlineconverter/textsequence…        split at U+001E; the first record has qlog_version,
 *                                         qlog_format "JSON-SEQ" and `trace`, the others are events
 *   data/QlogLoaderV2.ts                  without events it crashes; a group_id in the first event
 *                                         means one in each; times must not decrease;
 *                                         header.packet_size and data.packet_type are complained of;
 *                                         time_format "relative" adds a numeric reference_time
 *   SequenceDiagramD3Renderer.ts          an arrow goes from packet_sent to the packet_received with
 *                                         the same packet_type and packet_number of the other file;
 *                                         without one it is drawn as lost. A second trace is moved
 *                                         by half of latest_rtt, unless its time_offset is not 0
 *   CongestionGraphD3Renderer.ts          raw.length of each packet; acked_ranges and packet_lost
 *                                         name packets that were sent
 *   PacketizationQUICPreProcessor.ts      frames is not empty, and frame_size of all of them is
 *                                         raw.length without 4 bytes of header and 16 of tag
 */
interface Frame {
  readonly frame_type: string
  readonly frame_size?: number
  readonly offset?: number
  readonly length?: number
  readonly acked_ranges?: readonly (readonly [number, number])[]
}

export interface QlogEvent {
  readonly time: number
  readonly name: string
  readonly group_id?: string
  readonly rdt?: Readonly<Record<string, unknown>>
  readonly data: {
    readonly header?: { readonly packet_type: string; readonly packet_number?: number }
    readonly frames?: readonly Frame[]
    readonly raw?: { readonly length: number }
    readonly trigger?: string
    readonly [key: string]: unknown
  }
}

export interface Qlog {
  readonly header: {
    readonly title: string
    readonly description: string
    readonly trace: {
      readonly vantage_point: { readonly name: string; readonly type: string }
      readonly configuration: Readonly<Record<string, unknown>>
    }
    readonly [key: string]: unknown
  }
  readonly events: readonly QlogEvent[]
}

/** @throws Error with what qvis could not read, or would complain of */
export function readAsQvis(bytes: Uint8Array): Qlog {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  insist(sniff(text.slice(0, 1024)) === 'JSON-SEQ', 'the beginning tells another format')
  const [before, ...records] = text.split('\u001e')
  insist(before === '', 'RFC 7464: a record begins with its separator')
  insist(
    records.every((record) => record.indexOf('\n') === record.length - 1),
    'RFC 7464: a record ends with a line feed, and has no other here'
  )
  const [header, ...events] = records.map((record) => JSON.parse(record))
  insist(['draft-02', '0.3'].includes(header.qlog_version), 'qlog_version')
  insist(header.qlog_format === 'JSON-SEQ' && header.trace !== undefined, 'the header')
  const { common_fields, configuration, vantage_point } = header.trace
  insist(['client', 'server', 'unknown'].includes(vantage_point.type), 'vantage_point')
  insist(common_fields.time_format === 'relative', 'time_format')
  insist(Number.isFinite(common_fields.reference_time), 'reference_time')
  insist(Number.parseFloat(configuration.time_offset) !== 0, 'time_offset')
  insist(Number.parseFloat(configuration.time_offset) < 0.001, 'time_offset')
  checkEvents(events)
  return { header, events }
}

function sniff(beginning: string): string | undefined {
  if (!beginning.includes('qlog_version') || !beginning.includes('qlog_format')) return undefined
  return ['NDJSON', 'JSON-SEQ', 'JSON'].find((format) => beginning.includes(format))
}

function checkEvents(events: readonly QlogEvent[]): void {
  insist(events.length > 0, 'no events')
  let last = 0
  for (const event of events) {
    const { time, name, data, group_id } = event
    insist(Number.isFinite(time) && time >= last, `time ${time} after ${last}`)
    last = time
    insist(/^[a-z]+:[a-z_-]+$/.test(name), name)
    insist((group_id === undefined) === (events[0]?.group_id === undefined), 'group_id')
    insist(data !== null && typeof data === 'object', `${name}: data`)
    insist(!('packet_type' in data) && !('packet_size' in (data.header ?? {})), 'draft-01')
    if (/^transport:packet_(sent|received)$/.test(name)) checkPacket(event)
  }
  for (const group of groupsOf(events).values()) checkNumbers(group)
}

function checkPacket({ data: { header, frames, raw } }: QlogEvent): void {
  insist(typeof header?.packet_type === 'string', 'packet_type')
  insist(Number.isInteger(header?.packet_number), 'packet_number')
  insist(raw !== undefined && raw.length >= 28, 'raw.length')
  if (frames === undefined) return
  insist(frames.length > 0, 'frames is empty')
  const size = frames.reduce((sum, { frame_size = 0 }) => sum + frame_size, 0)
  insist(size === (raw?.length ?? 0) - 20, `frames of ${size} in a packet of ${raw?.length}`)
}

/** What is acknowledged or lost has been sent, and what one acknowledges has come. */
function checkNumbers(events: readonly QlogEvent[]): void {
  const sent = new Set<number | undefined>()
  const received = new Set<number | undefined>()
  for (const { name, data } of events) {
    const number = data.header?.packet_number
    const acked = ackedIn(data.frames)
    if (name === 'transport:packet_sent') {
      insist(!sent.has(number), `packet ${number} is sent twice`)
      sent.add(number)
      insist(
        acked.every((one) => received.has(one)),
        `acknowledges what has not come: ${acked}`
      )
    } else if (name === 'transport:packet_received') {
      received.add(number)
      insist(
        acked.every((one) => sent.has(one)),
        `acknowledges what was not sent: ${acked}`
      )
    } else if (name === 'recovery:packet_lost') insist(sent.has(number), `loses ${number}`)
  }
}

export function groupsOf(events: readonly QlogEvent[]): Map<string, QlogEvent[]> {
  const groups = new Map<string, QlogEvent[]>()
  for (const event of events) {
    const key = event.group_id ?? ''
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [event])
    else group.push(event)
  }
  return groups
}

/** All packet numbers that the ACKs among `frames` name. */
export const ackedIn = (frames: readonly Frame[] = []): number[] =>
  frames
    .flatMap(({ acked_ranges = [] }) => acked_ranges)
    .flatMap(([from, to]) => {
      insist(from <= to, `the range ${from}–${to}`)
      return Array.from({ length: to - from + 1 }, (_, i) => from + i)
    })

/** The arrows that the sequence diagram draws from `left` to `right`: how long each one takes. */
export function arrowsBetween(left: Qlog, right: Qlog): (number | 'lost')[] {
  const key = ({ data: { header } }: QlogEvent) => `${header?.packet_type} ${header?.packet_number}`
  const arrivals = new Map<string, number>()
  for (const event of right.events) {
    if (event.name !== 'transport:packet_received' || arrivals.has(key(event))) continue
    arrivals.set(key(event), event.time)
  }
  return left.events
    .filter(({ name }) => name === 'transport:packet_sent')
    .map((event) => {
      const arrival = arrivals.get(key(event))
      return arrival === undefined ? 'lost' : Math.round((arrival - event.time) * 1000) / 1000
    })
}

function insist(is: boolean, what: string): void {
  if (!is) throw new Error(`qvis: ${what}`)
}
