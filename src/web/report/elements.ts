/** Elements of the page. Whatever a trace says gets into it here, and only as text. */

export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>
type Child = Node | string

const SVG = 'http://www.w3.org/2000/svg'

/** A property that is false or undefined is left out; one that is true stands alone. */
export function html<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name)
  dress(element, attributes)
  element.append(...children)
  return element
}

/** Numbers are written with at most one digit behind the point. */
export function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, name)
  dress(element, attributes)
  element.append(...children)
  return element
}

function dress(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    element.setAttribute(name, typeof value === 'number' ? rounded(value) : String(value))
  }
}

export const rounded = (value: number): string => String(Math.round(value * 10) / 10)

/** A button that says what it does, also to those who do not see its sign. */
export function button(
  sign: string,
  label: string,
  press: () => void,
  attributes: Attributes = {}
): HTMLButtonElement {
  const made = html(
    'button',
    { type: 'button', title: label, 'aria-label': label, ...attributes },
    sign
  )
  made.addEventListener('click', press)
  return made
}

/** A part of a picture, in the same coordinates, that shows nothing outside of its frame. */
export function pane(x: number, y: number, width: number, height: number): SVGSVGElement {
  const [w, h] = [Math.max(1, width), Math.max(1, height)]
  const viewBox = [x, y, w, h].map(rounded).join(' ')
  return svg('svg', { x, y, width: w, height: h, viewBox, preserveAspectRatio: 'none' })
}
