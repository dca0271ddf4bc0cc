/** Benches for the machines of `tcp`, and steps that speak of its ACKs. */
import type { Congestion, Protocol } from '../../src/rdt/protocol.js'
import type { Segment } from '../../src/rdt/segment.js'
import { makeAck } from '../../src/rdt/segment.js'
import { SequenceSpace } from '../../src/rdt/sequence.js'
import { tcp } from '../../src/rdt/tcp.js'
import { decodeRanges, encodeRanges } from '../../src/rdt/tcp-sack.js'
import { Bench, type Step } from './transcript.js'

export const RTO = 100_000

export interface TcpOptions {
  windowSize: number
  seqBits: number
  rto: number
  congestion: Congestion
  /** Of the receiver: segments for which there is room above. */
  room: number
}

const usual = (more: Partial<TcpOptions>): TcpOptions => ({
  windowSize: 8,
  seqBits: 32,
  rto: RTO,
  congestion: 'none',
  room: Number.POSITIVE_INFINITY,
  ...more
})

/** What stands in an ACK beside the number that it expects. */
interface Tells {
  /** The transmission that it answers. */
  readonly echo?: number
  /** `[from, to)` each. */
  readonly sack?: readonly (readonly [number, number])[]
  readonly window?: number
}

export function tcpAck(next: number, { echo = 0, sack = [], window }: Tells = {}, bits = 32) {
  const ranges = sack.map(([from, to]) => ({ from, to }))
  const ack: Segment = {
    ...makeAck(next),
    seqnum: echo,
    data: encodeRanges(ranges, new SequenceSpace(bits))
  }
  return window === undefined ? ack : { ...ack, window }
}

/** A sender; its timers ring. */
export const senderBench = (more: Partial<TcpOptions> = {}) => new Bench(tcp, usual(more))

/** The sender gets the ACK `next`, which answers transmission `echo`. */
export const gets = (next: number, echo?: number, tells: Omit<Tells, 'echo'> = {}): Step => ({
  does: `the sender gets ack ${next}, echo ${echo}, ${JSON.stringify(tells)}`,
  run: (bench) => {
    const ack = tcpAck(next, { ...(echo === undefined ? {} : { echo }), ...tells })
    bench.sender.rdtRcv(ack, bench.now)
    bench.digest()
  }
})

/** Some of what the sender shows. */
export const shows = (some: Record<string, unknown>): Step => ({
  does: `the sender shows ${JSON.stringify(some)}`,
  run: ({ sender }) => {
    const state = sender.state ?? {}
    const seen = Object.fromEntries(Object.keys(some).map((key) => [key, state[key]]))
    if (JSON.stringify(seen) !== JSON.stringify(some)) {
      throw new Error(`it shows ${JSON.stringify(seen)}`)
    }
  }
})

/** A receiver; the timers that ring are its own. */
export class ReceiverBench extends Bench {
  /** The last one that it sent. */
  readonly ack: { last: Segment | undefined }
  readonly given: TcpOptions

  constructor(more: Partial<TcpOptions> = {}) {
    const ack: { last: Segment | undefined } = { last: undefined }
    const given = usual(more)
    super(receiverAlone(ack), given)
    this.ack = ack
    this.given = given
  }

  /** The last ACK says: this is expected next, these came beyond it. */
  readonly told = (next: number, tells: Tells = {}): Step => ({
    does: `the last ACK says ${next}, ${JSON.stringify(tells)}`,
    run: () => {
      const { last } = this.ack
      if (last === undefined) throw new Error('there was none')
      const { seqBits, windowSize } = this.given
      const numbers = new SequenceSpace(seqBits)
      const ranges = decodeRanges(last.data, numbers, last.acknum, windowSize)
      const seen = {
        next: last.acknum,
        ...(tells.echo === undefined ? {} : { echo: last.seqnum }),
        sack: ranges.map(({ from, to }) => [from, to]),
        ...(tells.window === undefined ? {} : { window: last.window })
      }
      const due = { next, sack: [], ...tells }
      const sorted = (value: object) => JSON.stringify(Object.entries(value).sort())
      if (sorted(seen) !== sorted(due)) throw new Error(`it says ${JSON.stringify(seen)}`)
    }
  })

  readonly roomBecomes = (room: number): Step => ({
    does: `there is room for ${room}`,
    run: () => {
      this.given.room = room
    }
  })
}

/** Its sender only passes the alarms of the bench on to the receiver. */
function receiverAlone(ack: { last: Segment | undefined }): Protocol {
  let ring: ((timer: number, at: number) => void) | undefined
  return {
    ...tcp,
    createSender: () => ({
      isReady: false,
      rdtSend: () => {},
      rdtRcv: () => {},
      timeout: (timer, at) => ring?.(timer, at)
    }),
    createReceiver: (host, options) => {
      const receiver = tcp.createReceiver(
        {
          udtSend: (segment) => {
            ack.last = segment
            host.udtSend(segment)
          },
          deliverData: (data) => host.deliverData(data),
          startTimer: (delay, timer) => host.startTimer(delay, timer),
          stopTimer: (timer) => host.stopTimer(timer)
        },
        options
      )
      ring = (timer, at) => receiver.timeout?.(timer, at)
      return receiver
    }
  }
}
