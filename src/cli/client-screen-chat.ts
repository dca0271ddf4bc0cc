/**
 * A chat client and the screen's model of it, joined: what is typed becomes commands, what the
 * chat tells becomes entries. It needs no terminal and no clock of its own, so the same code runs
 * in virtual time.
 */
import { ChatClient } from '../chat/client.js'
import type { ClientHost } from '../chat/client-host.js'
import { COMMAND_WORDS, WORD_OF } from '../chat/command-words.js'
import { parseCommand } from '../chat/commands.js'
import type { ChatEvent, MessageEvent } from '../chat/events.js'
import { linesOf } from '../chat/lines.js'
import { perform } from '../chat/perform.js'
import type { ClientFacts } from '../dashboard/model/client-facts.js'
import type { ThreadAddress } from '../dashboard/model/client-thread.js'
import { ClientView } from '../dashboard/model/client-view.js'
import type { KeyHelp } from '../dashboard/model/help-keys.js'
import type { RunModel } from '../dashboard/model/run.js'
import type { Style } from '../dashboard/model/style.js'
import { type Micros, seconds } from '../kernel/time.js'
import { AddressBook, EVERYBODY } from './client-screen-addresses.js'
import { ConnectionWords } from './client-screen-connection.js'
import { Sayings, WAITING_MARK } from './client-screen-sayings.js'

export interface ScreenChatOptions {
  readonly name: string
  readonly uid: string | undefined
  /** Where the server is, for the title. */
  readonly server: string
  readonly isBig: boolean
  /** The run of one's own node, whose name is `node`. */
  readonly strip: { readonly run: RunModel; readonly node: string } | undefined
}

export interface ScreenChatHost extends Omit<ClientHost, 'emit'> {
  /** The hour of a message, from milliseconds since 1970; of now, where none is given. */
  hour(milliseconds?: number): string
  /** Something happened that may be on the screen. */
  changed(): void
  /** The person wants to end the program: with the next `left` event. */
  quit(): void
  /** At once, and politely. */
  interrupt(): void
  refused(why: string): void
  left(unconfirmed: number): void
  turnTheme(): void
  ring(): void
}

/** After `/quit`, how long without any progress a person waits. */
const QUIT_PATIENCE: Micros = seconds(5)

/** Commands of the screen alone; the chat knows nothing of them. */
const SCREEN_COMMANDS: readonly KeyHelp[] = [
  { keys: '/to NAME[,NAME…]', does: 'opens a conversation with one person, or with a group' },
  { keys: '/close', does: 'closes the conversation that is shown' },
  { keys: '/bell', does: 'the bell rings at what is meant for you; again: it does not' }
]
const COMMANDS: readonly KeyHelp[] = [
  ...Object.values(COMMAND_WORDS).map(({ usage, meaning }) => ({ keys: usage, does: meaning })),
  { keys: '//TEXT', does: 'says /TEXT' },
  ...SCREEN_COMMANDS
]
const WORDS = [...WORD_OF.keys(), 'to', 'close', 'bell'].map((word) => `/${word}`)

export class ScreenChat {
  readonly view: ClientView
  readonly client: ChatClient
  readonly sayings = new Sayings()
  readonly #host: ScreenChatHost
  readonly #options: ScreenChatOptions
  readonly #addresses: AddressBook
  readonly #connection: ConnectionWords
  /** Why the text that is being said was refused at once; undefined: none is being said. */
  #refusal: string | undefined
  #isListAwaited = false

  constructor(host: ScreenChatHost, options: ScreenChatOptions) {
    const { name, uid, isBig, strip } = options
    this.#host = host
    this.#options = options
    const emit = (event: ChatEvent): void => this.#happened(event)
    this.client = new ChatClient({ ...host, emit }, { name, uid })
    this.#addresses = new AddressBook(this.client)
    this.#connection = new ConnectionWords(this.client, host.world)
    this.view = new ClientView(
      {
        line: (text, address) => this.#line(text, address),
        named: (text) => this.#named(text),
        leave: () => host.interrupt(),
        turnTheme: () => host.turnTheme(),
        ring: () => host.ring()
      },
      { room: EVERYBODY, commands: COMMANDS, commandWords: WORDS, isBig, strip }
    )
  }

  get wasJoined(): boolean {
    return this.#connection.wasJoined
  }

  /** The status as it is now. */
  get facts(): ClientFacts {
    const { server } = this.#options
    return {
      ...this.#connection.facts(this.sayings.waitingSince),
      name: this.client.name,
      server
    }
  }

  #line(text: string, address: ThreadAddress): void {
    if (this.#screenCommand(text, address)) return
    const command = parseCommand(text)
    switch (command.cmd) {
      case 'say':
        // Written as /say it is for everybody, wherever it is typed.
        this.#say(command.text, /^\/[^/]/.test(text) ? EVERYBODY : address)
        break
      case 'msg':
        this.#sayTo(command.to, command.text)
        break
      case 'refused':
        this.#refuse(command.text, text, address)
        break
      default:
        if (command.cmd === 'list') this.#isListAwaited = true
        perform(command, this.client, {
          emit: (event) => this.#happened(event),
          help: () => this.view.openHelp(),
          quit: () => {
            this.#connection.isQuitting = true
            this.#host.quit()
          },
          patience: QUIT_PATIENCE
        })
    }
  }

  #sayTo(names: readonly string[], text: string): void {
    if (names.length === 0) {
      this.client.msg(names, text)
      return
    }
    const people = this.#addresses.ofNames(names)
    this.#say(text, people)
    this.view.show(people)
  }

  /** @returns false for a line that is none */
  #screenCommand(text: string, address: ThreadAddress): boolean {
    const match = /^\/(to|close|bell)(?:\s+(.*))?$/isu.exec(text.trim())
    if (match === null) return false
    const [, word = '', rest = ''] = match
    if (word.toLowerCase() === 'bell') {
      this.view.hasBell = !this.view.hasBell
      const what = this.view.hasBell ? 'rings at what is meant for you' : 'is silent'
      this.view.answer(`* The bell ${what}`, 'news')
    } else if (word.toLowerCase() === 'close') {
      this.view.threads.close()
    } else {
      const names = rest.split(/[\s,]+/u).flatMap((name) => name.replace(/^@/, '') || [])
      if (names.length > 0) this.view.show(this.#addresses.ofNames(names))
      else this.#refuse('usage: /to NAME[,NAME…]', text, address)
    }
    return true
  }

  #named(text: string): void {
    if (text.startsWith('/')) this.#line(text, EVERYBODY)
    else this.client.join(text)
  }

  #refuse(why: string, text: string, address: ThreadAddress): void {
    this.view.answer(`! ${why}`, 'error')
    this.view.putBack(text, address)
  }

  #say(text: string, address: ThreadAddress): void {
    this.#refusal = ''
    const { to } = address
    const ref = to.length === 0 ? this.client.say(text) : this.client.msg(to, text)
    const entry = { time: this.#host.hour(), who: this.client.name, text, tone: 'own' as const }
    if (ref === undefined) {
      const mark = `✗ ${this.#refusal}`
      this.view.heard(address, { ...entry, mark, markStyle: 'error' }, true)
    } else {
      this.sayings.said(ref, text, this.#host.world.now())
      const waiting = { id: ref, mark: WAITING_MARK, markStyle: 'faint' as const }
      this.view.heard(address, { ...entry, ...waiting }, true)
    }
    this.#refusal = undefined
  }

  #happened(event: ChatEvent): void {
    this.#connection.happened(event)
    if (event.type === 'message') this.#heard(event)
    else if (event.type === 'receipt') this.#mark(this.sayings.receipt(event))
    else if (event.type === 'error') this.#failed(event)
    else this.#tell(event)
    this.#host.changed()
  }

  #tell(event: Exclude<ChatEvent, { type: 'message' | 'receipt' | 'error' }>): void {
    const isTrouble = event.type === 'notice' && event.code !== 'waiting'
    // The server tells who is here with every answer to JOIN, which may come twice.
    const isUnasked = event.type === 'list' && !this.#isListAwaited
    const lines = isUnasked ? [] : linesOf(event)
    for (const line of lines) this.view.tell(line, isTrouble ? 'warning' : 'news')
    this.#isListAwaited = event.type === 'joined' || (this.#isListAwaited && event.type !== 'list')
    if (event.type === 'joined') this.view.stopAskingName()
    if (event.type !== 'notice') this.view.people(this.#addresses.people)
    if (event.type !== 'left') return
    for (const mark of this.sayings.gaveUp()) this.#mark(mark)
    this.#host.left(event.unconfirmed)
    this.sayings.forget()
  }

  #heard(event: MessageEvent): void {
    const { from, text, time, own, ref, kind } = event
    if (own && ref !== null && this.sayings.copied(ref)) return
    const tone: Style = own ? 'own' : kind === 'all' ? 'plain' : kind
    // What a broken protocol delivers twice is shown twice.
    const twice = own ? { mark: '²', markStyle: 'duplicated' as const } : {}
    const entry = { time: this.#host.hour(time), who: from, text, tone, ...twice }
    this.view.heard(this.#addresses.ofMessage(event), entry, own)
  }

  #failed(event: Extract<ChatEvent, { type: 'error' }>): void {
    const { ref, text, code } = event
    if (ref !== null) this.#mark(this.sayings.refused(event))
    else if (this.#refusal !== undefined) this.#refusal = text
    else this.view.answer(`! ${text}`, 'error')
    if (code === 'refused') this.#host.refused(text)
    if (this.client.state === 'naming') this.view.askName()
  }

  #mark(mark: ReturnType<Sayings['receipt']>): void {
    if (mark !== undefined) this.view.mark(mark.ref, mark.mark, mark.style)
  }
}
