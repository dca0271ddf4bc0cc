/**
 * Where a qlog stands: at one node, with every node that it talks to. QUIC's word for it is the
 * vantage point. What happened at the other end is in another file, seen from there.
 */
import type { TraceEvent } from './event.js'
import { endsOf } from './ladder-crossing.js'

/** Whom each node talks to; nodes and peers in the order in which they first appear. */
export function peersByNode(events: readonly TraceEvent[]): Map<string, Set<string>> {
  const peers = new Map<string, Set<string>>()
  const seen = new Set<string>()
  const note = (node: string, peer: string) => {
    const known = peers.get(node)
    if (known === undefined) peers.set(node, new Set([peer]))
    else known.add(peer)
  }
  for (const { link } of events) {
    if (link === undefined || seen.has(link)) continue
    seen.add(link)
    const { from, to } = endsOf(link)
    note(from, to)
    note(to, from)
  }
  return peers
}

/**
 * The node that shows most: the one with the most peers; of equals, the one that speaks first.
 * Undefined where nobody talks to anybody.
 */
export function usualVantage(peers: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  let best: string | undefined
  for (const [node, { size }] of peers) {
    if (best === undefined || size > (peers.get(best)?.size ?? 0)) best = node
  }
  return best
}

/**
 * Whom `event` concerns, seen from `vantage`: the peer; undefined where it is nobody's in
 * particular; false where `vantage` knows nothing of it. What befalls a datagram on its way, no
 * node knows, but it is why people look.
 */
export function peerOf({ at, link }: TraceEvent, vantage: string): string | undefined | false {
  if (link === undefined) return at === vantage ? undefined : false
  const { from, to } = endsOf(link)
  if (from !== vantage && to !== vantage) return false
  const peer = from === vantage ? to : from
  return at === peer && at !== vantage ? false : peer
}
