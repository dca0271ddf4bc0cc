/**
 * What a run was so far, written down while it goes on: its trace, as far as it is remembered, and
 * the fate of every datagram, with the commands that play it again.
 */
import { existsSync, writeFileSync } from 'node:fs'
import type { ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import { FateRecorder } from '../../lossy-channel/weather/fate-recorder.js'
import type { Weather } from '../../lossy-channel/weather/weather.js'
import { durationWord, formatWeather } from '../../lossy-channel/weather/words.js'
import { Fifo } from '../kernel/fifo.js'
import { BadInput } from '../kernel/quantity.js'
import type { TraceEvent, TraceHeader, TraceSink } from '../trace/event.js'
import { formatEvent, formatHeader } from '../trace/ndjson.js'
import type { ChatRunOptions } from './chat-run-options.js'
import { chatHeader } from './chat-trace.js'
import { protocolWords, quoted } from './protocol-words.js'

/** Events that are remembered: some minutes of a class, some hours of a few people. */
const MOST_EVENTS = 50_000
const MOST_NAMES = 1000

export class RunRecord {
  readonly #options: ChatRunOptions
  readonly #events = new Fifo<TraceEvent>()
  readonly #fates = new FateRecorder()
  #forgotten = 0

  constructor(options: ChatRunOptions) {
    this.#options = options
  }

  readonly witness: ProxyWitness = {
    submitted: (...told) => this.#fates.submitted(...told),
    dropped: (...told) => this.#fates.dropped(...told),
    carried: (...told) => this.#fates.carried(...told)
  }

  readonly sink: TraceSink = (event) => {
    this.#events.push(event)
    if (this.#events.length <= MOST_EVENTS) return
    this.#events.shift()
    this.#forgotten++
  }

  /**
   * Writes NAME.ndjson and NAME.fates.
   * @param asked the name; left out, one that is free
   * @returns what was written, in words
   * @throws BadInput where a file is there already, or cannot be written
   */
  save(asked: string | undefined): string {
    const name = asked?.replace(/\.(ndjson|fates)$/, '') ?? this.#freeName()
    const { length } = this.#events
    write(`${name}.ndjson`, this.#trace())
    write(`${name}.fates`, this.#fatesText(name))
    const kept = this.#forgotten === 0 ? `all ${length} events` : `the last ${length} events`
    const { trace } = this.#options
    const rest = this.#forgotten > 0 && trace !== undefined ? ` (all of them: ${trace})` : ''
    const [flow] = this.#fates.flows
    const replay =
      flow === undefined ? '' : `; again: rdt trace replay ${name}.ndjson --link '${flow}'`
    return `${name}.ndjson has ${kept}${rest}, ${name}.fates all fates${replay}`
  }

  #freeName(): string {
    const seed = this.#options.channel.seed.replace(/[^\w.-]/g, '_').slice(0, 40)
    for (let number = 1; number <= MOST_NAMES; number++) {
      const name = `chat-${seed}-${number}`
      if (!existsSync(`${name}.ndjson`) && !existsSync(`${name}.fates`)) return name
    }
    throw new BadInput(`save: chat-${seed}-1 to ${MOST_NAMES} are all there; write :save NAME`)
  }

  #trace(): string {
    const header: Omit<TraceHeader, 'trace' | 'version'> = chatHeader(this.#options)
    const lines = [formatHeader(header)]
    // As in a file of --trace: in the order of their times.
    let latest = 0
    for (let i = 0; i < this.#events.length; i++) {
      const event = this.#events.at(i)
      if (event === undefined) continue
      latest = Math.max(latest, event.t)
      lines.push(formatEvent(event.t === latest ? event : { ...event, t: latest }))
    }
    return lines.join('')
  }

  #fatesText(name: string): string {
    const { transport, protocolWord, channel } = this.#options
    const words = protocolWords(transport, protocolWord)
    const { up, down, seed } = channel
    const command = [
      `rdt chat${words} --seed ${quoted(seed)}`,
      `--up ${quoted(formatWeather(up))} --down ${quoted(formatWeather(down))}`
    ].join(' ')
    const delay = (weather: Weather) => quoted(`delay ${durationWord(weather.delay)}`)
    const delays = ` --up ${delay(up)} --down ${delay(down)}`
    const flows = this.#fates.flows.flatMap((flow) => {
      const fates = this.#fates.textOf(flow)
      const people = `--people ${quoted(flow.split('>')[0] ?? flow)}`
      return [
        `${flow}  ${fates}`,
        `#   rdt chat${words} ${people}${delays} --fates ${quoted(fates)}`,
        `#   rdt trace replay ${quoted(`${name}.ndjson`)} --link ${quoted(flow)}`
      ]
    })
    return [
      `# ${transport.protocol.title}, seed ${seed}. The run began as:`,
      `#   ${command}`,
      '# What became of each datagram, flow by flow, whoever decided it: dice, keys or hand. Up is',
      '# client to server. Below each flow: the chat in which it meets these fates, and the',
      '# simulation of its data.',
      ...(this.#fates.isWhole ? [] : ['# The run was too long to be written down to its end.']),
      ...flows,
      ''
    ].join('\n')
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const why =
      code === 'EEXIST'
        ? 'is there already; choose another name'
        : code === 'ENOENT'
          ? 'is in no folder that there is; name one of yours'
          : code === 'EACCES' || code === 'EROFS'
            ? 'may not be written; name a folder of yours'
            : `cannot be written (${code}); choose another name`
    throw new BadInput(`save: ${path} ${why}`)
  }
}
