/**
 * Tests as transcripts: steps that describe themselves, what is done to a machine and
 * what it has to order then. A failure prints the numbered steps that led to it.
 */
import type { ExecutionContext } from 'ava'
import type { MachineState, Protocol, RdtReceiver, RdtSender } from '../../src/rdt/protocol.js'
import { type HostCall, RecordingHost } from '../../src/rdt/recording-host.js'
import type { Segment } from '../../src/rdt/segment.js'

export interface Step {
  readonly does: string
  run(bench: Bench): void
}

/** One machine, its timers, and the orders that nobody has looked at yet. */
export class Bench {
  readonly host = new RecordingHost()
  readonly options: { windowSize: number; seqBits: number; rto: number }
  readonly sender: RdtSender
  readonly receiver: RdtReceiver
  now = 0
  orders: string[] = []
  /** Deadline of each timer that runs. */
  readonly #deadlines = new Map<number, number>()

  constructor(protocol: Protocol, options: { windowSize: number; seqBits: number; rto: number }) {
    this.options = options
    this.sender = protocol.createSender(this.host, options)
    this.receiver = protocol.createReceiver(this.host, options)
  }

  /** Notes what the machine has ordered in its last step. */
  digest(): void {
    for (const order of this.host.take()) {
      this.orders.push(describe(order))
      if (order.call === 'startTimer') this.#deadlines.set(order.timer, this.now + order.delay)
      if (order.call === 'stopTimer') this.#deadlines.delete(order.timer)
    }
  }

  /** Lets `time` µs pass; timers that are due ring. */
  tick(time: number): void {
    const until = this.now + time
    for (let due = this.#due(until); due !== undefined; due = this.#due(until)) {
      const [timer, deadline] = due
      this.now = deadline
      this.#deadlines.delete(timer)
      this.sender.timeout(timer, this.now)
      this.digest()
    }
    this.now = until
  }

  #due(until: number): [timer: number, deadline: number] | undefined {
    const all = [...this.#deadlines].sort((a, b) => a[1] - b[1])
    return all.find(([, deadline]) => deadline <= until)
  }
}

const text = (data: Uint8Array) => `'${Buffer.from(data).toString()}'`

function describe(order: HostCall): string {
  switch (order.call) {
    case 'udtSend':
      return describeSegment(order.segment)
    case 'deliverData':
      return `deliver ${text(order.data)}`
    case 'startTimer':
      return `start ${order.delay}${order.timer === 0 ? '' : ` timer ${order.timer}`}`
    case 'stopTimer':
      return `stop${order.timer === 0 ? '' : ` timer ${order.timer}`}`
  }
}

function describeSegment({ kind, seqnum, acknum, data }: Segment): string {
  if (kind === 'nak') return 'nak'
  return kind === 'data' ? `data ${seqnum} ${text(data)}` : `ack ${acknum}`
}

const step = (does: string, run: (bench: Bench) => void): Step => ({
  does,
  run: (bench) => {
    run(bench)
    bench.digest()
  }
})

export const push = (words: string): Step =>
  step(`push '${words}'`, ({ sender, now }) => sender.rdtSend(Buffer.from(words), now))

export const refuses = (words: string): Step =>
  step(`push '${words}' is refused`, ({ sender, now }) => {
    let thrown: unknown
    try {
      sender.rdtSend(Buffer.from(words), now)
    } catch (error) {
      thrown = error
    }
    if (!(thrown instanceof Error)) throw new Error('rdtSend took it')
  })

export const tick = (time: number): Step => step(`tick ${time}`, (bench) => bench.tick(time))

export const rtoBecomes = (rto: number): Step =>
  step(`the rto becomes ${rto}`, ({ options }) => {
    options.rto = rto
  })

export const senderGets = (segment: Segment): Step =>
  step(
    `the sender gets ${segment.corrupt ? 'a corrupt ' : ''}${describeSegment(segment)}`,
    ({ sender, now }) => sender.rdtRcv(segment, now)
  )

export const receiverGets = (segment: Segment): Step =>
  step(
    `the receiver gets ${segment.corrupt ? 'a corrupt ' : ''}${describeSegment(segment)}`,
    ({ receiver, now }) => receiver.rdtRcv(segment, now)
  )

/** A timer rings that does not run: it was stopped when its alarm was on the way already. */
export const ringsLate = (timer: number): Step =>
  step(`timer ${timer} rings late`, ({ sender, now }) => sender.timeout(timer, now))

/** All that was ordered since the last `expect`, and in this order. */
export const expect = (...orders: readonly string[]): Step => ({
  does: `expect ${orders.length === 0 ? 'nothing' : orders.join(', ')}`,
  run: (bench) => {
    const seen = bench.orders.splice(0)
    if (String(seen) !== String(orders)) {
      throw new Error(`it ordered ${seen.length === 0 ? 'nothing' : seen.join(', ')}`)
    }
  }
})

const look = (does: string, check: (bench: Bench) => string | undefined): Step => ({
  does,
  run: (bench) => {
    const wrong = check(bench)
    if (wrong !== undefined) throw new Error(wrong)
  }
})

export const isReady = (ready: boolean): Step =>
  look(`the sender is ${ready ? '' : 'not '}ready`, ({ sender }) =>
    sender.isReady === ready ? undefined : `isReady is ${sender.isReady}`
  )

/** A bubble of the book's figure, or all that a machine shows of its state. */
type Shown = string | MachineState

function shows(which: 'sender' | 'receiver', shown: Shown): Step {
  const due = JSON.stringify(typeof shown === 'string' ? { state: shown } : shown)
  return look(`the ${which} is at ${due}`, (bench) => {
    const seen = JSON.stringify(bench[which].state)
    return seen === due ? undefined : `the state is ${seen}`
  })
}

export const senderIs = (shown: Shown): Step => shows('sender', shown)

export const receiverIs = (shown: Shown): Step => shows('receiver', shown)

export const window = (base: number, nextseqnum: number): Step => senderIs({ base, nextseqnum })

export const expects = (expectedseqnum: number): Step => receiverIs({ expectedseqnum })

/** Runs `steps` against a fresh pair of machines; a failure shows the way there. */
export function transcript(t: ExecutionContext, bench: Bench, ...steps: readonly Step[]): void {
  const done: string[] = []
  for (const one of steps) {
    done.push(`${String(done.length + 1).padStart(3)}. ${one.does}`)
    try {
      one.run(bench)
    } catch (error) {
      t.fail(`${done.join('\n')}\n     ✘ ${error instanceof Error ? error.message : String(error)}`)
      return
    }
  }
  t.pass()
}
