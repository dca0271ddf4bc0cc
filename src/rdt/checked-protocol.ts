/**
 * A protocol that somebody else wrote, under a host that looks at every order before it carries
 * it out. What is no order, and orders without end, are told in a sentence where they are given,
 * and not as a fault of some layer below.
 *
 *     ╭─────────╮ udtSend(undefined) ╭──────────────╮ udtSend(segment) ╭──────╮
 *     │ machine │ ────────────────✗  │ checked host │ ───────────────▶ │ host │
 *     ╰─────────╯                    ╰──────────────╯                  ╰──────╯
 */
import type { Micros } from '../kernel/time.js'
import type {
  MachineState,
  Protocol,
  ProtocolOptions,
  RdtHost,
  RdtReceiver,
  RdtSender
} from './protocol.js'
import type { Segment } from './segment.js'

/** For one event. All of the widest window, sent again, takes fewer. */
const MOST_ORDERS = 100_000
const KINDS: readonly unknown[] = ['data', 'ack', 'nak'] satisfies readonly Segment['kind'][]

/** `protocol`, whose machines throw an Error with a sentence when they give a wrong order. */
export const checkedProtocol = (protocol: Protocol): Protocol =>
  Object.create(protocol, {
    createSender: {
      value: (host: RdtHost, options: ProtocolOptions) => {
        const checked = new CheckedHost(host)
        return new CheckedSender(checked, protocol.createSender(checked, options))
      }
    },
    createReceiver: {
      value: (host: RdtHost, options: ProtocolOptions) => {
        const checked = new CheckedHost(host)
        return new CheckedReceiver(checked, protocol.createReceiver(checked, options))
      }
    }
  })

class CheckedHost implements RdtHost {
  readonly #host: RdtHost
  #orders = 0

  constructor(host: RdtHost) {
    this.#host = host
  }

  /** The machine is about to be told the next event. */
  begin(): void {
    this.#orders = 0
  }

  udtSend(segment: Segment): void {
    this.#count('udtSend')
    if (!isSegment(segment)) {
      throw new Error('udtSend: that is no segment; makeData, makeAck and makeNak make one')
    }
    this.#host.udtSend(segment)
  }

  deliverData(data: Uint8Array): void {
    this.#count('deliverData')
    if (!(data instanceof Uint8Array)) {
      throw new Error('deliverData: that is no data; give it segment.data')
    }
    this.#host.deliverData(data)
  }

  startTimer(delay: Micros, timer?: number): void {
    this.#count('startTimer')
    if (!Number.isFinite(delay) || delay < 0) {
      throw new Error(`startTimer: ${delay} is not a time in microseconds; options.rto is one`)
    }
    checkTimer('startTimer', timer)
    this.#host.startTimer(Math.round(delay), timer)
  }

  stopTimer(timer?: number): void {
    this.#count('stopTimer')
    checkTimer('stopTimer', timer)
    this.#host.stopTimer(timer)
  }

  measured(rtt: Micros): void {
    this.#host.measured?.(rtt)
  }

  #count(order: string): void {
    if (++this.#orders <= MOST_ORDERS) return
    throw new Error(`${order}: ${MOST_ORDERS} orders for one event; is there a loop without end?`)
  }
}

class CheckedSender implements RdtSender {
  readonly #host: CheckedHost
  readonly #sender: RdtSender

  constructor(host: CheckedHost, sender: RdtSender) {
    this.#host = host
    this.#sender = sender
  }

  get isReady() {
    return this.#sender.isReady
  }

  get state() {
    return plainState(this.#sender.state)
  }

  rdtSend(data: Uint8Array, at: Micros): void {
    this.#host.begin()
    this.#sender.rdtSend(data, at)
  }

  rdtRcv(segment: Segment, at: Micros): void {
    this.#host.begin()
    this.#sender.rdtRcv(segment, at)
  }

  timeout(timer: number, at: Micros): void {
    this.#host.begin()
    this.#sender.timeout(timer, at)
  }
}

class CheckedReceiver implements RdtReceiver {
  readonly #host: CheckedHost
  readonly #receiver: RdtReceiver

  constructor(host: CheckedHost, receiver: RdtReceiver) {
    this.#host = host
    this.#receiver = receiver
  }

  get state() {
    return plainState(this.#receiver.state)
  }

  rdtRcv(segment: Segment, at: Micros): void {
    this.#host.begin()
    this.#receiver.rdtRcv(segment, at)
  }

  timeout(timer: number, at: Micros): void {
    this.#host.begin()
    this.#receiver.timeout?.(timer, at)
  }
}

/** What a trace can hold of it. Of a machine that shows nothing, it is undefined, as it was. */
function plainState(state: MachineState | undefined): MachineState {
  const entries = Object.entries<unknown>(state ?? {}).flatMap(([name, value]) => {
    if (typeof value === 'boolean') return [[name, `${value}`]]
    const all = Array.isArray(value) ? value : [value]
    const isPlain = typeof value === 'string' || all.every((one) => Number.isFinite(one))
    return isPlain ? [[name, value]] : []
  })
  return (state && Object.fromEntries(entries)) as MachineState
}

function isSegment(value: Partial<Segment> | undefined | null): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { kind, seqnum, acknum, data } = value
  return KINDS.includes(kind) && isNumber(seqnum) && isNumber(acknum) && data instanceof Uint8Array
}

const isNumber = (value: unknown): boolean => typeof value === 'number' && value >>> 0 === value

function checkTimer(order: string, timer: unknown): void {
  if (timer === undefined || (Number.isSafeInteger(timer) && (timer as number) >= 0)) return
  throw new Error(`${order}: ${String(timer)} is not the number of a timer; write 0, 1, 2, …`)
}
