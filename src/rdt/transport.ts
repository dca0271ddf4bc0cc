/** What one side wants of its connections, and how two sides come to terms. */
import { CHECKSUMS, type ChecksumName } from './checksum.js'
import { MAX_REASON, type Terms } from './datagram.js'
import type { Congestion, Protocol } from './protocol.js'
import { ADAPTIVE, type RtoPolicy } from './rto.js'

export interface TransportOptions {
  readonly protocol: Protocol
  /** Segments in flight at most; the smaller wish of the two sides counts. */
  readonly windowSize: number
  /** 1 … 32; both sides must have the same. */
  readonly seqBits: number
  readonly rto: RtoPolicy
  /** Of the own sender; the peer may think otherwise. */
  readonly congestion: Congestion
  /** Payload bytes of a segment; the smaller wish counts. */
  readonly mss: number
  /** Whether short messages that wait may share a segment; the peer takes either. */
  readonly framing: 'marked' | 'shared'
  /** Of segments; both sides must have the same. Openings and closings always use crc32. */
  readonly checksum: ChecksumName
  /** Bytes that wait to be sent before `send` refuses. */
  readonly outboxLimit: number
  /** Bytes that wait to be taken by the application before data is discarded. */
  readonly inboxLimit: number
}

/** The least and the most payload of a segment: a mark and one byte; a datagram of 1200 bytes. */
export const MIN_MSS = 2
export const MAX_MSS = 1172

/** Transport options for `protocol` with everything else as it usually is. */
export const usualTransport = (protocol: Protocol): TransportOptions => ({
  protocol,
  windowSize: 8,
  seqBits: 32,
  rto: ADAPTIVE,
  congestion: 'newreno',
  mss: MAX_MSS,
  framing: 'shared',
  checksum: 'crc32',
  outboxLimit: 4 << 20,
  inboxLimit: 1 << 20
})

export const termsOf = (options: TransportOptions): Terms => ({
  protocol: options.protocol.name,
  windowSize: options.windowSize,
  seqBits: options.seqBits,
  mss: options.mss,
  checksum: options.checksum
})

/** The terms on which `ours` and `theirs` can both live, or the reason why there are none. */
export function agree(ours: Terms, theirs: Terms): Terms | string {
  for (const key of ['protocol', 'checksum', 'seqBits'] as const) {
    if (ours[key] !== theirs[key]) {
      const what = key === 'seqBits' ? 'sequence number bits' : key
      return `${what} mismatch: the server uses ${ours[key]}, the client ${theirs[key]}`.slice(
        0,
        MAX_REASON
      )
    }
  }
  const windowSize = Math.min(ours.windowSize, theirs.windowSize)
  const mss = Math.min(ours.mss, theirs.mss)
  if (windowSize < 1) return 'the window must be at least 1'
  if (mss < MIN_MSS) return `the mss must be at least ${MIN_MSS} bytes`
  return { ...ours, windowSize, mss }
}

/** Terms that a peer may be believed to mean: what a window, a number or an mss can be at all. */
export const isPlausible = (terms: Terms): boolean =>
  terms.windowSize >= 1 &&
  terms.seqBits >= 1 &&
  terms.seqBits <= 32 &&
  terms.mss >= MIN_MSS &&
  terms.mss <= MAX_MSS &&
  CHECKSUMS.includes(terms.checksum)
