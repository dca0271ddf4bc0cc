/** The sender's window over time: what is in flight, and what might be. */
import type { ReportConnection } from '../../trace/report.js'
import type { Hit, Painter, Plot } from './chart.js'
import { svg } from './elements.js'
import { highest, placeAt, type Series, stepArea, stepLine } from './series.js'
import { time } from './words.js'

export class WindowPlot implements Painter {
  readonly title = 'Window'
  readonly unit = 'segments'
  readonly height = 170
  #window: ReportConnection['window'] | undefined
  #flight: Series = { t: [], value: [] }
  #limit: Series = { t: [], value: [] }

  open(connection: ReportConnection | undefined): void {
    const window = connection?.window
    this.#window = window
    const { t = [], base = [], nextseqnum = [], limit = [] } = window ?? {}
    this.#flight = { t, value: nextseqnum.map((next, place) => next - (base[place] ?? next)) }
    this.#limit = { t, value: limit }
  }

  legend(): [SVGElement, string][] {
    const hasTcp = this.#cwnd.t.length > 0
    return [
      [svg('path', { class: 'flight', d: 'M0 0h22v12h-22z' }), 'in flight: base to nextseqnum'],
      ...(this.#hasLimit
        ? ([
            [svg('path', { class: 'usable', d: 'M0 0h22v12h-22z' }), 'usable'],
            [
              svg('path', { class: 'line limit', d: 'M0 6h22' }),
              hasTcp ? 'min(cwnd, rwnd)' : 'window'
            ]
          ] satisfies [SVGElement, string][])
        : []),
      ...(hasTcp
        ? ([
            [svg('path', { class: 'line cwnd', d: 'M0 6h22' }), 'cwnd'],
            [svg('path', { class: 'line ssthresh', d: 'M0 6h22' }), 'ssthresh']
          ] satisfies [SVGElement, string][])
        : [])
    ]
  }

  extent(from: number, to: number): [number, number] {
    const most = [this.#flight, this.#limit, this.#cwnd].map((one) => highest(one, from, to, 1))
    return [0, Math.max(...most) * 1.15]
  }

  paint(plot: Plot): SVGElement[] {
    const { t, value } = this.#flight
    const drawn: SVGElement[] = []
    if (this.#hasLimit) {
      const upper = this.#limit.value.map((limit, place) => Math.max(limit, value[place] ?? 0))
      drawn.push(svg('path', { class: 'usable', d: stepArea(t, value, upper, plot) }))
    }
    const zero = t.map(() => 0)
    drawn.push(svg('path', { class: 'flight', d: stepArea(t, zero, value, plot) }))
    drawn.push(svg('path', { class: 'line inflight', d: stepLine(this.#flight, plot) }))
    if (this.#hasLimit)
      drawn.push(svg('path', { class: 'line limit', d: stepLine(this.#limit, plot) }))
    const { cwnd = [], ssthresh = [] } = this.#window ?? {}
    if (cwnd.length === 0) return drawn
    drawn.push(svg('path', { class: 'line cwnd', d: stepLine(this.#cwnd, plot) }))
    const places = t.flatMap((_, place) => ((ssthresh[place] ?? -1) >= 0 ? [place] : []))
    const threshold = {
      t: places.map((place) => t[place] ?? 0),
      value: places.map((place) => ssthresh[place] ?? 0)
    }
    if (places.length > 0)
      drawn.push(svg('path', { class: 'line ssthresh', d: stepLine(threshold, plot) }))
    return drawn
  }

  accents(): SVGElement[] {
    return []
  }

  hit(plot: Plot, x: number, y: number): Hit | undefined {
    const window = this.#window
    const at = plot.from + ((x - plot.left) / (plot.right - plot.left)) * (plot.to - plot.from)
    const place = placeAt(window?.t ?? [], at)
    if (window === undefined || place < 0) return undefined
    const of = (column: readonly number[]): number => column[place] ?? -1
    const flight = of(this.#flight.value)
    const limit = of(window.limit)
    const lines = [
      `From ${time(of(window.t))}`,
      `base ${of(window.base)}, nextseqnum ${of(window.nextseqnum)}: ${flight} in flight`
    ]
    if (limit >= 0) lines.push(`window ${limit}: ${Math.max(0, limit - flight)} usable`)
    if (of(window.cwnd) >= 0) {
      const threshold = of(window.ssthresh)
      lines.push(`cwnd ${of(window.cwnd)}${threshold < 0 ? '' : `, ssthresh ${threshold}`}`)
    }
    return { x, y, lines }
  }

  get #hasLimit(): boolean {
    return this.#limit.value.some((limit) => limit > 0)
  }

  get #cwnd(): Series {
    const { t = [], cwnd = [] } = this.#window ?? {}
    return cwnd.length === 0 ? { t: [], value: [] } : { t, value: cwnd }
  }
}
