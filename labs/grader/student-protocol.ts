/**
 * The protocol of a submission as the simulator may take it: what its machines throw comes with
 * file and line, what they change of a segment that somebody else holds is refused, and whoever
 * watches from outside sees when a call does not come back.
 */
import { checkedProtocol } from '../../src/rdt/checked-protocol.js'
import type {
  Protocol,
  ProtocolOptions,
  RdtHost,
  RdtReceiver,
  RdtSender
} from '../../src/rdt/protocol.js'
import type { Segment } from '../../src/rdt/segment.js'
import type { Guard } from './guard.js'
import { protocolFault } from './protocol-shape.js'

/** For one event; in the checks a window has some ten segments. */
const MOST_ORDERS = 5_000

/**
 * @param found what the submission exports, as `part` or as its default
 * @throws Error with a sentence where it is no protocol
 */
export function studentProtocol(found: unknown, part: string | undefined, guard: Guard): Protocol {
  const fault = protocolFault(found, part)
  if (fault !== undefined) throw new Error(fault)
  const theirs = found as Protocol
  // Its own values, once and for all: what changes between two runs makes two protocols.
  const { name, title, acks, seqBits, maxWindow, windowRule, otherTimers, survives } = theirs
  return checkedProtocol({
    ...{ name, title, survives: [...survives] },
    ...(acks !== undefined && { acks }),
    ...(seqBits !== undefined && { seqBits }),
    ...(windowRule !== undefined && { windowRule }),
    ...(otherTimers !== undefined && { otherTimers: [...otherTimers] }),
    ...(maxWindow !== undefined && { maxWindow: (bits) => maxWindow.call(theirs, bits) }),
    createSender: (host, options) => guardedSender(theirs, host, options, guard),
    createReceiver: (host, options) => guardedReceiver(theirs, host, options, guard)
  })
}

/** A host whose orders are counted anew for each event. */
function countingHost(host: RdtHost): { readonly host: RdtHost; begin(): void } {
  let orders = 0
  const counted = <Args extends unknown[]>(name: string, order: (...args: Args) => void) => {
    return (...args: Args): void => {
      if (++orders > MOST_ORDERS) {
        throw new Error(
          `${name}: ${MOST_ORDERS} orders for one event; is there a loop without end?`
        )
      }
      order(...args)
    }
  }
  return {
    host: Object.freeze({
      udtSend: counted('udtSend', (segment: Segment) => host.udtSend(segment)),
      deliverData: counted('deliverData', (data: Uint8Array) => host.deliverData(data)),
      startTimer: counted('startTimer', (delay: number, timer?: number) =>
        host.startTimer(delay, timer)
      ),
      stopTimer: counted('stopTimer', (timer?: number) => host.stopTimer(timer)),
      measured: counted('measured', (rtt: number) => host.measured?.(rtt))
    }),
    begin: () => {
      orders = 0
    }
  }
}

/** The sender's buffer and the receiver's hand hold the same segment. */
const frozen = (segment: Segment): Segment => Object.freeze(segment)

function guardedSender(
  theirs: Protocol,
  host: RdtHost,
  options: ProtocolOptions,
  guard: Guard
): RdtSender {
  const counting = countingHost(host)
  const sender = guard.do('createSender', () => theirs.createSender(counting.host, options))
  const run = (name: string, work: () => void) => {
    counting.begin()
    guard.do(name, work)
  }
  return {
    get isReady() {
      return guard.do('isReady', () => sender.isReady)
    },
    get state() {
      return guard.do('state', () => sender.state) as NonNullable<RdtSender['state']>
    },
    rdtSend: (data, at) => run('rdtSend', () => sender.rdtSend(data, at)),
    rdtRcv: (segment, at) => run('rdtRcv', () => sender.rdtRcv(frozen(segment), at)),
    timeout: (timer, at) => run('timeout', () => sender.timeout(timer, at))
  }
}

function guardedReceiver(
  theirs: Protocol,
  host: RdtHost,
  options: ProtocolOptions,
  guard: Guard
): RdtReceiver {
  const counting = countingHost(host)
  const receiver = guard.do('createReceiver', () => theirs.createReceiver(counting.host, options))
  const run = (name: string, work: () => void) => {
    counting.begin()
    guard.do(name, work)
  }
  return {
    get state() {
      return guard.do('state', () => receiver.state) as NonNullable<RdtReceiver['state']>
    },
    rdtRcv: (segment, at) => run('rdtRcv', () => receiver.rdtRcv(frozen(segment), at)),
    timeout: (timer, at) => run('timeout', () => receiver.timeout?.(timer, at))
  }
}
