/** A picture over time: frame, axes, and the part of the run that is shown. */
import { html, pane, svg } from './elements.js'
import { watch } from './gestures.js'
import type { Segment } from './run.js'
import { ticks, tickText } from './ticks.js'
import type { Tooltip } from './tooltip.js'
import type { View } from './view.js'

export interface Plot {
  readonly from: number
  readonly to: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  x(t: number): number
  y(value: number): number
}

export interface Hit {
  readonly x: number
  readonly y: number
  readonly lines: readonly string[]
  readonly segment?: Segment
}

/** What is drawn in the frame. Times in µs. */
export interface Painter {
  readonly title: string
  readonly unit: string
  readonly height: number
  legend(): readonly (readonly [form: SVGElement, words: string])[]
  /** The values on show between two times. */
  extent(from: number, to: number): readonly [low: number, high: number]
  paint(plot: Plot): readonly SVGElement[]
  /** What is to stand out: the chosen segment, and others of its life. */
  accents(plot: Plot): readonly SVGElement[]
  /** What is at a place, px. */
  hit(plot: Plot, x: number, y: number): Hit | undefined
}

const LEFT = 58
const RIGHT = 14
const TOP = 10
const BOTTOM = 24
const EDGE = 6
/** On paper. */
const PRINT_WIDTH = 720

export class Chart {
  readonly element: HTMLElement
  readonly view: View
  readonly #painter: Painter
  readonly #tooltip: Tooltip
  readonly #svg: SVGSVGElement
  readonly #legend = html('div', { class: 'legend' })
  readonly #cursor = svg('line', { class: 'cursor', visibility: 'hidden' })
  readonly #band = svg('rect', { class: 'band' })
  #accents = svg('g')
  #plot: Plot | undefined
  #pick: (segment: Segment) => void

  constructor(painter: Painter, view: View, tooltip: Tooltip, pick: (segment: Segment) => void) {
    this.view = view
    this.#painter = painter
    this.#tooltip = tooltip
    this.#pick = pick
    this.#svg = svg('svg', {
      class: 'plot',
      tabindex: 0,
      role: 'application',
      'aria-roledescription': 'chart',
      'aria-label': `${painter.title}. Left and right move, plus and minus zoom, 0 shows all, n and p go to the next and previous retransmission.`,
      'aria-describedby': 'now'
    })
    this.element = html(
      'figure',
      { class: 'chart' },
      html('figcaption', {}, html('h3', {}, painter.title), this.#legend),
      this.#svg
    )
    watch({
      element: this.#svg,
      view,
      along: 'x',
      span: () => [LEFT, (this.#plot?.right ?? LEFT + 1) - LEFT],
      hover: (x, y) => this.#hover(x, y),
      leave: () => this.#leave(),
      pick: (x, y) => {
        const { segment } = (this.#plot && painter.hit(this.#plot, x, y)) ?? {}
        if (segment !== undefined) this.#pick(segment)
      }
    })
  }

  get isFocused(): boolean {
    return document.activeElement === this.#svg
  }

  /** @param forPaper as wide as a page, whatever the window */
  draw(forPaper = false): void {
    const width = forPaper ? PRINT_WIDTH : Math.max(260, this.#svg.clientWidth)
    const { height } = this.#painter
    this.#svg.setAttribute('viewBox', `0 0 ${width} ${height}`)
    this.#svg.style.height = forPaper ? 'auto' : `${height}px`
    const plot = this.#frame(width, height, forPaper)
    this.#plot = plot
    this.#accents = svg('g')
    const { left, right, top, bottom } = plot
    // Marks at the edge are whole.
    const ink = pane(left - EDGE, top - EDGE, right - left + 2 * EDGE, bottom - top + 2 * EDGE)
    ink.append(...this.#painter.paint(plot), this.#accents)
    this.#svg.replaceChildren(this.#band, ...this.#axes(plot), ink, this.#cursor)
    this.accent()
    this.#legend.replaceChildren(
      ...this.#painter
        .legend()
        .map(([form, words]) =>
          html(
            'span',
            { class: 'key' },
            svg('svg', { class: 'sample', viewBox: '0 0 22 12' }, form),
            words
          )
        )
    )
  }

  /** Shows which part of the run the ladder has, µs. */
  mark([from, to]: readonly [number, number]): void {
    const plot = this.#plot
    if (plot === undefined) return
    const [x1, x2] = [from, to].map((t) => Math.min(plot.right, Math.max(plot.left, plot.x(t))))
    const width = Math.max(2, (x2 ?? 0) - (x1 ?? 0))
    const place = { x: x1 ?? 0, width, y: plot.top, height: plot.bottom - plot.top }
    for (const [name, value] of Object.entries(place)) this.#band.setAttribute(name, `${value}`)
  }

  /** The chosen segment has changed. */
  accent(): void {
    if (this.#plot !== undefined)
      this.#accents.replaceChildren(...this.#painter.accents(this.#plot))
  }

  /** Where on the window the chosen segment stands, if it does. */
  tell(segment: Segment, lines: readonly string[]): void {
    const plot = this.#plot
    if (plot === undefined) return
    const { left, top } = this.#svg.getBoundingClientRect()
    const t = segment.sent < 0 ? segment.ended : segment.sent
    this.#tooltip.show(left + plot.x(t), top + plot.y(segment.piece), lines)
  }

  #frame(width: number, height: number, isWhole: boolean): Plot {
    const { from, to } = isWhole ? { from: 0, to: this.view.end } : this.view
    const [low, high] = this.#painter.extent(from, to)
    const [left, right, top, bottom] = [LEFT, width - RIGHT, TOP, height - BOTTOM]
    const most = high > low ? high : low + 1
    return {
      ...{ from, to, left, right, top, bottom },
      x: (t) => left + ((t - from) / (to - from)) * (right - left),
      y: (value) => bottom - ((value - low) / (most - low)) * (bottom - top)
    }
  }

  #axes(plot: Plot): SVGElement[] {
    const { left, right, top, bottom, from, to } = plot
    const [low, high] = this.#painter.extent(from, to)
    const unit = to - from >= 4e6 ? { name: 's', size: 1e6 } : { name: 'ms', size: 1e3 }
    const drawn: SVGElement[] = []
    for (const value of ticks(low, Math.max(high, low + 1), (bottom - top) / 38)) {
      const y = plot.y(value)
      drawn.push(svg('line', { class: 'grid', x1: left, x2: right, y1: y, y2: y }))
      drawn.push(
        svg('text', { class: 'tick', x: left - 7, y: y + 4, 'text-anchor': 'end' }, tickText(value))
      )
    }
    const marks = ticks(from / unit.size, to / unit.size, (right - left) / 90)
    for (const value of marks) {
      const x = plot.x(value * unit.size)
      drawn.push(svg('line', { class: 'grid', x1: x, x2: x, y1: top, y2: bottom }))
      const words = tickText(value)
      drawn.push(svg('text', { class: 'tick', x, y: bottom + 16, 'text-anchor': 'middle' }, words))
    }
    const corner = { class: 'unit', x: left - 7, y: bottom + 16, 'text-anchor': 'end' }
    drawn.push(svg('text', corner, unit.name))
    drawn.push(svg('text', { class: 'unit', x: left + 6, y: top + 10 }, this.#painter.unit))
    return drawn
  }

  #hover(x: number, y: number): void {
    const plot = this.#plot
    const hit = plot && this.#painter.hit(plot, x, y)
    if (plot === undefined || hit === undefined) return this.#leave()
    const { left, top } = this.#svg.getBoundingClientRect()
    this.#tooltip.show(left + hit.x, top + hit.y, hit.lines)
    const line = { x1: hit.x, x2: hit.x, y1: plot.top, y2: plot.bottom, visibility: 'visible' }
    for (const [name, value] of Object.entries(line)) this.#cursor.setAttribute(name, String(value))
  }

  #leave(): void {
    this.#tooltip.hide()
    this.#cursor.setAttribute('visibility', 'hidden')
  }
}
