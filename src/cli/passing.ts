/** What passes a channel, as far as it can be read: the channel knows no connection's checksum. */
import { type Datagram, isSegment, segmentKey } from '../rdt/datagram.js'
import { decode } from '../wire/codec.js'

/** The datagram that `bytes` seem to be; undefined for those that are none of ours. */
export function readPassing(bytes: Uint8Array): Datagram | undefined {
  const decoded = decode(bytes, 'none')
  return 'datagram' in decoded ? decoded.datagram : undefined
}

/** For fates that are keyed by segment. The number is believed unverified: it keys dice only. */
export function classifyPassing(bytes: Uint8Array): string | undefined {
  const datagram = readPassing(bytes)
  return datagram && segmentKey(datagram)
}

/** For a person who kills the next one: `data`, or `ack`, a NAK too; undefined for the connection's own. */
export function kindOfPassing(bytes: Uint8Array): 'data' | 'ack' | undefined {
  const datagram = readPassing(bytes)
  if (datagram === undefined || !isSegment(datagram)) return undefined
  return datagram.kind === 'data' ? 'data' : 'ack'
}
