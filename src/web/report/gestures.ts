/** Wheel, drag, touch and keys for a picture of which a view shows a part. */
import type { View } from './view.js'

export interface Surface {
  readonly element: SVGSVGElement
  readonly view: View
  /** Which way the view runs. */
  readonly along: 'x' | 'y'
  /** Where on the picture the view begins, and how long it is there, in px. */
  span(): readonly [start: number, length: number]
  hover(x: number, y: number): void
  leave(): void
  pick(x: number, y: number): void
}

const NEARER = 1.25
const ARROW = 0.15
/** Less than this is a click that trembled, px. */
const DRAG = 4

export function watch(surface: Surface): void {
  const { element } = surface
  element.addEventListener('wheel', (event) => turn(surface, event), { passive: false })
  element.addEventListener('keydown', (event) => {
    if (press(surface, event)) event.preventDefault()
  })
  element.addEventListener('dblclick', () => surface.view.reset())
  watchPointer(surface)
}

/** Where in the view `at` px is. */
function place({ view, span }: Surface, at: number): number {
  const [start, length] = span()
  return view.from + ((at - start) / Math.max(1, length)) * view.length
}

/** With Ctrl, or where the picture has the focus, nearer and further; else along. */
function turn(surface: Surface, event: WheelEvent): void {
  const { element, view, along } = surface
  const { deltaX, deltaY, ctrlKey, shiftKey } = event
  const { left, top } = element.getBoundingClientRect()
  const isFocused = document.activeElement === element
  const sideways = along === 'x' ? (shiftKey ? deltaY : deltaX) : 0
  if (ctrlKey || (along === 'x' && isFocused && sideways === 0)) {
    const at = along === 'x' ? event.clientX - left : event.clientY - top
    view.zoom(1.0015 ** -deltaY, place(surface, at))
  } else {
    const by = along === 'x' ? sideways : deltaY
    if (by === 0) return
    const before = view.from
    view.pan(by / Math.max(1, surface.span()[1]))
    // At its end the page goes on.
    if (view.from === before && along === 'y') return
  }
  event.preventDefault()
}

/** @returns whether the key meant something here */
function press(
  { view, along }: Surface,
  { key, ctrlKey, metaKey, altKey }: KeyboardEvent
): boolean {
  if (ctrlKey || metaKey || altKey) return false
  const [back, on] = along === 'x' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
  if (key === back) view.pan(-ARROW)
  else if (key === on) view.pan(ARROW)
  else if (key === 'PageUp') view.pan(-0.9)
  else if (key === 'PageDown') view.pan(0.9)
  else if (key === '+' || key === '=') view.zoom(NEARER)
  else if (key === '-' || key === '_') view.zoom(1 / NEARER)
  else if (key === '0') view.reset()
  else return false
  return true
}

function watchPointer(surface: Surface): void {
  const { element, view, along } = surface
  let held: { readonly at: number; readonly from: number } | undefined
  let isDragged = false
  const at = (event: PointerEvent): readonly [number, number] => {
    const { left, top } = element.getBoundingClientRect()
    return [event.clientX - left, event.clientY - top]
  }
  element.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    const [x, y] = at(event)
    held = { at: along === 'x' ? x : y, from: view.from }
    isDragged = false
  })
  element.addEventListener('pointermove', (event) => {
    const [x, y] = at(event)
    if (held === undefined) return surface.hover(x, y)
    const moved = (along === 'x' ? x : y) - held.at
    if (!isDragged && Math.abs(moved) < DRAG) return
    if (!isDragged) element.setPointerCapture(event.pointerId)
    isDragged = true
    surface.leave()
    const from = held.from - (moved / Math.max(1, surface.span()[1])) * view.length
    view.show(from, from + view.length)
  })
  element.addEventListener('pointerup', (event) => {
    if (held !== undefined && !isDragged) surface.pick(...at(event))
    held = undefined
  })
  element.addEventListener('pointercancel', () => {
    held = undefined
  })
  element.addEventListener('pointerleave', () => surface.leave())
}
