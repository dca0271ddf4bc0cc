/**
 * Carries out a plan of a conversation in virtual time. First the storm, and at every line what
 * must hold; then the lines are clean, and within a bound nobody is stuck:
 *
 *   1. everybody who wants to be in the chat is, nothing waits to be confirmed, and everybody
 *      has heard all that was said while he was present
 *   2. everybody says one more line, and learns that all the others have it
 *   3. half a minute later nothing has come twice
 *   4. everybody leaves, the server shuts down, and nothing is left: no connection, no timer
 */
import { PERFECT } from '../../lossy-channel/weather/weather.js'
import { ChatClient } from '../../src/chat/client.js'
import type { ChatEvent } from '../../src/chat/events.js'
import { type AckFrame, decodeServerFrame } from '../../src/chat/frames.js'
import { ChatServer } from '../../src/chat/server.js'
import { SERVER_LIMITS } from '../../src/chat/server-limits.js'
import { type Micros, seconds } from '../../src/kernel/time.js'
import type { Application, Pipe } from '../../src/rdt/application.js'
import { SILENCE_LIMIT } from '../../src/rdt/liveness.js'
import { OPENING_LIMIT } from '../../src/rdt/opening.js'
import { Network } from '../../src/sim/network.js'
import { SimNode } from '../../src/sim/sim-node.js'
import { VirtualWorld } from '../../src/sim/virtual-world.js'
import { BoundedRun } from './bounded-run.js'
import type { CaseResult, Failure } from './case.js'
import { type ChatPlan, type ChatStep, SERVER } from './chat-plan.js'
import { ChatRecord, type Life } from './chat-record.js'
import { OneWay } from './one-way.js'
import { longestRto, type Way, wayFrom } from './random-transport.js'

/** The longest that a client waits before it dials again (link.ts), and for JOIN (joining.ts). */
const REDIAL_PAUSE: Micros = seconds(5)
const JOIN_PATIENCE: Micros = seconds(16)
/** How long the holder of a name has to answer (server-limits.ts), and a person to try again. */
const PROBE: Micros = seconds(5)
const TRY_AGAIN: Micros = seconds(1)
/** So long a client waits after `too-fast`, and for receipts that are gathered. */
const HELD: Micros = seconds(5)
const LOOK_EVERY: Micros = 500_000
const AFTERWARDS: Micros = seconds(30)
/** A polite leave takes less than a second; the server waits for the last datagrams. */
const LEAVING: Micros = seconds(10)
/** An alarm that was stopped is in the queue until its time; the longest is for those who linger. */
const LONGEST_ALARM: Micros = SERVER_LIMITS.linger + seconds(60)

/**
 * How long it may take until nobody is stuck. In the worst case each waits for the one before: the
 * connection falls silent, a new one is dialled after a pause, while the lines are still cut and
 * again when they are clean; the server asks the holder of the name, who is dead; what was said
 * meanwhile is sent, and a timer that was backed off to its ceiling rings.
 */
function settlingTime(plan: ChatPlan, segments: number): Micros {
  const slowest = Math.max(...[...plan.clean.values()].map(({ delay }) => delay))
  const connection = SILENCE_LIMIT + REDIAL_PAUSE + OPENING_LIMIT + JOIN_PATIENCE
  const answers = PROBE + TRY_AGAIN + HELD
  // An ACK may be delayed, and a slow line is shared by all that is said.
  const transfer = segments * (2 * slowest + 50_000)
  return 2 * connection + answers + longestRto(plan.transport.rto) + transfer
}

/** Somebody's program. */
interface Program {
  readonly name: string
  readonly life: Life
  readonly client: ChatClient
  readonly node: SimNode
  isDead: boolean
  /** It left before it was let in, and may hear by chance what it did not wait for. */
  hasTurnedBack: boolean
  /** The newest answer to JOIN. */
  ack: AckFrame | undefined
  /** By the client's own number: how many of how many have it. */
  readonly receipts: Map<number, string>
}

export class ChatWorld {
  readonly record = new ChatRecord()
  readonly #world = new VirtualWorld()
  readonly #plan: ChatPlan
  readonly #programs = new Map<string, Program>()
  /** Whoever has started, and has not left. */
  readonly #wantsIn = new Set<string>()
  readonly #ways = new Map<Way, OneWay>()
  readonly #counts = new Map<string, number>()
  readonly #lives = new Map<string, Life>()
  #server!: { readonly chat: ChatServer; readonly node: SimNode }
  #incarnations = 0
  #tokens = 0

  readonly #run: BoundedRun

  constructor(plan: ChatPlan) {
    this.#plan = plan
    this.#run = new BoundedRun(this.#world, {
      happened: () => {
        if (this.record.failure) this.#run.stop()
      },
      circled: (what) => this.record.fail('progress', what)
    })
    for (const [way, weather] of plan.weather) this.#ways.set(way, new OneWay(weather))
    this.#openServer()
  }

  run(): CaseResult {
    try {
      this.#storm()
      this.#calm()
    } catch (error) {
      this.record.fail('crash', error instanceof Error ? `${error.stack}` : String(error))
    }
    this.#count('events', this.#world.events)
    return { failure: this.record.failure, counts: Object.fromEntries(this.#counts) }
  }

  #storm(): void {
    const { steps, cleanAt } = this.#plan
    for (const step of steps) this.#world.at(step.at, () => this.#carryOut(step))
    this.#run.until(cleanAt)
  }

  #calm(): void {
    for (const [name, way] of this.#ways) way.clear(this.#plan.clean.get(name) ?? PERFECT)
    const begin = this.#world.now()
    this.#settle(() => this.#unsettled())
    this.#count('ms to settle', Math.round((this.#world.now() - begin) / 1000))
    const last = this.#present.map((program) => {
      return { program, ref: this.#say(program, 'good night', []) }
    })
    this.#settle(() => this.#unsettled() ?? this.#unreceived(last))
    // Whatever would come twice has time to.
    this.#run.until(this.#world.now() + AFTERWARDS)
    const failure = this.record.failure ?? this.#unsettled()
    if (failure) return this.record.fail(failure.rule, `${failure.what}, afterwards`)
    this.#closeDown()
  }

  #closeDown(): void {
    for (const program of this.#present) this.#leave(program)
    this.#run.until(this.#world.now() + LEAVING)
    for (const { name, client } of this.#programs.values()) {
      if (client.state !== 'left') this.record.fail('stuck', `${name} is ${client.state} for ever`)
    }
    const here = this.#server.chat.people.map(({ name }) => name)
    if (here.length > 0) this.record.fail('people', `${here.join()} have left and are still here`)
    let isGone = false
    this.#server.chat.shutdown('good night', () => {
      isGone = true
    })
    this.#run.until(this.#world.now() + LONGEST_ALARM)
    if (!isGone) this.record.fail('leftover', 'the server does not shut down')
    if (this.#world.queue.size > 0) {
      this.record.fail(
        'leftover',
        `${this.#world.queue.size} events are to come, long after the end`
      )
    }
  }

  get #present(): Program[] {
    return [...this.#programs.values()].filter(({ name }) => this.#wantsIn.has(name))
  }

  /** Why not all is well yet. */
  #unsettled(): Failure | undefined {
    const present = this.#present
    const names = present.map(({ name }) => name).sort()
    const here = this.#server.chat.people.map(({ name }) => name).sort()
    if (here.join() !== names.join()) {
      return { rule: 'people', what: `the server believes that ${here.join()} are here` }
    }
    for (const { name, client } of present) {
      const { state, unconfirmed } = client
      if (state !== 'joined') return { rule: 'stuck', what: `${name} is ${state}` }
      if (unconfirmed > 0) return { rule: 'stuck', what: `${unconfirmed} lines of ${name} wait` }
      const known = client.people.map((person) => person.name).sort()
      if (known.join() !== names.join()) {
        return { rule: 'people', what: `${name} believes that ${known.join()} are here` }
      }
    }
    return this.record.missing(new Set(present.map(({ life }) => life)))
  }

  #unreceived(
    lines: readonly { readonly program: Program; readonly ref: number | undefined }[]
  ): Failure | undefined {
    const others = this.#wantsIn.size - 1
    for (const { program, ref = 0 } of lines) {
      const got = program.receipts.get(ref)
      if (others === 0 || got === `${others} of ${others}`) continue
      const what = `${program.name} is told that ${got ?? 'nobody'} has its last line`
      return { rule: 'receipts', what: `${what}, of ${others}` }
    }
    return undefined
  }

  #settle(whyNot: () => Failure | undefined): void {
    const waiting = this.#present.map(({ client, life }) => {
      const backlog = client.pipe?.backlog ?? 0
      const said = [...life.said.values()].reduce((sum, { text }) => sum + 6 * text.length + 400, 0)
      return backlog + said
    })
    const segments = Math.ceil(waiting.reduce((a, b) => a + b, 0) / this.#plan.transport.mss)
    const limit = settlingTime(this.#plan, segments)
    const end = this.#world.now() + limit
    let failure: Failure | undefined
    do {
      if (this.record.failure) return
      this.#run.until(Math.min(end, this.#world.now() + LOOK_EVERY))
      failure = whyNot()
    } while (failure !== undefined && this.#world.now() < end)
    if (failure === undefined) return
    this.record.fail(failure.rule, `${failure.what}, on clean lines for ${limit / 1e6} s`)
  }

  #carryOut(step: ChatStep): void {
    this.#count(step.do)
    switch (step.do) {
      case 'start':
        this.#wantsIn.add(step.who)
        this.#start(step.who, 0)
        break
      case 'restart server':
        this.#restartServer()
        break
      case 'weather':
        this.#way(step.way).change(step.weather)
        break
      case 'cut':
      case 'heal':
        this.#way(step.way).cut(step.do === 'cut')
        break
      case 'hold':
      case 'release':
        this.#way(step.way).hold(step.do === 'hold')
        break
      default: {
        const program = this.#programs.get(step.who)
        if (program !== undefined) this.#act(program, step)
      }
    }
  }

  #act(program: Program, step: Extract<ChatStep, { readonly who: string }>): void {
    const { name, client, life } = program
    if (step.do === 'say') this.#say(program, step.text, step.to)
    else if (step.do === 'leave') this.#leave(program)
    else if (step.do === 'return') {
      if (client.state !== 'left') return
      this.#wantsIn.add(name)
      client.join()
    } else if (step.do === 'restart') {
      this.#silence(program)
      this.#wantsIn.add(name)
      this.#start(name, life.nth + 1)
    }
  }

  #leave(program: Program): void {
    const { name, client } = program
    this.#wantsIn.delete(name)
    if (client.state !== 'joined') program.hasTurnedBack = true
    client.leave('good bye')
  }

  #say({ client, life }: Program, text: string, to: readonly string[]): number | undefined {
    const isLeaving = client.state === 'left' || client.state === 'leaving'
    if (isLeaving) return undefined
    // The event of an answer may come before the call returns, so it is written down first.
    const next = life.said.size + 1
    this.record.say(life, next, text, to)
    const ref = to.length > 0 ? client.msg(to, text) : client.say(text)
    if (ref !== next) this.record.fail('numbers', `line ${next} of ${life.name} has number ${ref}`)
    this.#count('lines')
    return ref
  }

  #start(name: string, nth: number): void {
    const { transport } = this.#plan
    const incarnation = this.#incarnations++
    const node = new SimNode(this.#network(incarnation), name, transport, { incarnation })
    this.#join(name, node)
    const life = this.record.begin(name, nth)
    const prefix = `${name}.${nth}`
    this.#lives.set(prefix, life)
    const client = new ChatClient(
      {
        world: this.#world,
        token: () => `${prefix}/${++this.#tokens}`,
        connect: (application) => node.stack.connect(SERVER, listening(application, program)),
        emit: (event) => this.#notice(program, event)
      },
      { name, uid: `uid-${name}` }
    )
    const program: Program = {
      name,
      life,
      client,
      node,
      isDead: false,
      hasTurnedBack: false,
      ack: undefined,
      receipts: new Map()
    }
    this.#programs.set(name, program)
    client.start()
  }

  /** It dies without a word. */
  #silence(program: Program): void {
    program.isDead = true
    this.#way(wayFrom(program.name, SERVER)).silence()
    program.client.leave()
  }

  #openServer(): void {
    const incarnation = this.#incarnations++
    const { transport } = this.#plan
    const node = new SimNode(this.#network(incarnation), SERVER, transport, { incarnation })
    const token = (): string => `server/${++this.#tokens}`
    const chat = new ChatServer({ world: this.#world, say: () => {}, token })
    node.stack.listen(chat)
    this.#server = { chat, node }
  }

  #restartServer(): void {
    const { chat, node } = this.#server
    for (const [name, way] of this.#ways) if (name.startsWith(`${SERVER}>`)) way.silence()
    node.stack.listen(undefined)
    chat.shutdown('', () => {}, 0)
    this.#openServer()
    for (const { name, node: own } of this.#programs.values()) this.#join(name, own)
  }

  #join(name: string, node: SimNode): void {
    const up = this.#way(wayFrom(name, SERVER))
    const down = this.#way(wayFrom(SERVER, name))
    const links = node.join(this.#server.node, { up: up.weather, down: down.weather })
    up.lay(links.up)
    down.lay(links.down)
  }

  /** Links of another life have dice of their own. */
  #network(incarnation: number): Network {
    const { seed, encodeAll, transport } = this.#plan
    const { checksum } = transport
    const options = {
      seed: `${seed}/${incarnation}`,
      checksum,
      fateBy: 'order',
      encodeAll
    } as const
    return new Network(this.#world, options)
  }

  #way(name: Way): OneWay {
    return this.#ways.get(name) as OneWay
  }

  #notice(program: Program, event: ChatEvent): void {
    const { life, name, ack, isDead } = program
    if (isDead) return
    if (event.type === 'message') {
      if (program.hasTurnedBack) return
      this.#count('heard')
      this.record.heard(life, event, (run) => this.#lives.get(run.split('/')[0] ?? ''))
    } else if (event.type === 'joined') {
      program.hasTurnedBack = false
      this.#count(event.resumed ? 'resumed' : 'joined')
      this.record.joined(life, ack?.EPOCH ?? '', ack?.NO ?? 0, event.resumed)
    } else if (event.type === 'left') this.record.left(life)
    else if (event.type === 'receipt') this.#noticeReceipt(program, event)
    else if (event.type === 'notice') this.#count(event.code)
    else if (event.type === 'error') {
      if (event.code === 'unconfirmed' || event.code === 'damaged-frame') {
        this.record.fail('lost', `${name} is told: ${event.text}`)
      }
      this.#count(`error: ${event.code}`)
      if (program.client.state === 'naming') this.#tryAgain(program)
    }
  }

  #noticeReceipt(
    { life, receipts, name }: Program,
    { ref, id, state, got, of }: Extract<ChatEvent, { type: 'receipt' }>
  ): void {
    if (ref === null) return
    if (state === 'accepted' && id !== null) this.record.confirmed(life, ref, id)
    if (state !== 'delivered') return
    receipts.set(ref, `${got} of ${of}`)
    if (got > of)
      this.record.fail('receipts', `${name} is told that ${got} of ${of} have line ${ref}`)
  }

  /** The name was still taken, by its own former life as a rule; a person tries again. */
  #tryAgain(program: Program): void {
    const { client, name } = program
    this.#world.at(this.#world.now() + TRY_AGAIN, () => {
      if (!program.isDead && client.state === 'naming') client.join(name)
    })
  }

  #count(what: string, by = 1): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + by)
  }
}

/** `application`, with its answers to JOIN overheard. */
function listening(application: Application, program: Program): Application {
  return {
    opened: (pipe: Pipe, at) => application.opened(pipe, at),
    closed: (pipe, closing, at) => application.closed(pipe, closing, at),
    received: (pipe, message, at) => {
      const { frame } = decodeServerFrame(message)
      if (frame?.CMD === 'ACK' && frame.OF === 'JOIN') program.ack = frame
      application.received(pipe, message, at)
    }
  }
}
