/** The keys, in a box that closes with Esc. */
import { button, html } from './elements.js'

const KEYS: readonly (readonly [string, string])[] = [
  ['Tab', 'from picture to picture, and to the table'],
  ['← →', 'move along the charts (↑ ↓ along the ladder, when it has the focus)'],
  ['+ −', 'nearer and further'],
  ['0', 'all of it'],
  ['n  p', 'next and previous retransmission'],
  ['.  ,', 'next and previous transmission of any sort'],
  ['Enter', 'to the life of the chosen segment'],
  ['Esc', 'nothing chosen; closes this box'],
  ['?', 'this box']
]

const MOUSE =
  'With the mouse: point to see what something is, click to choose it, drag to move. The wheel zooms a chart that has the focus, and any with Ctrl; on the ladder it moves through time. A double click shows all.'

export function helpBox(): HTMLDialogElement {
  const rows = KEYS.map(([keys, words]) =>
    html('tr', {}, html('th', { scope: 'row' }, html('kbd', {}, keys)), html('td', {}, words))
  )
  const box = html('dialog', { class: 'help', 'aria-label': 'Keys' })
  box.append(
    html(
      'div',
      { class: 'bar' },
      html('h2', {}, 'Keys'),
      button('×', 'Close (Esc)', () => box.close())
    ),
    html('table', {}, html('tbody', {}, ...rows)),
    html('p', {}, MOUSE)
  )
  return box
}
