/** Keys that mean the same wherever the focus is. */
import type { Choice } from './choice.js'
import type { LifePanel } from './life-panel.js'
import type { View } from './view.js'

export interface Steered {
  readonly choice: Choice
  /** Of the charts: what arrows and signs move while no picture has the focus. */
  readonly view: View
  readonly life: LifePanel
  readonly help: HTMLDialogElement
}

const TYPED = 'input, select, textarea, dialog'

export function watchKeys(steered: Steered): void {
  document.addEventListener('keydown', (event) => {
    const { ctrlKey, metaKey, altKey, target, defaultPrevented } = event
    if (ctrlKey || metaKey || altKey || defaultPrevented) return
    if (target instanceof Element && target.closest(TYPED) !== null) return
    if (press(steered, event)) event.preventDefault()
  })
}

/** @returns whether the key meant something */
function press({ choice, view, life, help }: Steered, { key, target }: KeyboardEvent): boolean {
  const isFree = target === document.body || target === document.documentElement
  switch (key) {
    case 'n':
      choice.step(1, 'again')
      return true
    case 'p':
      choice.step(-1, 'again')
      return true
    case '.':
      choice.step(1, 'any')
      return true
    case ',':
      choice.step(-1, 'any')
      return true
    case '?':
      help.showModal()
      return true
    case 'Escape':
      choice.pick(undefined)
      return true
    case 'Enter':
      if (target instanceof HTMLButtonElement || choice.segment === undefined) return false
      life.element.focus()
      return true
    default:
      return isFree && steer(view, key)
  }
}

function steer(view: View, key: string): boolean {
  if (key === 'ArrowLeft') view.pan(-0.15)
  else if (key === 'ArrowRight') view.pan(0.15)
  else if (key === '+' || key === '=') view.zoom(1.25)
  else if (key === '-') view.zoom(1 / 1.25)
  else if (key === '0') view.reset()
  else return false
  return true
}
