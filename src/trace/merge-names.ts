/**
 * What the nodes of several traces are called. A node knows itself by its name, its peer by an
 * address, and the channel knows both by names of its own; a transmission that all of them saw tells
 * who is who.
 */
import type { TraceEvent } from './event.js'
import { endsOf } from './ladder-crossing.js'
import type { Transmission } from './merge-matching.js'
import { isChannelAlone, type MergeInput } from './merge-sightings.js'

export type Rename = (trace: number, name: string) => string

/** Somebody, as one trace calls them. */
const keyOf = (trace: number, name: string): string => `${trace} ${name}`

export function namesOf(
  inputs: readonly MergeInput[],
  transmissions: Iterable<Transmission>
): Rename {
  const same = new Groups()
  for (const { sightings } of transmissions) {
    const [first, ...others] = sightings
    if (first === undefined) continue
    const ends = endsOf(first.link)
    for (const { trace, link } of others) {
      const { from, to } = endsOf(link)
      same.join(keyOf(first.trace, ends.from), keyOf(trace, from))
      same.join(keyOf(first.trace, ends.to), keyOf(trace, to))
    }
  }
  const chosen = new Map<string, string>()
  const taken = new Map<string, string>()
  const choose = (trace: number, name: string): void => {
    const group = same.of(keyOf(trace, name))
    if (chosen.has(group)) return
    let free = name
    for (let count = 2; (taken.get(free) ?? group) !== group; count++) free = `${name}-${count}`
    chosen.set(group, free)
    taken.set(free, group)
  }
  // A node's own name before the channel's for it, and any name before an address.
  inputs.forEach((input, trace) => {
    if (!isChannelAlone(input.header))
      for (const name of ownNames(input.events)) choose(trace, name)
  })
  inputs.forEach((input, trace) => {
    if (isChannelAlone(input.header)) for (const name of ownNames(input.events)) choose(trace, name)
  })
  return (trace, name) => chosen.get(same.of(keyOf(trace, name))) ?? name
}

function ownNames(events: readonly TraceEvent[]): Set<string> {
  const names = new Set<string>()
  for (const { event, at } of events) {
    if (event === 'send' || event === 'receive' || event === 'open') names.add(at)
  }
  return names
}

/** Sets that grow together. */
class Groups {
  readonly #parents = new Map<string, string>()

  of(key: string): string {
    let root = key
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) {
      root = next
    }
    return root
  }

  join(one: string, other: string): void {
    const [a, b] = [this.of(one), this.of(other)]
    if (a !== b) this.#parents.set(b, a)
  }
}
