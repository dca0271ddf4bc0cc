/**
 * What must hold of connections at every event, whoever opened them and however they end:
 *
 *   stranger      an open connection has another end, which nobody else claims
 *   prefix        what an end delivers is a prefix of what was sent into its other end
 *   acknowledged  an end without a backlog has had everything delivered
 *   closed        it is closed once, and nothing comes after that
 *   memory        what waits to be sent stays within its limit
 *
 * Messages are told apart by their bytes: each is another piece of one long noise.
 */
import { RandomStream } from '../../src/kernel/random.js'
import type { Closing, Pipe } from '../../src/rdt/application.js'
import type { TransportOptions } from '../../src/rdt/transport.js'
import type { Failure } from './case.js'
import type { Side } from './pipes-plan.js'

/** The longest message that a case sends. */
const LONGEST = 20_000

/** One end of a connection, as its application knows it. */
export interface End {
  /** Tells the ends of a case apart. */
  readonly uid: number
  readonly node: string
  readonly side: Side
  /** Which connection of the plan; an acceptor learns it from its other end. */
  conn: number | undefined
  readonly transport: Pick<TransportOptions, 'outboxLimit' | 'windowSize' | 'mss'>
  /** There is none while `connect` has not returned. */
  pipe: Pipe | undefined
  other: End | undefined
  /** Bytes of each message that the pipe took. */
  readonly sent: number[]
  /** Messages that were delivered. */
  got: number
  state: 'opening' | 'open' | 'closed'
  wasOpen: boolean
  closing: Closing | undefined
  /** What its application asked for. */
  asked: 'close' | 'abort' | undefined
  /** Its node is gone: nothing that it is told counts any more. */
  isDead: boolean
}

/** Is `b` the end that `a` is connected with? */
export type ArePartners = (a: End, b: End) => boolean

const NOISE = 1 << 18

export class Ledger {
  readonly ends: End[] = []
  failure: Failure | undefined
  readonly #arePartners: ArePartners
  readonly #noise: Uint8Array

  constructor(arePartners: ArePartners) {
    this.#arePartners = arePartners
    this.#noise = makeNoise()
  }

  /** The first failure counts. */
  fail(rule: string, what: string): void {
    this.failure ??= { rule, what }
  }

  /** An application begins to open a connection. */
  begin(node: string, conn: number | undefined, transport: End['transport']): End {
    return this.#add(node, 'opener', conn, transport)
  }

  /** A node was given a connection that somebody else opened. */
  accepted(node: string, pipe: Pipe, transport: End['transport']): End {
    const end = this.#add(node, 'acceptor', undefined, transport)
    end.pipe = pipe
    this.opened(end)
    return end
  }

  opened(end: End): void {
    if (end.isDead) return
    if (end.state !== 'opening') this.fail('closed', `${name(end)} opens when it is ${end.state}`)
    end.state = 'open'
    end.wasOpen = true
    const others = this.ends.filter((one) => one !== end && this.#arePartners(end, one))
    const [other] = others
    if (other === undefined) return this.fail('stranger', `${name(end)} has no other end`)
    if (others.length > 1) this.fail('stranger', `${name(end)} has ${others.length} other ends`)
    end.other = other
    end.conn ??= other.conn
    const before = other.other
    // A node that has accepted, and died before that was heard, may accept again in its next life.
    const isFree = before === undefined || (before.isDead && !other.wasOpen)
    if (isFree) other.other = end
    else if (before !== end) {
      this.fail('stranger', `${name(other)} has two other ends, ${name(end)} and ${name(before)}`)
    }
  }

  /** The bytes of the next message of `end`, of `size` bytes. */
  nextMessage(end: End, size: number): Uint8Array {
    return this.#bytes(end, end.sent.length, size)
  }

  /** The pipe took it. */
  sent(end: End, size: number): void {
    end.sent.push(size)
  }

  received(end: End, message: Uint8Array): void {
    if (end.isDead) return
    if (end.state !== 'open')
      this.fail('closed', `${name(end)} is ${end.state}, and a message comes`)
    else if (end.asked === 'abort')
      this.fail('closed', `${name(end)} was aborted, and a message comes`)
    const { other, got } = end
    if (other === undefined) return this.fail('stranger', `${name(end)} hears from nobody`)
    const size = other.sent[got]
    end.got++
    if (size !== undefined && areSame(message, this.#bytes(other, got, size))) return
    const due =
      size === undefined
        ? `all ${got} messages have come`
        : `message ${got + 1} of ${size} bytes is due`
    this.fail('prefix', `at ${name(end)} ${due}, and ${this.#identify(end, message)} comes`)
  }

  closed(end: End, closing: Closing): void {
    if (end.isDead) return
    if (end.state === 'closed') this.fail('closed', `${name(end)} is closed twice`)
    end.state = 'closed'
    end.closing = closing
    this.#checkEnd(end)
  }

  died(end: End): void {
    end.isDead = true
    end.state = 'closed'
  }

  /** What holds between any two events. */
  check(): void {
    for (const end of this.ends) if (end.state === 'open') this.#checkEnd(end)
  }

  /** Why not everything is as it must be in the end; undefined where it is. */
  get unsettled(): Failure | undefined {
    for (const end of this.ends) {
      const what = whyUnsettled(end)
      if (what !== undefined) return what
    }
    return undefined
  }

  #add(node: string, side: Side, conn: number | undefined, transport: End['transport']): End {
    const end: End = {
      uid: this.ends.length,
      node,
      side,
      conn,
      transport,
      pipe: undefined,
      other: undefined,
      sent: [],
      got: 0,
      state: 'opening',
      wasOpen: false,
      closing: undefined,
      asked: undefined,
      isDead: false
    }
    this.ends.push(end)
    return end
  }

  #checkEnd(end: End): void {
    const { pipe, other, sent, transport } = end
    if (pipe === undefined) return
    const { backlog } = pipe
    if (backlog === 0 && (other?.got ?? 0) < sent.length) {
      const what = `of ${sent.length} messages ${other?.got ?? 0} have been delivered`
      this.fail('acknowledged', `${name(end)} has no backlog, and ${what}`)
    }
    // Marks take a little; and what goes at once needs no room.
    const most = transport.outboxLimit + 2 * LONGEST + transport.windowSize * transport.mss
    if (backlog > most) this.fail('memory', `${name(end)} has a backlog of ${backlog} bytes`)
  }

  #bytes(end: End, index: number, size: number): Uint8Array {
    const at = (end.uid * 20_011 + index * 331) % (NOISE - LONGEST)
    return this.#noise.subarray(at, at + size)
  }

  #identify(end: End, message: Uint8Array): string {
    for (const one of this.ends) {
      for (const [index, size] of one.sent.entries()) {
        if (size < 4 || !areSame(message, this.#bytes(one, index, size))) continue
        const whose = one === end.other ? '' : ` of ${name(one)}, another connection,`
        return `message ${index + 1}${whose}`
      }
    }
    return `something of ${message.length} bytes that nobody sent`
  }
}

/** Both ends are closed, or both are open and everything has been delivered. */
function whyUnsettled(end: End): Failure | undefined {
  const { state, other, asked, sent } = end
  if (state === 'opening')
    return { rule: 'opening', what: `${name(end)} still waits for an answer` }
  if (state === 'closed') return undefined
  if (asked !== undefined) return { rule: 'closing', what: `${name(end)} is still not closed` }
  if (other?.state !== 'open') {
    return { rule: 'half-open', what: `${name(end)} is open, and its other end is not` }
  }
  if (other.got < sent.length) {
    const what = `${other.got} of ${sent.length} messages have come from ${name(end)}`
    return { rule: 'delivered', what }
  }
  return undefined
}

const name = ({ node, side, conn, uid }: End): string =>
  `${conn === undefined ? 'a new connection' : `connection ${conn}`} at ${node} (${side}, end ${uid})`

function areSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}

let noise: Uint8Array | undefined

/** The same for all cases, so it is made once. */
function makeNoise(): Uint8Array {
  if (noise === undefined) {
    const stream = new RandomStream('noise')
    noise = Uint8Array.from({ length: NOISE }, () => stream.below(256))
  }
  return noise
}
