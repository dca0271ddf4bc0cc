/**
 * The client's sending side: texts are checked, wait their turn, go out while
 * the connection takes them, and are answered for one by one.
 */
import type { Timers, World } from '../kernel/world.js'
import { type ChatEvent, errorFrom, errorOf } from './events.js'
import { type AckFrame, MAX_NAME_UNITS, MAX_RECIPIENTS, MAX_TEXT, textSize } from './frames.js'
import type { Link } from './link.js'
import { Outgoing } from './outgoing.js'

export class Outbox {
  readonly #link: Link
  readonly #emit: (event: ChatEvent) => void
  readonly #hold: Timers
  readonly #outgoing = new Outgoing()
  /** The author's name while the connection is joined; nothing goes out without. */
  #from: string | undefined
  #isHeld = false
  #toldHold = false

  constructor(world: World, link: Link, emit: (event: ChatEvent) => void) {
    this.#link = link
    this.#emit = emit
    this.#hold = world.timers(() => {
      this.#isHeld = false
      this.push()
    })
  }

  /** How many messages the server has not answered for. */
  get size(): number {
    return this.#outgoing.size
  }

  get hasRoom(): boolean {
    return this.#outgoing.hasRoom
  }

  /** Takes a text; empty `to` is everybody. Its number, or undefined after an `error` event. */
  submit(text: string, to: readonly string[]): number | undefined {
    const size = textSize(text)
    const tooLong = to.find((name) => name.length > MAX_NAME_UNITS)
    if (size > MAX_TEXT) this.#emit(errorOf('text-too-long', size))
    else if (to.length > MAX_RECIPIENTS) this.#emit(errorOf('too-many-recipients', MAX_RECIPIENTS))
    else if (tooLong !== undefined) this.#emit(errorOf('unknown-name', `${tooLong.slice(0, 32)}…`))
    else {
      const ref = this.#outgoing.add(text, to, size)
      if (ref === undefined) this.#emit(errorOf('queue-full'))
      else this.push()
      return ref
    }
    return undefined
  }

  /** The connection is joined under this name: all that is unanswered goes out, in order. */
  open(from: string): void {
    this.#from = from
    this.#outgoing.again()
    this.push()
  }

  /** The connection is gone; what is unanswered waits for the next. */
  close(): void {
    this.#from = undefined
    this.#isHeld = false
    this.#hold.stopAll()
  }

  /** Forgets all that waits, and tells how many they were. */
  clear(): number {
    this.close()
    return this.#outgoing.clear()
  }

  /** Gives the connection what it takes. */
  push(): void {
    if (this.#from === undefined || this.#isHeld) return
    while (this.#link.isWritable) {
      const frame = this.#outgoing.next(this.#from)
      if (!frame) return
      this.#link.send(frame)
      this.#outgoing.markSent()
    }
  }

  /** The server's answer to a SEND. */
  answered(ack: AckFrame): void {
    const { ID: ref } = ack
    if (ref === undefined) return
    if (ack.TYPE === 'FAIL' && ack.CODE === 'too-fast') {
      this.#slowDown(ack)
      return
    }
    const id = ack.TYPE === 'OKAY' ? (ack.NO ?? null) : undefined
    this.#settle(ref, id, true)
    for (const { UN, CODE, TEXT } of ack.REFUSED ?? []) {
      this.#emit(errorFrom(CODE, TEXT, ref, UN))
    }
    if (ack.TYPE === 'FAIL' && ack.REFUSED === undefined) {
      this.#emit(errorFrom(ack.CODE, ack.TEXT, ref))
    }
    this.push()
  }

  /**
   * The copy of an own message has come: the server has accepted it as number `id`. One that was
   * missed on an older connection says nothing of what is under way on this one.
   */
  copied(ref: number, id: number, wasMissed: boolean): void {
    this.#settle(ref, id, !wasMissed)
    this.push()
  }

  /** Answered for, as number `id`; undefined where it was refused. */
  #settle(ref: number, id: number | null | undefined, isInOrder: boolean): void {
    const lost = this.#outgoing.settle(ref, isInOrder)
    if (lost === undefined) return
    for (const other of lost) this.#emit(errorOf('unconfirmed', `message ${other}`, other))
    if (this.#outgoing.size === 0) this.#toldHold = false
    if (id !== undefined) this.#emit({ type: 'receipt', ref, id, state: 'accepted', got: 0, of: 0 })
  }

  /** The server refuses this message and all behind it: they go out again after a while. */
  #slowDown({ TURN, WAIT = 1_000, TEXT = '' }: AckFrame): void {
    if (!this.#outgoing.isCurrent(TURN)) return
    this.#outgoing.again()
    this.#isHeld = true
    // A little longer than asked, so that the next try is not refused for a rounding.
    this.#hold.start(Math.min(WAIT, 60_000) * 1_000 + 50_000, 0)
    if (this.#toldHold) return
    this.#toldHold = true
    const text = `${TEXT}; the ${this.size} messages that wait go out by themselves`
    this.#emit({ type: 'notice', code: 'waiting', text })
  }
}
