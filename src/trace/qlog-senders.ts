/** What the senders of one node measure, one for each connection that it has had. */
import type { TraceEvent } from './event.js'
import type { Journal } from './journal.js'
import type { Journeys } from './journeys.js'
import { type Metrics, QlogMetrics } from './qlog-metrics.js'
import type { SpokenProtocol } from './spoken-protocol.js'

interface Sender {
  /** The connection that it is in, if the trace tells. */
  readonly journal: Journal | undefined
  readonly metrics: QlogMetrics
}

export class QlogSenders {
  readonly #protocol: SpokenProtocol
  readonly #windowSize: number | undefined
  readonly #journeys: Journeys
  readonly #byPeer = new Map<string, Sender>()

  /** @param windowSize in segments @param journeys which have read the whole trace */
  constructor(protocol: SpokenProtocol, windowSize: number | undefined, journeys: Journeys) {
    this.#protocol = protocol
    this.#windowSize = windowSize
    this.#journeys = journeys
  }

  /** What `event`, of the node itself, changes for its sender to `peer`; undefined: nothing. */
  changesAfter(event: TraceEvent, peer: string): Metrics | undefined {
    const { event: what, kind, half } = event
    if (what === 'send') return kind === 'data' ? this.#sent(event, peer) : undefined
    if (what === 'receive' ? kind !== 'ack' : half !== 'sender') return undefined
    return this.#byPeer.get(peer)?.metrics.changesAfter(event)
  }

  #sent(event: TraceEvent, peer: string): Metrics | undefined {
    const journal = this.#journeys.journalOf(event)
    let sender = this.#byPeer.get(peer)
    if (sender === undefined || sender.journal !== journal) {
      sender = { journal, metrics: new QlogMetrics(this.#protocol, this.#windowSize) }
      this.#byPeer.set(peer, sender)
    }
    return sender.metrics.changesAfter(event)
  }
}
