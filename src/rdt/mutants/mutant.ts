/**
 * A mutant is a protocol of this house with one bug that has a name. It is told as a small
 * difference from its reference: one machine of the two, with one method that is another.
 *
 *      reference   sender ── receiver          mutant   sender' ── receiver    (or the other way)
 *
 * Students write these bugs every year. A scenario is worth something when it can tell the
 * mutant from the reference; which one can, `rdt mutants` shows.
 */
import type { Micros } from '../../kernel/time.js'
import type { Protocol, ProtocolOptions, RdtHost, RdtReceiver, RdtSender } from '../protocol.js'

/** A protocol that is another one with a difference. */
export interface Variation {
  /** As the command line calls it behind `mutant:` or `variant:`. */
  readonly name: string
  /** What is different, and what it leads to: one line for a student. */
  readonly story: string
  /** The reference. */
  readonly of: Protocol
  /** Goes by the name `mutant:NAME`, or `variant:NAME`. */
  readonly protocol: Protocol
}

export interface Mutant extends Variation {
  /** How it deserves to be judged: by one scenario at least. */
  readonly expected: 'fail' | 'weak'
}

/** The two machines of a protocol, or what is different in them. */
export type Machines = Partial<Pick<Protocol, 'createSender' | 'createReceiver' | 'acks'>>

type SenderClass = new (host: RdtHost, options: ProtocolOptions) => RdtSender
type ReceiverClass = new (host: RdtHost, options: ProtocolOptions) => RdtReceiver

/** The bug `name` in `of`. */
export const mutant = (
  of: Protocol,
  name: string,
  story: string,
  machines: Machines,
  expected: Mutant['expected'] = 'fail'
): Mutant => ({ name, story, of, protocol: varied(of, `mutant:${name}`, machines), expected })

/** A bug of the sender. */
export const brokenSender = (
  of: Protocol,
  name: string,
  story: string,
  Sender: SenderClass
): Mutant => mutant(of, name, story, { createSender: (host, options) => new Sender(host, options) })

/** A bug of the receiver. */
export const brokenReceiver = (
  of: Protocol,
  name: string,
  story: string,
  Receiver: ReceiverClass
): Mutant =>
  mutant(of, name, story, { createReceiver: (host, options) => new Receiver(host, options) })

/** `of` under another name, with what is different. Its window and its numbers stay. */
export const varied = (of: Protocol, name: string, machines: Machines): Protocol => ({
  ...of,
  ...machines,
  name,
  title: `${of.title} (${name})`
})

/** `host` with some of its orders replaced. */
export const hostWith = (host: RdtHost, orders: Partial<RdtHost>): RdtHost => ({
  udtSend: (segment) => host.udtSend(segment),
  deliverData: (data) => host.deliverData(data),
  startTimer: (delay, timer) => host.startTimer(delay, timer),
  stopTimer: (timer) => host.stopTimer(timer),
  measured: (rtt) => host.measured?.(rtt),
  ...orders
})

/** `options` with another RTO, asked for at each use. */
export const optionsWith = (options: ProtocolOptions, rto: () => Micros): ProtocolOptions => ({
  windowSize: options.windowSize,
  seqBits: options.seqBits,
  get rto() {
    return rto()
  }
})
