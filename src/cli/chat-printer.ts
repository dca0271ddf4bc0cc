/** What `rdt chat` prints: lines for people, or JSON records for programs. */
import { describeWeather } from '../../lossy-channel/weather/words.js'
import type { ChatEvent } from '../chat/events.js'
import type { MessageCounts } from '../chat/ledger.js'
import { linesOf } from '../chat/lines.js'
import { type Trouble, troubleLines } from '../chat/trouble.js'
import { cleanText } from '../kernel/display.js'
import { type Micros, toMs } from '../kernel/time.js'
import type { Person } from './chat-person.js'
import type { ChatFace, Said } from './chat-play.js'
import { reasonLines } from './chat-reasons.js'
import type { ChatRunOptions } from './chat-run-options.js'
import type { ChatSummary } from './chat-summary.js'
import { safeJson } from './client-json.js'
import { protocolWords } from './protocol-words.js'

/** How often the progress line changes. */
const PROGRESS_EVERY: Micros = 200_000

export class ChatPrinter implements ChatFace {
  #toldAt: Micros = 0
  #hasProgress = false
  readonly #isJson: boolean
  /** Whose messages are shown as they come, on a terminal. */
  readonly #viewer: string | undefined

  readonly #isPlain: boolean

  constructor(isJson: boolean, viewer: string | undefined, isPlain: boolean) {
    this.#isPlain = isPlain
    this.#isJson = isJson
    this.#viewer = viewer
  }

  begin(options: ChatRunOptions, addresses: readonly string[]): void {
    const { transport, channel, isShared, protocolWord } = options
    if (this.#isJson) {
      const { seed } = channel
      this.#record({ type: 'start', protocol: transport.protocol.name, seed, channel: addresses })
      return
    }
    const { protocol, windowSize } = transport
    this.#lines([
      `${protocol.title}, window ${windowSize}, seed ${channel.seed}`,
      `up    ${describeWeather(channel.up)}`,
      `down  ${describeWeather(channel.down)}`,
      ...addresses.map((address) => {
        const who = isShared ? 'Laptops' : 'Others'
        const words = protocolWords(transport, protocolWord)
        return `${who} join with: npx rdt client ${address} --name NICK${words}`
      }),
      ...(this.#viewer === undefined || options.screen !== undefined
        ? []
        : [`You are ${this.#viewer}: type, Enter sends; 'bob: hi' speaks for bob; /quit ends.`]),
      ''
    ])
  }

  said(who: string, { text }: Said, at: Micros): void {
    if (this.#isJson) this.#record({ type: 'said', person: who, text, at_ms: toMs(at) })
  }

  happened(person: string, event: ChatEvent, at: Micros, counts: MessageCounts): void {
    const isTold = ['message', 'error', 'notice', 'left'].includes(event.type)
    if (this.#isJson) {
      if (isTold) this.#record({ ...event, person, at_ms: toMs(at) })
      return
    }
    if (event.type === 'notice' || event.type === 'error') {
      this.#lines([`${person}: ${event.type === 'error' ? '! ' : ''}${cleanText(event.text)}`])
    } else if (this.#viewer === undefined) this.#progress(counts, at)
    else if (event.type === 'message' && person === this.#viewer) this.#lines(linesOf(event))
  }

  end(
    summary: ChatSummary,
    people: readonly Person[],
    options: ChatRunOptions,
    trouble: Trouble
  ): void {
    this.#wipe()
    if (this.#isJson) {
      const { waiting } = trouble
      if (waiting.length > 0) this.#record({ type: 'waiting', for: 'ack', links: waiting })
      this.#record(summary)
      return
    }
    for (const person of this.#viewer === undefined ? people : []) {
      this.#lines([`── ${person.name} saw`, ...person.saw.map((line) => `   ${line}`)])
    }
    this.#lines(['', ...report(summary, options, trouble)])
  }

  /** One line on a terminal's standard error, again and again. */
  #progress({ delivered, expected }: MessageCounts, at: Micros): void {
    if (this.#isPlain || !process.stderr.isTTY || at - this.#toldAt < PROGRESS_EVERY) return
    this.#toldAt = at
    this.#hasProgress = true
    process.stderr.write(`\r${delivered} of ${expected} arrived, ${(at / 1e6).toFixed(1)} s `)
  }

  #wipe(): void {
    if (this.#hasProgress) process.stderr.write('\r\u001b[K')
    this.#hasProgress = false
  }

  #record(record: object): void {
    process.stdout.write(`${safeJson(record)}\n`)
  }

  #lines(lines: readonly string[]): void {
    this.#wipe()
    process.stdout.write(`${lines.join('\n')}\n`)
  }
}

function report(
  summary: ChatSummary,
  { transport, channel }: ChatRunOptions,
  trouble: Trouble
): string[] {
  const { messages, segments, latency } = summary
  const wrong = (['lost', 'duplicated', 'reordered', 'damaged'] as const).filter(
    (key) => messages[key] > 0
  )
  const good =
    messages.expected === 0 ? 'nothing to judge' : 'nothing lost, nothing doubled, all in order'
  const verdict =
    wrong.length === 0 ? good : wrong.map((key) => `${messages[key]} ${key}`).join(', ')
  const isJittery = channel.up.jitter.spread + channel.down.jitter.spread > 0
  const share = segments.sent === 0 ? 0 : (100 * segments.retransmitted) / segments.sent
  return [
    `messages   ${messages.sent} said, ${messages.delivered} of ${messages.expected} deliveries: ${verdict}`,
    ...troubleLines(trouble, messages),
    ...(wrong.length > 0 ? reasonLines(transport, segments, isJittery) : []),
    `segments   ${segments.sent} of data, of them ${segments.retransmitted} retransmitted (${share.toFixed(0)} %), ${segments.acks} ACKs`,
    `channel    ${segments.dropped} dropped, ${segments.corrupted} corrupted, ${segments.duplicated} duplicated, ${segments.reordered} reordered`,
    `latency    p50 ${latency.p50 ?? '–'} ms, p90 ${latency.p90 ?? '–'} ms, p99 ${latency.p99 ?? '–'} ms`,
    `elapsed    ${(summary.elapsed / 1000).toFixed(1)} s; again with --seed ${channel.seed}`,
    ...(summary.trace === null ? [] : [`trace      ${summary.trace}`])
  ]
}
