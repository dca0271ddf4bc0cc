/**
 * How messages travel in segments. The first payload byte of each carries marks, as
 * SCTP's chunks do (RFC 9260, sections 3.3.1 and 6.10): B begins a message, E ends it;
 * short messages that had to wait for the window share a segment, marked S, and each
 * has its length before it.
 *
 *      ┌─────┬───────┐  ┌─────┬───────┐  ┌─────┬──────┐     a long message, cut up
 *      │ B·  │ 1171  │  │ ··  │ 1171  │  │ ·E  │ rest │
 *      └─────┴───────┘  └─────┴───────┘  └─────┴──────┘
 *      ┌─────┬───────┐  ┌─────┬────┬───────┬────┬───────┐  a short one; two that share
 *      │ BE  │  ...  │  │ BES │ 2B │  ...  │ 2B │  ...  │
 *      └─────┴───────┘  └─────┴────┴───────┴────┴───────┘
 */
import type { ByteQueue } from './byte-queue.js'

const BEGIN = 1
const END = 2
const SHARED = 4
const WHOLE = BEGIN | END
const LENGTH_BYTES = 2

/** The fragments of `message`, each of at most `mss` bytes, the mark included. */
export function cutMessage(message: Uint8Array, mss: number): Uint8Array[] {
  const room = mss - 1
  const fragments: Uint8Array[] = []
  let from = 0
  do {
    const piece = message.subarray(from, from + room)
    const fragment = new Uint8Array(piece.length + 1)
    fragment[0] = (from === 0 ? BEGIN : 0) | (from + room >= message.length ? END : 0)
    fragment.set(piece, 1)
    fragments.push(fragment)
    from += room
  } while (from < message.length)
  return fragments
}

/** The payload of the next segment: the first fragment of `outbox`, and what may share with it. */
export function takePayload(outbox: ByteQueue, mss: number): Uint8Array | undefined {
  const first = outbox.shift()
  if (first === undefined || first[0] !== WHOLE) return first
  const sharing = [first]
  let length = LENGTH_BYTES + first.length
  for (let next = outbox.first; next !== undefined; next = outbox.first) {
    if (next[0] !== WHOLE || length + LENGTH_BYTES + next.length - 1 > mss) break
    sharing.push(next)
    length += LENGTH_BYTES + next.length - 1
    outbox.shift()
  }
  return sharing.length === 1 ? first : share(sharing, length)
}

function share(fragments: readonly Uint8Array[], length: number): Uint8Array {
  const payload = new Uint8Array(length)
  payload[0] = WHOLE | SHARED
  let at = 1
  for (const fragment of fragments) {
    const size = fragment.length - 1
    payload[at] = size >> 8
    payload[at + 1] = size & 0xff
    payload.set(fragment.subarray(1), at + LENGTH_BYTES)
    at += LENGTH_BYTES + size
  }
  return payload
}

/** Room for the first fragments of a message; it doubles as more come. */
const FIRST_ROOM = 4096

/**
 * Puts messages together again. Below it may stand a protocol that loses, repeats or
 * damages: a fragment that fits nowhere is dropped with what it would have joined.
 */
export class Reassembly {
  /** How often something was dropped because it belonged to no whole message. */
  dropped = 0
  #message: Uint8Array | undefined
  #length = 0
  readonly #limit: number

  /** @param limit bytes of a message, at most */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** Calls `complete` for each message that the payload completes. */
  add(payload: Uint8Array, complete: (message: Uint8Array) => void): void {
    const marks = payload[0] ?? 0
    const piece = payload.subarray(1)
    if (marks & BEGIN) {
      if (this.#message !== undefined) this.#drop()
      if (marks & SHARED) return this.#divide(piece, complete)
      if (marks & END) return complete(piece)
      this.#message = new Uint8Array(FIRST_ROOM)
    }
    if (this.#message === undefined || this.#length + piece.length > this.#limit) {
      return this.#drop()
    }
    this.#append(this.#message, piece)
    if (marks & END) this.#finish(complete)
  }

  #divide(shared: Uint8Array, complete: (message: Uint8Array) => void): void {
    let at = 0
    while (at < shared.length) {
      const from = at + LENGTH_BYTES
      const size = ((shared[at] as number) << 8) | (shared[at + 1] ?? 0)
      if (from + size > shared.length) return this.#drop()
      complete(shared.subarray(from, from + size))
      at = from + size
    }
  }

  #append(message: Uint8Array, piece: Uint8Array): void {
    const length = this.#length + piece.length
    if (length > message.length) {
      this.#message = new Uint8Array(Math.max(length, Math.min(2 * message.length, this.#limit)))
      this.#message.set(message)
    }
    this.#message?.set(piece, this.#length)
    this.#length = length
  }

  #finish(complete: (message: Uint8Array) => void): void {
    const whole = this.#message?.slice(0, this.#length)
    this.#message = undefined
    this.#length = 0
    if (whole !== undefined) complete(whole)
  }

  #drop(): void {
    this.dropped++
    this.#message = undefined
    this.#length = 0
  }
}
