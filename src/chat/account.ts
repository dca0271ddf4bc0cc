/** The account of a run: each event of each person is entered into the ledger. */
import type { Micros } from '../kernel/time.js'
import type { ChatEvent } from './events.js'
import { Ledger } from './ledger.js'
import { foldName } from './names.js'

/** Somebody whose words are accounted for. */
export interface Accountable {
  readonly name: string
  readonly uid: string
  /** All that this person said has reached the server. */
  readonly isConfirmed: boolean
}

/** What is told where a frame cannot be read, by client and server. */
const UNREADABLE = ['damaged-frame', 'bad-frame']

export class Account {
  readonly ledger = new Ledger()
  /** Frames that nobody could read. */
  unreadable = 0
  readonly #people: () => readonly Accountable[]

  constructor(people: () => readonly Accountable[]) {
    this.#people = people
  }

  happened(person: Pick<Accountable, 'name'>, event: ChatEvent, at: Micros): void {
    if (event.type === 'message') {
      const author = event.own ? person : this.#authorOf(event)
      if (author !== undefined) this.ledger.see(person.name, author.name, event, at)
    } else if (event.type === 'error') {
      if (UNREADABLE.includes(event.code)) this.unreadable++
      if (event.ref !== null) this.ledger.excuse(person.name, event.ref, this.#nameOf(event.name))
    }
  }

  /** All has arrived, and the server has all. */
  get isComplete(): boolean {
    return this.ledger.isComplete && this.#people().every((person) => person.isConfirmed)
  }

  /**
   * Whose message it is, by the name or, should that be damaged, the identity. What guests say is
   * shown, but not accounted for: nobody here knows what they meant to say.
   */
  #authorOf({
    from,
    uid
  }: {
    readonly from: string
    readonly uid: string
  }): Accountable | undefined {
    const people = this.#people()
    const fold = foldName(from)
    return (
      people.find((person) => foldName(person.name) === fold) ??
      people.find((person) => person.uid === uid)
    )
  }

  /** A name that somebody wrote, as its owner does. */
  #nameOf(name: string | null): string | undefined {
    if (name === null) return undefined
    return this.#authorOf({ from: name, uid: '' })?.name ?? name
  }
}
