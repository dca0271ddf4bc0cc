/**
 * Names of links, each one string however often it is asked for. Whoever keeps things by link finds
 * them at once: a string that was made anew has to be read as a whole before it is found.
 */
import { linkName } from './crossing-events.js'
import { BoundedMap } from './live-bounded-map.js'

const MOST_NODES = 4096

export class LinkNames {
  readonly #peers = new BoundedMap<string, { readonly out: string; readonly back: string }>(
    MOST_NODES
  )
  readonly #node: string

  /** @param node at one end of all of them */
  constructor(node: string) {
    this.#node = node
  }

  /** `node>peer` */
  to(peer: string): string {
    return this.#between(peer).out
  }

  /** `peer>node` */
  from(peer: string): string {
    return this.#between(peer).back
  }

  #between(peer: string) {
    return this.#peers.getOrMake(peer, () => ({
      out: linkName(this.#node, peer),
      back: linkName(peer, this.#node)
    }))
  }
}
