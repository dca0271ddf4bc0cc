/**
 * The rows of a ladder: what is worth a line of its own, in order, with all that the
 * events around it say of it. A row that sends knows how that will end, since it shares
 * its crossing with the row of the arrival.
 */
import type { Micros } from '../kernel/time.js'
import type { TraceEvent } from './event.js'
import { endsOf, numberOf, type Piece } from './ladder-crossing.js'
import { Crossings } from './ladder-crossings.js'
import { type Arrival, type Delivery, isKept, type Row, type State } from './ladder-row.js'

/** More rows of one input than these learn nothing of a state that comes after them. */
const MOST_OPEN = 100

/** What a row is about. */
type Happening = Pick<Row, 'what' | 'crossing' | 'arrival' | 'timer' | 'delay' | 'text'>

/** What is known of a node while its events pass. */
interface Node {
  /** Timers of its senders that run, and for how long each was set. */
  readonly timers: Map<string, Micros | undefined>
  /** The transmission that came last. */
  received?: number | undefined
  /** Rows of the input that is being digested; a state or a timer that follows is theirs. */
  open: Row[]
}

/** What is known of one node's half of a conversation, `alice>server` at alice. */
interface Pipe {
  sender?: State
  receiver?: State
  lastAck?: number | undefined
  /** What its receiver keeps until the gap before it is filled, by number. */
  readonly kept: Map<number, Piece>
}

export class LadderRows {
  readonly rows: Row[] = []
  readonly #crossings = new Crossings()
  readonly #nodes = new Map<string, Node>()
  readonly #pipes = new Map<string, Pipe>()
  readonly #otherTimers: readonly number[]

  /** @param otherTimers of senders, that ring for other reasons than a retransmission */
  constructor(otherTimers: readonly number[]) {
    this.#otherTimers = otherTimers
  }

  take(event: TraceEvent): void {
    switch (event.event) {
      case 'submit':
        if (this.#node(event.at).open.at(-1)?.t !== event.t) this.#node(event.at).open = []
        break
      case 'send':
        this.#add(event, { what: 'send', crossing: this.#crossings.send(event, this.rows.length) })
        break
      case 'duplicate':
        this.#copy(event)
        break
      case 'drop':
      case 'corrupt':
      case 'delay':
        this.#crossings.befall(event)
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
        this.#arm(event)
        break
      case 'timeout':
        this.#timeout(event)
        break
      case 'state':
        this.#state(event)
        break
      default:
        this.#say(event)
    }
  }

  #copy(event: TraceEvent): void {
    const crossing = this.#crossings.copy(event, this.rows.length)
    const { t, why = '' } = event
    const nowhere = { node: '', peer: '', isChange: false, isArmed: false }
    this.rows.push({ t, ...nowhere, what: 'copy', crossing, text: why })
  }

  #receive(event: TraceEvent): void {
    const crossing = this.#crossings.receive(event, this.rows.length)
    const pipe = this.#pipe(`${crossing.to}>${crossing.from}`)
    const isBroken = event.why !== undefined || event.kind === undefined
    const isAck = !isBroken && event.kind === 'ack'
    const arrival: Arrival = {
      kind: event.kind,
      number: numberOf(event),
      isBroken,
      isKnown: crossing.piece?.isTaken === true,
      isRepeated: isAck && pipe.lastAck === event.ack,
      overtaker: this.#crossings.overtaker(crossing),
      delivered: [],
      receiver: pipe.receiver
    }
    if (isAck) pipe.lastAck = event.ack
    const node = this.#node(event.at)
    node.open = []
    node.received = event.id
    this.#add(event, { what: 'receive', crossing, arrival })
  }

  /** What the node made of the segment that it is digesting. */
  #judge(event: TraceEvent): void {
    const { open, received } = this.#node(event.at)
    const row = received === event.id ? open.find(({ what }) => what === 'receive') : undefined
    if (event.event === 'deliver') row?.arrival?.delivered.push(this.#delivery(row, event))
    else if (row?.arrival !== undefined) row.arrival.discarded = event.why ?? ''
    else this.#say(event)
  }

  #arm({ at, event, link, half, timer = 0, delay }: TraceEvent): void {
    if (half !== 'sender' || this.#otherTimers.includes(timer)) return
    const { timers, open } = this.#node(at)
    if (event === 'timer-start') timers.set(`${link} ${timer}`, delay)
    else timers.delete(`${link} ${timer}`)
    for (const row of open) if (!row.isChange) row.isArmed = timers.size > 0
  }

  #timeout(event: TraceEvent): void {
    const { at, link, half, timer = 0 } = event
    const node = this.#node(at)
    node.open = []
    if (half === 'receiver') this.#add(event, { what: 'say', text: `timer ${timer} rings` })
    else if (!this.#otherTimers.includes(timer)) {
      const delay = node.timers.get(`${link} ${timer}`)
      node.timers.delete(`${link} ${timer}`)
      this.#add(event, { what: 'timeout', timer, delay })
    }
  }

  #state({ at, link = '', half, state }: TraceEvent): void {
    const pipe = this.#pipe(link)
    const { open } = this.#node(at)
    if (half === 'receiver') {
      if (state !== undefined) pipe.receiver = state
      for (const { arrival, crossing } of open) {
        if (arrival === undefined || state === undefined) continue
        const before = arrival.receiver
        arrival.receiver = state
        if (crossing?.piece) this.#keep(pipe, crossing.piece, arrival, before)
      }
      return
    }
    if (state !== undefined) pipe.sender = state
    for (const row of open) {
      if (row.isChange) continue
      row.isChange = true
      row.state = state
    }
  }

  #keep({ kept }: Pipe, piece: Piece, arrival: Arrival, before: State | undefined): void {
    const { number = 0, receiver = {} } = arrival
    if (!isKept(receiver, arrival.number)) return
    piece.isTaken = true
    if (before !== undefined && isKept(before, number)) return
    kept.set(number, piece)
    arrival.isMistaken = arrival.isKnown
  }

  /** One more piece goes up from the arrival of `row`: its own first, then what waited for it. */
  #delivery({ crossing, arrival }: Row, { link = '' }: TraceEvent): Delivery {
    const own = crossing?.piece
    if (own === undefined || arrival === undefined) {
      return { ordinal: undefined, order: 'next', awaited: 0 }
    }
    const { stream } = own
    const { awaited } = stream
    const count = arrival.delivered.length
    const { kept } = this.#pipe(link)
    const next = (arrival.through ?? -1) + 1
    // The numbers come round.
    arrival.through = count === 0 ? arrival.number : kept.has(next) ? next : 0
    const waited = count === 0 ? own : kept.get(arrival.through ?? 0)
    if (count > 0) kept.delete(arrival.through ?? 0)
    const ordinal = waited?.ordinal ?? own.ordinal + count
    return { ordinal, order: stream.delivered(ordinal), awaited }
  }

  /** A connection that is closed has no timers. */
  #disarm({ at, link }: TraceEvent): void {
    const { timers } = this.#node(at)
    for (const key of timers.keys()) if (key.startsWith(`${link} `)) timers.delete(key)
  }

  #say(event: TraceEvent): void {
    const { why, from = '', text = '' } = event
    if (event.event === 'close') this.#disarm(event)
    const because = why === undefined ? '' : `: ${why}`
    const words = { open: 'opened', close: 'closed', discard: 'discarded', say: `${from}: ${text}` }
    const word = words[event.event as keyof typeof words]
    this.#add(event, { what: 'say', text: `${word}${because}` })
  }

  #add({ t, at, link = '' }: TraceEvent, row: Happening): void {
    const { from, to } = endsOf(link)
    const peer = at === from ? to : from
    const { timers, open } = this.#node(at)
    const state = this.#pipe(`${at}>${peer}`).sender
    const whole = { t, node: at, peer, state, isChange: false, isArmed: timers.size > 0, ...row }
    this.rows.push(whole)
    open.push(whole)
    if (open.length > MOST_OPEN) open.splice(1, 1)
  }

  #node(name: string): Node {
    return getOrMake(this.#nodes, name, () => ({ timers: new Map(), open: [] }))
  }

  #pipe(name: string): Pipe {
    return getOrMake(this.#pipes, name, () => ({ kept: new Map() }))
  }
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = make()
    map.set(key, value)
  }
  return value
}
