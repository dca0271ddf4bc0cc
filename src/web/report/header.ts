/** What stands at the top: what run this is, how it went, and what cost most. */
import type { Report } from '../../trace/report.js'
import { button, html } from './elements.js'

const SIGNS = { good: '✓ ', bad: '✗ ', plain: '' } as const

export function header(report: Report, help: () => void): HTMLElement {
  const { title, about, command, leftOut } = report
  const copy = button('Copy', 'Copy the command', () => {
    navigator.clipboard?.writeText(command).catch(() => {})
  })
  const tools = html(
    'div',
    { class: 'tools' },
    button('◐', 'Dark or light', toggleTheme),
    button('Print', 'Print, or save as PDF', () => print()),
    button('?', 'Keys (?)', help)
  )
  return html(
    'header',
    {},
    html('div', { class: 'bar' }, html('h1', {}, title), tools),
    html('p', { class: 'about' }, about),
    ...(command === '' ? [] : [html('p', { class: 'command' }, html('code', {}, command), copy)]),
    ...leftOut.map((words) => html('p', { class: 'left-out' }, words))
  )
}

/** The numbers that say how it went. */
export function headline({ headline: figures }: Report): HTMLElement {
  return html(
    'dl',
    { class: 'headline' },
    ...figures.map(({ name, value, remark, tone }) =>
      html(
        'div',
        { class: `tile ${tone}` },
        html('dt', {}, name),
        html('dd', { class: 'value' }, SIGNS[tone] + value),
        html('dd', { class: 'remark' }, remark)
      )
    )
  )
}

export function costs({ costs: found }: Report): HTMLElement {
  const list =
    found.length === 0
      ? html('p', {}, 'Nothing was sent again: the repairs cost nothing.')
      : html('ol', {}, ...found.map((words) => html('li', {}, words)))
  return html('section', { class: 'costs' }, html('h2', {}, 'What cost most'), list)
}

function toggleTheme(): void {
  const { dataset } = document.documentElement
  const isDark =
    dataset['theme'] === undefined
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : dataset['theme'] === 'dark'
  dataset['theme'] = isDark ? 'light' : 'dark'
}
