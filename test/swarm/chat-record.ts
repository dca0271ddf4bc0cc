/**
 * What was said and heard in a conversation, and what must hold of it. At every line:
 *
 *   unchanged   text, author and recipients are as they were when it was said
 *   unmeant     it was meant for whoever hears it, and said while he was in the chat
 *   once        he has not heard it before
 *   order       an author's lines come in the order in which they were said, and numbers ascend;
 *               a server that has lost its memory may repeat what was not confirmed yet
 *
 * and in the end, for each stay of a person in the chat:
 *
 *   delivered   of all lines that were confirmed to their authors, or that somebody heard, none
 *               is missing: of a stay that has ended, none before the last that was heard
 */
import type { MessageEvent } from '../../src/chat/events.js'
import type { Failure } from './case.js'

export interface Said {
  readonly text: string
  readonly to: readonly string[]
  /** Where it was confirmed: the server's life, and its number of the line. */
  confirmed: { readonly epoch: string; readonly no: number } | undefined
}

/** From a joining to the end of it, broken connections in between included. */
interface Stay {
  /** The server's life. */
  readonly epoch: string
  /** Lines with larger numbers are for this person. */
  readonly after: number
  /** The number of the last line that was heard. */
  last: number
  /** The last line heard of each author's life, by its own number. */
  readonly lastOf: Map<Life, number>
}

/** One life of somebody's program. */
export interface Life {
  readonly name: string
  /** Which life of that person. */
  readonly nth: number
  /** By its own number of the line. */
  readonly said: Map<number, Said>
  readonly stays: Stay[]
  isIn: boolean
  /** Which lines were heard: the author's life and its number. */
  readonly heard: Set<string>
}

interface Line {
  readonly author: Life
  readonly ref: number
  readonly no: number
  readonly to: readonly string[]
}

const keyOf = (life: Life, ref: number): string => `${life.name}.${life.nth}/${ref}`
const nameOf = ({ name, nth }: Life): string => (nth === 0 ? name : `${name} (life ${nth + 1})`)

export class ChatRecord {
  failure: Failure | undefined
  readonly #lives: Life[] = []
  /** Lines that are known to be in the chat, by the server's life and its number. */
  readonly #known = new Map<string, Line>()

  fail(rule: string, what: string): void {
    this.failure ??= { rule, what }
  }

  begin(name: string, nth: number): Life {
    const life: Life = {
      name,
      nth,
      said: new Map(),
      stays: [],
      isIn: false,
      heard: new Set()
    }
    this.#lives.push(life)
    return life
  }

  say(life: Life, ref: number, text: string, to: readonly string[]): void {
    life.said.set(ref, { text, to, confirmed: undefined })
  }

  /**
   * `life` is in the chat.
   * @param after lines up to this number are not for it, if it has not been here before
   * @param isResumed the server knew it; perhaps of a joining that it never heard of itself
   */
  joined(life: Life, epoch: string, after: number, isResumed: boolean): void {
    const goesOn = isResumed && life.isIn && life.stays.at(-1)?.epoch === epoch
    if (!goesOn) life.stays.push({ epoch, after, last: after, lastOf: new Map() })
    life.isIn = true
  }

  /** `life` is out of the chat, as far as it knows. */
  left(life: Life): void {
    life.isIn = false
  }

  confirmed(life: Life, ref: number, no: number): void {
    const said = life.said.get(ref)
    const epoch = life.stays.at(-1)?.epoch
    if (said === undefined || epoch === undefined) {
      return this.fail(
        'confirmed',
        `${nameOf(life)} is confirmed line ${ref}, which was never said`
      )
    }
    said.confirmed = { epoch, no }
  }

  /** @param authorOf finds the life that goes by that `run` */
  heard(life: Life, event: MessageEvent, authorOf: (run: string) => Life | undefined): void {
    const { ref, id: no, from } = event
    const author = authorOf(event.run)
    const stay = life.stays.at(-1)
    const said = ref === null ? undefined : author?.said.get(ref)
    if (author === undefined || ref === null || said === undefined) {
      return this.fail('unchanged', `${nameOf(life)} hears a line of ${from} that nobody said`)
    }
    const what = `${nameOf(life)} hears line ${ref} of ${nameOf(author)} (number ${no})`
    this.#checkUnchanged(what, event, author, said)
    if (stay === undefined || !life.isIn) return this.fail('unmeant', `${what} before joining`)
    this.#checkPlace(what, life, stay, author, event)
    if (no <= stay.last) this.fail('order', `${what} after number ${stay.last}`)
    stay.last = Math.max(stay.last, no)
    this.#known.set(`${stay.epoch}/${no}`, { author, ref, no, to: event.to })
  }

  /** Who has what he must have; `present` are those who are in the chat now. */
  missing(present: ReadonlySet<Life>): Failure | undefined {
    this.#noteConfirmed()
    for (const life of this.#lives) {
      for (const stay of life.stays) {
        const goesOn = present.has(life) && stay === life.stays.at(-1)
        const line = this.#missingIn(life, stay, goesOn ? Number.POSITIVE_INFINITY : stay.last)
        if (line === undefined) continue
        const { ref, author, no } = line
        const whose = `line ${ref} of ${nameOf(author)} (number ${no})`
        const what = `${nameOf(life)}, in the chat since number ${stay.after}, never heard ${whose}`
        return { rule: 'delivered', what }
      }
    }
    return undefined
  }

  #checkUnchanged(what: string, event: MessageEvent, author: Life, said: Said): void {
    const { text, to, kind, from } = event
    const isForAll = said.to.length === 0
    if (text !== said.text) this.fail('unchanged', `${what} with another text`)
    if (from !== author.name) this.fail('unchanged', `${what} as of ${from}`)
    // Of several that were named some may have been away.
    const isSome = to.length > 0 && to.every((name) => said.to.includes(name))
    if (isForAll ? to.length > 0 : !isSome) {
      this.fail('unchanged', `${what}, said to ${said.to.join() || 'all'}, as to ${to.join()}`)
    }
    const due = isForAll ? 'all' : said.to.length === 1 ? 'private' : 'group'
    if (kind !== due)
      this.fail('unchanged', `${what} as ${kind}, said to ${said.to.join() || 'all'}`)
  }

  #checkPlace(what: string, life: Life, stay: Stay, author: Life, event: MessageEvent): void {
    const { to, own, id: no } = event
    const ref = event.ref ?? 0
    if (own !== (author === life)) this.fail('unchanged', `${what} as ${own ? '' : 'not '}its own`)
    const isMeant = to.length === 0 || to.includes(life.name) || author === life
    if (!isMeant) this.fail('unmeant', `${what}, which was for ${to.join()}`)
    if (no <= stay.after) this.fail('unmeant', `${what}, and has joined after number ${stay.after}`)
    const key = keyOf(author, ref)
    if (life.heard.has(key)) this.fail('once', `${what} for the second time`)
    life.heard.add(key)
    const before = stay.lastOf.get(author) ?? 0
    if (ref < before) this.fail('order', `${what} after line ${before}`)
    stay.lastOf.set(author, Math.max(before, ref))
  }

  #noteConfirmed(): void {
    for (const author of this.#lives) {
      for (const [ref, { confirmed, to }] of author.said) {
        // Of those who were named, whoever heard it tells who was there.
        if (confirmed === undefined || to.length > 1) continue
        const key = `${confirmed.epoch}/${confirmed.no}`
        if (!this.#known.has(key)) this.#known.set(key, { author, ref, no: confirmed.no, to })
      }
    }
  }

  #missingIn(life: Life, { epoch, after }: Stay, until: number): Line | undefined {
    for (const [key, line] of this.#known) {
      if (!key.startsWith(`${epoch}/`) || line.no <= after || line.no > until) continue
      const { author, to, ref } = line
      const isMeant = to.length === 0 || to.includes(life.name) || author === life
      if (isMeant && !life.heard.has(keyOf(author, ref))) return line
    }
    return undefined
  }
}
