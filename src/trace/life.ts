import { SequenceSpace } from '../rdt/sequence.js'
import { linkName } from './crossing-events.js'
import type { TraceEvent } from './event.js'
import { endsOf } from './ladder-crossing.js'
import { beginLife, type Life } from './segment-life.js'
import type { AckReach } from './spoken-protocol.js'

export interface LifeOptions {
  readonly seq: number
  readonly seqBits: number
  /** What an ACK's number says of others. */
  readonly acks: AckReach
  readonly otherTimers: readonly number[]
}

/** What one side has sent on one connection. */
interface Pipe {
  readonly latest: Map<number | undefined, number>
  readonly lives: Map<number, Life>
  count: number
}

/** A data segment on its way: the how-many-th of its pipe it is. */
interface Carried {
  readonly pipe: Pipe
  readonly ordinal: number
}

export class LifeCollector {
  /** In the order in which they began. */
  readonly lives: Life[] = []
  readonly #options: LifeOptions
  readonly #numbers: SequenceSpace
  readonly #pipes = new Map<string, Pipe>()
  /** What each sender was given and has not sent yet. */
  readonly #submits = new Map<string, TraceEvent[]>()
  readonly #carried = new Map<number, Carried>()
  /** ACKs on their way, with the lives that they cover. */
  readonly #acks = new Map<number, readonly Life[]>()
  /** What each node is digesting, and how many pieces that has delivered. */
  readonly #digesting = new Map<string, { readonly carried: Carried; delivered: number }>()
  readonly #starts = new Map<string, TraceEvent>()
  /** Links whose timers have the numbers of segments. */
  readonly #timersBySeq = new Set<string>()

  constructor(options: LifeOptions) {
    this.#options = options
    this.#numbers = new SequenceSpace(options.seqBits)
  }

  take(event: TraceEvent): void {
    switch (event.event) {
      case 'submit':
        this.#submitsOf(event.link).push(event)
        break
      case 'send':
        if (event.kind === 'data') this.#sendData(event)
        else if (event.kind === 'ack') this.#sendAck(event)
        break
      case 'drop':
      case 'corrupt':
      case 'delay':
      case 'duplicate':
        this.#befall(event)
        break
      case 'receive':
        this.#receive(event)
        break
      case 'deliver':
      case 'discard':
        this.#judge(event)
        break
      case 'timer-start':
      case 'timer-stop':
      case 'timeout':
        this.#time(event)
        break
      case 'open':
      case 'close':
        this.#turn(event)
        break
      default:
    }
  }

  #sendData(event: TraceEvent): void {
    const { link = '', id, attempt = 1, t } = event
    const submit = attempt === 1 ? this.#submitsOf(link).shift() : undefined
    const carried = this.#pieceOf(event, attempt === 1)
    if (id !== undefined) this.#carried.set(id, carried)
    const life = carried.pipe.lives.get(carried.ordinal)
    if (life === undefined) return
    if (submit !== undefined) {
      life.submittedAt = submit.t
      life.events.push(submit)
    }
    const start = this.#starts.get(link)
    if (start?.t === t && this.#isTimerOf(start) && !life.events.includes(start)) {
      life.events.push(start)
    }
    life.sentAt = t
    life.attempts++
    life.events.push(event)
  }

  /** @param isNew it is sent for the first time */
  #pieceOf({ link = '', conn, seq }: TraceEvent, isNew: boolean): Carried {
    const pipe = this.#pipe(`${link} ${conn}`)
    const known = pipe.latest.get(seq)
    if (!isNew && known !== undefined) return { pipe, ordinal: known }
    const ordinal = ++pipe.count
    pipe.latest.set(seq, ordinal)
    if (seq === this.#options.seq) {
      const life = beginLife(link, conn, seq)
      pipe.lives.set(ordinal, life)
      this.lives.push(life)
    }
    return { pipe, ordinal }
  }

  #sendAck(event: TraceEvent): void {
    const covered = this.#coveredBy(event)
    for (const life of covered) life.events.push(event)
    if (event.id !== undefined && covered.length > 0) this.#acks.set(event.id, covered)
  }

  /** The lives that `event`, an ACK, covers, as long as the sender does not know. */
  #coveredBy({ link = '', ack }: TraceEvent): Life[] {
    const { from, to } = endsOf(link)
    const { seq, acks } = this.#options
    const ahead = ack === undefined ? 0 : this.#numbers.distance(seq, ack)
    const isCovered =
      acks === 'all' ||
      (acks === 'each'
        ? ahead === 0
        : ahead >= (acks === 'next' ? 1 : 0) && ahead < this.#numbers.size / 2)
    if (!isCovered) return []
    const own = linkName(to, from)
    return this.lives.filter(
      (life) =>
        life.link === own && life.hasArrived && life.acknowledgedAt === undefined && !life.isOver
    )
  }

  #befall(event: TraceEvent): void {
    const { id = -1, of } = event
    const source = of ?? id
    const carried = this.#carried.get(source)
    if (carried !== undefined) {
      this.#carried.set(id, carried)
      const life = carried.pipe.lives.get(carried.ordinal)
      life?.events.push(event)
      if (life !== undefined && event.event === 'drop') life.dropped++
    }
    const covered = this.#acks.get(source)
    if (covered === undefined) return
    this.#acks.set(id, covered)
    for (const life of covered) life.events.push(event)
  }

  #receive(event: TraceEvent): void {
    const { id, kind, why, at } = event
    this.#digesting.delete(at)
    const carried =
      (id === undefined ? undefined : this.#carried.get(id)) ??
      (kind === 'data' ? this.#pieceOf(event, false) : undefined)
    if (carried !== undefined) {
      this.#digesting.set(at, { carried, delivered: 0 })
      const life = carried.pipe.lives.get(carried.ordinal)
      if (life === undefined) return
      life.hasArrived ||= why === undefined
      life.events.push(event)
      return
    }
    const known = id === undefined ? undefined : this.#acks.get(id)
    const covered = known ?? (kind === 'ack' ? this.#coveredBy(event) : [])
    for (const life of covered) {
      life.events.push(event)
      if (why === undefined) life.acknowledgedAt ??= event.t
    }
  }

  /** What the node makes of what it digests: its own piece is delivered first, then what waited. */
  #judge(event: TraceEvent): void {
    const digesting = this.#digesting.get(event.at)
    if (digesting === undefined) return
    const { carried } = digesting
    const isDelivery = event.event === 'deliver'
    const life = carried.pipe.lives.get(carried.ordinal + (isDelivery ? digesting.delivered++ : 0))
    if (life === undefined) return
    life.events.push(event)
    if (isDelivery) life.deliveredAt ??= event.t
  }

  #time(event: TraceEvent): void {
    const { link = '', half, timer = 0, t } = event
    if (half !== 'sender' || this.#options.otherTimers.includes(timer)) return
    if (timer !== 0) this.#timersBySeq.add(link)
    if (event.event === 'timer-start') this.#starts.set(link, event)
    if (!this.#isTimerOf(event)) return
    for (const life of this.lives) {
      if (life.link !== link || life.isOver || life.sentAt === undefined) continue
      const isOpen = life.acknowledgedAt === undefined
      const concerns =
        event.event === 'timeout'
          ? isOpen
          : event.event === 'timer-start'
            ? isOpen && life.sentAt === t
            : life.acknowledgedAt === t
      if (concerns) life.events.push(event)
    }
  }

  /** One timer watches over all segments, or each has its own, with its number. */
  #isTimerOf({ link = '', timer = 0 }: TraceEvent): boolean {
    return this.#timersBySeq.has(link) ? timer === this.#options.seq : timer === 0
  }

  /** A connection begins or ends: what belongs to the one before stays as it is. */
  #turn({ link }: TraceEvent): void {
    this.#submitsOf(link).length = 0
    for (const life of this.lives) if (life.link === link) life.isOver = true
  }

  #submitsOf(link = ''): TraceEvent[] {
    const known = this.#submits.get(link)
    if (known !== undefined) return known
    const submits: TraceEvent[] = []
    this.#submits.set(link, submits)
    return submits
  }

  #pipe(name: string): Pipe {
    const known = this.#pipes.get(name)
    if (known !== undefined) return known
    const pipe: Pipe = { latest: new Map(), lives: new Map(), count: 0 }
    this.#pipes.set(name, pipe)
    return pipe
  }
}
