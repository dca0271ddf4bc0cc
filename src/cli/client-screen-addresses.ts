/** Which conversation of the screen a message belongs to, and who is who in it. */
import type { ChatClient } from '../chat/client.js'
import type { MessageEvent } from '../chat/events.js'
import { foldName } from '../chat/names.js'
import type { ThreadAddress } from '../dashboard/model/client-thread.js'
import type { ViewedPerson } from '../dashboard/model/client-view.js'

/** The room that everybody comes into. */
export const EVERYBODY: ThreadAddress = { key: 'room', title: 'everybody', to: [] }

export class AddressBook {
  readonly #client: ChatClient
  /** What the server calls the room that everybody comes into. */
  #firstRoom: string | null = null

  constructor(client: ChatClient) {
    this.#client = client
  }

  /** Everybody who is here: oneself first, then by name. */
  get people(): ViewedPerson[] {
    const self = foldName(this.#client.name)
    const people = this.#client.people.map(({ name }) => ({
      name,
      isSelf: foldName(name) === self,
      key: this.ofNames([name]).key
    }))
    return people.sort(
      (a, b) =>
        Number(b.isSelf) - Number(a.isSelf) || (foldName(a.name) < foldName(b.name) ? -1 : 1)
    )
  }

  /** What is said to these people, each in the spelling of whoever bears the name. */
  ofNames(names: readonly string[]): ThreadAddress {
    const spelling = new Map(this.#client.people.map(({ name }) => [foldName(name), name]))
    const asked = new Map(names.map((name) => [foldName(name), name]))
    const to = [...asked].map(([fold, name]) => spelling.get(fold) ?? name)
    return { key: `to ${[...asked.keys()].sort().join(',')}`, title: to.join(', '), to }
  }

  ofMessage({ kind, room, from, to, own }: MessageEvent): ThreadAddress {
    if (kind === 'all') return this.#ofRoom(room)
    const self = foldName(this.#client.name)
    const others = [...(own ? [] : [from]), ...to].filter((name) => foldName(name) !== self)
    // Never to nobody: that would be everybody.
    return this.ofNames(others.length > 0 ? others : [from])
  }

  #ofRoom(room: string | null): ThreadAddress {
    this.#firstRoom ??= room
    if (room === this.#firstRoom) return EVERYBODY
    return { key: `room ${room}`, title: `#${room}`, to: [] }
  }
}
