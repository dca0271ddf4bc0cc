/**
 * A segment: what one half of a protocol sends to the other. A plain value that
 * nobody changes once it is made. (Kurose & Ross, section 3.4: `make_pkt`,
 * `corrupt`, `isACK`; RFC 9293 for the word.)
 *
 *       sender                                    receiver
 *         │  data  seqnum ───────────────────────────▶ │
 *         │ ◀─────────────────────────  acknum    ack  │
 */

export type SegmentKind = 'data' | 'ack' | 'nak'

export interface Segment {
  readonly kind: SegmentKind
  /** Number of a data segment, 0 … 2^32 − 1; 0 in the others, but for the echo in an ACK of `tcp`. */
  readonly seqnum: number
  /** What an ACK names, 0 … 2^32 − 1; 0 in the others, but in data of `tcp` what is to be echoed. */
  readonly acknum: number
  /** Room in the receiver's buffer, in segments, 0 … 65535; left out by protocols without one. */
  readonly window?: number
  /** The payload; in an ACK, SACK ranges for the protocols that have them. */
  readonly data: Uint8Array
  /** The checksum, verified where the bytes were, did not hold: believe none of the fields. */
  readonly corrupt: boolean
}

const EMPTY = new Uint8Array(0)

/** A data segment; `seqnum` is masked to 32 bits, as the wire would. */
export const makeData = (seqnum: number, data: Uint8Array): Segment => ({
  kind: 'data',
  seqnum: seqnum >>> 0,
  acknum: 0,
  data,
  corrupt: false
})

/** An acknowledgement; `makeAck(-1)` names 4294967295, as an unsigned field does. */
export const makeAck = (acknum: number): Segment => ({
  kind: 'ack',
  seqnum: 0,
  acknum: acknum >>> 0,
  data: EMPTY,
  corrupt: false
})

/** A negative acknowledgement (rdt2.0 and 2.1). */
export const makeNak = (): Segment => ({
  kind: 'nak',
  seqnum: 0,
  acknum: 0,
  data: EMPTY,
  corrupt: false
})

/** A segment that no checksum vouches for, as the layer below hands it up. */
export const makeCorrupt = (): Segment => ({
  kind: 'data',
  seqnum: 0,
  acknum: 0,
  data: EMPTY,
  corrupt: true
})

/** The book's `corrupt(rcvpkt)`. */
export const isCorrupt = (segment: Segment): boolean => segment.corrupt

/** These three are false for a corrupt segment, whose kind nobody may trust. */
export const isData = (segment: Segment): boolean => segment.kind === 'data' && !segment.corrupt
export const isAck = (segment: Segment): boolean => segment.kind === 'ack' && !segment.corrupt
export const isNak = (segment: Segment): boolean => segment.kind === 'nak' && !segment.corrupt
