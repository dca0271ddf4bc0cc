/**
 * What this client said itself, and how far each message got: from `·`, it waits, over `✓`, the
 * server has it, to `✓✓ all`.
 */
import type { ChatEvent } from '../chat/events.js'
import type { Style } from '../dashboard/model/style.js'
import type { Micros } from '../kernel/time.js'

export interface Mark {
  readonly ref: number
  readonly mark: string
  readonly style: Style
}

interface Waiting {
  readonly since: Micros
  readonly text: string
}

type Event<T> = Extract<ChatEvent, { type: T }>

/** So many messages are remembered, of which the rest is still to come. */
const MOST = 8_192

export const WAITING_MARK = '·'

export class Sayings {
  /** Those that the server has not answered for, oldest first. */
  readonly #waiting = new Map<number, Waiting>()
  /** Those whose copy has not come back. */
  readonly #uncopied = new Set<number>()
  readonly #refusals = new Map<number, string>()

  /** The texts that the server has not answered for. */
  get unconfirmed(): string[] {
    return [...this.#waiting.values()].map(({ text }) => text)
  }

  /** Since when the oldest of them waits. */
  get waitingSince(): Micros | undefined {
    for (const { since } of this.#waiting.values()) return since
    return undefined
  }

  said(ref: number, text: string, now: Micros): void {
    this.#waiting.set(ref, { since: now, text })
    this.#uncopied.add(ref)
    forgetOldest(this.#uncopied)
  }

  /** The copy of one's own message has come back. @returns whether it is the first */
  copied(ref: number): boolean {
    return this.#uncopied.delete(ref)
  }

  receipt({ ref, state, got, of }: Event<'receipt'>): Mark | undefined {
    if (ref === null) return undefined
    this.#waiting.delete(ref)
    const count = got < of ? `✓✓ ${got}/${of}` : '✓✓ all'
    return this.#marked(ref, state === 'accepted' || of === 0 ? '✓' : count)
  }

  /** An error about the message `ref`. */
  refused({ ref, text, certain, name }: Event<'error'>): Mark | undefined {
    if (ref === null) return undefined
    // One of several recipients: the others may have it.
    const wasSent = name !== null && !this.#waiting.has(ref)
    this.#waiting.delete(ref)
    const why = `${certain ? '✗' : '?'} ${text}`
    const known = this.#refusals.get(ref)
    this.#refusals.set(ref, known === undefined ? why : `${known} ${why}`)
    forgetOldest(this.#refusals)
    return this.#marked(ref, wasSent ? '✓' : '')
  }

  /** One has left the chat: what waits is not sent any more. */
  gaveUp(): Mark[] {
    const refs = [...this.#waiting.keys()]
    return refs.map((ref) => ({ ref, mark: '? not acknowledged', style: 'error' }))
  }

  forget(): void {
    this.#waiting.clear()
  }

  #marked(ref: number, receipt: string): Mark {
    const refusal = this.#refusals.get(ref)
    if (refusal === undefined) return { ref, mark: receipt, style: 'receipt' }
    return { ref, mark: `${receipt} ${refusal}`.trim(), style: 'error' }
  }
}

function forgetOldest(known: Set<number> | Map<number, unknown>): void {
  for (const oldest of known.keys()) {
    if (known.size <= MOST) return
    known.delete(oldest)
  }
}
