/**
 * The run that passes a channel, for its dashboard: the model, made anew when it becomes known what
 * is spoken (usually with the first datagrams), and the events of late, from which it is.
 */
import { Fifo } from '../../kernel/fifo.js'
import type { TraceEvent, TraceHeader } from '../../trace/event.js'
import { endsOf } from '../../trace/ladder-crossing.js'
import { MAX_DATAGRAM } from '../../wire/fields.js'
import { PassingReader, SERVER } from './channel-stage-reader.js'
import { RunModel } from './run.js'

/** Events that are remembered: some minutes of a class, some hours of a few people. */
const MOST_EVENTS = 50_000
/** Datagrams that are kept until the server has agreed to terms. */
const MOST_EARLY = 1000
/** Of flows that are none of ours; and of what they carry, bytes that are kept of each. */
const MOST_FOREIGN = 256
const FOREIGN_BYTES = 64

type Config = TraceHeader['config']

export class ChannelRun {
  readonly #config: Config
  readonly #reader = new PassingReader()
  readonly #learned: () => void
  readonly #nameOf: (node: string) => string
  readonly #foreign = new Set<string>()
  #run: RunModel
  #events = new Fifo<TraceEvent>()
  #early = new Map<TraceEvent, Uint8Array>()
  #forgotten = 0

  /**
   * @param config of the channel itself
   * @param learned there is another `run` now
   * @param nameOf who it is that a flow carries
   */
  constructor(
    config: Config,
    learned: () => void = () => {},
    nameOf: (node: string) => string = (node) => node
  ) {
    this.#config = config
    this.#learned = learned
    this.#nameOf = nameOf
    this.#run = this.#newRun()
  }

  get run(): RunModel {
    return this.#run
  }

  /** What a trace of it says of itself, as far as it is known. */
  get config(): Config {
    const { terms } = this.#reader
    if (terms === undefined) return this.#config
    const { protocol, windowSize, seqBits, mss, checksum } = terms
    return { ...this.#config, protocol, window: windowSize, seq_bits: seqBits, mss, checksum }
  }

  /** `gbn, window 8`. */
  get protocolWords(): string {
    const { terms } = this.#reader
    if (terms === undefined) return 'protocol unknown yet'
    const { protocol, windowSize, seqBits, checksum } = terms
    const bits = seqBits === 32 ? '' : `, ${seqBits}-bit numbers`
    const sum = checksum === 'crc32' ? '' : `, checksum ${checksum}`
    return `${protocol}, window ${windowSize}${bits}${sum}`
  }

  /** What of it is remembered, the oldest first. */
  get events(): Fifo<TraceEvent> {
    return this.#events
  }

  /** How many events are not remembered any more. */
  get forgotten(): number {
    return this.#forgotten
  }

  /** The ways up of flows that carry what is none of ours, as they came. */
  get foreign(): readonly string[] {
    return [...this.#foreign]
  }

  /** The checksum of the segments; undefined while it is not known. */
  get checksum() {
    return this.#reader.terms?.checksum
  }

  /**
   * Takes an event as a channel writes it that is alone.
   * @param bytes the datagram that it is about @returns the event as it is told
   */
  take(event: TraceEvent, bytes?: Uint8Array): TraceEvent {
    const isNews = this.#reader.learn(event, bytes)
    if (isNews) this.#begin()
    const told = this.#add(event, bytes)
    if (isNews) this.#learned()
    return told
  }

  #add(event: TraceEvent, bytes: Uint8Array | undefined): TraceEvent {
    const told = this.#reader.correct(event, bytes)
    this.#events.push(told)
    if (this.#events.length > MOST_EVENTS) {
      this.#events.shift()
      this.#forgotten++
    }
    if (this.#reader.isAgreed) this.#early.clear()
    else if (bytes !== undefined && this.#early.size < MOST_EARLY) this.#early.set(told, bytes)
    const named = this.#reader.named(told)
    if (named !== told) this.#noteForeign(named)
    this.#run.take(named, bytes && kept(bytes))
    return told
  }

  /** All that was read without these terms is read again. */
  #begin(): void {
    const [events, early] = [this.#events, this.#early]
    this.#events = new Fifo()
    this.#early = new Map()
    this.#foreign.clear()
    this.#reader.restart()
    this.#run = this.#newRun()
    events.each((event) => {
      this.#add(event, early.get(event))
    })
  }

  #newRun(): RunModel {
    const run = new RunModel({ config: this.config })
    run.nameOf = this.#nameOf
    return run
  }

  #noteForeign({ link = '' }: TraceEvent): void {
    const { from, to } = endsOf(link)
    if (this.#foreign.size < MOST_FOREIGN) {
      this.#foreign.add(from === SERVER ? `${to}>${from}` : link)
    }
  }
}

/** Ours as a whole; of anything else the beginning. */
const kept = (bytes: Uint8Array): Uint8Array =>
  bytes.length <= MAX_DATAGRAM ? bytes : bytes.slice(0, FOREIGN_BYTES)
