/**
 * One sentence of what just happened. Of many things that happen at once the most important one is
 * told, losses and repairs before routine, and it stays for long enough to be read.
 */
import { type Micros, ms } from '../../kernel/time.js'
import type { TraceEvent } from '../../trace/event.js'
import type { SpokenProtocol } from '../../trace/spoken-protocol.js'
import { isBroken } from '../../trace/trigger.js'
import { type Happening, sentenceFor } from './event-line-words.js'
import { wrapped } from './facts-words.js'
import type { LinkState } from './run-link.js'
import type { Surface } from './surface.js'

/** So long a sentence stays, unless something more important happens, and so long even then. */
const HOLD: Micros = ms(1500)
const LEAST_HOLD: Micros = ms(400)
/** What has at most this weight makes room at once. */
const ROUTINE = 1

/** How much each sort of event matters, and how much in the special case. */
const WEIGHTS: Readonly<Partial<Record<TraceEvent['event'], readonly [number, number]>>> = {
  timeout: [7, 7],
  drop: [3, 6],
  corrupt: [3, 6],
  send: [0, 5],
  open: [4, 4],
  close: [4, 4],
  duplicate: [2, 4],
  delay: [2, 4],
  receive: [0, 3],
  discard: [2, 2],
  deliver: [1, 1]
}

interface Weighed extends Happening {
  readonly weight: number
}

export class EventLine {
  readonly #protocol: SpokenProtocol
  /** What is told, and since when. */
  #told: Weighed | undefined
  #since: Micros = 0
  /** The most important thing that happened since; of several, the last. */
  #next: Weighed | undefined

  constructor(protocol: SpokenProtocol) {
    this.#protocol = protocol
  }

  /**
   * Call it before `sender` takes the event, whose timers tell what ran out.
   * @param sender of the link at which it happened @param isSpurious of a retransmission
   */
  take(event: TraceEvent, sender: LinkState | undefined, isSpurious: boolean): void {
    const weight = this.#weightOf(event)
    if (weight >= 0 && weight >= (this.#next?.weight ?? 0)) {
      this.#next = { event, weight, isSpurious, ...this.#guardOf(event, sender) }
    }
    this.#turn(event.t)
  }

  /** What is to be told at `now`; empty before anything happened. */
  sentence(now: Micros, nameOf: (node: string) => string): string {
    this.#turn(now)
    return this.#told === undefined ? '' : sentenceFor(this.#told, nameOf)
  }

  #turn(now: Micros): void {
    const { weight = 0 } = this.#next ?? {}
    if (this.#next === undefined || now - this.#since < this.#holdAgainst(weight)) return
    this.#told = this.#next
    this.#next = undefined
    this.#since = now
  }

  /** For how long what is told stays, while something of this weight waits to be told. */
  #holdAgainst(weight: number): Micros {
    if (this.#told === undefined) return 0
    if (weight <= this.#told.weight) return HOLD
    return this.#told.weight <= ROUTINE ? 0 : LEAST_HOLD
  }

  /** How much it matters; negative for what is never told. */
  #weightOf(event: TraceEvent): number {
    const { event: what, half, timer = 0 } = event
    const weights = WEIGHTS[what]
    if (weights === undefined) return -1
    if (what === 'timeout' && (half !== 'sender' || this.#protocol.otherTimers.includes(timer))) {
      return -1
    }
    const [usual, special] = weights
    return isSpecial(event) ? special : usual
  }

  #guardOf({ event, timer = 0 }: TraceEvent, sender: LinkState | undefined): object {
    if (event !== 'timeout' || sender === undefined) return {}
    return {
      delay: sender.timers.get(timer)?.delay,
      guarded: sender.guarded(timer)
    }
  }
}

/** A segment of a protocol rather than of the connection itself; of those sent, one sent again. */
function isSpecial(event: TraceEvent): boolean {
  const { event: what, kind, attempt = 1 } = event
  if (what === 'send') return attempt > 1
  if (what === 'receive') return isBroken(event)
  return kind === 'data' || kind === 'ack' || kind === 'nak'
}

/** Fills `paper` with the sentence, over as many of its rows as it needs. */
export function drawEventLine(paper: Surface, sentence: string): void {
  wrapped(sentence, paper.width)
    .slice(0, paper.height)
    .forEach((line, y) => {
      paper.put(0, y, line, y === 0 ? 'title' : 'plain')
    })
}
