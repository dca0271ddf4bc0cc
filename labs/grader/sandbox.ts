/**
 * Where the code of a submission runs: a realm of its own with the language and nothing besides.
 * No process, no require, no clock, no dice; to ask for one of them is a fault with file and line.
 *
 *     worker ─ realm of ours: simulator, judge             ┌─ realm of the submission ─┐
 *                  │  makeData, isAck, …  (rdt-chat) ─────▶│  its machines             │
 *                  │  rdtSend, rdtRcv, timeout ───────────▶│                           │
 *                  │◀────────────────────── udtSend, …  ───│  console: kept, bounded   │
 *                                                          └───────────────────────────┘
 *
 * It keeps mistakes in, and mischief of the usual kind. Who grades strangers does it in a
 * container, as with any code of strangers.
 */
import { SourceMap, type SourceMapPayload } from 'node:module'
import { formatWithOptions } from 'node:util'
import { compileFunction, createContext, runInContext } from 'node:vm'
import * as author from '../../src/rdt/author.js'
import { CONSOLE, PROHIBITIONS } from './prohibitions.js'
import type { Submission } from './submission.js'

export const SCRIPT = 'submission.js'

/** Lines and characters of what a submission prints that are kept. */
const MOST_LINES = 40
const LONGEST_LINE = 300
const FRAME = new RegExp(`${SCRIPT.replace('.', '\\.')}:(\\d+):(\\d+)`)

export class Sandbox {
  /** What was printed while it was listened to. */
  readonly printed: string[] = []
  isListening = true
  #unprinted = 0
  readonly #map: SourceMap
  readonly #submission: Submission

  constructor(submission: Submission) {
    this.#submission = submission
    this.#map = new SourceMap(JSON.parse(submission.map) as SourceMapPayload)
  }

  /** Runs its top level. @returns what it exports @throws whatever it throws */
  load(): Record<string, unknown> {
    const codeGeneration = { strings: false, wasm: false }
    const realm = createContext(Object.create(null), { name: 'submission', codeGeneration })
    // Bytes cross between the realms, and both must take them for bytes.
    realm['Uint8Array'] = Uint8Array
    runInContext(PROHIBITIONS, realm)
    const print = (...args: unknown[]) => this.#print(args)
    runInContext(CONSOLE, realm)(print)
    const module: { exports: Record<string, unknown> } = { exports: {} }
    const parameters = ['require', 'module', 'exports']
    const run = compileFunction(this.#submission.code, parameters, {
      filename: SCRIPT,
      parsingContext: realm
    })
    run(requireAuthor, module, module.exports)
    return module.exports
  }

  /** Does `work`; what is printed meanwhile is not kept. */
  quietly<Result>(work: () => Result): Result {
    const wasListening = this.isListening
    this.isListening = false
    try {
      return work()
    } finally {
      this.isListening = wasListening
    }
  }

  /** The same in another realm, which has nothing in common with the first. */
  loadAgain(): Record<string, unknown> {
    const wasListening = this.isListening
    this.isListening = false
    try {
      return this.load()
    } finally {
      this.isListening = wasListening
    }
  }

  /** What was printed since the last time, and hears no more until it is told to. */
  takePrinted(): string[] {
    const rest = this.#unprinted === 0 ? [] : [`… and ${this.#unprinted} more lines`]
    this.#unprinted = 0
    return [...this.printed.splice(0), ...rest]
  }

  /** `gbn.ts:12`: where in the submission `error` came from; undefined where it did not. */
  placeOf(error: unknown): string | undefined {
    const stack = (error as Partial<Error> | undefined)?.stack
    const [, line, column] = FRAME.exec(typeof stack === 'string' ? stack : '') ?? []
    return line === undefined ? undefined : this.placeAt(Number(line), Number(column))
  }

  /** The place of a line and column of the script, both from 1. */
  placeAt(line: number, column: number): string {
    const entry = this.#map.findEntry(line - 1, column - 1)
    return 'originalSource' in entry
      ? `${entry.originalSource}:${entry.originalLine + 1}`
      : this.#submission.word
  }

  #print(args: readonly unknown[]): void {
    if (!this.isListening) return
    if (this.printed.length >= MOST_LINES) {
      this.#unprinted++
      return
    }
    for (const line of wordsOf(args).split('\n').slice(0, MOST_LINES)) {
      this.printed.push(line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line)
    }
  }
}

const FORMAT = {
  depth: 2,
  customInspect: false,
  maxArrayLength: 20,
  maxStringLength: 1000,
  breakLength: Number.POSITIVE_INFINITY
}

/** Of a text that fills the memory, the beginning. */
function wordsOf(args: readonly unknown[]): string {
  const short = args
    .slice(0, 20)
    .map((one) => (typeof one === 'string' ? one.slice(0, 10 * LONGEST_LINE) : one))
  try {
    return formatWithOptions(FORMAT, ...short)
  } catch {
    return '(something that cannot be printed)'
  }
}

function requireAuthor(name: unknown): unknown {
  if (name === 'rdt-chat') return author
  throw new Error("require: a protocol may import 'rdt-chat' and files beside it")
}
