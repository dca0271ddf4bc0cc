/** Makes a report of a trace, event by event: of each transmission it keeps a record. */
import { cleanText } from '../kernel/display.js'
import { ADAPTIVE, RtoEstimator } from '../rdt/rto.js'
import type { TraceEvent, TraceHeader } from './event.js'
import { Explainer, type Explanation, type Retransmission } from './explain.js'
import type { Report, ReportConnection, ReportRetransmission, SampleColumns } from './report.js'
import { figureTables, headlineOf } from './report-figures.js'
import { acknowledgement, PieceFinder } from './report-lives.js'
import { type KeptPair, keepPairs } from './report-pairs.js'
import { TransmissionCollector } from './report-transmissions.js'
import { WindowCollector } from './report-windows.js'
import { leftOutWords, optionsOf } from './report-words.js'
import { spokenProtocol } from './spoken-protocol.js'
import { type Measured, StatsCollector, type TraceStats } from './stats.js'

export interface ReportOptions {
  readonly title: string
  /** The command that repeats the run, or what is known of it. */
  readonly command: string
  readonly about: string
  /** `alice>server`: the connection to show first; the busiest where it is left out. */
  readonly link?: string
}

const NO_FIGURES = {
  ...{ sent: 0, retransmitted: 0, spurious: 0 },
  ...{ goodput: undefined, throughput: undefined }
}

export class ReportCollector {
  readonly #header: TraceHeader
  readonly #stats: StatsCollector
  readonly #explainer: Explainer
  readonly #transmissions: TransmissionCollector
  readonly #windows: WindowCollector
  readonly #protocol: ReturnType<typeof spokenProtocol>
  readonly #given = new Map<string, number>()
  readonly #witnesses = new Set<string>()

  constructor(header: TraceHeader) {
    this.#header = header
    this.#protocol = spokenProtocol(header)
    this.#stats = new StatsCollector(header, true)
    this.#explainer = new Explainer(header)
    this.#transmissions = new TransmissionCollector(this.#protocol.otherTimers)
    const { window } = header.config
    const size = typeof window === 'number' ? window : this.#protocol.isStopAndWait ? 1 : -1
    this.#windows = new WindowCollector(this.#protocol.seqBits, size)
  }

  take(event: TraceEvent): void {
    this.#stats.take(event)
    this.#explainer.take(event)
    this.#transmissions.take(event)
    this.#windows.take(event)
    const { event: what, link = '', at } = event
    if (what === 'submit') this.#given.set(link, (this.#given.get(link) ?? 0) + 1)
    if (what === 'deliver' || what === 'state') this.#witnesses.add(at)
  }

  /** Who sends data to whom, the busiest first. */
  get links(): string[] {
    const { connections } = this.#stats.stats
    return [...connections].sort((a, b) => b.sent - a.sent).map(({ link }) => link)
  }

  /** Of what has been taken so far. */
  report({ title, command, about, link }: ReportOptions): Report {
    const { stats, measured } = this.#stats
    const { explanation } = this.#explainer
    const { connections } = stats
    const most = Math.max(...connections.map(({ sent }) => sent))
    const first = connections.findIndex((one) =>
      link === undefined ? one.sent === most : one.link === link
    )
    const finders = measured.map(({ journal }) => new PieceFinder(journal, this.#protocol))
    const kept = keepPairs(this.#transmissions, connections[first]?.link ?? '', measured, finders)
    return {
      title: cleanText(title),
      command: cleanText(command),
      about: cleanText(about),
      options: optionsOf(this.#header),
      duration: stats.duration,
      headline: headlineOf(stats, explanation, this.#allGiven(stats)),
      tables: figureTables(stats),
      costs: explanation.costs.map(({ text }) => text),
      pairs: kept.map(({ pair }) => pair),
      connections: measured.map((one, place) => this.#connection(one, place, stats, kept)),
      retransmissions: this.#retransmissions(explanation, measured, kept),
      retransmitted: explanation.retransmissions.length,
      first: Math.max(0, first),
      leftOut: leftOutWords(kept)
    }
  }

  #connection(
    { journal, meter }: Measured,
    place: number,
    { connections }: TraceStats,
    kept: readonly KeptPair[]
  ): ReportConnection {
    const { link, conn } = journal
    const found = kept.findIndex((pair) => pair.holds(link))
    const pair = kept[found]
    const until = pair?.until ?? Number.POSITIVE_INFINITY
    const { sent, retransmitted, spurious, goodput, throughput } = connections[place] ?? NO_FIGURES
    const lives = journal.lives.filter(({ trips }) => (trips[0]?.t ?? 0) <= until)
    const acks = lives.map((life) => acknowledgement(journal, life))
    const acked = acks.map((ack) => ack?.intact?.t ?? -1)
    const rtts = meter.rtts.filter(({ t }) => t <= until)
    return {
      link: cleanText(link),
      conn: cleanText(conn ?? ''),
      pair: Math.max(0, found),
      node: pair?.senderOf(link) ?? 0,
      ...{ sent, retransmitted, spurious },
      goodput: goodput ?? -1,
      throughput: throughput ?? -1,
      lives: {
        seq: lives.map(({ trips }) => trips[0]?.number ?? -1),
        submitted: lives.map(({ submitted = -1 }) => submitted),
        delivered: lives.map(({ delivered = -1 }) => delivered),
        acked,
        ackedBy: acks.map((ack) => pair?.placeOf(ack?.order) ?? -1)
      },
      window: this.#windows.of(journal, acked, until),
      rtt: { ...columns(rtts), smoothed: smoothed(rtts.map(({ value }) => value)) },
      rto: columns(meter.rtos.filter(({ t }) => t <= until))
    }
  }

  /** Those whose transmissions the page holds. */
  #retransmissions(
    { retransmissions }: Explanation,
    measured: readonly Measured[],
    kept: readonly KeptPair[]
  ): ReportRetransmission[] {
    const found = new Map<string, { readonly connection: number; readonly place: number }>()
    measured.forEach(({ journal }, connection) => {
      const { link, conn, lives } = journal
      const pair = kept.find((one) => one.holds(link))
      for (const { t, order, number, attempt } of lives.flatMap(({ trips }) => trips)) {
        const place = pair?.placeOf(order)
        if (attempt === 1 || place === undefined) continue
        found.set(keyOf({ t, link, conn, seq: number, attempt }), { connection, place })
      }
    })
    return retransmissions.flatMap((one): ReportRetransmission[] => {
      const { t, seq = -1, attempt, belief, truth, isSpurious, text } = one
      const { connection, place: transmission } = found.get(keyOf(one)) ?? {}
      if (connection === undefined || transmission === undefined) return []
      const known = { connection, transmission, t, seq, attempt }
      return [{ ...known, belief, truth, isSpurious, text: cleanText(text) }]
    })
  }

  /** Pieces that the senders were given, where the trace has every receiver's side, too. */
  #allGiven({ connections }: TraceStats): number | undefined {
    const isAll = connections.every(({ link }) => {
      const to = link.slice(link.indexOf('>') + 1)
      return this.#given.has(link) && this.#witnesses.has(to)
    })
    if (!isAll) return undefined
    return [...this.#given.values()].reduce((sum, count) => sum + count, 0)
  }
}

const keyOf = (one: Pick<Retransmission, 't' | 'link' | 'conn' | 'seq' | 'attempt'>): string => {
  const { t, link, conn, seq, attempt } = one
  return `${link} ${conn} ${t} ${seq} ${attempt}`
}

const columns = (
  samples: readonly { readonly t: number; readonly value: number }[]
): SampleColumns => ({
  t: samples.map(({ t }) => t),
  value: samples.map(({ value }) => value)
})

/** SRTT after each measurement. */
function smoothed(values: readonly number[]): number[] {
  const estimator = new RtoEstimator(ADAPTIVE)
  return values.map((value) => {
    estimator.measure(value)
    return estimator.srtt ?? value
  })
}
