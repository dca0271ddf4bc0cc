/**
 * One conversation of the terminal client: a room, or what is said in private with one person or
 * with a group. Each has a typed line of its own, so that nothing begun for one person is ever
 * said to another.
 */
import type { Vocabulary } from './completion.js'
import { Conversation } from './conversation.js'
import type { Entry } from './conversation-rows.js'
import { LineEditor } from './line-editor.js'

/** Where a line goes. */
export interface ThreadAddress {
  /** The same for the same people, in whatever order and spelling. */
  readonly key: string
  readonly title: string
  /** Who gets it; empty: everybody in the room. */
  readonly to: readonly string[]
}

/** The longest line: in UTF-8 it is below what the chat takes, whatever it is made of. */
const LONGEST = 16_000

export interface ThreadHost {
  say(text: string, address: ThreadAddress): void
  vocabulary(): Vocabulary
}

export class Thread {
  readonly address: ThreadAddress
  readonly conversation = new Conversation()
  readonly editor: LineEditor
  /** Messages of others since it was last looked at. */
  unread = 0
  /** Whether one of them names oneself, or is for nobody else. */
  isUrgent = false

  constructor(address: ThreadAddress, host: ThreadHost) {
    this.address = address
    this.editor = new LineEditor(
      {
        say: (text) => {
          this.conversation.readAll()
          this.conversation.toEnd()
          host.say(text, address)
        },
        vocabulary: () => host.vocabulary()
      },
      { longest: LONGEST }
    )
  }

  /** Something that another person said; `isSeen` where it is on the screen at once. */
  heard(entry: Entry, isSeen: boolean): void {
    if (!isSeen) {
      if (this.unread === 0) this.conversation.startUnread()
      this.unread++
      this.isUrgent ||= entry.isHighlight === true || this.address.to.length > 0
    }
    this.conversation.add(entry)
  }

  /** Somebody looks at it: the line before what is new stays until he turns away. */
  look(): void {
    this.unread = 0
    this.isUrgent = false
  }

  leave(): void {
    this.conversation.readAll()
  }
}
