/** The words of an SVG picture: elements with attributes, and text that stays text. */

/** Numbers are written with at most one digit behind the point. */
export type Attributes = Readonly<Record<string, string | number>>

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;'
}

/** What XML 1.0 does not allow at all. */
const FORBIDDEN =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
/** What turns the direction of writing, or cannot be seen. */
const UNSEEN = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g

export const escapeText = (text: string): string =>
  text
    .replace(FORBIDDEN, '\ufffd')
    .replace(UNSEEN, '')
    .replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? '')

export function element(name: string, attributes: Attributes, content?: string): string {
  let text = `<${name}`
  for (const [key, value] of Object.entries(attributes)) {
    text += ` ${key}="${typeof value === 'number' ? rounded(value) : escapeText(value)}"`
  }
  return content === undefined ? `${text}/>` : `${text}>${content}</${name}>`
}

/** `content` as it is, in letters of the picture. */
export const textElement = (attributes: Attributes, content: string): string =>
  element('text', attributes, escapeText(content))

const rounded = (value: number): string => String(Math.round(value * 10) / 10)
