/**
 * The link of the formulas: it takes a frame when it is free, and the timer is started as the
 * frame is begun. The machines are those of src/rdt; only their host is another than the
 * simulator's, where a frame that is handed to `udtSend` queues before the link while its
 * timer runs.
 *
 *     data ──rdtSend──▶ sender ──udtSend──▶ waiting ──▶ link, one frame at a time ──a──▶ receiver
 *                         ▲                                                                 │
 *                         └───────────────────── ACK, takes no link ◀──────────────a────────┘
 *
 * The formulas come true if the model is read like this:
 *
 *  1. New data is fetched only when the link is free and nothing waits; so only what is sent
 *     again ever waits, and it goes before new data.
 *  2. Going back is moving a pointer: a waiting frame that is handed over again is not in line
 *     twice (the new copy's place counts), and one that is acknowledged meanwhile does not go.
 *  3. A timer that the machine starts after a `udtSend`, in the same call, is started as that
 *     frame is begun (rdtSend of all machines, and the timeout of rdt3.0 and Selective Repeat).
 *     One that it starts first, or without sending, is started at once: Go-Back-N's timeout and
 *     its ACKs. That is why Go-Back-N needs one frame more than 1 + 2a.
 *  4. What comes in the instant in which a timer rings, or the link gets free, comes before it.
 */
import { RandomStream, threshold } from '../../../src/kernel/random.js'
import { type Micros, us } from '../../../src/kernel/time.js'
import type { Timers } from '../../../src/kernel/world.js'
import type { RdtHost, RdtReceiver, RdtSender } from '../../../src/rdt/protocol.js'
import type { Segment } from '../../../src/rdt/segment.js'
import { VirtualWorld } from '../../../src/sim/virtual-world.js'
import { FRAME, type FrameRun } from './frame-run.js'

export interface IdealOutcome {
  readonly utilisation: number
  /** Frames sent for each message. */
  readonly transmissions: number
  readonly timeouts: number
  /**
   * Timeouts while the oldest segment, or its ACK, was under way unharmed, or waited for the link.
   * Only where no ACKs are lost.
   */
  readonly premature: number
}

export interface IdealOptions {
  /** A NAK comes of each frame that is lost while the receiver expects it: the sender goes back. */
  readonly tellsLosses?: boolean
}

/** Runs to the end of all messages. */
export function runIdealLink(run: FrameRun, options: IdealOptions = {}): IdealOutcome {
  return new IdealLink(run, options).outcome
}

/** All that decides a run, for a failing test; there is no command, since only tests have this link. */
export function describeIdealRun(run: FrameRun, options: IdealOptions = {}): string {
  const shown = { ...run, protocol: run.protocol.name, ...options }
  return `replay: runIdealLink(${JSON.stringify(shown)})`
}

interface TimerStart {
  readonly delay: Micros
  readonly timer: number
}

interface Waiting {
  readonly segment: Segment
  /** To be started as this frame is. */
  timers: TimerStart[]
}

type Order = { readonly segment: Segment } | TimerStart | { readonly stopped: number }

const NO_DATA = new Uint8Array(0)

class IdealLink {
  readonly outcome: IdealOutcome
  #isBusy = false
  #orders: Order[] = []
  #waiting: Waiting[] = []
  #fetched = 0
  #frames = 0
  #delivered = 0
  #lastDelivery: Micros = 0
  #timeouts = 0
  #premature = 0
  /** Whether the last transmission of a segment was lost. */
  readonly #isLost = new Map<number, boolean>()
  readonly #world = new VirtualWorld()
  readonly #timers: Timers
  readonly #sender: RdtSender
  readonly #receiver: RdtReceiver
  readonly #run: FrameRun
  readonly #tellsLosses: boolean
  readonly #travel: Micros
  readonly #dataDice: RandomStream
  readonly #ackDice: RandomStream

  constructor(run: FrameRun, { tellsLosses = false }: IdealOptions) {
    const { protocol, seed, messages, windowSize = 1, a, rto } = run
    this.#run = run
    this.#tellsLosses = tellsLosses
    this.#travel = Math.round(a * FRAME)
    this.#dataDice = new RandomStream(seed, 'ideal link', 'data')
    this.#ackDice = new RandomStream(seed, 'ideal link', 'ack')
    const options = { windowSize, seqBits: 32, rto: Math.round(rto * FRAME) }
    this.#sender = protocol.createSender(this.#senderHost(), options)
    this.#receiver = protocol.createReceiver(this.#receiverHost(), options)
    this.#timers = this.#world.timers((timer) => this.#ring(timer))
    this.#useLink()
    this.#world.run()
    if (this.#delivered !== messages) throw new Error(`${this.#delivered} of ${messages} arrived`)
    this.outcome = {
      // Until the sender may know.
      utilisation: (messages * FRAME) / (this.#lastDelivery + this.#travel),
      transmissions: this.#frames / messages,
      timeouts: this.#timeouts,
      premature: this.#premature
    }
  }

  #senderHost(): RdtHost {
    return {
      udtSend: (segment) => this.#orders.push({ segment }),
      deliverData: () => {},
      startTimer: (delay, timer = 0) => this.#orders.push({ delay, timer }),
      stopTimer: (timer = 0) => this.#orders.push({ stopped: timer })
    }
  }

  #receiverHost(): RdtHost {
    return {
      udtSend: (ack) => {
        if (this.#ackDice.chance(threshold(this.#run.ackLoss ?? 0))) return
        this.#after(this.#travel, () => this.#tell(() => this.#sender.rdtRcv(ack, this.#now)))
      },
      deliverData: () => {
        this.#delivered++
        this.#lastDelivery = this.#now
      },
      startTimer: () => {},
      stopTimer: () => {}
    }
  }

  get #now(): Micros {
    return this.#world.now()
  }

  /** The first number that is not acknowledged; machines that count 0, 1 have none. */
  get #base(): number {
    const base = this.#sender.state?.['base']
    return typeof base === 'number' ? base : 0
  }

  /** Lets the sender digest an input, then carries out its orders. */
  #tell(input: () => void): void {
    input()
    this.#carryOut()
    this.#useLink()
  }

  #carryOut(): void {
    const orders = this.#orders
    this.#orders = []
    let latest: Waiting | undefined
    for (const order of orders) {
      if ('segment' in order) {
        const { seqnum } = order.segment
        latest = { segment: order.segment, timers: [] }
        this.#waiting = this.#waiting.filter(({ segment }) => segment.seqnum !== seqnum)
        this.#waiting.push(latest)
      } else if ('stopped' in order) {
        this.#forget(order.stopped)
        this.#timers.stop(order.stopped)
      } else {
        this.#forget(order.timer)
        if (latest === undefined) this.#startTimer(order)
        else latest.timers.push(order)
      }
    }
  }

  /** No frame that waits starts this timer any more. */
  #forget(timer: number): void {
    for (const frame of this.#waiting) {
      if (frame.timers.length === 0) continue
      frame.timers = frame.timers.filter((start) => start.timer !== timer)
    }
  }

  #startTimer({ delay, timer }: TimerStart): void {
    this.#timers.start(delay + us(1), timer)
  }

  #ring(timer: number): void {
    this.#timeouts++
    const base = this.#base
    const waits = this.#waiting.some(({ segment }) => segment.seqnum === base)
    if (waits || this.#isLost.get(base) === false) this.#premature++
    this.#tell(() => this.#sender.timeout(timer, this.#now))
  }

  /** If the link is free, it takes what waits, or else new data. */
  #useLink(): void {
    if (this.#isBusy) return
    const base = this.#base
    this.#waiting = this.#waiting.filter(({ segment }) => segment.seqnum >= base)
    if (this.#waiting.length === 0) {
      if (!this.#sender.isReady || this.#fetched === this.#run.messages) return
      this.#fetched++
      this.#sender.rdtSend(NO_DATA, this.#now)
      this.#carryOut()
    }
    const frame = this.#waiting.shift()
    if (frame !== undefined) this.#begin(frame)
  }

  #begin({ segment, timers }: Waiting): void {
    this.#isBusy = true
    this.#frames++
    for (const start of timers) this.#startTimer(start)
    const isLost = this.#dataDice.chance(threshold(this.#run.dataLoss ?? 0))
    this.#isLost.delete(segment.seqnum - 2 * (this.#run.windowSize ?? 1))
    this.#isLost.set(segment.seqnum, isLost)
    this.#after(FRAME + this.#travel, () => this.#arrive(segment, isLost))
    this.#after(FRAME, () => {
      // What else comes at this instant comes first.
      this.#after(0, () => {
        this.#isBusy = false
        this.#useLink()
      })
    })
  }

  #arrive(segment: Segment, isLost: boolean): void {
    if (!isLost) this.#receiver.rdtRcv(segment, this.#now)
    else if (this.#tellsLosses && this.#receiver.state?.['expectedseqnum'] === segment.seqnum) {
      this.#after(this.#travel, () => this.#tell(() => this.#sender.timeout(0, this.#now)))
    }
  }

  #after(delay: Micros, action: () => void): void {
    this.#world.at(this.#now + delay, action)
  }
}
