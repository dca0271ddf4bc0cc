/**
 * The page of `rdt trace report`: reads the report that stands in it, draws it, and keeps its parts
 * in step. Whatever is chosen in one picture is lit up in all.
 */
import type { Report } from '../../trace/report.js'
import { Chart } from './chart.js'
import { Choice } from './choice.js'
import { html } from './elements.js'
import { figureTables } from './figure-tables.js'
import { costs, header, headline } from './header.js'
import { helpBox } from './help.js'
import { watchKeys } from './keys.js'
import { Ladder } from './ladder.js'
import { LifePanel } from './life-panel.js'
import { RatePlot } from './rate-plot.js'
import { RetransmissionTable } from './retransmission-table.js'
import { RttPlot } from './rtt-plot.js'
import { begins, Run, type Segment } from './run.js'
import { SequencePlot } from './sequence-plot.js'
import { Tooltip } from './tooltip.js'
import { View } from './view.js'
import { WindowPlot } from './window-plot.js'
import { describe, spoken } from './words.js'

class Page {
  readonly #choice: Choice
  readonly #view = new View()
  readonly #tooltip = new Tooltip()
  readonly #now = html('p', { id: 'now', class: 'unseen', role: 'status', 'aria-live': 'polite' })
  readonly #sequence = new SequencePlot()
  readonly #window = new WindowPlot()
  readonly #rtt = new RttPlot()
  readonly #rate = new RatePlot()
  readonly #charts: readonly Chart[]
  readonly #ladder: Ladder
  readonly #life: LifePanel
  readonly #table: RetransmissionTable
  readonly #help = helpBox()
  #isOnPaper = false

  constructor(report: Report) {
    this.#choice = new Choice(new Run(report))
    const pick = (segment: Segment) => this.#choice.pick(segment)
    this.#charts = [this.#sequence, this.#window, this.#rtt, this.#rate].map(
      (painter) => new Chart(painter, this.#view, this.#tooltip, pick)
    )
    this.#ladder = new Ladder(this.#choice, this.#tooltip)
    this.#life = new LifePanel(this.#choice)
    this.#table = new RetransmissionTable(this.#choice)
  }

  start(): void {
    const { report } = this.#choice.run
    document.body.append(
      html(
        'main',
        {},
        header(report, () => this.#help.showModal()),
        headline(report),
        costs(report),
        this.#chooser(),
        html(
          'div',
          { class: 'desk' },
          html(
            'div',
            { class: 'charts' },
            ...this.#charts.map(({ element }) => element),
            this.#table.element
          ),
          html('div', { class: 'side' }, this.#ladder.element, this.#life.element)
        ),
        figureTables(this.#choice)
      ),
      this.#now,
      this.#tooltip.element,
      this.#help
    )
    this.#choice.onConnection(() => this.#open())
    this.#choice.onSegment(() => this.#chosen())
    this.#view.onChange(() => this.#drawCharts())
    this.#ladder.view.onChange(() => this.#markLadder())
    watchKeys({ choice: this.#choice, view: this.#view, life: this.#life, help: this.#help })
    this.#open()
    new ResizeObserver(() => this.#drawAll()).observe(document.body)
    addEventListener('beforeprint', () => this.#toPaper())
    addEventListener('afterprint', () => {
      this.#isOnPaper = false
      this.#ladder.isOnPaper = false
      this.#drawAll()
    })
    addEventListener('scroll', () => this.#tooltip.hide(), { passive: true })
  }

  /** Which connection to show; nothing where there is but one. */
  #chooser(): HTMLElement {
    const { connections } = this.#choice.run.report
    const names = connections.map(({ link, conn, sent, retransmitted }, place) => {
      const which = connections.some((one, other) => one.link === link && other !== place)
      const number = which ? `, connection ${conn.slice(0, 6)}` : ''
      return `${link}${number}: ${sent} data segments, ${retransmitted} again`
    })
    const select = html(
      'select',
      { id: 'connection' },
      ...names.map((name, place) => html('option', { value: place }, name))
    )
    const show = () => {
      select.value = String(this.#choice.connection)
    }
    show()
    this.#choice.onConnection(show)
    select.addEventListener('change', () => this.#choice.turnTo(Number(select.value)))
    const label = html('label', { for: 'connection' }, 'Data of ')
    return html('div', { class: 'chooser', hidden: connections.length < 2 }, label, select)
  }

  #open(): void {
    const { connection: place, pair, run, segment } = this.#choice
    const connection = run.connection(place)
    this.#sequence.open(place, pair, connection)
    this.#window.open(connection)
    this.#rtt.open(connection)
    this.#rate.open(place, pair, connection)
    this.#ladder.open(pair)
    this.#view.open(Math.max(1, run.report.duration), 1)
    this.#drawAll()
    if (segment !== undefined) this.#chosen()
  }

  #drawAll(): void {
    this.#drawCharts()
    this.#ladder.draw()
  }

  #drawCharts(): void {
    if (this.#isOnPaper) return
    for (const chart of this.#charts) chart.draw()
    this.#markLadder()
  }

  #markLadder(): void {
    for (const chart of this.#charts) chart.mark(this.#ladder.times)
  }

  #chosen(): void {
    const { segment, pair, run } = this.#choice
    this.#tooltip.hide()
    this.#life.draw()
    this.#table.mark()
    if (segment === undefined || pair === undefined) {
      this.#sequence.choose([])
      this.#now.textContent = ''
      this.#ladder.draw()
      for (const chart of this.#charts) chart.accent()
      return
    }
    this.#view.focus = begins(segment)
    const kin = run.siblingsOf(segment).filter((one) => one !== segment)
    this.#sequence.choose([segment, ...kin])
    if (this.#view.length < this.#view.end) this.#view.reveal(begins(segment))
    this.#ladder.reveal(segment)
    for (const chart of this.#charts) chart.accent()
    this.#now.textContent = spoken(segment, pair)
    // Those who steer by keys see what those see who point.
    const [chart] = this.#charts
    if (this.#ladder.isFocused) this.#ladder.tell(segment)
    else if (chart?.isFocused === true && segment.piece >= 0) {
      requestAnimationFrame(() => chart.tell(segment, describe(segment, pair)))
    }
  }

  #toPaper(): void {
    this.#isOnPaper = true
    this.#tooltip.hide()
    this.#table.complete()
    for (const details of document.querySelectorAll('details')) {
      if (details.open) continue
      details.open = true
      addEventListener('afterprint', () => details.removeAttribute('open'), { once: true })
    }
    for (const chart of this.#charts) chart.draw(true)
    this.#ladder.drawForPaper()
    this.#markLadder()
  }
}

const text = document.getElementById('report')?.textContent ?? ''
new Page(JSON.parse(text) as Report).start()
