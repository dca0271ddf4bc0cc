/** The box beside the pointer, or beside what is chosen. */
import { html } from './elements.js'

const GAP = 14
const EDGE = 8

export class Tooltip {
  readonly element = html('div', { class: 'tip', role: 'tooltip', id: 'tip', hidden: true })

  /** Near a place of the window, in px, and within it. */
  show(x: number, y: number, lines: readonly string[]): void {
    const { element } = this
    const [head = '', ...rest] = lines
    element.replaceChildren(html('strong', {}, head), ...rest.map((line) => html('div', {}, line)))
    element.hidden = false
    const { offsetWidth, offsetHeight } = element
    const left = x + GAP + offsetWidth > innerWidth - EDGE ? x - GAP - offsetWidth : x + GAP
    const top = Math.min(y + GAP, innerHeight - offsetHeight - EDGE)
    element.style.left = `${Math.max(EDGE, left)}px`
    element.style.top = `${Math.max(EDGE, top)}px`
  }

  hide(): void {
    this.element.hidden = true
  }
}
