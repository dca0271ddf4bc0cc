/**
 * What an ACK says, as far as the header of a trace or else the name of a protocol tells: needed
 * where a trace is all that there is, since no segment tells it.
 *
 *      last   3: "all up to 3"         each        3: "3, whatever else"
 *      next   3: "all below 3"         unnumbered  "the last one"  (rdt2.0, rdt2.1)
 *      none   nobody acknowledges
 */
import { MUTANTS } from '../rdt/mutants/catalogue.js'
import { VARIANTS } from '../rdt/mutants/variants.js'
import { PROTOCOLS } from '../rdt/protocols.js'
import type { TraceHeader } from './event.js'

export const ACK_MEANINGS = ['last', 'next', 'each', 'unnumbered', 'none'] as const
export type AckMeaning = (typeof ACK_MEANINGS)[number]

/** The number in their ACKs is always 0 (Kurose & Ross, figures 3.10 and 3.11). */
const WITHOUT_ACK_NUMBERS = ['rdt2.0', 'rdt2.1']
/** The number in their data is always 0. */
const WITHOUT_NUMBERS = ['rdt1.0', 'rdt2.0']

/** What is known of a protocol without a run of it. */
export interface Numbering {
  readonly acks: AckMeaning
  /** Bits of its sequence numbers; 0: there are none; undefined: as many as one likes. */
  readonly seqBits: number | undefined
}

/** Of the protocol `name`, or of a bug in it; one that nobody knows is taken for a cumulative one. */
export function numberingOf(name: string): Numbering {
  const variation = [...MUTANTS, ...VARIANTS].find(({ protocol }) => protocol.name === name)
  const known = variation?.protocol ?? PROTOCOLS.find((protocol) => protocol.name === name)
  const reference = variation?.of.name ?? name
  return {
    acks: WITHOUT_ACK_NUMBERS.includes(reference) ? 'unnumbered' : (known?.acks ?? 'last'),
    seqBits: WITHOUT_NUMBERS.includes(reference) ? 0 : known?.seqBits
  }
}

/** What a header says that ACKs mean; undefined where it does not, as those of old. */
export const meaningIn = ({ config }: Pick<TraceHeader, 'config'>): AckMeaning | undefined =>
  ACK_MEANINGS.find((meaning) => meaning === config['acks'])

/** Of the protocol that a header names: a protocol of somebody's own may have any name. */
export function numberingIn(header: Pick<TraceHeader, 'config'>): Numbering {
  const { protocol } = header.config
  const numbering = numberingOf(typeof protocol === 'string' ? protocol : '')
  return { ...numbering, acks: meaningIn(header) ?? numbering.acks }
}
