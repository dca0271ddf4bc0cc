/**
 * The server's main job: a message comes in, gets its number, goes to all whom it
 * is meant for and back to its author, and the author learns how many have it.
 */
import type { World } from '../kernel/world.js'
import { errorText } from './errors.js'
import {
  type AckFrame,
  encodeFrame,
  MAX_TEXT,
  type MsgFrame,
  type SendFrame,
  textSize,
  toSentence
} from './frames.js'
import type { Members } from './members.js'
import { MessageLog } from './message-log.js'
import { foldName } from './names.js'
import type { Peer } from './peer.js'
import { Receipts } from './receipts.js'
import type { ServerEvent } from './server-events.js'
import type { ServerLimits } from './server-limits.js'
import type { Session } from './session.js'

/** The room of a message to everybody. */
const LOBBY = 'lobby'

/** How many messages the next try of one who wrote too fast shall get through. */
const GOOD_PART = 25

interface Audience {
  readonly type: MsgFrame['TYPE']
  /** Undefined for everybody. */
  readonly recipients: ReadonlySet<Session> | undefined
  readonly refused: NonNullable<AckFrame['REFUSED']>
}

const KINDS = { ALL: 'all', GROUP: 'group', PRIVATE: 'private' } as const

export class Relay {
  readonly log: MessageLog
  readonly #world: World
  readonly #limits: ServerLimits
  readonly #members: Members
  /** Milliseconds since 1970 when this world began. */
  readonly #startedAt: number
  readonly #say: (event: ServerEvent) => void
  readonly #receipts: Receipts

  constructor(
    world: World,
    limits: ServerLimits,
    members: Members,
    startedAt: number,
    say: (event: ServerEvent) => void
  ) {
    this.log = new MessageLog(limits.log)
    this.#world = world
    this.#limits = limits
    this.#members = members
    this.#startedAt = startedAt
    this.#say = say
    this.#receipts = new Receipts(world, limits.receiptsEvery)
  }

  /** Answers one SEND of a person who has joined. */
  send(peer: Peer, author: Session, frame: SendFrame): void {
    const ref: Partial<AckFrame> = frame.ID === undefined ? {} : { ID: frame.ID }
    if (foldName(frame.FROM) !== author.fold) {
      peer.fail('SEND', 'false-from', frame.FROM.slice(0, 64), ref)
      return
    }
    const known = frame.AGAIN && frame.ID !== undefined ? author.acceptedAs(frame.ID) : undefined
    if (known !== undefined) {
      peer.okay('SEND', { ...ref, ...(known > 0 ? { NO: known } : {}) })
      return
    }
    const size = textSize(frame.MSG)
    if (size > MAX_TEXT) {
      peer.fail('SEND', 'text-too-long', size, ref)
      return
    }
    if (this.#isTooFast(peer, author, frame, size, ref)) return
    const audience = this.#audience(author, frame.TO)
    if (audience.recipients?.size === 0) {
      refuseAll(peer, audience, ref)
      return
    }
    this.#pass(peer, author, frame, audience, size)
  }

  /** Counts the reported receipts; a report of what was never sent counts nothing. */
  seen(session: Session, ranges: readonly (readonly [number, number])[]): void {
    for (const [first, last] of ranges) {
      const from = Math.max(first, session.reportedUpTo + 1)
      const to = Math.min(last, this.log.last)
      if (from > to) continue
      for (const entry of this.log.receipt(session, from, to)) this.#receipts.rise(entry)
      session.reportedUpTo = to
    }
  }

  /** Tells one who is back what was said after message `seen`, and what became of its own. */
  catchUp(session: Session, seen: number): void {
    const { peer } = session
    if (!peer) return
    const forgotten = this.log.first - 1 - seen
    if (forgotten > 0) peer.error('missed', forgotten)
    for (const entry of this.log.missed(session, seen)) peer.pass(entry.frame)
    for (const entry of this.log.by(session)) if (entry.got > 0) this.#receipts.rise(entry)
  }

  /** The server is gone: no alarm rings any more. */
  stop(): void {
    this.#receipts.stop()
  }

  /** True where the flood limit refused it; then its whole turn is refused, to keep its order. */
  #isTooFast(
    peer: Peer,
    { messages, bytes }: Session,
    frame: SendFrame,
    size: number,
    ref: Partial<AckFrame>
  ): boolean {
    if (!this.#limits.flood.apply) return false
    const at = this.#world.now()
    const turn = frame.TURN
    const isHeld = turn !== undefined && turn <= peer.refusedTurn
    if (!isHeld && messages.wait(1, at) === 0 && bytes.take(size, at)) {
      messages.take(1, at)
      return false
    }
    if (turn !== undefined) peer.refusedTurn = Math.max(turn, peer.refusedTurn)
    // Long enough that the next try gets a good part through.
    const wait = Math.max(messages.wait(GOOD_PART, at), bytes.wait(size, at))
    const milliseconds = Math.max(1, Math.ceil(wait / 1_000))
    peer.fail('SEND', 'too-fast', `${milliseconds} ms`, {
      ...ref,
      WAIT: milliseconds,
      ...(turn === undefined ? {} : { TURN: turn })
    })
    return true
  }

  /** Who is meant by TO: nobody named is everybody, one is private, several are a group. */
  #audience(author: Session, to: readonly string[]): Audience {
    if (to.length === 0) return { type: 'ALL', recipients: undefined, refused: [] }
    const wanted = new Map(to.map((name) => [foldName(name), name]))
    const recipients = new Set<Session>()
    const refused: { UN: string; CODE: string; TEXT: string }[] = []
    for (const name of wanted.values()) {
      const member = this.#members.named(name)
      if (member && member !== author) {
        recipients.add(member)
        continue
      }
      const CODE = member ? 'to-self' : 'unknown-name'
      refused.push({ UN: name, CODE, TEXT: toSentence(errorText(CODE, name)) })
    }
    return { type: wanted.size === 1 ? 'PRIVATE' : 'GROUP', recipients, refused }
  }

  #pass(peer: Peer, author: Session, frame: SendFrame, audience: Audience, size: number): void {
    const { type, recipients, refused } = audience
    const no = this.log.last + 1
    const id = frame.ID
    if (id !== undefined) author.accept(id, no)
    const bytes = encodeFrame({
      CMD: 'MSG',
      TYPE: type,
      MSG: frame.MSG,
      FROM: author.name,
      UID: author.uid,
      RUN: author.run,
      ...(id === undefined ? {} : { ID: id }),
      NO: no,
      TIME: Math.floor(this.#startedAt + this.#world.now() / 1_000),
      TO: recipients ? [...recipients].map(({ name }) => name) : [],
      ...(type === 'ALL' ? { ROOM: LOBBY } : {}),
      ...(frame.AGAIN ? { AGAIN: true } : {})
    })
    const of = recipients ? recipients.size : this.#members.size - 1
    this.log.add({ no, frame: bytes, author, id, recipients, of, got: 0 })
    // To a client that knows its own numbers, the copy of its message is the acknowledgement.
    if (author.run === '' || id === undefined || refused.length > 0) {
      peer.okay('SEND', {
        NO: no,
        ...(id === undefined ? {} : { ID: id }),
        ...(refused.length > 0 ? { REFUSED: refused } : {})
      })
    }
    peer.pass(bytes)
    for (const member of recipients ?? this.#members) {
      if (member !== author) member.peer?.pass(bytes)
    }
    this.#say({ type: 'relayed', id: no, from: author.name, kind: KINDS[type], size, of })
  }
}

/** Nobody whom the message named can get it: one reason by its name, several as a list. */
function refuseAll(peer: Peer, { refused }: Audience, ref: Partial<AckFrame>): void {
  const [only] = refused
  if (refused.length === 1 && only) {
    const code = only.CODE === 'to-self' ? 'to-self' : 'unknown-name'
    peer.fail('SEND', code, only.UN, { ...ref, REFUSED: refused })
  } else peer.fail('SEND', 'no-recipient', '', { ...ref, REFUSED: refused })
}
