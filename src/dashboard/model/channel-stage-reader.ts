/**
 * What passes a channel, read as honestly as somebody can who hears both ends and is neither. It
 * learns on which terms they speak from their opening: before that nobody knows what an ACK means.
 *
 *      open, echo ─▶ what a client would like         (believed until the server agrees)
 *      ◀─ accept     on what they agree: protocol, window, bits of a number, checksum
 *
 * With the terms it puts right what a watcher cannot know without them: which transmission of its
 * segment passes, and whether what leaves here will be found damaged where it arrives.
 */
import type { Terms } from '../../rdt/datagram.js'
import { isPlausible } from '../../rdt/transport.js'
import type { TraceEvent } from '../../trace/event.js'
import { endsOf } from '../../trace/ladder-crossing.js'
import { BoundedMap } from '../../trace/live-bounded-map.js'
import { decode } from '../../wire/codec.js'
import { Attempts } from './channel-stage-attempts.js'

/** What clients talk to, in the names of the flows. */
export const SERVER = 'server'
/** Of datagrams that are none of ours, so many are known while they are under way. */
const MOST_FOREIGN = 4096

const OPENING: readonly (string | undefined)[] = ['open', 'echo', 'accept']

export class PassingReader {
  #terms: Terms | undefined
  #isAgreed = false
  #attempts = new Attempts()
  /** What the transmissions are called that are none of ours. */
  readonly #foreign = new BoundedMap<number, string>(MOST_FOREIGN)

  /** Undefined: nobody has said them yet. */
  get terms(): Terms | undefined {
    return this.#terms
  }

  /** Whether the server has agreed to them. */
  get isAgreed(): boolean {
    return this.#isAgreed
  }

  /** @returns true where it is now known what was not, or the server speaks another protocol */
  learn({ event, kind, link = '' }: TraceEvent, bytes: Uint8Array | undefined): boolean {
    if (event !== 'send' || bytes === undefined || !OPENING.includes(kind)) return false
    const isAnswer = kind === 'accept'
    if (isAnswer !== (endsOf(link).from === SERVER) || (!isAnswer && this.#terms !== undefined)) {
      return false
    }
    const terms = termsIn(bytes)
    if (terms === undefined) return false
    const isFirst = isAnswer && !this.#isAgreed
    const isNews = !isSame(this.#terms, terms, isFirst)
    this.#isAgreed ||= isAnswer
    if (isNews) this.#terms = terms
    return isNews
  }

  /** Begins to count anew, with the terms that are known now. */
  restart(): void {
    this.#attempts = new Attempts(this.#terms)
  }

  /** `event`, as somebody who knows the terms can tell it: the same, or another one. */
  correct(event: TraceEvent, bytes: Uint8Array | undefined): TraceEvent {
    const { event: what, kind } = event
    if (what === 'send' && kind === 'data') {
      event.attempt = this.#attempts.count(event)
      return event
    }
    if (what !== 'receive') return event
    const isBroken = bytes !== undefined && this.#isBroken(bytes)
    this.#attempts.answered(event, isBroken || kind === undefined)
    return isBroken ? unread(event) : event
  }

  /** What is none of ours is called after its length, `60 bytes`: there is nothing else to say. */
  named(event: TraceEvent): TraceEvent {
    const { event: what, kind, conn, len = 0, id = 0, of = 0 } = event
    const known = this.#foreign.get(id) ?? this.#foreign.get(of)
    if (known !== undefined) {
      if (what === 'duplicate') this.#foreign.set(id, known)
      return { ...event, kind: known }
    }
    if (what !== 'send' || kind !== undefined || conn !== undefined) return event
    const name = `${len} bytes`
    this.#foreign.set(id, name)
    return { ...event, kind: name }
  }

  #isBroken(bytes: Uint8Array): boolean {
    if (this.#terms === undefined) return false
    const decoded = decode(bytes, this.#terms.checksum)
    return 'datagram' in decoded && 'corrupt' in decoded.datagram && decoded.datagram.corrupt
  }
}

function termsIn(bytes: Uint8Array): Terms | undefined {
  const decoded = decode(bytes, 'none')
  if (!('datagram' in decoded) || !('terms' in decoded.datagram)) return undefined
  const { terms } = decoded.datagram
  return isPlausible(terms) ? terms : undefined
}

/**
 * Whether all that was read with one is right with the other. Window and mss are each client's own
 * affair: those of the first that is accepted stand for all.
 */
function isSame(one: Terms | undefined, other: Terms, isExactly: boolean): boolean {
  if (one === undefined) return false
  if (isExactly && (one.windowSize !== other.windowSize || one.mss !== other.mss)) return false
  const { protocol, seqBits, checksum } = one
  return protocol === other.protocol && seqBits === other.seqBits && checksum === other.checksum
}

/** As a node tells of what it cannot believe. */
function unread({ t, at, event, link, conn, id }: TraceEvent): TraceEvent {
  return { t, at, event, ...(link && { link }), ...(conn && { conn }), ...(id && { id }) }
}
