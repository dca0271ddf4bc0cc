/** The life of a segment: all that became of a piece of data, or of one answer. */
import type { Choice } from './choice.js'
import { button, html } from './elements.js'
import { begins, has, type Pair, type Segment } from './run.js'
import { capital, describe, fatesOf, labelOf, nameOf, plural, time } from './words.js'

const HINT =
  'Click an arrow, a mark or a row, or press n for the next retransmission: what became of it stands here, and it is lit up in all pictures.'

export class LifePanel {
  readonly element: HTMLElement
  readonly #choice: Choice
  readonly #body = html('div', { class: 'life-body' })

  constructor(choice: Choice) {
    this.#choice = choice
    const close = button('×', 'Close (Esc)', () => choice.pick(undefined), { class: 'close' })
    this.element = html(
      'aside',
      { class: 'life', tabindex: -1, 'aria-label': 'The life of a segment' },
      close,
      this.#body
    )
    this.draw()
  }

  draw(): void {
    const { segment, pair } = this.#choice
    const isIdle = segment === undefined || pair === undefined
    this.element.classList.toggle('idle', isIdle)
    if (isIdle)
      return this.#body.replaceChildren(html('h3', {}, 'Life of a segment'), html('p', {}, HINT))
    const isData = segment.kind === 'data' && segment.piece > 0
    this.#body.replaceChildren(
      ...(isData ? this.#ofData(segment, pair) : this.#ofOther(segment, pair))
    )
    this.element.scrollTop = 0
  }

  #ofData(segment: Segment, { nodes }: Pair): Node[] {
    const { run } = this.#choice
    const { connection, piece } = segment
    const lives = run.connection(connection)?.lives
    const of = (column: readonly number[] | undefined): number => column?.[piece - 1] ?? -1
    const siblings = run.siblingsOf(segment)
    const tries = siblings.filter((one) => !has(one, 'copy')).length
    const lost = siblings.filter((one) => has(one, 'lost')).length
    const [from, to] = segment.node === 0 ? nodes : [nodes[1], nodes[0]]
    const times = tries === 1 ? 'sent once' : `sent ${tries} times`
    const steps: [number, Node][] = siblings.map((one) => [begins(one), this.#trip(one, segment)])
    const submitted = of(lives?.submitted)
    const delivered = of(lives?.delivered)
    const acked = of(lives?.acked)
    if (submitted >= 0) steps.unshift([submitted, step(submitted, 'given to the sender (rdtSend)')])
    if (delivered >= 0) {
      steps.push([delivered, step(delivered, `delivered to the application of ${to}`, 'good')])
    }
    if (acked >= 0) steps.push([acked, this.#ack(acked, of(lives?.ackedBy), from)])
    steps.sort(([a], [b]) => a - b)
    const open = [
      ...(delivered < 0 ? ['the trace shows no delivery'] : []),
      ...(acked < 0 ? ['the trace shows no ACK that came'] : [])
    ]
    const summary = [times, ...(lost > 0 ? [`${lost} lost`] : []), ...open].join(', ')
    return [
      html('h3', {}, `Life of ${nameOf(segment)}`),
      html('p', { class: 'summary' }, `${from} → ${to}, piece ${piece}: ${summary}`),
      html('ol', { class: 'steps' }, ...steps.map(([, node]) => node))
    ]
  }

  #trip(one: Segment, chosen: Segment): Node {
    const press = button(labelOf(one), `Go to ${labelOf(one)}`, () => this.#choice.pick(one))
    const item = html(
      'li',
      { class: one === chosen ? 'current' : undefined },
      html('span', { class: 'at' }, time(begins(one))),
      html('span', {}, press, ` ${fatesOf(one).join('; ')}${one.why === '' ? '' : ` (${one.why})`}`)
    )
    const { retransmission } = one
    if (retransmission !== undefined) item.append(html('q', {}, capital(retransmission.text)))
    return item
  }

  #ack(t: number, place: number, node: string): Node {
    const ack = this.#choice.pair?.segments[place]
    if (ack === undefined) return step(t, `acknowledged: ${node} knows`, 'good')
    const press = button(labelOf(ack), `Go to ${labelOf(ack)}`, () => this.#choice.pick(ack))
    const item = step(t, 'acknowledged: ', 'good')
    item.lastElementChild?.append(press, ` told ${node} that it had arrived`)
    return item
  }

  /** An answer, or a segment of the connection itself. */
  #ofOther(segment: Segment, pair: Pair): Node[] {
    const [head = '', ...lines] = describe(segment, pair)
    const parts: Node[] = [
      html('h3', {}, capital(head)),
      ...lines.map((line) => html('p', {}, line))
    ]
    const { run } = this.#choice
    const { acked = [], ackedBy = [] } = run.connection(segment.connection)?.lives ?? {}
    const pieces = acked.flatMap((_, index) =>
      ackedBy[index] === segment.place ? [index + 1] : []
    )
    if (pieces.length > 0) {
      const first = pair.segments.find(
        (one) =>
          one.kind === 'data' && one.connection === segment.connection && one.piece === pieces[0]
      )
      const text = `It told the sender of ${plural(pieces.length, 'piece')} that no ACK before had: ${rangeOf(pieces)}. `
      parts.push(html('p', {}, text))
      if (first !== undefined) {
        parts.push(button(nameOf(first), `Go to ${nameOf(first)}`, () => this.#choice.pick(first)))
      }
    } else if (segment.kind === 'ack' && has(segment, 'arrived')) {
      parts.push(html('p', {}, 'It told the sender of nothing new.'))
    }
    return parts
  }
}

function step(t: number, words: string, tone = ''): HTMLElement {
  const at = html('span', { class: 'at' }, time(t))
  return html('li', { class: tone }, at, html('span', {}, words))
}

const rangeOf = (pieces: readonly number[]): string =>
  pieces.length === 1 ? `${pieces[0]}` : `${pieces[0]} to ${pieces.at(-1)}`
