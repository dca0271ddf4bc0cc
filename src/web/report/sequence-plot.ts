/**
 * The time–sequence plot of a sender (Stevens, TCP/IP Illustrated, section 20): which piece of data
 * went when, again where it had to, and up to where it was acknowledged.
 */
import type { ReportConnection } from '../../trace/report.js'
import type { Hit, Painter, Plot } from './chart.js'
import { svg } from './elements.js'
import { type MarkName, markSize, marks, type Point } from './marks.js'
import { begins, has, type Pair, type Segment } from './run.js'
import { placeAt, stepArea, stepLine } from './series.js'
import { describe } from './words.js'

/** How near the pointer must be, px. */
const NEAR = 14

const WORDS: readonly (readonly [MarkName, string])[] = [
  ['data', 'data'],
  ['again', 'retransmission, needed'],
  ['spurious', 'retransmission, spurious'],
  ['lost', 'lost'],
  ['damaged', 'corrupted'],
  ['ack', 'ACK, when it came']
]

export class SequencePlot implements Painter {
  readonly title = 'Time–sequence plot'
  readonly unit = 'piece of data'
  readonly height = 300
  #pair: Pair | undefined
  #connection: ReportConnection | undefined
  /** Of this connection, in the order in which they are seen. */
  #shown: Segment[] = []
  #times: number[] = []
  #life: readonly Segment[] = []

  /** Turns to another connection. */
  open(place: number, pair: Pair | undefined, connection: ReportConnection | undefined): void {
    this.#pair = pair
    this.#connection = connection
    const { segments = [] } = pair ?? {}
    this.#shown = segments.filter((one) => one.connection === place && one.piece >= 0)
    this.#shown.sort((a, b) => seenAt(a) - seenAt(b))
    this.#times = this.#shown.map(seenAt)
    this.#life = []
  }

  /** The transmissions that are to stand out, the chosen one first. */
  choose(life: readonly Segment[]): void {
    this.#life = life
  }

  legend(): [SVGElement, string][] {
    const kinds = new Set(this.#shown.map(markOf))
    return [
      ...WORDS.filter(([name]) => kinds.has(name)).map(([name, words]): [SVGElement, string] => [
        marks(name, [{ x: 11, y: 6 }]),
        words
      ]),
      [svg('path', { class: 'flight', d: 'M0 0h22v12h-22z' }), 'in flight']
    ]
  }

  extent(from: number, to: number): [number, number] {
    let low = Number.POSITIVE_INFINITY
    let high = 0
    for (const { piece } of this.#between(from, to)) {
      low = Math.min(low, piece)
      high = Math.max(high, piece)
    }
    if (low > high) return [0, Math.max(1, this.#connection?.lives.seq.length ?? 1)]
    const room = Math.max(0.5, (high - low) * 0.04)
    return [Math.max(0, low - room), high + room]
  }

  paint(plot: Plot): SVGElement[] {
    const by = new Map<MarkName, Point[]>(WORDS.map(([name]) => [name, []]))
    const shown = this.#between(plot.from, plot.to)
    const size = markSize(shown.length, plot.right - plot.left)
    for (const one of shown) {
      by.get(markOf(one))?.push(placeOf(one, plot))
      // What was sent again and lost shows both.
      if (one.kind === 'data' && one.attempt > 1 && isBad(one))
        by.get(againOf(one))?.push(placeOf(one, plot))
    }
    const { window } = this.#connection ?? {}
    const drawn: SVGElement[] = []
    if (window !== undefined && window.t.length > 0) {
      const acked = window.base.map((base) => base - 1)
      const sent = window.nextseqnum.map((next) => next - 1)
      drawn.push(svg('path', { class: 'flight', d: stepArea(window.t, acked, sent, plot) }))
      drawn.push(
        svg('path', { class: 'line ack', d: stepLine({ t: window.t, value: acked }, plot) })
      )
    }
    return [...drawn, ...[...by].map(([name, points]) => marks(name, points, size))]
  }

  accents(plot: Plot): SVGElement[] {
    return this.#life
      .filter((one) => one.piece >= 0 && seenAt(one) >= plot.from && seenAt(one) <= plot.to)
      .map((one, index) => {
        const { x, y } = placeOf(one, plot)
        return svg('circle', { class: index === 0 ? 'chosen' : 'kin', cx: x, cy: y, r: 9 })
      })
  }

  hit(plot: Plot, x: number, y: number): Hit | undefined {
    const pair = this.#pair
    if (pair === undefined) return undefined
    let best: Segment | undefined
    let least = NEAR
    const reach = (NEAR / (plot.right - plot.left)) * (plot.to - plot.from)
    const at = plot.from + ((x - plot.left) / (plot.right - plot.left)) * (plot.to - plot.from)
    for (const one of this.#between(at - reach, at + reach)) {
      const point = placeOf(one, plot)
      const distance = Math.hypot(point.x - x, point.y - y)
      if (distance < least) {
        least = distance
        best = one
      }
    }
    if (best === undefined) return undefined
    return { ...placeOf(best, plot), lines: describe(best, pair), segment: best }
  }

  #between(from: number, to: number): readonly Segment[] {
    const first = placeAt(this.#times, from - 1)
    return this.#shown.slice(first + 1, placeAt(this.#times, to) + 1)
  }
}

/** Data is seen when it is sent, an ACK when it comes, one that is lost when it is lost. */
const seenAt = (one: Segment): number =>
  one.kind === 'data' || one.ended < 0 ? begins(one) : one.ended

const placeOf = (one: Segment, plot: Plot): Point => ({
  x: plot.x(seenAt(one)),
  y: plot.y(one.piece)
})

const isBad = (one: Segment): boolean => has(one, 'lost') || has(one, 'damaged')

const againOf = (one: Segment): MarkName => (has(one, 'spurious') ? 'spurious' : 'again')

function markOf(one: Segment): MarkName {
  if (has(one, 'lost')) return 'lost'
  if (has(one, 'damaged')) return 'damaged'
  if (one.kind !== 'data') return 'ack'
  return one.attempt > 1 ? againOf(one) : 'data'
}
