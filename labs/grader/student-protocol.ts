/**
 * The protocol of a submission as the simulator may take it: what its machines throw comes with
 * file and line, what they change of a segment that somebody else holds is refused, and whoever
 * watches from outside sees when a call does not come back.
 *
 *     realm of its senders                          realm of its receivers
 *     sender ── segment ──▶ a copy of it ── channel ──▶ receiver
 *
 * The two have nothing in common but the channel: a variable of the file that both could see
 * would carry the data past it, and a segment that is no plain value could be one to its
 * receiver and another to the judge.
 */
import { checkedProtocol } from '../../src/rdt/checked-protocol.js'
import type {
  MachineState,
  Protocol,
  ProtocolOptions,
  RdtHost,
  RdtReceiver,
  RdtSender
} from '../../src/rdt/protocol.js'
import type { Segment } from '../../src/rdt/segment.js'
import type { Guard } from './guard.js'
import { fieldFault, protocolFault } from './protocol-shape.js'

/** For one event; in the checks a window has some ten segments. */
const MOST_ORDERS = 5_000

/** What a submission exports, as a part or as its default, in the realms of the two halves. */
export interface Found {
  readonly sender: unknown
  readonly receiver: unknown
}

/** @throws Error with a sentence where `found`, exported as `part`, is no protocol */
export function studentProtocol(found: Found, part: string | undefined, guard: Guard): Protocol {
  const fault = protocolFault(found.sender, part)
  if (fault !== undefined) throw new Error(fault)
  const theirs = found.sender as Protocol
  // Its own values, once and for all: what changes between two runs makes two protocols.
  const { name, title, acks, seqBits, maxWindow, windowRule, otherTimers, survives } = theirs
  const plain = {
    ...{ name, title, survives: [...survives] },
    ...(acks !== undefined && { acks }),
    ...(seqBits !== undefined && { seqBits }),
    ...(windowRule !== undefined && { windowRule: String(windowRule) }),
    ...(otherTimers !== undefined && { otherTimers: [...otherTimers] })
  }
  const change = fieldFault({ ...plain, maxWindow })
  if (change !== undefined) throw new Error(change)
  return checkedProtocol({
    ...plain,
    ...(maxWindow !== undefined && {
      maxWindow: (bits) => guard.do('maxWindow', () => maxWindow.call(theirs, bits))
    }),
    createSender: (host, options) => guardedSender(theirs, host, options, guard),
    createReceiver: (host, options) =>
      guardedReceiver(found.receiver as Protocol, host, options, guard)
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
      udtSend: counted('udtSend', (segment: Segment) => host.udtSend(copyOf(segment))),
      deliverData: counted('deliverData', (data: Uint8Array) => host.deliverData(bytesOf(data))),
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

/** A plain value that only we hold; what is none stays as it is, and is refused by the host. */
function copyOf(segment: Segment): Segment {
  if (typeof segment !== 'object' || segment === null) return segment
  const { kind, seqnum, acknum, window, data, corrupt } = segment
  const room = window === undefined ? {} : { window: Number(window) }
  return { kind, seqnum, acknum, ...room, data: bytesOf(data), corrupt: corrupt === true }
}

const bytesOf = (data: Uint8Array): Uint8Array =>
  data instanceof Uint8Array ? new Uint8Array(data) : data

/** One that came twice is the same both times. */
const frozen = (segment: Segment): Segment => Object.freeze(segment)

/** So much of a state is looked at: names and values of it, and numbers of a list. */
const MOST_SHOWN = 100
const LONGEST_LIST = 10_000

/** A state as values of ours, which run no code of theirs when they are looked at. */
function shownState(state: MachineState | undefined): MachineState | undefined {
  if (typeof state !== 'object' || state === null) return undefined
  const names = Object.keys(state).slice(0, MOST_SHOWN)
  return Object.fromEntries(names.map((name) => [name.slice(0, 40), shown(state[name])])) as never
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, 200)
  if (!Array.isArray(value)) return value
  const length = Math.min(value.length, LONGEST_LIST)
  return Array.from({ length }, (_, index) => value[index] as unknown)
}

/** What a machine may know; it is nobody's to change. */
const readOnly = (options: ProtocolOptions): ProtocolOptions => {
  const { windowSize, seqBits, congestion, mss } = options
  return Object.freeze({
    ...{ windowSize, seqBits },
    ...(congestion !== undefined && { congestion }),
    ...(mss !== undefined && { mss }),
    get rto() {
      return options.rto
    },
    get srtt() {
      return options.srtt
    },
    get room() {
      return options.room ?? Number.POSITIVE_INFINITY
    }
  })
}

function guardedSender(
  theirs: Protocol,
  host: RdtHost,
  options: ProtocolOptions,
  guard: Guard
): RdtSender {
  const counting = countingHost(host)
  const sender = guard.do('createSender', () =>
    theirs.createSender(counting.host, readOnly(options))
  )
  const run = (name: string, work: () => void) => {
    counting.begin()
    guard.do(name, work)
  }
  return {
    get isReady() {
      return guard.do('isReady', () => sender.isReady)
    },
    get state() {
      return guard.do('state', () => shownState(sender.state)) as MachineState
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
  const receiver = guard.do('createReceiver', () =>
    theirs.createReceiver(counting.host, readOnly(options))
  )
  const run = (name: string, work: () => void) => {
    counting.begin()
    guard.do(name, work)
  }
  return {
    get state() {
      return guard.do('state', () => shownState(receiver.state)) as MachineState
    },
    rdtRcv: (segment, at) => run('rdtRcv', () => receiver.rdtRcv(frozen(segment), at)),
    timeout: (timer, at) => run('timeout', () => receiver.timeout?.(timer, at))
  }
}
