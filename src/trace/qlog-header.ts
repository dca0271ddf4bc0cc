/** The first record of a qlog: what file it is, of which run, and from where it was seen. */
import { sectionWords } from './capture-words.js'
import type { TraceHeader } from './event.js'

const ABOUT = [
  'The run in the words of QUIC: a transmission is a packet with a number of its own, data is a frame of stream 0, an ACK names the packets that brought what it covers (a NAK: frame type unknown), what is sent again had been a packet_lost. A segment of 28 bytes and its payload is told as a header of 4, a frame and a tag of 16; lengths of opening and closing are not in a trace, addresses are made up.',
  'Events in the words of the trace are those of rdt:*: rdt:drop and the like tell what befell a datagram on its way, which no node knows.'
]

/**
 * qvis moves the second of two traces by half a round-trip time, since clocks of two machines
 * differ; an offset that is not 0 forbids it. Ours are one clock.
 */
const SAME_CLOCK = '0.000001'

/** @param type does `vantage` open its connections, or wait for others to */
export function qlogHeader(
  header: TraceHeader,
  vantage: string,
  type: 'client' | 'server' | 'unknown'
): object {
  const { seed, clock, config } = header
  const words = ['command', 'protocol'].map((key) => config[key])
  const run = words.filter((word) => typeof word === 'string').join(' ')
  const dice = seed === '' ? 'without a seed' : `seed ${seed}`
  const title = `rdt ${run}, ${dice}, seen from ${vantage}`
  const [what = ''] = sectionWords(header, [])
  return {
    // In this order: a reader that knows no file by its name looks at the first 1024 characters.
    qlog_version: '0.3',
    qlog_format: 'JSON-SEQ',
    // The same in the words of later drafts (draft-ietf-quic-qlog-main-schema-10 and after).
    file_schema: 'urn:ietf:params:qlog:file:sequential',
    serialization_format: 'application/qlog+json-seq',
    title,
    description: [what, ...ABOUT].join(' '),
    trace: {
      title,
      vantage_point: { name: vantage, type },
      common_fields: { time_format: 'relative', reference_time: 0 },
      event_schemas: ['urn:x-rdt-chat:qlog:events'],
      configuration: { time_units: 'ms', time_offset: SAME_CLOCK, seed, clock, options: config }
    }
  }
}
