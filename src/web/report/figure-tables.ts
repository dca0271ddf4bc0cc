/** The figures of `rdt trace stats`, and every option of the run. */
import type { FigureTable, Report } from '../../trace/report.js'
import type { Choice } from './choice.js'
import { html } from './elements.js'

export function figureTables(choice: Choice): HTMLElement {
  const { tables, options } = choice.run.report
  const section = html(
    'section',
    { class: 'figures', 'aria-label': 'Figures' },
    ...tables.filter(({ rows }) => rows.length > 0).map((table) => figureTable(table, choice)),
    optionList(options)
  )
  return section
}

function figureTable({ title, heads, rows }: FigureTable, choice: Choice): HTMLElement {
  const body = rows.map(({ cells, connection }) => {
    const row = html(
      'tr',
      {},
      ...cells.map((words, column) =>
        column === 0 ? html('th', { scope: 'row' }, words) : html('td', {}, words)
      )
    )
    if (connection >= 0 && rows.length > 1) {
      row.classList.add('choosable')
      row.addEventListener('click', () => choice.turnTo(connection))
    }
    return row
  })
  const head = heads.map(({ name, meaning }) => html('th', { scope: 'col', title: meaning }, name))
  return html(
    'div',
    { class: 'scroll' },
    html(
      'table',
      {},
      html('caption', {}, title),
      html('thead', {}, html('tr', {}, ...head)),
      html('tbody', {}, ...body)
    )
  )
}

const optionList = (options: Report['options']): HTMLElement =>
  html(
    'details',
    {},
    html('summary', {}, 'Every option of the run'),
    html(
      'dl',
      { class: 'options' },
      ...options.flatMap(([name, value]) => [html('dt', {}, name), html('dd', {}, value)])
    )
  )
