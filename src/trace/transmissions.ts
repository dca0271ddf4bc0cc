/**
 * Numbers for transmissions. On a real network a datagram carries no such number; where
 * sender, channel and receiver live in one process, its bytes lead back to it, since
 * equal datagrams of one link pass in order.
 */

/** Equal bytes under way at once are remembered up to this number, and links times bytes in all. */
const MOST_REMEMBERED = 50_000

export class Transmissions {
  #next = 1
  readonly #underWay = new Map<string, number[]>()

  /** A new number, from 1. */
  next(): number {
    return this.#next++
  }

  /** The datagram that is on its way over `link` is transmission `id`. */
  remember(link: string, bytes: Uint8Array, id: number): void {
    const key = keyOf(link, bytes)
    const ids = this.#underWay.get(key)
    if (ids !== undefined) ids.push(id)
    else this.#underWay.set(key, [id])
    if (this.#underWay.size <= MOST_REMEMBERED) return
    for (const oldest of this.#underWay.keys()) {
      this.#underWay.delete(oldest)
      return
    }
  }

  /** The number of the datagram that has come over `link`; undefined for a stranger's. */
  recall(link: string, bytes: Uint8Array): number | undefined {
    const key = keyOf(link, bytes)
    const ids = this.#underWay.get(key)
    const id = ids?.shift()
    if (ids?.length === 0) this.#underWay.delete(key)
    return id
  }
}

/** As one string. A datagram is short enough for a call with as many arguments. */
const keyOf = (link: string, bytes: Uint8Array): string =>
  // Twice for each datagram of a run: spread arguments take four times as long.
  link + String.fromCharCode.apply(null, bytes as unknown as number[])
