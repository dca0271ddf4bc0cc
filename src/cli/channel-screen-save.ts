/**
 * What passed a channel, written down while it goes on: its trace, as far as it is remembered, and
 * the fate of every datagram of every flow, as `--fates` takes it.
 */
import { existsSync, writeFileSync } from 'node:fs'
import type { ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import { FateRecorder } from '../../lossy-channel/weather/fate-recorder.js'
import type { ChannelRun } from '../dashboard/model/channel-stage-run.js'
import { BadInput } from '../kernel/quantity.js'
import type { TraceHeader } from '../trace/event.js'
import { formatEvent, formatHeader } from '../trace/ndjson.js'

const MOST_NAMES = 1000

export class ChannelRecord {
  readonly #fates = new FateRecorder()
  readonly #passing: ChannelRun
  readonly #seed: string
  readonly #whoIs: (flow: string) => string

  /** @param whoIs a flow's client, for people */
  constructor(passing: ChannelRun, seed: string, whoIs: (flow: string) => string) {
    this.#passing = passing
    this.#seed = seed
    this.#whoIs = whoIs
  }

  readonly witness: ProxyWitness = {
    submitted: (...told) => this.#fates.submitted(...told),
    dropped: (...told) => this.#fates.dropped(...told),
    carried: (...told) => this.#fates.carried(...told)
  }

  /** What a trace of it says of itself, as far as it is known now. */
  get header(): Omit<TraceHeader, 'trace' | 'version'> {
    const nodes = ['channel', 'server']
    return { clock: 'wall', seed: this.#seed, config: this.#passing.config, nodes }
  }

  /**
   * Writes NAME.ndjson and NAME.fates.
   * @param asked the name; left out, one that is free
   * @returns what was written, in words
   * @throws BadInput where a file is there already, or cannot be written
   */
  save(asked: string | undefined): string {
    const name = asked?.replace(/\.(ndjson|fates)$/, '') ?? this.#freeName()
    const { events, forgotten } = this.#passing
    if (existsSync(`${name}.fates`)) refuse(`${name}.fates`, 'EEXIST')
    write(`${name}.ndjson`, this.#trace())
    write(`${name}.fates`, this.#fatesText())
    const kept = forgotten === 0 ? 'all' : 'the last'
    return `${name}.ndjson has ${kept} ${events.length} events, ${name}.fates all fates`
  }

  #freeName(): string {
    const seed = this.#seed.replace(/[^\w.-]/g, '_').slice(0, 40)
    for (let number = 1; number <= MOST_NAMES; number++) {
      const name = `channel-${seed}-${number}`
      if (!existsSync(`${name}.ndjson`) && !existsSync(`${name}.fates`)) return name
    }
    throw new BadInput(`save: channel-${seed}-1 to ${MOST_NAMES} are all there; write :save NAME`)
  }

  #trace(): string {
    const lines = [formatHeader(this.header)]
    // As in a file of --trace: in the order of their times.
    let latest = 0
    this.#passing.events.each((event) => {
      latest = Math.max(latest, event.t)
      lines.push(formatEvent(event.t === latest ? event : { ...event, t: latest }))
    })
    return lines.join('')
  }

  #fatesText(): string {
    return [
      `# What became of each datagram, flow by flow, whoever decided it: dice (seed ${this.#seed}),`,
      '# keys or hand. Up is client to server. Each line can be given to rdt channel --fates, and',
      '# then holds for the first datagrams of every flow.',
      ...(this.#fates.isWhole ? [] : ['# The run was too long to be written down to its end.']),
      ...this.#fates.flows.flatMap((flow) => [
        `# ${flow}, ${this.#whoIs(flow)}`,
        this.#fates.textOf(flow)
      ]),
      ''
    ].join('\n')
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' })
  } catch (error) {
    refuse(path, error instanceof Error && 'code' in error ? String(error.code) : 'unknown')
  }
}

const WHY: Readonly<Record<string, string>> = {
  EEXIST: 'is there already; choose another name',
  ENOENT: 'is in no folder that there is; name one of yours',
  EACCES: 'may not be written; name a folder of yours',
  EROFS: 'may not be written; name a folder of yours'
}

function refuse(path: string, code: string): never {
  throw new BadInput(
    `save: ${path} ${WHY[code] ?? `cannot be written (${code}); choose another name`}`
  )
}
