/** Every retransmission with its cause, in the words of `rdt trace explain`. */
import type { ReportRetransmission } from '../../trace/report.js'
import type { Choice } from './choice.js'
import { html } from './elements.js'
import { capital, plural, time } from './words.js'

/** Rows that are made at once, so that the page is there before all of them are. */
const BATCH = 250

type Filter = 'all' | 'needed' | 'spurious'

export class RetransmissionTable {
  readonly element: HTMLElement
  readonly #choice: Choice
  readonly #body = html('tbody')
  readonly #caption = html('caption')
  readonly #rows = new Map<ReportRetransmission, HTMLTableRowElement>()
  readonly #hasConnections: boolean
  #filter: Filter = 'all'
  #isOwnOnly = false
  #waiting: ReportRetransmission[] = []
  #timer = 0
  #current: HTMLTableRowElement | undefined

  constructor(choice: Choice) {
    this.#choice = choice
    this.#hasConnections = choice.run.report.connections.length > 1
    const heads = [
      'at',
      'segment',
      ...(this.#hasConnections ? ['connection'] : []),
      'believed → in truth',
      'verdict',
      'what happened'
    ]
    const head = html('tr', {}, ...heads.map((name) => html('th', { scope: 'col' }, name)))
    const table = html(
      'table',
      { class: 'again' },
      this.#caption,
      html('thead', {}, head),
      this.#body
    )
    this.element = html(
      'section',
      { class: 'retransmissions', 'aria-labelledby': 'again-title' },
      html(
        'div',
        { class: 'bar' },
        html('h2', { id: 'again-title' }, 'Retransmissions'),
        this.#filters()
      ),
      html('div', { class: 'scroll' }, table)
    )
    this.#body.addEventListener('click', ({ target }) => this.#pickRow(target))
    this.#body.addEventListener('keydown', (event) => {
      if (this.#move(event)) event.preventDefault()
    })
    this.fill()
  }

  /** Anew, by the filters. */
  fill(): void {
    const { run, connection } = this.#choice
    const { retransmissions, retransmitted } = run.report
    this.#rows.clear()
    this.#body.replaceChildren()
    this.#current = undefined
    this.#waiting = retransmissions.filter(
      (one) =>
        (this.#filter === 'all' || one.isSpurious === (this.#filter === 'spurious')) &&
        (!this.#isOwnOnly || one.connection === connection)
    )
    const count = this.#waiting.length
    const isAll = count === retransmitted
    this.#caption.textContent =
      retransmitted === 0
        ? 'Nothing was sent again.'
        : isAll
          ? plural(count, 'retransmission')
          : `${count} of ${plural(retransmitted, 'retransmission')}`
    this.#append(BATCH)
    this.#later()
  }

  /** Makes all rows now. */
  complete(): void {
    clearTimeout(this.#timer)
    this.#append(this.#waiting.length)
  }

  /** The chosen segment has changed. */
  mark(): void {
    this.#current?.removeAttribute('aria-selected')
    const one = this.#choice.segment?.retransmission
    if (one === undefined) {
      this.#current = undefined
      return
    }
    if (!this.#rows.has(one) && this.#waiting.includes(one)) this.complete()
    const row = this.#rows.get(one)
    if (row === undefined) return
    if (this.#current !== undefined) this.#current.tabIndex = -1
    this.#current = row
    row.setAttribute('aria-selected', 'true')
    row.tabIndex = 0
    const box = this.#body.closest('.scroll')
    if (box === null) return
    // The box alone, and not the page.
    const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()]
    if (inner.top < outer.top + 32 || inner.bottom > outer.bottom) {
      box.scrollTop += inner.top - outer.top - outer.height / 2
    }
  }

  #filters(): HTMLElement {
    const select = html(
      'select',
      { 'aria-label': 'Which retransmissions' },
      ...(['all', 'needed', 'spurious'] as const).map((name) =>
        html('option', { value: name }, name)
      )
    )
    select.addEventListener('change', () => {
      this.#filter = select.value as Filter
      this.fill()
    })
    const box = html('div', { class: 'filters' }, select)
    if (!this.#hasConnections) return box
    const own = html('input', { type: 'checkbox' })
    own.addEventListener('change', () => {
      this.#isOwnOnly = own.checked
      this.fill()
    })
    box.append(html('label', {}, own, ' this connection only'))
    return box
  }

  #later(): void {
    clearTimeout(this.#timer)
    if (this.#waiting.length === 0) return
    this.#timer = setTimeout(() => {
      this.#append(BATCH)
      this.#later()
    }, 20)
  }

  #append(count: number): void {
    const rows = this.#waiting.splice(0, count).map((one) => {
      const row = this.#row(one)
      this.#rows.set(one, row)
      return row
    })
    const [first] = rows
    if (first !== undefined && this.#body.childElementCount === 0) first.tabIndex = 0
    this.#body.append(...rows)
  }

  #row(one: ReportRetransmission): HTMLTableRowElement {
    const { t, seq, attempt, connection, belief, truth, isSpurious, text } = one
    const cells = [
      time(t),
      `data ${seq < 0 ? '?' : seq}, try ${attempt}`,
      ...(this.#hasConnections ? [this.#choice.run.connection(connection)?.link ?? ''] : []),
      `${belief} → ${truth}`
    ]
    return html(
      'tr',
      { tabindex: -1 },
      ...cells.map((words) => html('td', {}, words)),
      html(
        'td',
        {},
        html(
          'span',
          { class: isSpurious ? 'badge spurious' : 'badge needed' },
          isSpurious ? '△ spurious' : '◆ needed'
        )
      ),
      html('td', { class: 'words' }, capital(text))
    )
  }

  #pickRow(target: EventTarget | null): void {
    const row = target instanceof Element ? target.closest('tr') : null
    for (const [one, known] of this.#rows) {
      if (known === row) return this.#pick(one)
    }
  }

  #pick({ connection, transmission }: ReportRetransmission): void {
    this.#choice.turnTo(connection)
    this.#choice.pick(this.#choice.pair?.segments[transmission])
  }

  /** Up and down go from row to row. */
  #move({ key, target }: KeyboardEvent): boolean {
    const row = target instanceof Element ? target.closest('tr') : null
    if (row === null) return false
    if (key === ' ') this.#pickRow(row)
    if (key !== 'ArrowDown' && key !== 'ArrowUp') return key === ' '
    const next = key === 'ArrowDown' ? row.nextElementSibling : row.previousElementSibling
    if (!(next instanceof HTMLElement)) return true
    row.tabIndex = -1
    next.tabIndex = 0
    next.focus()
    this.#pickRow(next)
    return true
  }
}
