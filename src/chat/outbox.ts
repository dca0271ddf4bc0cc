/**
 * The client's sending side: texts are checked, wait their turn, go out while
 * the connection takes them, and are answered for one by one.
 */
import type { Timers, World } from '../kernel/world.js'
import { type ErrorCode, errorText, isCertain } from './errors.js'
import { type ChatEvent, errorEvent } from './events.js'
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

  /** Takes a text; empty `to` is everybody. Its number, or undefined after an `error` event. */
  submit(text: string, to: readonly string[]): number | undefined {
    const size = textSize(text)
    const tooLong = to.find((name) => name.length > MAX_NAME_UNITS)
    if (size > MAX_TEXT) this.#error('text-too-long', size)
    else if (to.length > MAX_RECIPIENTS) this.#error('too-many-recipients', MAX_RECIPIENTS)
    else if (tooLong !== undefined) this.#error('unknown-name', `${tooLong.slice(0, 32)}…`)
    else {
      const ref = this.#outgoing.add(text, to, size)
      if (ref === undefined) this.#error('queue-full')
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
    const { ID: ref, NO: id } = ack
    if (ref === undefined) return
    if (ack.TYPE === 'FAIL' && ack.CODE === 'too-fast') {
      this.#slowDown(ack)
      return
    }
    for (const lost of this.#outgoing.settle(ref) ?? []) {
      this.#error('unconfirmed', `message ${lost}`, lost)
    }
    if (this.#outgoing.size === 0) this.#toldHold = false
    if (ack.TYPE === 'OKAY') {
      this.#emit({ type: 'receipt', ref, id: id ?? null, state: 'accepted', got: 0, of: 0 })
    }
    for (const { UN, CODE, TEXT } of ack.REFUSED ?? []) {
      this.#emit(errorEvent(CODE, TEXT, isCertain(CODE), ref, UN))
    }
    if (ack.TYPE === 'FAIL' && ack.REFUSED === undefined) {
      const { CODE = 'unknown', TEXT = '' } = ack
      this.#emit(errorEvent(CODE, TEXT, isCertain(CODE), ref))
    }
    this.push()
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

  #error(code: ErrorCode, what: string | number = '', ref: number | null = null): void {
    this.#emit(errorEvent(code, errorText(code, what), isCertain(code), ref))
  }
}
