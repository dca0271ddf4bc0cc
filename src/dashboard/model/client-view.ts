/**
 * The terminal client as a state machine: keys and what the chat tells go in, orders for the
 * program around it come out, and at any moment it can be drawn. It knows nothing of the chat's
 * frames and commands: a line is given away as it was typed, and comes back as an entry.
 */
import type { ClientFacts } from './client-facts.js'
import { CLIENT_KEYS, type ClientActions, clientHelp, EMPTY_LINE_KEYS } from './client-keys.js'
import { drawClient } from './client-layout.js'
import type { ShownPerson } from './client-people.js'
import type { ThreadAddress } from './client-thread.js'
import { Threads } from './client-threads.js'
import type { Entry } from './conversation-rows.js'
import { Help } from './help.js'
import { type KeyHelp, press } from './help-keys.js'
import type { Key } from './key.js'
import { LineEditor } from './line-editor.js'
import { mentions } from './mention.js'
import type { RunModel } from './run.js'
import type { Style } from './style.js'
import type { Surface } from './surface.js'

export interface ViewHost {
  /** A line was finished in this conversation; it may have line breaks, or be a command. */
  line(text: string, address: ThreadAddress): void
  /** The name that was asked for; or a command in its place. */
  named(text: string): void
  leave(): void
  /** Other colours. */
  turnTheme(): void
  ring(): void
}

export interface ViewOptions {
  /** The room that one comes into. */
  readonly room: ThreadAddress
  /** `/list`, and what it does. */
  readonly commands: readonly KeyHelp[]
  /** Their words alone, to be finished by Tab. */
  readonly commandWords: readonly string[]
  readonly isBig?: boolean
  /** The run of one's own node, whose name is `node`. */
  readonly strip?: { readonly run: RunModel; readonly node: string } | undefined
}

export interface ViewedPerson {
  readonly name: string
  readonly isSelf: boolean
  /** Of the conversation with this person alone. */
  readonly key: string
}

export class ClientView {
  /** Whether the terminal's bell rings at what is meant for oneself. */
  hasBell = false
  readonly threads: Threads
  readonly #host: ViewHost
  readonly #options: ViewOptions
  #people: readonly ViewedPerson[] = []
  #isBig: boolean
  #hasStrip: boolean
  #hasPeople: boolean | undefined
  /** Whether they were drawn. */
  #hadPeople = false
  readonly #help: Help
  readonly #actions: ClientActions
  /** The line in which another name is typed. */
  #naming: LineEditor | undefined

  constructor(host: ViewHost, options: ViewOptions) {
    this.#host = host
    this.#options = options
    this.#isBig = options.isBig ?? false
    this.#hasStrip = options.strip !== undefined
    this.#help = new Help(() => clientHelp(options.commands))
    const say = (text: string, address: ThreadAddress): void => host.line(text, address)
    this.threads = new Threads({ say, vocabulary: () => this.#vocabulary() }, options.room)
    this.#actions = this.#makeActions()
  }

  /** What was typed and not said: of each conversation, the line. */
  get drafts(): string[] {
    return this.threads.all.flatMap(({ editor }) => [
      ...(editor.text.trim() === '' ? [] : [editor.text]),
      ...(editor.paste === undefined ? [] : [editor.paste.lines.join('\n')])
    ])
  }

  key(key: Key): void {
    const editor = this.#naming ?? this.threads.active.editor
    if (this.#help.isOpen) this.#help.key(key)
    else if (editor.paste !== undefined) editor.key(key)
    else if (editor.isEmpty && press(EMPTY_LINE_KEYS, this.#actions, key)) return
    else if (!press(CLIENT_KEYS, this.#actions, key)) editor.key(key)
  }

  draw(paper: Surface, facts: ClientFacts): void {
    const { threads } = this
    const { active } = threads
    const { hasPeople } = drawClient(paper, {
      facts,
      threads: threads.all,
      active,
      unread: threads.unread,
      people: this.#shownPeople(),
      hasPeople: this.#hasPeople,
      isBig: this.#isBig,
      strip: this.#hasStrip ? this.#options.strip : undefined,
      editor: this.#naming ?? active.editor,
      prompt: this.#naming === undefined ? `${active.address.title}> ` : 'another name: '
    })
    this.#hadPeople = hasPeople
    if (this.#help.isOpen) this.#help.draw(paper)
  }

  /** Somebody said something there, perhaps oneself. */
  heard(address: ThreadAddress, entry: Entry, isOwn: boolean): void {
    const thread = this.threads.at(address)
    if (isOwn) {
      thread.conversation.add(entry)
      return
    }
    const self = this.#people.find(({ isSelf }) => isSelf)?.name ?? ''
    const isHighlight = mentions(entry.text, self)
    thread.heard({ ...entry, isHighlight }, thread === this.threads.active)
    if (this.hasBell && (isHighlight || address.to.length > 0)) this.#host.ring()
  }

  /** Changes what stands behind one's own message. */
  mark(id: number, mark: string, style: Style): void {
    for (const { conversation } of this.threads.all) conversation.mark(id, mark, style)
  }

  /** Something that nobody said: in the room, and where one looks. */
  tell(text: string, tone: Style): void {
    const { room, active } = this.threads
    room.conversation.add({ text, tone })
    if (active !== room) active.conversation.add({ text, tone })
  }

  /** The same, only where one looks. */
  answer(text: string, tone: Style): void {
    this.threads.active.conversation.add({ text, tone })
  }

  /** Shows this conversation, begun where there is none. */
  show(address: ThreadAddress): void {
    this.threads.show(this.threads.all.indexOf(this.threads.at(address)))
  }

  /** Puts a line that was refused back, to be mended, unless something is typed there already. */
  putBack(text: string, address: ThreadAddress): void {
    const { editor } = this.threads.at(address)
    if (editor.isEmpty) editor.set(text)
  }

  /** Who is here now. */
  people(people: readonly ViewedPerson[]): void {
    this.#people = people
  }

  /** From now on another name is typed; what was typed waits. */
  askName(): void {
    const say = (text: string): void => this.#host.named(text)
    this.#naming ??= new LineEditor({ say, vocabulary: () => ({ names: [], commands: [] }) })
  }

  stopAskingName(): void {
    this.#naming = undefined
  }

  openHelp(): void {
    this.#help.open()
  }

  #makeActions(): ClientActions {
    const { threads } = this
    const shown = () => threads.active.conversation
    return {
      show: (index) => threads.show(index),
      step: (by) => threads.step(by),
      toUnread: () => threads.toUnread(),
      scroll: (rows) => shown().scroll(rows),
      page: (pages) => shown().page(pages),
      toStart: () => shown().toStart(),
      toEnd: () => shown().toEnd(),
      turn: (what) => this.#turn(what),
      openHelp: () => this.openHelp(),
      leave: () => this.#host.leave()
    }
  }

  #turn(what: 'people' | 'strip' | 'big' | 'theme'): void {
    if (what === 'people') this.#hasPeople = !this.#hadPeople
    else if (what === 'strip') this.#hasStrip = !this.#hasStrip
    else if (what === 'big') this.#isBig = !this.#isBig
    else this.#host.turnTheme()
  }

  #shownPeople(): ShownPerson[] {
    const unread = new Map(this.threads.all.map((thread) => [thread.address.key, thread.unread]))
    return this.#people.map(({ name, isSelf, key }) => {
      return { name, isSelf, unread: unread.get(key) ?? 0 }
    })
  }

  #vocabulary(): { names: string[]; commands: readonly string[] } {
    const names = this.#people.flatMap(({ name, isSelf }) => (isSelf ? [] : [name]))
    return { names, commands: this.#options.commandWords }
  }
}
