/**
 * The client's receiving side: messages become events, receipts go back, and a
 * message that was sent again after a broken connection is not shown twice.
 * What a broken protocol duplicates within a connection is shown as it comes.
 */
import { type Micros, ms, seconds } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import type { ChatEvent, MessageEvent } from './events.js'
import { MAX_BATCH, type MsgFrame, type ServerFrame } from './frames.js'
import type { Link } from './link.js'

/** How many messages are remembered against repetition. */
const REMEMBERED = 8_192
/** How long receipts are gathered: for each so many people, and at most. */
const RECEIPTS_EVERY = ms(200)
const CROWD = 25
const LONGEST_PAUSE = seconds(2)

const KINDS = { ALL: 'all', GROUP: 'group', PRIVATE: 'private' } as const

export class Inbox {
  readonly #link: Link
  readonly #emit: (event: ChatEvent) => void
  readonly #uid: string
  readonly #run: string
  readonly #timers: Timers
  /** Identities of messages, oldest first. */
  readonly #shown = new Set<string>()
  #newest = 0
  /** Ranges of numbers received and not reported. */
  #owed: [first: number, last: number][] = []
  #isGathering = false
  #gatheringSince: Micros = 0
  readonly #world: World
  readonly #crowd: () => number

  /** `uid` and `run` tell one's own messages; `crowd` is how many people there are. */
  constructor(
    world: World,
    link: Link,
    emit: (event: ChatEvent) => void,
    { uid, run }: { readonly uid: string; readonly run: string },
    crowd: () => number
  ) {
    this.#world = world
    this.#crowd = crowd
    this.#link = link
    this.#emit = emit
    this.#uid = uid
    this.#run = run
    this.#timers = world.timers(() => this.#rang())
  }

  /** The highest number received: where a resumption goes on. */
  get newest(): number {
    return this.#newest
  }

  /** A connection is joined; numbers up to `number` are not awaited on it. */
  open(number: number, isResumed: boolean): void {
    if (!isResumed) this.#owed = []
    this.#newest = isResumed ? Math.max(this.#newest, number) : number
    if (this.#owed.length > 0) this.#gather()
  }

  /** The connection is gone; receipts that are owed wait for the next. */
  close(): void {
    this.#isGathering = false
    this.#timers.stopAll()
  }

  /** True where it is the copy of what this client said itself. */
  isOwn(frame: MsgFrame): boolean {
    return frame.UID === this.#uid && frame.RUN === this.#run
  }

  message(frame: MsgFrame): void {
    const run = frame.RUN ?? ''
    const own = this.isOwn(frame)
    this.#owe(frame.NO)
    // One's own copies are owed to nobody; they only ride along.
    if (!own) this.#gather()
    if (frame.ID !== undefined) {
      const identity = `${frame.UID}\n${run}\n${frame.ID}`
      if (frame.AGAIN && this.#shown.has(identity)) return
      this.#remember(identity)
    }
    this.#emit({
      type: 'message',
      from: frame.FROM,
      text: frame.MSG,
      kind: KINDS[frame.TYPE],
      room: frame.ROOM ?? null,
      id: frame.NO,
      time: frame.TIME,
      own,
      to: frame.TO,
      uid: frame.UID,
      run,
      ref: frame.ID ?? null
    } satisfies MessageEvent)
  }

  receipts(frame: Extract<ServerFrame, { CMD: 'RECEIPT' }>): void {
    for (const { ID, NO, GOT, OF } of frame.DATA) {
      const ref = ID ?? null
      this.#emit({ type: 'receipt', ref, id: NO, state: 'delivered', got: GOT, of: OF })
    }
  }

  /** Tells the server now what was received. */
  report(): void {
    this.#isGathering = false
    while (this.#owed.length > 0) {
      this.#link.send({ CMD: 'SEEN', DATA: this.#owed.splice(0, MAX_BATCH) })
    }
  }

  #owe(number: number): void {
    // A duplicate or a straggler beneath a broken protocol: what is owed only ascends.
    if (number <= this.#newest) return
    this.#newest = number
    const last = this.#owed.at(-1)
    if (last && last[1] === number - 1) last[1] = number
    else this.#owed.push([number, number])
  }

  #gather(): void {
    if (this.#isGathering) return
    this.#isGathering = true
    this.#gatheringSince = this.#world.now()
    this.#timers.start(this.#pause(), 0)
  }

  /** Messages go first: while the pipe is busy with them, receipts wait, up to a limit. */
  #rang(): void {
    const isBusy = (this.#link.pipe?.backlog ?? 0) > 0
    if (isBusy && this.#world.now() - this.#gatheringSince < LONGEST_PAUSE) {
      this.#timers.start(this.#pause(), 0)
    } else this.report()
  }

  /** The more people, the more receipts there are of each message, so the longer they gather. */
  #pause(): Micros {
    return Math.min(RECEIPTS_EVERY * Math.max(1, Math.ceil(this.#crowd() / CROWD)), LONGEST_PAUSE)
  }

  #remember(identity: string): void {
    this.#shown.add(identity)
    if (this.#shown.size <= REMEMBERED) return
    for (const oldest of this.#shown) {
      this.#shown.delete(oldest)
      break
    }
  }
}
