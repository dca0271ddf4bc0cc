/** How much was sent, and how much of it was worth something, in slices of what is shown. */

import type { ReportConnection } from '../../trace/report.js'
import { HEADER_LENGTH } from '../../wire/fields.js'
import type { Hit, Painter, Plot } from './chart.js'
import { svg } from './elements.js'
import { has, type Pair } from './run.js'
import { placeAt, type Series, stepArea, stepLine } from './series.js'
import { roundStep } from './ticks.js'
import { time } from './words.js'

/** About so many slices. */
const SLICES = 48

/** What was carried up to each time, bytes. */
interface Carried {
  readonly t: number[]
  readonly sum: number[]
}

export class RatePlot implements Painter {
  readonly title = 'Goodput and throughput'
  readonly unit = 'kbit/s'
  readonly height = 170
  #connection: ReportConnection | undefined
  #sent: Carried = { t: [], sum: [] }
  #delivered: Carried = { t: [], sum: [] }

  open(place: number, pair: Pair | undefined, connection: ReportConnection | undefined): void {
    this.#connection = connection
    const { segments = [] } = pair ?? {}
    const data = segments.filter(
      (one) => one.connection === place && one.kind === 'data' && one.sent >= 0 && !has(one, 'copy')
    )
    const lengths = new Map(data.map(({ piece, len }) => [piece, len]))
    this.#sent = carried(data.map(({ sent, len }) => [sent, len + HEADER_LENGTH]))
    const { delivered = [] } = connection?.lives ?? {}
    this.#delivered = carried(
      delivered.flatMap((t, place) => (t < 0 ? [] : [[t, lengths.get(place + 1) ?? 0] as const]))
    )
  }

  legend(): [SVGElement, string][] {
    const { goodput = -1, throughput = -1 } = this.#connection ?? {}
    return [
      [
        svg('path', { class: 'goodput', d: 'M0 0h22v12h-22z' }),
        `goodput: payload delivered${mean(goodput)}`
      ],
      [
        svg('path', { class: 'line throughput', d: 'M0 6h22' }),
        `throughput: data sent, headers included${mean(throughput)}`
      ]
    ]
  }

  extent(from: number, to: number): [number, number] {
    const values = [this.#sent, this.#delivered].flatMap((one) => rates(one, from, to).value)
    return [0, values.reduce((most, value) => Math.max(most, value), 0.001) * 1.1]
  }

  paint(plot: Plot): SVGElement[] {
    const good = rates(this.#delivered, plot.from, plot.to)
    const all = rates(this.#sent, plot.from, plot.to)
    const zero = good.t.map(() => 0)
    return [
      svg('path', { class: 'goodput', d: stepArea(good.t, zero, good.value, plot) }),
      svg('path', { class: 'line throughput', d: stepLine(all, plot) })
    ]
  }

  accents(): SVGElement[] {
    return []
  }

  hit(plot: Plot, x: number, y: number): Hit | undefined {
    const at = plot.from + ((x - plot.left) / (plot.right - plot.left)) * (plot.to - plot.from)
    const good = rates(this.#delivered, plot.from, plot.to)
    const all = rates(this.#sent, plot.from, plot.to)
    const place = placeAt(good.t, at)
    const [from, to] = [good.t[place], good.t[place + 1]]
    if (from === undefined) return undefined
    const until = to === undefined ? '' : ` to ${time(to)}`
    const lines = [
      `${time(from)}${until}`,
      `goodput ${shown(good.value[place] ?? 0)} kbit/s`,
      `throughput ${shown(all.value[place] ?? 0)} kbit/s`
    ]
    return { x, y, lines }
  }
}

const mean = (bits: number): string => (bits < 0 ? '' : ` (mean ${shown(bits / 1e3)} kbit/s)`)

const shown = (value: number): string => String(Number(value.toPrecision(4)))

function carried(entries: (readonly [t: number, bytes: number])[]): Carried {
  entries.sort(([a], [b]) => a - b)
  const [t, sum]: [number[], number[]] = [[], []]
  let total = 0
  for (const [at, bytes] of entries) {
    total += bytes
    t.push(at)
    sum.push(total)
  }
  return { t, sum }
}

/** In kbit/s, per slice. */
function rates({ t, sum }: Carried, from: number, to: number): Series {
  const length = roundStep(Math.max(1, (to - from) / SLICES))
  const first = Math.floor(from / length)
  const count = Math.max(1, Math.ceil(to / length) - first)
  const starts = Array.from({ length: count }, (_, i) => (first + i) * length)
  const upTo = (at: number): number => sum[placeAt(t, at - 1)] ?? 0
  const value = starts.map((start) => ((upTo(start + length) - upTo(start)) * 8e3) / length)
  return { t: starts, value }
}
