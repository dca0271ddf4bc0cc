/** The conversations of the terminal client: which there are, and which is on the screen. */
import { Thread, type ThreadAddress, type ThreadHost } from './client-thread.js'

/** More than these, and the one that has been silent for longest is closed. */
const MOST = 100

export class Threads {
  readonly #host: ThreadHost
  /** The first is the room that one came into; it stays. */
  readonly #threads: Thread[]
  /** The same, the one that something happened in last at the end. */
  readonly #byAge: Thread[] = []
  #active: Thread

  constructor(host: ThreadHost, room: ThreadAddress) {
    this.#host = host
    this.#active = new Thread(room, host)
    this.#threads = [this.#active]
  }

  get all(): readonly Thread[] {
    return this.#threads
  }

  get active(): Thread {
    return this.#active
  }

  /** The one that cannot be closed. */
  get room(): Thread {
    return this.#threads[0] ?? this.#active
  }

  /** Unread messages of all of them. */
  get unread(): number {
    return this.#threads.reduce((sum, { unread }) => sum + unread, 0)
  }

  /** The conversation with this address, begun where there is none. */
  at(address: ThreadAddress): Thread {
    let thread = this.#threads.find((one) => one.address.key === address.key)
    if (thread === undefined) {
      thread = new Thread(address, this.#host)
      this.#threads.push(thread)
      if (this.#threads.length > MOST) this.#forget(thread)
    }
    const age = this.#byAge.indexOf(thread)
    if (age >= 0) this.#byAge.splice(age, 1)
    this.#byAge.push(thread)
    return thread
  }

  /** Shows another one; nothing where there is none of that number, from 0. */
  show(index: number): void {
    const thread = this.#threads[index]
    if (thread === undefined) return
    if (thread !== this.#active) this.#active.leave()
    this.#active = thread
    thread.look()
  }

  /** The next, or with −1 the one before. */
  step(by: 1 | -1): void {
    const { length } = this.#threads
    this.show((this.#threads.indexOf(this.#active) + by + length) % length)
  }

  /** The next one in which something is unread; first those that are urgent. */
  toUnread(): void {
    const index = this.#threads.findIndex(({ isUrgent }) => isUrgent)
    this.show(index >= 0 ? index : this.#threads.findIndex(({ unread }) => unread > 0))
  }

  /** Closes the one that is shown, unless it is the room. */
  close(): void {
    const index = this.#threads.indexOf(this.#active)
    if (index > 0) this.#remove(this.#active)
  }

  #forget(newest: Thread): void {
    const isIdle = (thread: Thread): boolean =>
      thread !== newest && thread !== this.#active && thread.editor.isEmpty
    const oldest =
      this.#byAge.find((thread) => thread !== this.room && thread.unread === 0 && isIdle(thread)) ??
      this.#byAge.find((thread) => thread !== this.room && isIdle(thread))
    if (oldest !== undefined) this.#remove(oldest)
  }

  #remove(thread: Thread): void {
    const index = this.#threads.indexOf(thread)
    this.#threads.splice(index, 1)
    const age = this.#byAge.indexOf(thread)
    if (age >= 0) this.#byAge.splice(age, 1)
    if (thread === this.#active) this.show(Math.max(0, index - 1))
  }
}
