/**
 * A world for models of protocols, written from the prose of the design and of the command line
 * alone, so that it and the simulator can only be wrong together where the prose is. It shares no
 * code with what it checks: its agenda is a plain array in the order of time, its numbers are
 * unbounded and meet their modulus on the wire, and its fates are a list of words. Where the prose
 * leaves a tie open, it follows the simulator: see #offer.
 *
 *        due ──▶ sender ──── data: number mod M, message ───▶ receiver ──▶ delivered
 *                  ▲  ⏰                                         │
 *                  └────────────── ack: number mod M ◀──────────┘
 */

/** One run: everything that decides it. Times in µs. */
export interface ModelCase {
  readonly protocol: 'rdt3.0' | 'gbn' | 'sr'
  readonly messages: number
  readonly window: number
  readonly seqBits: number
  readonly rto: number
  /** Between two messages; 0: all are due at the start. */
  readonly interval: number
  readonly delay: { readonly data: number; readonly ack: number }
  readonly fates: { readonly data: string; readonly ack: string }
}

/** What a protocol does when something happens. Numbers here are those of the wire. */
export interface ModelRules {
  /** How many numbers there are. */
  readonly modulus: number
  /** Messages that the sender knows to have arrived. */
  readonly acknowledged: number
  /** May one more message be sent now? */
  readonly isReady: boolean
  /** The next message. */
  send(): void
  timeout(timer: number): void
  data(wire: number, message: number): void
  corruptData(): void
  /** No sender here trusts a corrupt ACK, so only a whole one is told. */
  ack(wire: number): void
}

interface Entry {
  readonly at: number
  readonly act: () => void
  readonly timer: number | undefined
}

/** Ends the patience of one that waits, and sends it right behind one that is late by `more`. */
type LetGo = (more: number) => void

/** How long `>` waits for a datagram to wait for. */
const PATIENCE = 5_000_000

export class ModelWorld {
  readonly delivered: number[] = []
  readonly counts = {
    data: 0,
    retransmitted: 0,
    acks: 0,
    timeouts: 0,
    dropped: 0,
    corrupted: 0,
    duplicated: 0
  }
  now = 0
  readonly #given: ModelCase
  readonly #rules: ModelRules
  readonly #agenda: Entry[] = []
  readonly #marks: { readonly data: string[]; readonly ack: string[] }
  readonly #held: { readonly data: LetGo[]; readonly ack: LetGo[] } = { data: [], ack: [] }
  readonly #sent = new Set<number>()
  #offered = 0
  #alarm: Entry | undefined

  constructor(given: ModelCase, rulesFor: (world: ModelWorld) => ModelRules) {
    this.#given = given
    this.#marks = { data: marksOf(given.fates.data), ack: marksOf(given.fates.ack) }
    this.#rules = rulesFor(this)
    if (given.messages > 0) this.#put(0, () => this.#offer())
  }

  get acknowledged(): number {
    return this.#rules.acknowledged
  }

  /** Does what is next. @returns false where there is nothing left */
  step(): boolean {
    const next = this.#agenda.shift()
    if (next === undefined) return false
    this.now = next.at
    next.act()
    return true
  }

  deliver(message: number): void {
    this.delivered.push(message)
  }

  startTimer(timer: number): void {
    this.stopTimer(timer)
    this.#put(
      this.#given.rto,
      () => {
        this.counts.timeouts++
        this.#rules.timeout(timer)
      },
      timer
    )
  }

  stopTimer(timer: number): void {
    this.#cancel(this.#agenda.find((entry) => entry.timer === timer))
  }

  sendData(number: number, message: number): void {
    const wire = modulo(number, this.#rules.modulus)
    this.counts.data++
    if (this.#sent.has(message)) this.counts.retransmitted++
    this.#sent.add(message)
    this.#transmit('data', (isCorrupt) => {
      if (isCorrupt) this.#rules.corruptData()
      else this.#rules.data(wire, message)
    })
  }

  sendAck(number: number): void {
    const wire = modulo(number, this.#rules.modulus)
    this.counts.acks++
    this.#transmit('ack', (isCorrupt) => {
      if (!isCorrupt) this.#rules.ack(wire)
      this.#offer()
    })
  }

  /**
   * The application hands over one message after the other, each not before it is due and not
   * before the sender is ready. It looks when the next is due, and when something came back.
   */
  #offer(): void {
    const { messages, interval } = this.#given
    const before = this.#offered
    while (
      this.#offered < messages &&
      this.#offered * interval <= this.now &&
      this.#rules.isReady
    ) {
      this.#offered++
      this.#rules.send()
    }
    const wait = this.#offered * interval - this.now
    if (this.#offered === before || this.#offered === messages || wait <= 0) return
    this.#cancel(this.#alarm)
    this.#alarm = this.#put(wait, () => this.#offer())
  }

  /** Behind everything that is due at the same time, since that was put there before. */
  #put(delay: number, act: () => void, timer?: number): Entry {
    const entry = { at: this.now + delay, act, timer }
    let place = this.#agenda.length
    while (place > 0 && (this.#agenda[place - 1] as Entry).at > entry.at) place--
    this.#agenda.splice(place, 0, entry)
    return entry
  }

  #cancel(entry: Entry | undefined): void {
    const place = entry === undefined ? -1 : this.#agenda.indexOf(entry)
    if (place >= 0) this.#agenda.splice(place, 1)
  }

  #transmit(lane: 'data' | 'ack', arrive: (isCorrupt: boolean) => void): void {
    const { counts } = this
    const mark = this.#marks[lane].shift() ?? '.'
    const travel = (more: number, isCorrupt: boolean) =>
      this.#put(this.#given.delay[lane] + more, () => arrive(isCorrupt))
    if (mark === 'x') {
      counts.dropped++
      return
    }
    const held = this.#held[lane]
    if (mark === '>') {
      const end = this.#put(PATIENCE, () => {
        held.shift()
        travel(0, false)
      })
      held.push((more) => {
        this.#cancel(end)
        travel(more, false)
      })
      return
    }
    const more = mark.startsWith('(') ? lateness(mark) : 0
    if (mark === 'c') counts.corrupted++
    travel(more, mark === 'c')
    if (mark === '2') {
      counts.duplicated++
      travel(0, false)
    }
    // One that waited goes right behind the next, and behind it the one that waited for it.
    while (held.length > 0) held.pop()?.(more)
  }
}

/** Never negative, whatever the sign of `number`. */
export const modulo = (number: number, modulus: number): number =>
  ((number % modulus) + modulus) % modulus

/** `.x*2(+60ms)` as `.`, `x`, `x`, `(+60ms)`. */
export function marksOf(fates: string): string[] {
  const found = fates.matchAll(/(\([^)]*\)|[^\s*])(?:\*(\d+))?/g)
  return [...found].flatMap(([, mark, count]) =>
    Array.from({ length: Number(count ?? 1) }, () => mark as string)
  )
}

const UNITS: Readonly<Record<string, number>> = { us: 1, ms: 1_000, s: 1_000_000 }

function lateness(mark: string): number {
  const [, amount, unit] = /^\(\+([\d.]+)(us|ms|s)\)$/.exec(mark) ?? []
  if (amount === undefined || unit === undefined) throw new Error(`the model does not know ${mark}`)
  return Math.round(Number(amount) * (UNITS[unit] as number))
}
