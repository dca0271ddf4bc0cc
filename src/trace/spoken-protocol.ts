/** The protocol of a trace, as far as its header tells: what its ACKs name, which timers are which. */
import { findMutant } from '../rdt/mutants/catalogue.js'
import { PROTOCOLS } from '../rdt/protocols.js'
import { meaningIn, numberingIn } from './ack-meaning.js'
import type { TraceHeader } from './event.js'

/**
 * What an ACK tells its sender has arrived: `each` the segment that it names, `last` and `next` all
 * up to it, `all` everything that the receiver has, whatever number it shows.
 */
export type AckReach = 'last' | 'next' | 'each' | 'all'

export interface SpokenProtocol {
  /** As the command line calls it; empty where the header does not tell. */
  readonly name: string
  readonly acks: AckReach
  readonly seqBits: number
  /** Timers of a sender that ring for other reasons than a retransmission. */
  readonly otherTimers: readonly number[]
  /** One segment at a time. */
  readonly isStopAndWait: boolean
}

const WIDEST = 32

export function spokenProtocol(header: Pick<TraceHeader, 'config'>): SpokenProtocol {
  const { protocol, seq_bits: bits, window } = header.config
  const name = typeof protocol === 'string' ? protocol : ''
  const known = PROTOCOLS.find((one) => one.name === name) ?? findMutant(name)
  const seqBits = typeof bits === 'number' && bits >= 1 && bits <= WIDEST ? bits : WIDEST
  return {
    name,
    acks: known === undefined && meaningIn(header) === undefined ? 'all' : reachIn(header, name),
    seqBits: known?.seqBits ?? Math.floor(seqBits),
    otherTimers: known?.otherTimers ?? [],
    isStopAndWait: known?.maxWindow?.(WIDEST) === 1 || window === 1
  }
}

function reachIn(header: Pick<TraceHeader, 'config'>, name: string): AckReach {
  const { acks } = numberingIn(header)
  // Those of `tcp` tell of what came out of order, too; a trace does not show these ranges.
  return acks === 'none' || acks === 'unnumbered' || name === 'tcp' ? 'all' : acks
}
