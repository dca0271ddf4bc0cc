/**
 * A program that speaks for a protocol, as its host hears it: a line goes out, and whoever asked
 * waits until the answer is whole (see `exec-protocol-thread.ts` for who hears the pipes meanwhile).
 * One that ended, or was broken off, is started again when the next machine is made.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { cleanText } from '../kernel/display.js'
import { BadInput } from '../kernel/quantity.js'
import {
  type Asked,
  BELL,
  DESK_SIZE,
  IS_HELD,
  type ThreadData,
  type Told,
  WAITING
} from './exec-protocol-desk.js'
import { ExecFault } from './exec-protocol-fault.js'
import { ExecStderr } from './exec-protocol-stderr.js'
import { shortNameOf } from './exec-protocol-words.js'

/** In ms: for a program to start, as long as the watchdog waits for a run to come back; */
const START = Number(process.env.RDT_PATIENCE_MS) || 10_000
/** and for one event, so that it is told which. */
const PATIENCE = START / 5
/** Whoever was silent for so long once is given half of it the next time, but never less than this. */
const LEAST_PATIENCE = 100
/** In ms: for what it has to say in the end. */
const FAREWELL = 300
/** In ms, between two looks, where others may go on meanwhile. */
const LOOK = 5
/** In characters. The longest that makes sense has some thousands. */
const LONGEST_LINE = 1 << 20
/** Lines. */
const MOST_UNREAD = 200_000
const LONGEST_SHOWN = 80

export class ExecProgram {
  /** Which start of it this is; a machine of an earlier one is gone. */
  run = 0
  #patience = PATIENCE
  /** Of an event that has no answer yet; left so where a watchdog broke the waiting off. */
  #isAsking = false
  /** How it ended by itself; and why it was broken off. */
  #end: string | undefined
  #fault: ExecFault | undefined
  /** Whole lines that nobody has read, the number of the last one read, and the rest. */
  #lines: string[] = []
  #number = 0
  #rest = ''
  readonly #label: string
  readonly #stderr: ExecStderr
  readonly #desk = new Int32Array(new SharedArrayBuffer(DESK_SIZE * Int32Array.BYTES_PER_ELEMENT))
  readonly #port: MessagePort

  constructor(words: readonly [string, ...string[]]) {
    this.#label = cleanText(words.join(' ')).slice(0, LONGEST_SHOWN)
    this.#stderr = new ExecStderr(shortNameOf(words))
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    const data: ThreadData = { port: port2, words, desk: this.#desk }
    const url = new URL('exec-protocol-thread.js', import.meta.url)
    new Worker(url, { workerData: data, transferList: [port2] }).unref()
    // What it says while nobody asks; and nobody has to wait for it to say something.
    port1.on('message', (told: Told) => this.#take(told))
    port1.unref()
    process.once('exit', () => this.#sayFarewell())
  }

  /** Is it there, and has it answered everything? */
  get isSound(): boolean {
    return this.#fault === undefined && this.#end === undefined && !this.#isAsking
  }

  /** The first line of a new start. Others may go on meanwhile. @throws ExecFault */
  async start(hello: string): Promise<string> {
    const until = this.#begin(hello)
    for (;;) {
      while (this.#look()) {}
      const line = this.#nextLine()
      if (line !== undefined) return line
      if (performance.now() > until) throw this.#silent(START)
      await pause(LOOK)
    }
  }

  /** The same, at once. @throws ExecFault */
  startAgain(hello: string): string {
    return this.#hear(this.#begin(hello), START)
  }

  /**
   * Tells it `line`, and gives every line of its answer to `take`, until that is true.
   * @throws ExecFault, also where `take` throws, which says what is wrong with the line
   */
  ask(line: string, take: (answer: string) => boolean): void {
    while (this.#look()) {}
    const unasked = this.#nextLine()
    if (unasked !== undefined) throw this.#senseless('it comes unasked, after done', unasked)
    this.#isAsking = true
    const patience = this.#patience
    const until = performance.now() + patience
    this.#say(line)
    for (let isWhole = false; !isWhole; ) {
      isWhole = this.understand(this.#hear(until, patience), take)
    }
    this.#isAsking = false
  }

  /** What `read` makes of a line. @throws ExecFault where that throws */
  understand<T>(line: string, read: (line: string) => T): T {
    try {
      return read(line)
    } catch (error) {
      if (error instanceof BadInput) throw error
      throw this.#senseless(error instanceof Error ? error.message : String(error), line)
    }
  }

  /** Why it does not answer any more. */
  gone(): ExecFault {
    if (this.#fault !== undefined) return this.#fault
    if (this.#end !== undefined) return this.#ended(this.#end)
    return new ExecFault(`${this.#label} was started again, and knows nothing of what was before`)
  }

  /** @returns until when it may take, as `performance.now` counts */
  #begin(hello: string): number {
    if (this.#end === undefined && this.run > 0) this.#say({ ask: 'kill', run: this.run })
    this.run++
    this.#end = undefined
    this.#fault = undefined
    this.#isAsking = false
    this.#lines = []
    this.#number = 0
    this.#rest = ''
    if (this.run > 1) this.#stderr.again()
    this.#say({ ask: 'start', run: this.run })
    this.#say(hello)
    return performance.now() + START
  }

  /** The next line; waits for it. */
  #hear(until: number, patience: number): string {
    for (;;) {
      const left = until - performance.now()
      const line = this.#nextLine()
      if (line !== undefined && left > 0) return line
      if (left <= 0) throw this.#silent(patience)
      const heard = Atomics.load(this.#desk, BELL)
      if (!this.#look()) Atomics.wait(this.#desk, BELL, heard, left)
    }
  }

  /** Takes what was told next, if anything was. */
  #look(): boolean {
    const got: { message: Told } | undefined = receiveMessageOnPort(this.#port)
    if (got !== undefined) this.#take(got.message)
    return got !== undefined
  }

  /** @throws ExecFault where there will be none */
  #nextLine(): string | undefined {
    for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
      this.#number++
      if (line.length > LONGEST_LINE)
        throw this.#senseless('it is longer than any line may be', line)
      if (line.trim() !== '') return line
    }
    if (this.#rest.length > LONGEST_LINE) {
      this.#number++
      throw this.#senseless('it is longer than any line may be', this.#rest)
    }
    if (this.#end !== undefined) throw this.#ended(this.#end)
    return undefined
  }

  #take({ run, out = '', err = '', end }: Told): void {
    Atomics.sub(this.#desk, WAITING, out.length + err.length)
    if (Atomics.load(this.#desk, IS_HELD) === 1) this.#say({ ask: 'go on', run })
    if (err !== '') this.#stderr.add(err)
    if (run !== this.run) return
    if (out !== '') this.#takeOut(out)
    if (end === undefined) return
    this.#end = end
    this.#stderr.end()
    if (this.#rest !== '') this.#lines.push(this.#rest)
    this.#rest = ''
  }

  #takeOut(out: string): void {
    const lines = (this.#rest + out).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#lines.push(line)
    // While nobody asks, nobody reads.
    if (this.#lines.length < MOST_UNREAD && this.#rest.length < 2 * LONGEST_LINE) return
    this.#break(new ExecFault(`${this.#label} says things without end, and unasked`))
  }

  #senseless(what: string, line: string): ExecFault {
    const shown = cleanText(line.slice(0, 2 * LONGEST_SHOWN))
    const cut = shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown
    const place = `${this.#label}: line ${this.#number} of its output`
    return this.#break(new ExecFault(`${place}: ${what}: ${cut}`))
  }

  #ended(end: string): ExecFault {
    const last = this.#stderr.last === '' ? '' : `: ${this.#stderr.last}`
    const after = this.#number === 0 ? 'before it said a word' : `after line ${this.#number}`
    return this.#break(new ExecFault(`${this.#label} ended with ${end}, ${after}${last}`))
  }

  #silent(patience: number): ExecFault {
    this.#patience = Math.max(LEAST_PATIENCE, this.#patience / 2)
    const where = this.#number === 0 ? 'hello' : `all of its answer after line ${this.#number}`
    return this.#break(
      new ExecFault(
        `${this.#label} has not said ${where} within ${patience / 1_000} s; is there a loop without end, or a line that is not flushed?`
      )
    )
  }

  #break(fault: ExecFault): ExecFault {
    if (this.#end === undefined) this.#say({ ask: 'kill', run: this.run })
    this.#fault ??= fault
    return this.#fault
  }

  #say(asked: Asked): void {
    this.#port.postMessage(asked)
  }

  /** Its input ends, and so should it: what it says then is the last that is shown. */
  #sayFarewell(): void {
    const until = performance.now() + FAREWELL
    if (this.isSound) this.#say({ ask: 'end', run: this.run })
    while (this.#end === undefined) {
      const left = until - performance.now()
      const heard = Atomics.load(this.#desk, BELL)
      if (this.#look()) continue
      if (left <= 0 || Atomics.wait(this.#desk, BELL, heard, left) === 'timed-out') break
    }
    this.#stderr.end()
  }
}
