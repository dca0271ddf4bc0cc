/**
 * The chat client: it joins, says and hears, and after a broken connection goes
 * on where it was. It is given a world and asks its host for connections, so the
 * same client runs on real UDP and in virtual time.
 */
import { type Micros, ms } from '../kernel/time.js'
import type { Closing, Pipe } from '../rdt/application.js'
import type { ClientHost, ClientOptions, ClientState } from './client-host.js'
import { Departure } from './departure.js'
import { type ChatEvent, errorFrom, errorOf, type Person } from './events.js'
import type { AckFrame, MsgFrame, ServerFrame } from './frames.js'
import { Inbox } from './inbox.js'
import { Joining } from './joining.js'
import { Link, type LinkOwner } from './link.js'
import { checkName } from './names.js'
import { connectionLost, JOIN_UNANSWERED, NO_ANSWER, shutdownTold } from './notices.js'
import { Outbox } from './outbox.js'
import { People } from './people.js'

/** How long a polite leave may take; a program must end within a second of Ctrl-C. */
const LEAVE_LIMIT = ms(800)

export class ChatClient implements LinkOwner {
  readonly #emit: (event: ChatEvent) => void
  readonly #departure: Departure
  readonly #link: Link
  readonly #joining: Joining
  readonly #outbox: Outbox
  readonly #inbox: Inbox
  readonly #people = new People()
  readonly #uid: string
  #state: ClientState = 'idle'
  #toldBroken = ''
  /** Messages up to this number were sent before this connection was joined. */
  #missedUpTo = 0

  constructor(host: ClientHost, { name, uid, reconnects = true }: ClientOptions) {
    const { world } = host
    this.#emit = (event) => host.emit(event)
    this.#uid = uid ?? host.token()
    const run = host.token()
    const key = host.token()
    this.#departure = new Departure(world, (reason) => this.#leaveNow(reason))
    this.#link = new Link(world, host.connect, reconnects, this)
    this.#joining = new Joining(world, this.#link, { uid: this.#uid, run, key }, name)
    this.#outbox = new Outbox(world, this.#link, this.#emit)
    this.#inbox = new Inbox(
      world,
      this.#link,
      this.#emit,
      { uid: this.#uid, run },
      () => this.#people.size
    )
  }

  get state(): ClientState {
    return this.#state
  }

  /** As the server has it, once joined. */
  get name(): string {
    return this.#joining.name
  }

  get uid(): string {
    return this.#uid
  }

  /** How many messages the server has not acknowledged. */
  get unconfirmed(): number {
    return this.#outbox.size
  }

  /** False where whoever reads input should pause: more would soon be refused as `queue-full`. */
  get hasRoom(): boolean {
    return this.#outbox.hasRoom
  }

  /** Who is in the chat, as far as this client was told. */
  get people(): Person[] {
    return this.#people.all
  }

  /** The connection, for status lines. */
  get pipe(): Pipe | undefined {
    return this.#link.pipe
  }

  /** Connects and joins; what is said meanwhile waits. */
  start(): void {
    if (this.#state !== 'idle' && this.#state !== 'left') return
    this.#state = 'connecting'
    this.#link.start()
  }

  /**
   * Says `text` to everybody.
   * @returns this client's number of the message; undefined where an `error` event refused it
   */
  say(text: string): number | undefined {
    return this.#submit(text, [])
  }

  /** Says `text` to those named: one is private, several are a group. Returns what `say` does. */
  msg(names: readonly string[], text: string): number | undefined {
    if (names.length > 0) return this.#submit(text, names)
    this.#emit(errorOf('no-recipient'))
    return undefined
  }

  /** Asks who is here; a `list` event follows. */
  list(): void {
    if (this.#state === 'joined') this.#link.send({ CMD: 'LIST' })
    else this.#emit(errorOf('not-joined'))
  }

  /** Another name, where the first was refused; or back into the chat after `leave`. */
  join(name: string = this.#joining.name): void {
    if (['joining', 'joined', 'leaving'].includes(this.#state)) {
      return this.#emit(errorOf('already-joined', this.name))
    }
    const checked = checkName(name)
    if (checked.name === undefined) return this.#emit(errorOf('bad-name', checked.why))
    this.#joining.name = checked.name
    if (this.#state === 'naming') this.opened()
    else this.start()
  }

  /**
   * Leaves the chat politely; a `left` event follows, within a second where nothing is awaited.
   * @param patience µs: where given, first waits until all is acknowledged, or until nothing
   *   more was for so long
   */
  leave(reason = '', patience: Micros = 0): void {
    if (this.#state === 'left' || this.#state === 'leaving') return
    if (patience > 0 && this.#outbox.size > 0) this.#departure.plan(reason, patience)
    else this.#leaveNow(reason)
  }

  opened(): void {
    this.#state = 'joining'
    this.#joining.begin(this.#inbox.newest)
  }

  unreadable(why: string): void {
    this.#emit(errorOf('damaged-frame', why))
  }

  writable(): void {
    this.#outbox.push()
  }

  unanswered(): void {
    this.#emit(this.#state === 'joining' ? JOIN_UNANSWERED : NO_ANSWER)
  }

  broken({ cause, reason }: Closing): void {
    this.#state = 'connecting'
    this.#joining.stop()
    this.#inbox.close()
    this.#outbox.close()
    // `unanswered` tells of a server that is not there; and the same sentence once is enough.
    if (cause === 'no-answer' || this.#toldBroken === reason) return
    this.#toldBroken = reason
    this.#emit(connectionLost(reason))
  }

  ended({ cause, reason }: Closing): void {
    this.#departure.cancel()
    // What it knows of the server stays: if that has not heard of the leaving, it will go on.
    this.#joining.stop()
    this.#inbox.close()
    this.#state = 'left'
    if (cause === 'refused') this.#emit(errorOf('refused', reason))
    this.#emit({ type: 'left', reason, unconfirmed: this.#outbox.clear() })
  }

  frame(frame: ServerFrame): void {
    if (frame.CMD === 'MSG') this.#heard(frame)
    else if (frame.CMD === 'ACK') this.#answered(frame)
    else if (frame.CMD === 'RECEIPT') this.#inbox.receipts(frame)
    else if (frame.CMD === 'PING') this.#link.send({ CMD: 'PONG' })
    else if (frame.CMD === 'LIST') this.#emit(this.#people.list(frame, this.name))
    else if (frame.CMD === 'ERROR') this.#emit(errorFrom(frame.CODE, frame.TEXT))
    else if (frame.CMD === 'SHUTDOWN') this.#emit(shutdownTold(frame.TEXT))
    else {
      const event = this.#people.presence(frame, this.name)
      if (event) this.#emit(event)
    }
  }

  #answered(ack: AckFrame): void {
    if (ack.OF === 'JOIN') this.#joinAnswered(ack)
    else if (ack.OF === 'SEND') {
      this.#outbox.answered(ack)
      this.#departure.progress(this.#outbox.size === 0)
    } else if (ack.TYPE === 'FAIL' && ack.OF !== 'LEAVE') {
      this.#emit(errorFrom(ack.CODE, ack.TEXT))
    }
  }

  #submit(text: string, to: readonly string[]): number | undefined {
    if (this.#state !== 'left' && this.#state !== 'leaving') return this.#outbox.submit(text, to)
    this.#emit(errorOf('not-joined'))
    return undefined
  }

  #joinAnswered(ack: AckFrame): void {
    if (this.#state !== 'joining') return
    this.#joining.stop()
    this.#link.settled()
    if (ack.TYPE === 'FAIL') {
      this.#state = 'naming'
      this.#emit(errorFrom(ack.CODE, ack.TEXT))
      this.#departure.leaveNow()
      return
    }
    this.#missedUpTo = ack.LAST ?? 0
    this.#inbox.open(ack.NO ?? 0, this.#joining.accepted(ack))
    this.#state = 'joined'
    this.#toldBroken = ''
    const server = this.#link.pipe?.peer ?? ''
    const resumed = ack.RESUMED ?? false
    this.#outbox.open(this.name)
    this.#emit({ type: 'joined', name: this.name, uid: this.#uid, server, resumed })
  }

  #heard(frame: MsgFrame): void {
    if (frame.ID !== undefined && this.#inbox.isOwn(frame)) {
      this.#outbox.copied(frame.ID, frame.NO, frame.NO <= this.#missedUpTo)
      this.#inbox.message(frame)
      this.#departure.progress(this.#outbox.size === 0)
    } else this.#inbox.message(frame)
  }

  #leaveNow(reason: string): void {
    this.#departure.cancel()
    this.#joining.stop()
    if (this.#state === 'joined') {
      this.#inbox.report()
      this.#link.send({ CMD: 'LEAVE', ...(reason ? { MSG: reason.slice(0, 200) } : {}) })
    }
    if (this.#state === 'idle') return this.ended({ cause: 'local', reason })
    this.#state = 'leaving'
    this.#outbox.close()
    this.#link.stop(reason, LEAVE_LIMIT)
  }
}
