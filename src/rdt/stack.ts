/**
 * The stack of one node: its connections, and the door at which strangers knock.
 * Whoever owns the network hands it datagrams, and carries out what it orders.
 */
import type { Micros } from '../kernel/time.js'
import type { Timers, World } from '../kernel/world.js'
import type { Application, Pipe } from './application.js'
import type { ChecksumName } from './checksum.js'
import { Connection } from './connection.js'
import type { ConnectionHost } from './connection-host.js'
import { COOKIE_LIFE, Cookies, type Sign } from './cookies.js'
import {
  type ConnectionId,
  type ControlDatagram,
  type Datagram,
  isSegment,
  type SegmentDatagram,
  VERSION
} from './datagram.js'
import { makeCorrupt } from './segment.js'
import { agree, isPlausible, type TransportOptions, termsOf } from './transport.js'
import type { NodeWitness } from './witness.js'

/** What a stack has from its world; dice and keys too, so that it is pure itself. */
export interface StackHost {
  readonly world: World
  readonly witness?: NodeWitness | undefined
  /** Puts a datagram on the network; a segment with checksum `algorithm`. */
  transmit(datagram: Datagram, to: string, attempt: number, algorithm: ChecksumName): void
  /** 32 random bits; on a real network nobody may be able to guess them. */
  roll(): number
  /** The keyed hash that seals cookies. */
  readonly sign: Sign
}

/** So many connections at once; the next opener is refused. */
const MAX_CONNECTIONS = 2000

type Knock = Extract<ControlDatagram, { kind: 'open' | 'echo' }>

interface Accepted {
  readonly connection: Connection
  readonly until: Micros
}

export class Stack {
  /** Datagrams for nobody here, and segments that no machine of a connection that is over saw. */
  discarded = 0
  #application: Application | undefined
  #isInside = false
  readonly #byId = new Map<ConnectionId, Connection>()
  readonly #byAddress = new Map<string, Connection>()
  /** Openings that were accepted, while their cookies are good: each opens once. */
  readonly #accepted = new Map<string, Accepted>()
  readonly #calls: (() => void)[] = []
  readonly #host: StackHost
  readonly #options: TransportOptions
  readonly #cookies: Cookies
  readonly #timers: Timers
  readonly #connectionHost: ConnectionHost

  constructor(host: StackHost, options: TransportOptions) {
    this.#host = host
    this.#options = options
    this.#cookies = new Cookies(host.sign)
    this.#timers = host.world.timers(() => this.#makeCalls())
    this.#connectionHost = {
      world: host.world,
      witness: host.witness,
      transmit: (datagram, to, attempt, algorithm) =>
        host.transmit(datagram, to, attempt, algorithm),
      defer: (call) => this.#defer(call),
      roll: () => host.roll(),
      moved: (id, before, peer) => {
        const connection = this.#byId.get(id)
        if (connection === undefined) return
        if (this.#byAddress.get(before) === connection) this.#byAddress.delete(before)
        this.#byAddress.set(peer, connection)
      },
      ended: (id, peer) => {
        this.discarded += this.#byId.get(id)?.discarded ?? 0
        if (this.#byAddress.get(peer)?.id === id) this.#byAddress.delete(peer)
        this.#byId.delete(id)
      }
    }
  }

  /** Open connections, and those on their way to be or to end. */
  get connections(): ReadonlyMap<ConnectionId, Connection> {
    return this.#byId
  }

  /** From now on strangers may open connections; `undefined`: no more of them. */
  listen(application: Application | undefined): void {
    this.#application = application
  }

  /** Begins to open a connection; `opened` or `closed` tells what came of it. */
  connect(to: string, application: Application): Pipe {
    const connection = this.#add(to, application)
    connection.open()
    return connection
  }

  /** The checksum under which a datagram for `conn` has to be decoded. */
  algorithmFor(conn: ConnectionId): ChecksumName {
    return this.#byId.get(conn)?.checksum ?? this.#options.checksum
  }

  /** An intact or corrupt datagram came from `from`. */
  receive(datagram: Datagram, from: string, at: Micros): void {
    this.#inside(() => {
      if (isSegment(datagram) && datagram.corrupt) return this.#corrupt(datagram, from, at)
      const connection = this.#byId.get(datagram.conn)
      if (datagram.kind === 'open' || datagram.kind === 'echo') this.#stranger(datagram, from, at)
      else if (datagram.kind === 'unknown') this.#unknown(datagram.conn, from, at)
      else if (connection !== undefined) connection.receive(datagram, from, at)
      else this.#tellUnknown(datagram, from, at)
    })
  }

  /**
   * Bytes came that are no datagram, for the reason `why`. From a connected peer that is a
   * corrupt segment, whichever bits were changed.
   */
  receiveBroken(why: string, from: string, at: Micros): void {
    this.#inside(() => this.#corrupt({ ...makeCorrupt(), conn: '' }, from, at, why))
  }

  /** A datagram of another version came: both sides shall be told by name. */
  receiveVersion(
    version: number,
    kind: string,
    conn: ConnectionId,
    from: string,
    at: Micros
  ): void {
    this.#inside(() => {
      const theirs = `the peer speaks version ${version} of the datagram, this side ${VERSION}`
      const connection = this.#byId.get(conn)
      if (connection !== undefined) connection.receiveVersion(theirs, at)
      else if (kind === 'open') this.#refuse(conn, `version mismatch: ${theirs}`, from, at)
      else this.#corrupt({ ...makeCorrupt(), conn }, from, at, 'version')
    })
  }

  #inside(input: () => void): void {
    this.#isInside = true
    try {
      input()
    } finally {
      this.#isInside = false
    }
    this.#makeCalls()
  }

  #corrupt(datagram: SegmentDatagram, from: string, at: Micros, why = 'corrupt'): void {
    const connection = this.#byAddress.get(from)
    if (connection !== undefined) connection.receive(datagram, from, at)
    else this.#ignore(from, `${why}, from nobody we know`, at)
  }

  #stranger(datagram: Knock, from: string, at: Micros): void {
    const { conn } = datagram
    if (datagram.kind === 'echo') {
      const { cookie } = datagram
      const isGood = this.#cookies.isGood(cookie, from, conn, datagram.terms, at)
      if (!isGood) return this.#sendCookie(datagram, cookie.length, from, at)
    }
    const accepted = this.#accepted.get(`${from}|${conn}`)
    if (accepted !== undefined) return accepted.connection.acceptAgain(at)
    if (this.#application === undefined) return this.#refuse(conn, 'nobody listens here', from, at)
    const terms = isPlausible(datagram.terms)
      ? agree(termsOf(this.#options), datagram.terms)
      : 'the terms make no sense'
    if (typeof terms === 'string') return this.#refuse(conn, terms, from, at)
    if (datagram.kind === 'open')
      return this.#sendCookie(datagram, Number.POSITIVE_INFINITY, from, at)
    if (this.#byId.size >= MAX_CONNECTIONS)
      return this.#refuse(conn, 'the server is full', from, at)
    const connection = this.#add(from, this.#application)
    this.#prune(at)
    this.#accepted.set(`${from}|${conn}`, { connection, until: at + COOKIE_LIFE })
    connection.accept(conn, terms, at)
  }

  /**
   * Before he has proved his address a stranger gets no answer that is longer than what he sent.
   * An opening is padded for that; an echo must have brought a cookie as long as the new one.
   */
  #sendCookie({ conn, terms }: Knock, longest: number, from: string, at: Micros): void {
    const cookie = this.#cookies.bake(from, conn, terms, at)
    if (cookie.length > longest) return this.#ignore(from, 'no cookie', at)
    this.#host.transmit({ kind: 'cookie', conn, cookie }, from, 1, 'crc32')
  }

  #refuse(conn: ConnectionId, reason: string, from: string, at: Micros): void {
    this.#host.witness?.refused(from, reason, at)
    this.#host.transmit({ kind: 'refuse', conn, reason }, from, 1, 'crc32')
  }

  #unknown(conn: ConnectionId, from: string, at: Micros): void {
    // Not by address: a peer may have several connections, or a new one since its restart.
    for (const connection of this.#byId.values()) {
      if (connection.peer !== from || !connection.isPeerId(conn)) continue
      return connection.receive({ kind: 'unknown', conn }, from, at)
    }
    this.#ignore(from, 'unknown connection', at)
  }

  #tellUnknown(datagram: Datagram, from: string, at: Micros): void {
    this.#ignore(from, 'unknown connection', at)
    const asks = isSegment(datagram) || datagram.kind === 'ping' || datagram.kind === 'close'
    if (!asks) return
    this.#host.transmit({ kind: 'unknown', conn: datagram.conn }, from, 1, 'crc32')
  }

  #ignore(from: string, why: string, at: Micros): void {
    this.discarded++
    this.#host.witness?.ignored(from, why, at)
  }

  #add(peer: string, application: Application): Connection {
    const id = hex32(this.#host.roll()) + hex32(this.#host.roll())
    const connection = new Connection(this.#connectionHost, this.#options, application, id, peer)
    this.#byId.set(id, connection)
    this.#byAddress.set(peer, connection)
    return connection
  }

  /** Forgets openings whose cookies have expired; the map is in the order of time. */
  #prune(at: Micros): void {
    for (const [key, accepted] of this.#accepted) {
      if (accepted.until >= at) return
      this.#accepted.delete(key)
    }
  }

  #defer(call: () => void): void {
    this.#calls.push(call)
    if (!this.#isInside) this.#timers.start(0, 0)
  }

  /** The application's turn; what it does may queue more calls. */
  #makeCalls(): void {
    for (let call = this.#calls.shift(); call !== undefined; call = this.#calls.shift()) call()
  }
}

const hex32 = (n: number): string => (n >>> 0).toString(16).padStart(8, '0')
