/**
 * The client's messages from the moment they are said until the server has
 * answered for them: bounded, in order, a window of them under way.
 *
 * After a broken connection all that is unanswered goes out again, marked, so
 * that the server can tell a repetition. Within one connection nothing is
 * repeated: that is the business of the protocol below, and where it fails, the
 * chat shows it.
 */
import type { SendFrame } from './frames.js'

/** The most messages that wait for the server's answer. Below what a server remembers. */
const MOST_LETTERS = 4_096
/** The most bytes of text that wait, unless it is a single message. */
const MOST_BYTES = 16 * 1024 * 1024
/** The most messages put on the pipe without an answer. */
const WINDOW = 64

interface Letter {
  readonly ref: number
  readonly text: string
  readonly to: readonly string[]
  readonly size: number
  /** True where it has ever been put on a pipe. */
  wasSent: boolean
}

export class Outgoing {
  /** In the order of their numbers; those under way come first. */
  #letters: Letter[] = []
  #bytes = 0
  #sent = 0
  #lastRef = 0
  #turn = 0

  /** How many are not answered for. */
  get size(): number {
    return this.#letters.length
  }

  /** True while less than half of the room is taken. */
  get hasRoom(): boolean {
    return this.#letters.length < MOST_LETTERS / 2 && this.#bytes < MOST_BYTES / 2
  }

  /** Takes a text; undefined where too many wait already. */
  add(text: string, to: readonly string[], size: number): number | undefined {
    const isFull = this.#letters.length >= MOST_LETTERS
    if (isFull || (this.#bytes > 0 && this.#bytes + size > MOST_BYTES)) return undefined
    const ref = ++this.#lastRef
    this.#letters.push({ ref, text, to, size, wasSent: false })
    this.#bytes += size
    return ref
  }

  /** The next message to be put on the pipe, unless the window is full; `markSent` follows. */
  next(from: string): SendFrame | undefined {
    if (this.#sent >= WINDOW) return undefined
    const letter = this.#letters[this.#sent]
    if (!letter) return undefined
    return {
      CMD: 'SEND',
      MSG: letter.text,
      TO: [...letter.to],
      FROM: from,
      ID: letter.ref,
      TURN: this.#turn,
      ...(letter.wasSent ? { AGAIN: true } : {})
    }
  }

  /** The message that `next` gave is under way. */
  markSent(): void {
    const letter = this.#letters[this.#sent]
    if (!letter) return
    letter.wasSent = true
    this.#sent++
  }

  /**
   * The server has answered for `ref`. Pipes keep order, so where the answer came `inOrder`, what
   * was sent before it and is still unanswered was lost beneath: it is given up too.
   * @returns the numbers given up; undefined where `ref` is not under way
   */
  settle(ref: number, inOrder: boolean): number[] | undefined {
    const index = this.#letters.slice(0, this.#sent).findIndex((letter) => letter.ref === ref)
    if (index < 0) return undefined
    const from = inOrder ? 0 : index
    const settled = this.#letters.splice(from, index + 1 - from)
    this.#sent -= settled.length
    for (const { size } of settled) this.#bytes -= size
    return settled.slice(0, -1).map((letter) => letter.ref)
  }

  /** True where a refusal of `turn` concerns what is under way now, not an older attempt. */
  isCurrent(turn: number | undefined): boolean {
    return turn === this.#turn
  }

  /** Everything unanswered goes out again, in order. */
  again(): void {
    this.#turn++
    this.#sent = 0
  }

  /** Forgets all that waits, and tells how many they were. */
  clear(): number {
    const { length } = this.#letters
    this.#letters = []
    this.#sent = 0
    this.#bytes = 0
    return length
  }
}
