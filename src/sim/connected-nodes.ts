/** Two nodes with the whole stack: opening, transfer, closing (`rdt sim --handshake`). */
import type { Application, Pipe } from '../rdt/application.js'
import { isSegment } from '../rdt/datagram.js'
import { type TransportOptions, usualTransport } from '../rdt/transport.js'
import { RECEIVER, SENDER, type SimConfig } from './config.js'
import { Invariants } from './invariants.js'
import type { Link } from './link.js'
import { Network } from './network.js'
import type { Nodes, NodesHost } from './nodes.js'
import { countSegment, noTraffic } from './outcome.js'
import { SimNode } from './sim-node.js'

export class ConnectedNodes implements Nodes {
  #isOpened = false
  readonly #host: NodesHost
  readonly #traffic = noTraffic()
  readonly #links: { readonly up: Link; readonly down: Link }
  readonly #pipe: Pipe
  readonly #nodes: readonly SimNode[]

  constructor(host: NodesHost) {
    this.#host = host
    const network = new Network(host.world, host.config, host.sink)
    const sender = this.#makeNode(network, SENDER, () => host.progressed())
    const receiver = this.#makeNode(network, RECEIVER, () => {})
    this.#nodes = [sender, receiver]
    this.#links = sender.join(receiver, host.path)
    receiver.stack.listen({
      opened: () => {},
      received: (_, message) => host.received(message),
      closed: () => {}
    })
    const opener: Application = {
      opened: () => {
        this.#isOpened = true
        host.progressed()
      },
      received: () => {},
      closed: () => {}
    }
    this.#pipe = sender.stack.connect(RECEIVER, opener)
  }

  get isDrained(): boolean {
    return this.#isOpened && this.#pipe.backlog === 0
  }

  get facts() {
    const { timeouts } = this.#pipe.figures
    const { up, down } = this.#links
    const discarded = this.#nodes.reduce((sum, node) => sum + node.discarded, 0)
    const traffic = { ...this.#traffic, timeouts, discarded }
    return { traffic, lanes: [up.lane.counts, down.lane.counts] }
  }

  send(message: Uint8Array): boolean {
    return this.#pipe.send(message)
  }

  finish(): void {
    this.#pipe.close('all is said')
  }

  #makeNode(network: Network, name: string, digested: () => void): SimNode {
    const { config, violations } = this.#host
    const invariants = violations && new Invariants(config, violations)
    return new SimNode(network, name, transportOf(config), {
      watcher: invariants,
      digested,
      sent: (datagram, attempt) => {
        if (!isSegment(datagram)) return
        countSegment(this.#traffic, datagram, attempt)
        invariants?.sent(datagram)
      }
    })
  }
}

function transportOf(config: SimConfig): TransportOptions {
  const { protocol, windowSize, seqBits, rto, congestion, mss, checksum } = config
  // As in the book: every message has segments of its own.
  const framing = 'marked'
  const wishes = { windowSize, seqBits, rto, congestion, mss, checksum, framing } as const
  return { ...usualTransport(protocol), ...wishes }
}
