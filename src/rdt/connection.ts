/**
 * A connection: two endpoints that found each other, agreed on terms, and will
 * notice when the other is gone.
 *
 *      opener                                            acceptor
 *        │  open (my id, terms)  ───────────────────────▶  │  remembers nothing
 *        │ ◀────────────────────────────────────  cookie   │
 *        │  echo (my id, terms, cookie)  ───────────────▶  │  open
 *   open │ ◀────────────────────────  accept (its id)      │
 *        │ ◀═══════════════ data and ACKs ══════════════▶  │
 *        │  close, when all that was sent is acknowledged ▶│  ended
 *  ended │ ◀────────────────────────────────────  closed   │
 *
 * Whoever waits for an answer asks again, until a limit, so no loss leaves a side waiting
 * for ever. An ended connection is forgotten: who still writes to it is told `unknown`.
 */
import type { Micros } from '../kernel/time.js'
import type { Application, Closing, Pipe, PipeFigures } from './application.js'
import type { ConnectionHost } from './connection-host.js'
import {
  type ConnectionId,
  type ControlDatagram,
  type Datagram,
  isSegment,
  type Telling,
  type Terms
} from './datagram.js'
import { DrivenEndpoint } from './driven-endpoint.js'
import { Farewell } from './farewell.js'
import { Liveness } from './liveness.js'
import { Opening } from './opening.js'
import { PathProbe } from './path-probe.js'
import { type TransportOptions, termsOf } from './transport.js'

export class Connection implements Pipe {
  /** The number under which the peer writes to us. */
  readonly id: ConnectionId
  peer: string
  #peerId: ConnectionId = ''
  #terms: Terms
  #opening: Opening | undefined
  #driven: DrivenEndpoint | undefined
  #liveness: Liveness | undefined
  #closing: Closing | undefined
  readonly #farewell: Farewell
  readonly #path: PathProbe
  readonly #host: ConnectionHost
  readonly #options: TransportOptions
  readonly #application: Application

  constructor(
    host: ConnectionHost,
    options: TransportOptions,
    application: Application,
    id: ConnectionId,
    peer: string
  ) {
    this.#host = host
    this.#options = options
    this.#application = application
    this.id = id
    this.peer = peer
    this.#terms = termsOf(options)
    this.#farewell = new Farewell(host.world, {
      backlog: () => this.backlog,
      say: (reason) => this.#tell({ kind: 'close', reason }),
      end: (reason) => this.#end({ cause: 'local', reason }, host.world.now())
    })
    this.#path = new PathProbe(host, (token, to) => this.#tell({ kind: 'ping', token }, to))
  }

  get isOpen(): boolean {
    return this.#driven !== undefined && !this.#farewell.isBegun && !this.#closing
  }

  get backlog(): number {
    return this.#driven?.endpoint.backlog ?? 0
  }

  get figures(): PipeFigures {
    const none = { srtt: undefined, rto: 0, sent: 0, retransmitted: 0, timeouts: 0 }
    return this.#driven?.endpoint.figures ?? none
  }

  /** Segments that no machine saw. */
  get discarded(): number {
    return this.#driven?.endpoint.discarded ?? 0
  }

  get checksum() {
    return this.#terms.checksum
  }

  /** Is `conn` the number under which we write to the peer? */
  isPeerId(conn: ConnectionId): boolean {
    return conn !== '' && conn === this.#peerId
  }

  /** Begins to open the connection from this side. */
  open(): void {
    this.#opening = new Opening(this.#host.world, this.id, this.#terms, {
      transmit: (datagram) => this.#send(datagram),
      opened: (peerId, terms, at) => {
        this.#opened(peerId, terms, at)
        this.#liveness?.start()
      },
      failed: (closing, at) => {
        if (closing.cause === 'refused') this.#host.witness?.refused(this.peer, closing.reason, at)
        this.#end(closing, at)
      }
    })
    this.#opening.start()
  }

  /** Opens it from the other side: the opener has proved its address. */
  accept(peerId: ConnectionId, terms: Terms, at: Micros): void {
    this.#opened(peerId, terms, at)
    this.acceptAgain(at)
    this.#liveness?.start()
  }

  /** The opener did not get our `accept`. He lives, mute as yet; if we have closed, he is told. */
  acceptAgain(at: Micros): void {
    const { cause, reason = '' } = this.#closing ?? {}
    if (cause === 'local') this.#tell({ kind: 'close', reason })
    if (cause !== undefined) return
    this.#liveness?.heard(at)
    this.#send({ kind: 'accept', conn: this.#peerId, peer: this.id, terms: this.#terms })
  }

  send(message: Uint8Array): boolean {
    if (this.#driven === undefined || !this.isOpen) return false
    return this.#driven.endpoint.send(message, this.#host.world.now())
  }

  close(reason = ''): void {
    if (this.#driven === undefined) this.abort(reason)
    else if (this.isOpen) this.#farewell.begin(reason)
  }

  abort(reason = ''): void {
    if (this.#peerId !== '' && !this.#closing) this.#tell({ kind: 'close', reason })
    this.#driven?.stopReading()
    this.#end({ cause: 'local', reason }, this.#host.world.now())
  }

  /** A datagram for this connection; a corrupt one is a segment of which nothing is known. */
  receive(datagram: Datagram, from: string, at: Micros): void {
    if (this.#closing) return
    if (isSegment(datagram)) {
      if (!datagram.corrupt) this.#heard(from, at)
      this.#driven?.receive(datagram, at)
    } else {
      this.#control(datagram, from, at)
    }
  }

  /** The peer speaks another version of the datagram, so nothing more can be said. */
  receiveVersion(reason: string, at: Micros): void {
    this.#opening?.refused(reason, at)
  }

  #control(datagram: ControlDatagram, from: string, at: Micros): void {
    if (this.#opening !== undefined) return this.#opening.receive(datagram, at)
    switch (datagram.kind) {
      case 'ping':
        this.#heard(from, at)
        this.#tell({ kind: 'pong', token: datagram.token }, from)
        break
      case 'pong':
        this.#heard(from, at)
        this.#liveness?.answered(datagram.token, at)
        if (!this.#path.isProved(datagram.token, from)) break
        this.#host.moved(this.id, this.peer, from)
        this.peer = from
        break
      case 'close':
        this.#tell({ kind: 'closed' }, from)
        this.#end({ cause: 'peer', reason: datagram.reason }, at)
        break
      case 'closed':
        this.#farewell.answered()
        break
      case 'unknown':
        // The peer knows this connection no more: it has restarted, or has ended it already.
        if (this.#farewell.answered()) break
        this.#end({ cause: 'restarted', reason: 'the peer has lost this connection' }, at)
        break
    }
  }

  #opened(peerId: ConnectionId, terms: Terms, at: Micros): void {
    const { world, witness, defer, roll } = this.#host
    const isFixed = 'fixed' in this.#options.rto
    this.#opening = undefined
    this.#peerId = peerId
    this.#terms = terms
    witness?.opened(this.id, this.peer, at)
    this.#driven = new DrivenEndpoint(
      world,
      { ...this.#options, ...terms, protocol: this.#options.protocol, halves: 'both' },
      {
        transmit: (segment, attempt) => this.#send({ ...segment, conn: peerId }, attempt),
        defer,
        received: (message) => this.#application.received(this, message, world.now()),
        settled: () => this.#settled()
      },
      witness?.endpoint(this.id, this.peer)
    )
    this.#liveness = new Liveness({
      world,
      roll,
      ping: (token) => this.#tell({ kind: 'ping', token }),
      measured: isFixed ? undefined : (rtt) => this.#driven?.endpoint.measured(rtt),
      silent: () =>
        this.#end({ cause: 'silent', reason: 'the peer has fallen silent' }, world.now())
    })
    defer(() => this.#application.opened(this, world.now()))
  }

  #settled(): void {
    this.#liveness?.noticed(this.figures.timeouts, this.#host.world.now())
    this.#farewell.look()
  }

  #heard(from: string, at: Micros): void {
    this.#liveness?.heard(at)
    if (from !== this.peer) this.#path.suspect(from, at)
  }

  #tell(what: Telling, to = this.peer): void {
    this.#host.transmit({ ...what, conn: this.#peerId }, to, 1, this.checksum)
  }

  #send(datagram: Datagram, attempt = 1): void {
    this.#host.transmit(datagram, this.peer, attempt, this.checksum)
  }

  #end(closing: Closing, at: Micros): void {
    if (this.#closing) return
    this.#closing = closing
    this.#opening?.stop()
    this.#liveness?.stop()
    this.#farewell.stop()
    this.#driven?.stopTimers()
    this.#host.ended(this.id, this.peer)
    this.#host.witness?.closed(this.id, this.peer, `${closing.cause}: ${closing.reason}`, at)
    this.#host.defer(() => this.#application.closed(this, closing, this.#host.world.now()))
  }
}
