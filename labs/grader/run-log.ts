/**
 * A run as what its machines did: a step is something that came to one of them (a message, a
 * segment, the ring of its timer) and all that it did about it.
 *
 *     at 200 ms   receiver   got data 1 again   →   sent ACK 1
 *        when       who          input                outputs
 *
 * Two runs of the same fates are alike until one of their machines first does something else, and
 * that is where the difference between two protocols is.
 */
import { type Micros, toMs } from '../../src/kernel/time.js'
import { RECEIVER, SENDER, type SimConfig } from '../../src/sim/config.js'
import type { Outcome } from '../../src/sim/outcome.js'
import { Simulation } from '../../src/sim/simulation.js'
import type { TraceEvent } from '../../src/trace/event.js'

export interface Step {
  readonly t: Micros
  readonly at: string
  readonly input: string
  readonly outputs: readonly string[]
  /** When the timers of the machine will ring, as it leaves them, soonest first. */
  readonly rings: readonly Micros[]
}

export interface RunLog {
  readonly steps: readonly Step[]
  /** What can be seen of it from outside, and how it ended. */
  readonly lines: readonly string[]
  readonly events: readonly TraceEvent[]
  readonly outcome: Outcome
  /** There is more of it than was written down. */
  readonly isCut: boolean
}

/** What a bug does, it does soon; a run that floods the channel is like another that does. */
const MOST_SEEN = 250
const SLICE = 50
/** What every machine that does the same is seen to do; its state it may show or not. */
const SEEN: readonly string[] = ['submit', 'send', 'receive', 'deliver', 'timeout']

export function logOf(config: SimConfig): RunLog {
  const events: TraceEvent[] = []
  let seen = 0
  const sink = (event: TraceEvent) => {
    if (SEEN.includes(event.event)) seen++
    if (seen <= MOST_SEEN) events.push(event)
  }
  const simulation = new Simulation(config, { checks: true, sink, mostEvents: 10 * MOST_SEEN })
  while (!simulation.advance(SLICE) && seen <= MOST_SEEN);
  const { outcome } = simulation
  const isCut = seen > MOST_SEEN
  const steps = stepsOf(events)
  const end = isCut ? ['end not in sight'] : endOf(outcome)
  return { steps, lines: [...linesOf(steps, config), ...end], events, outcome, isCut }
}

const INPUTS: readonly string[] = ['submit', 'receive', 'timeout']

function stepsOf(events: readonly TraceEvent[]): Step[] {
  const steps: Step[] = []
  const machines = new Map<string, Machine>()
  let submitted = 0
  const flush = (machine: Machine) => {
    const step = machine.take()
    if (step !== undefined) steps.push(step)
  }
  for (const event of events) {
    const machine = machines.get(event.at) ?? new Machine(event.at)
    machines.set(event.at, machine)
    if (INPUTS.includes(event.event)) {
      // Another's step is over as soon as something comes to somebody.
      for (const other of machines.values()) flush(other)
      if (event.event === 'submit') submitted++
      machine.begin(event, submitted)
    } else machine.note(event)
  }
  for (const machine of machines.values()) flush(machine)
  return steps
}

/** One of the two, and the step that it is in. */
class Machine {
  readonly #at: string
  readonly #seen = new Set<string>()
  readonly #rings = new Map<number, Micros>()
  #t: Micros = 0
  #input: string | undefined
  #outputs: string[] = []

  constructor(at: string) {
    this.#at = at
  }

  begin(event: TraceEvent, submitted: number): void {
    this.#t = event.t
    this.#outputs = []
    if (event.event === 'submit') this.#input = `was given message ${submitted}`
    else if (event.event === 'timeout') {
      this.#rings.delete(event.timer ?? 0)
      this.#input = 'heard its timer ring'
    } else this.#input = this.#received(event)
  }

  note(event: TraceEvent): void {
    const { event: what, timer = 0, delay = 0, t, attempt = 1 } = event
    if (what === 'send') {
      this.#outputs.push(`sent ${nameOf(event)}${attempt > 1 ? ' again' : ''}`)
    } else if (what === 'deliver') this.#outputs.push('delivered')
    else if (what === 'discard') this.#outputs.push(`discarded it: ${event.why ?? ''}`)
    else if (what === 'timer-start') this.#rings.set(timer, t + delay)
    else if (what === 'timer-stop') this.#rings.delete(timer)
  }

  take(): Step | undefined {
    if (this.#input === undefined) return undefined
    const rings = [...this.#rings.values()].sort((a, b) => a - b)
    const step = { t: this.#t, at: this.#at, input: this.#input, outputs: this.#outputs, rings }
    this.#input = undefined
    return step
  }

  #received(event: TraceEvent): string {
    if (event.why !== undefined) return 'got a corrupt segment'
    const name = nameOf(event)
    const isAgain = this.#seen.has(name)
    this.#seen.add(name)
    return `got ${name}${isAgain ? ' again' : ''}`
  }
}

function nameOf({ kind, seq, ack }: TraceEvent): string {
  if (kind === 'ack') return `ACK ${ack ?? ''}`
  if (kind === 'nak') return 'a NAK'
  return kind === 'data' ? `data ${seq ?? ''}` : `${kind ?? 'a segment'}`
}

/** Timers are left out: what they are good for shows when they ring. */
function linesOf(steps: readonly Step[], { protocol }: SimConfig): string[] {
  const isNext = protocol.acks === 'next'
  return steps.flatMap(({ t, at, input, outputs }) => {
    const seen = outputs.map((output) => (isNext ? lastOf(output) : output))
    return [isNext ? lastOf(input) : input, ...seen].map((what) => `${t} ${at} ${what}`)
  })
}

/** An ACK of the next one means the last one before it. */
const lastOf = (words: string): string =>
  words.replace(/ACK (\d+)/, (_, number) => `ACK ${(Number(number) - 1) >>> 0}`)

/** The rules that need no look at a machine's state. */
const SEEN_RULES: readonly string[] = ['prefix', 'delivered', 'progress', 'crash']

function endOf({ violations, finish_ms, in_order }: Outcome): string[] {
  const broken = violations.find(({ rule }) => SEEN_RULES.includes(rule))
  return [
    `end ${finish_ms ?? 'never'}`,
    `end ${broken?.rule ?? 'as it should be'}`,
    `end ${in_order ? 'in order' : 'out of order'}`
  ]
}

/** `200 ms  receiver  got data 1 again, sent ACK 1`, in columns. */
export function describeStep({ t, at, input, outputs, rings }: Step): string {
  const done = outputs.length === 0 ? 'sent nothing' : tersely(outputs)
  const timer = at.startsWith(SENDER) ? `; ${timerWords(rings)}` : ''
  const who = at.padEnd(RECEIVER.length)
  return `${`${toMs(t)}`.padStart(6)} ms  ${who}  ${input}: ${done}${timer}`
}

function timerWords([soonest]: readonly Micros[]): string {
  return soonest === undefined ? 'no timer' : `timer at ${toMs(soonest)} ms`
}

/** `sent data 1 again, sent data 2 again` as `sent data 1, 2 again`; three alike are counted. */
export function tersely(outputs: readonly string[]): string {
  const groups: { head: string; numbers: string[]; tail: string; times: number }[] = []
  for (const output of outputs) {
    const [, head = output, number = '', tail = ''] =
      /^(sent data) (\d+)( again)?$/.exec(output) ?? []
    const last = groups.at(-1)
    const isLast = last?.head === head && last.tail === tail
    if (isLast && number !== '') last.numbers.push(number)
    else if (isLast) last.times++
    else groups.push({ head, numbers: number === '' ? [] : [number], tail, times: 1 })
  }
  return groups
    .map(({ head, numbers, tail, times }) => {
      const [first, ...more] = numbers
      const isMany = more.length > 6
      const shown = isMany ? [first, '…', more.at(-1)] : numbers
      if (numbers.length > 0) return `${head} ${shown.join(', ')}${tail}`
      return times > 2 ? `${head} (${times} times)` : Array(times).fill(head).join(', ')
    })
    .join(', ')
}
