/** Who is in the chat, as a client was told: the list at joining, and the news since. */
import type { ChatEvent, Person } from './events.js'
import type { ServerFrame } from './frames.js'
import { foldName } from './names.js'

/** The most people of whom news is kept; a server has fewer. */
const MOST_PEOPLE = 2_000

type Frame<C> = Extract<ServerFrame, { CMD: C }>

export class People {
  readonly #byFold = new Map<string, Person>()

  get all(): Person[] {
    return [...this.#byFold.values()]
  }

  get size(): number {
    return this.#byFold.size
  }

  /** The server's whole list replaces what was known. `self` is one's own name. */
  list(frame: Frame<'LIST'>, self: string): ChatEvent {
    this.#byFold.clear()
    for (const { UN, UID } of frame.DATA) this.#byFold.set(foldName(UN), { name: UN, uid: UID })
    const own = foldName(self)
    const people = [...this.#byFold].map(([fold, person]) => ({ ...person, own: fold === own }))
    return { type: 'list', people }
  }

  /** News of who came and went, without what the list told already; undefined for none. */
  presence(frame: Frame<'PRESENCE'>, self: string): ChatEvent | undefined {
    const own = foldName(self)
    const left = frame.LEFT.filter(({ UN }) => {
      const fold = foldName(UN)
      return fold !== own && this.#byFold.delete(fold)
    })
    const joined = frame.JOINED.filter(({ UN, UID }) => {
      const fold = foldName(UN)
      if (fold === own || this.#byFold.has(fold) || this.#byFold.size >= MOST_PEOPLE) return false
      this.#byFold.set(fold, { name: UN, uid: UID })
      return true
    })
    if (left.length === 0 && joined.length === 0) return undefined
    return {
      type: 'presence',
      joined: joined.map(({ UN, UID }) => ({ name: UN, uid: UID })),
      left: left.map(({ UN: name, UID: uid, WHY: reason, SILENT: silent }) => {
        return { name, uid, reason, silent }
      }),
      people: this.#byFold.size
    }
  }
}
