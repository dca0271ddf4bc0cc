/**
 * What the page of `rdt trace report` shows: plain values, to be embedded as JSON. Times are
 * integers of µs since the run began, −1 where the trace does not tell. What there is much of comes
 * in columns, entry by entry the same thing, since names would be most of the bytes.
 */
import type { Micros } from '../kernel/time.js'

export interface Report {
  readonly title: string
  /** The command that repeats the run, or what is known of it. */
  readonly command: string
  /** In a line: protocol, window, seed, clock. */
  readonly about: string
  /** Every option of the run, resolved. */
  readonly options: readonly (readonly [name: string, value: string])[]
  readonly duration: Micros
  readonly headline: readonly Headline[]
  readonly tables: readonly FigureTable[]
  /** The dearest first. */
  readonly costs: readonly string[]
  readonly pairs: readonly ReportPair[]
  readonly connections: readonly ReportConnection[]
  readonly retransmissions: readonly ReportRetransmission[]
  /** Retransmissions of the whole run. */
  readonly retransmitted: number
  /** Which of the connections to show first. */
  readonly first: number
  /** What the page does not hold, told to people. */
  readonly leftOut: readonly string[]
}

/** A number that says how it went, and a remark on it. */
export interface Headline {
  readonly name: string
  readonly value: string
  readonly remark: string
  readonly tone: 'good' | 'bad' | 'plain'
}

/** Figures of `rdt trace stats --json`: a row for each link or connection. */
export interface FigureTable {
  readonly title: string
  readonly heads: readonly { readonly name: string; readonly meaning: string }[]
  readonly rows: readonly { readonly connection: number; readonly cells: readonly string[] }[]
}

/** Two nodes, and all that crossed between them. */
export interface ReportPair {
  readonly nodes: readonly [string, string]
  readonly transmissions: TransmissionColumns
  readonly timeouts: {
    readonly row: readonly number[]
    readonly t: readonly Micros[]
    readonly node: readonly number[]
    readonly timer: readonly number[]
  }
  /** What people said. */
  readonly says: {
    readonly row: readonly number[]
    readonly t: readonly Micros[]
    readonly node: readonly number[]
    readonly text: readonly string[]
  }
}

/** Every transmission, copies made by the channel with them, in their order. */
export interface TransmissionColumns {
  /** Which of the two nodes sent it. */
  readonly node: readonly number[]
  readonly sent: readonly Micros[]
  /** When it arrived, or was dropped. */
  readonly ended: readonly Micros[]
  /** Where it begins and ends among all that happens to the two, from 0; −1: it has no end. */
  readonly row: readonly number[]
  readonly endRow: readonly number[]
  /** The words of `kind`. */
  readonly kinds: readonly string[]
  readonly kind: readonly number[]
  /** Its sequence or acknowledgement number; −1: it has none. */
  readonly number: readonly number[]
  readonly attempt: readonly number[]
  /** Bytes of payload. */
  readonly len: readonly number[]
  /** A sum of `FATES`. */
  readonly fate: readonly number[]
  /** The connection whose data it carries or answers; −1: it does neither. */
  readonly connection: readonly number[]
  /**
   * Of data: the how-many-th piece it carries that the sender was given, from 1. Of an ACK: the
   * last piece that it names.
   */
  readonly piece: readonly number[]
  /** Of a copy: what it is a copy of. */
  readonly original: readonly (readonly [copy: number, original: number])[]
  /** What the channel says of what it did, and why one was thrown away. */
  readonly why: readonly (readonly [transmission: number, why: string])[]
}

/** What became of a transmission. */
export const FATES = {
  lost: 1,
  /** The channel changed its bits. */
  damaged: 2,
  /** The channel made it. */
  copy: 4,
  /** The channel took it out of its order. */
  moved: 8,
  /** It arrived, and its checksum did not hold. */
  broken: 16,
  /** It arrived, and no machine saw it. */
  discarded: 32,
  arrived: 64,
  /** An earlier transmission of the same segment had been or would be received intact. */
  spurious: 128
} as const

/** The data of one direction of a connection. */
export interface ReportConnection {
  readonly link: string
  readonly conn: string
  readonly pair: number
  /** Which node of the pair sends the data. */
  readonly node: number
  readonly sent: number
  readonly retransmitted: number
  readonly spurious: number
  /** Bits per second, from first to last; −1 where nothing can be said. */
  readonly goodput: number
  readonly throughput: number
  /** By piece, from piece 1. */
  readonly lives: {
    readonly seq: readonly number[]
    readonly submitted: readonly Micros[]
    readonly delivered: readonly Micros[]
    readonly acked: readonly Micros[]
    /** The ACK that told the sender. */
    readonly ackedBy: readonly number[]
  }
  readonly window: WindowColumns
  /** Round trips measured, and smoothed after each (RFC 6298); timeouts as they were set. */
  readonly rtt: SampleColumns & { readonly smoothed: readonly Micros[] }
  readonly rto: SampleColumns
}

export interface SampleColumns {
  readonly t: readonly Micros[]
  readonly value: readonly Micros[]
}

/** The sender's window after each change, in segments; base and nextseqnum counted in pieces. */
export interface WindowColumns {
  readonly t: readonly Micros[]
  readonly base: readonly number[]
  readonly nextseqnum: readonly number[]
  /** How many may be in flight: the window of the run, or the smaller of cwnd and rwnd. */
  readonly limit: readonly number[]
  /** Of `tcp`; empty for others. */
  readonly cwnd: readonly number[]
  readonly ssthresh: readonly number[]
}

export interface ReportRetransmission {
  readonly connection: number
  /** Its place in the columns of its pair. */
  readonly transmission: number
  readonly t: Micros
  readonly seq: number
  readonly attempt: number
  readonly belief: string
  readonly truth: string
  readonly isSpurious: boolean
  readonly text: string
}
