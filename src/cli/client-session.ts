/** One run of the client program: what is typed goes to the chat, what happens is printed. */
import pc from 'picocolors'
import { ChatClient } from '../chat/client.js'
import type { ClientHost } from '../chat/client-host.js'
import { helpLines } from '../chat/command-words.js'
import { parseCommand } from '../chat/commands.js'
import type { ChatEvent } from '../chat/events.js'
import { linesOf, type Paint, type Tone } from '../chat/lines.js'
import { perform } from '../chat/perform.js'
import { type Micros, seconds } from '../kernel/time.js'
import { endOf, type SessionEnd } from './client-end.js'
import { safeJson } from './client-json.js'
import { pipeTalk, type Talk, type TalkListener, terminalTalk } from './client-terminal.js'

export interface SessionOptions {
  readonly name: string
  readonly uid: string | undefined
  /** For the line that tells where one is connected. */
  readonly server: { readonly host: string; readonly port: number }
  readonly json: boolean
  readonly isTerminal: boolean
  /** Whether one's own messages are printed when they come back from the server. */
  readonly echo: boolean
}

/** At the end of input, how long without any progress a program waits. */
const INPUT_PATIENCE = seconds(60)
/** After `/quit`, how long without any progress a person waits. */
const QUIT_PATIENCE = seconds(5)

const TONES: Readonly<Record<Tone, (line: string) => string>> = {
  public: (line) => line,
  own: pc.dim,
  group: pc.cyan,
  private: pc.magenta,
  news: pc.gray,
  receipt: pc.gray,
  error: pc.red
}

export class Session implements TalkListener {
  readonly #options: SessionOptions
  readonly #client: ChatClient
  readonly #talk: Talk
  readonly #paint: Paint
  readonly #ended: (end: SessionEnd) => void
  readonly #counts = { sent: 0, received: 0, errors: 0 }
  #isQuitting = false
  #isInterrupted = false
  #wasJoined = false
  #hasEnded = false
  #refusal: string | undefined
  #inputTimer: NodeJS.Timeout | undefined
  /** Wakes the reader of the input, who waits for room. */
  #wake: () => void = () => {}

  /** Starts at once; `ended` is called when the program has left the chat. */
  constructor(
    host: Omit<ClientHost, 'emit'>,
    options: SessionOptions,
    ended: (end: SessionEnd) => void
  ) {
    this.#options = options
    this.#ended = ended
    const { name, uid, isTerminal } = options
    this.#client = new ChatClient(
      { ...host, emit: (event) => this.#happened(event) },
      { name, uid }
    )
    this.#paint = isTerminal && pc.isColorSupported ? (tone, line) => TONES[tone](line) : plain
    this.#talk = isTerminal ? terminalTalk(this) : pipeTalk(this)
    this.#client.start()
  }

  /** Leaves politely; a second call, or a server that does not answer, costs under a second. */
  interrupted(): void {
    if (this.#isInterrupted) {
      this.#end()
      return
    }
    this.#isInterrupted = true
    this.#isQuitting = true
    if (this.#client.state === 'left') this.#end()
    else this.#client.leave()
  }

  async line(line: string): Promise<void> {
    const { json, isTerminal } = this.#options
    if (isTerminal && line.trim() === '') return
    if (isTerminal && this.#client.state === 'naming' && !line.startsWith('/')) {
      this.#client.join(line)
      return
    }
    const command = parseCommand(line, { json })
    if (command.cmd === 'say' || command.cmd === 'msg') this.#counts.sent++
    perform(command, this.#client, {
      emit: (event) => this.#happened(event),
      help: () => this.#print(helpLines()),
      quit: () => {
        this.#isQuitting = true
      },
      patience: QUIT_PATIENCE satisfies Micros
    })
    if (this.#isQuitting && this.#client.state === 'left') this.#end()
    while (!this.#client.hasRoom) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  end(): void {
    if (this.#isQuitting) return
    this.#isQuitting = true
    const { state, unconfirmed } = this.#client
    if (state === 'left') this.#end()
    else if (state === 'joined' || state === 'naming' || unconfirmed > 0) {
      this.#client.leave('', INPUT_PATIENCE)
    } else {
      // Nothing was said, but one who only wants to look in shall see that it worked.
      this.#inputTimer = setTimeout(() => this.#client.leave(), INPUT_PATIENCE / 1_000)
    }
  }

  #happened(event: ChatEvent): void {
    this.#wake()
    this.#count(event)
    this.#show(event)
    if (event.type === 'joined' && this.#inputTimer) this.#client.leave()
    if (event.type === 'error' && this.#client.state === 'naming' && this.#isQuitting) {
      this.#client.leave()
    }
    if (event.type !== 'left') return
    if (this.#isQuitting || this.#refusal !== undefined) this.#end(event.unconfirmed)
  }

  #count(event: ChatEvent): void {
    if (event.type === 'joined') this.#wasJoined = true
    else if (event.type === 'message' && !event.own) this.#counts.received++
    else if (event.type === 'error') {
      this.#counts.errors++
      if (event.code === 'refused') this.#refusal = event.text
    }
  }

  #show(event: ChatEvent): void {
    const { json, echo, isTerminal, server } = this.#options
    if (event.type === 'message' && event.own && !echo) return
    if (json) {
      process.stdout.write(`${safeJson(event)}\n`)
      return
    }
    // One line for each copy that arrives would drown the conversation.
    if (event.type === 'receipt' && (event.state === 'accepted' || event.got < event.of)) return
    if (event.type === 'joined') {
      this.#print([`Connected to Server at (${server.host}, ${server.port})`])
      if (isTerminal) this.#talk.ask('> ')
    }
    this.#print(linesOf(event, this.#paint))
    if (isTerminal && event.type === 'error' && this.#client.state === 'naming') {
      this.#talk.ask('another name: ')
    }
  }

  #print(lines: readonly string[]): void {
    if (this.#options.json) {
      for (const text of lines) process.stdout.write(`${safeJson({ type: 'help', text })}\n`)
    } else this.#talk.print(lines)
  }

  #end(unconfirmed = this.#client.unconfirmed): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    clearTimeout(this.#inputTimer)
    this.#talk.close()
    if (this.#options.json) {
      const { name, uid } = this.#client
      const summary = { type: 'summary', name, uid, ...this.#counts, unconfirmed }
      process.stdout.write(`${safeJson(summary)}\n`)
    }
    const isInterrupted = this.#isInterrupted
    const wasJoined = this.#wasJoined
    this.#ended(endOf({ isInterrupted, wasJoined, unconfirmed, refusal: this.#refusal }))
  }
}

const plain: Paint = (_tone, line) => line
