/**
 * Numbers for transmissions. On a real network a datagram carries no such number; where
 * sender, channel and receiver live in one process, its bytes lead back to it, since
 * equal datagrams of one link pass in order.
 */

/** So many different datagrams under way at once are remembered. */
const MOST_REMEMBERED = 50_000

/** Equal datagrams under way over one link. */
interface UnderWay {
  readonly link: string
  readonly bytes: Uint8Array
  readonly ids: number[]
}

export class Transmissions {
  #next = 1
  /** By a number that equal datagrams have in common, and others hardly ever. */
  readonly #underWay = new Map<number, UnderWay[]>()

  /** A new number, from 1. */
  next(): number {
    return this.#next++
  }

  /** The datagram that is on its way over `link` is transmission `id`. Keeps `bytes`. */
  remember(link: string, bytes: Uint8Array, id: number): void {
    const key = keyOf(link, bytes)
    const alike = this.#underWay.get(key)
    const known = alike && find(alike, link, bytes)
    if (known !== undefined) known.ids.push(id)
    else if (alike !== undefined) alike.push({ link, bytes, ids: [id] })
    else this.#underWay.set(key, [{ link, bytes, ids: [id] }])
    if (this.#underWay.size <= MOST_REMEMBERED) return
    for (const oldest of this.#underWay.keys()) {
      this.#underWay.delete(oldest)
      return
    }
  }

  /** The number of the datagram that has come over `link`; undefined for a stranger's. */
  recall(link: string, bytes: Uint8Array): number | undefined {
    const key = keyOf(link, bytes)
    const alike = this.#underWay.get(key)
    const known = alike && find(alike, link, bytes)
    if (alike === undefined || known === undefined) return undefined
    const id = known.ids.shift()
    if (known.ids.length > 0) return id
    if (alike.length === 1) this.#underWay.delete(key)
    else alike.splice(alike.indexOf(known), 1)
    return id
  }
}

/** FNV-1a: several times for each datagram of a run, and a string of it takes four times as long. */
function keyOf(link: string, bytes: Uint8Array): number {
  let key = 0x811c9dc5
  for (let i = 0; i < link.length; i++) key = Math.imul(key ^ link.charCodeAt(i), 0x01000193)
  for (const byte of bytes) key = Math.imul(key ^ byte, 0x01000193)
  return key
}

const find = (alike: readonly UnderWay[], link: string, bytes: Uint8Array): UnderWay | undefined =>
  alike.find((one) => one.link === link && areEqual(one.bytes, bytes))

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
