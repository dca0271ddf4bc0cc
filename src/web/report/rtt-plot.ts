/** Round trips as they were measured and smoothed, and the timeouts that were made of them. */
import { toMs } from '../../kernel/time.js'
import type { ReportConnection } from '../../trace/report.js'
import type { Hit, Painter, Plot } from './chart.js'
import { svg } from './elements.js'
import { marks } from './marks.js'
import { highest, placeAt, pointsOf, type Series, stepLine } from './series.js'
import { time } from './words.js'

const NOTHING: Series = { t: [], value: [] }

export class RttPlot implements Painter {
  readonly title = 'Round trips and timeouts'
  readonly unit = 'ms'
  readonly height = 170
  #rtt = NOTHING
  #smoothed = NOTHING
  #rto = NOTHING

  open(connection: ReportConnection | undefined): void {
    const inMs = (values: readonly number[]) => values.map(toMs)
    const { rtt, rto } = connection ?? {}
    this.#rtt = rtt === undefined ? NOTHING : { t: rtt.t, value: inMs(rtt.value) }
    this.#smoothed = rtt === undefined ? NOTHING : { t: rtt.t, value: inMs(rtt.smoothed) }
    this.#rto = rto === undefined ? NOTHING : { t: rto.t, value: inMs(rto.value) }
  }

  legend(): [SVGElement, string][] {
    return [
      [marks('sample', [{ x: 11, y: 6 }]), 'RTT, measured (Karn’s rule)'],
      [svg('path', { class: 'line srtt', d: 'M0 6h22' }), 'SRTT'],
      [svg('path', { class: 'line rto', d: 'M0 6h22' }), 'RTO, as timers were set']
    ]
  }

  extent(from: number, to: number): [number, number] {
    const most = [this.#rtt, this.#rto].map((one) => highest(one, from, to))
    return [0, Math.max(1, ...most) * 1.1]
  }

  paint(plot: Plot): SVGElement[] {
    const held = placeAt(this.#rtt.t, plot.from - 1) + 1
    const samples = {
      t: this.#rtt.t.slice(held),
      value: this.#rtt.value.slice(held)
    }
    return [
      svg('path', { class: 'line rto', d: stepLine(this.#rto, plot) }),
      svg('path', { class: 'line srtt', d: stepLine(this.#smoothed, plot) }),
      marks('sample', pointsOf(samples, plot))
    ]
  }

  accents(): SVGElement[] {
    return []
  }

  hit(plot: Plot, x: number, y: number): Hit | undefined {
    const at = plot.from + ((x - plot.left) / (plot.right - plot.left)) * (plot.to - plot.from)
    const [sample, timer] = [placeAt(this.#rtt.t, at), placeAt(this.#rto.t, at)]
    if (sample < 0 && timer < 0) return undefined
    const lines = [`At ${time(Math.round(at))}`]
    const { t, value } = this.#rtt
    if (sample >= 0) {
      lines.push(`RTT ${value[sample]} ms, measured at ${time(t[sample] ?? 0)}`)
      lines.push(`SRTT ${this.#smoothed.value[sample]} ms`)
    }
    if (timer >= 0)
      lines.push(`RTO ${this.#rto.value[timer]} ms, set at ${time(this.#rto.t[timer] ?? 0)}`)
    return { x, y, lines }
  }
}
