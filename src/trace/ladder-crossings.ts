/** All segments of a ladder: tells which event is about which. */
import type { TraceEvent } from './event.js'
import { type Crossing, endsOf, numberOf, Stream } from './ladder-crossing.js'

export class Crossings {
  readonly #byId = new Map<number, Crossing>()
  readonly #streams = new Map<string, Stream>()
  /** Of each link, the one sent last of those that arrived. */
  readonly #newest = new Map<string, Crossing>()

  /** `event` sends one, in row `start`. */
  send(event: TraceEvent, start: number): Crossing {
    const { link = '', conn, kind = '?', attempt = 1 } = event
    const piece = kind === 'data' ? this.#stream(`${link} ${conn}`).sent(event) : undefined
    const isSpurious = attempt > 1 && piece?.firstIntact !== undefined
    const number = numberOf(event)
    const sent = { ...endsOf(link), kind, number, attempt, piece, isSpurious, start }
    piece?.crossings.push(sent)
    return this.#note(event, sent)
  }

  /** The channel copies one. */
  copy(event: TraceEvent, start: number): Crossing {
    const { link = '', of, kind = '?' } = event
    const original = of === undefined ? undefined : this.#byId.get(of)
    const { number, attempt, piece } = original ?? { number: numberOf(event), attempt: 1 }
    const copied = { ...endsOf(link), kind, number, attempt, piece, isSpurious: false }
    return this.#note(event, { ...copied, original: original ?? 'unknown', start })
  }

  /** The channel does something to one. */
  befall({ id, event, why = '', delay = 0 }: TraceEvent): void {
    const crossing = id === undefined ? undefined : this.#byId.get(id)
    if (crossing === undefined) return
    if (event === 'drop') crossing.lost = why
    else if (event === 'corrupt') crossing.damage = why
    else crossing.late = { by: delay, why }
  }

  /** One arrives, in row `end`; a stranger's has no beginning. */
  receive(event: TraceEvent, end: number): Crossing {
    const { link = '', id, kind = '?' } = event
    const known = id === undefined ? undefined : this.#byId.get(id)
    if (known !== undefined) {
      known.end = end
      const isIntact = event.why === undefined && event.kind === known.kind
      if (isIntact && numberOf(event) === known.number) arrived(known)
      return known
    }
    return { ...endsOf(link), kind, number: numberOf(event), attempt: 1, isSpurious: false, end }
  }

  /** One that was sent later than `crossing`, which arrives now, and came earlier. */
  overtaker(crossing: Crossing): Crossing | undefined {
    const link = `${crossing.from}>${crossing.to}`
    const newest = this.#newest.get(link)
    const start = sentAt(crossing)
    if (start === undefined) return undefined
    if (newest !== undefined && (sentAt(newest) ?? 0) > start) return newest
    this.#newest.set(link, crossing)
    return undefined
  }

  #note({ id }: TraceEvent, crossing: Crossing): Crossing {
    if (id !== undefined) this.#byId.set(id, crossing)
    return crossing
  }

  #stream(key: string): Stream {
    let stream = this.#streams.get(key)
    if (stream === undefined) {
      stream = new Stream()
      this.#streams.set(key, stream)
    }
    return stream
  }
}

/** Those that were sent after `crossing`, which arrives intact, were sent for nothing. */
function arrived(crossing: Crossing): void {
  const { piece, original } = crossing
  const place = piece?.crossings.indexOf(typeof original === 'object' ? original : crossing) ?? -1
  if (piece === undefined || place < 0) return
  // Those after the first that had arrived so far are known for what they are.
  const last = piece.firstIntact ?? piece.crossings.length - 1
  for (const hasty of piece.crossings.slice(place + 1, last + 1)) {
    hasty.isSpurious = true
    hasty.isHasty = true
  }
  piece.firstIntact = Math.min(piece.firstIntact ?? place, place)
}

/** A copy was sent when its original was; of a stranger's nobody knows. */
function sentAt({ original, start }: Crossing): number | undefined {
  return typeof original === 'object' ? sentAt(original) : start
}
