/**
 * How many retransmissions there were in each slice of time, up to now:
 *
 *      retransmissions        12 in 30 s, at most 5 in 500 ms
 *                    ▃                   █
 *           ▁        █▂          ▅       █▃
 *      -30 s              -15 s            now
 */
import type { Micros } from '../../kernel/time.js'
import { seconds } from '../../kernel/time.js'
import { counted, timeWords } from './facts-words.js'
import type { RunModel } from './run.js'
import { SLICE } from './run-slices.js'
import type { Surface } from './surface.js'

export interface SparklineOptions {
  /** `alice>server`; left out: all together. */
  readonly link?: string | undefined
  readonly now: Micros
  /** How far back it goes, 30 s if left out; a minute at most. */
  readonly span?: Micros
}

const SPAN = seconds(30)
const BARS = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
const STEPS = BARS.length - 1

/** Fills `paper`: a line of words, the bars as high as there is room, and the axis. */
export function drawSparkline(
  paper: Surface,
  run: RunModel,
  { link, now, span = SPAN }: SparklineOptions
): void {
  const { width, height } = paper
  if (height < 2) return drawLine(paper, run, { link, now, span })
  const { counts, total, most, bar } = barsFor(width, run, { link, now, span })
  drawHead(paper.part(0, 0, width, 1), total, most, width * bar, bar)
  const rows = height >= 3 ? height - 2 : height - 1
  counts.forEach((count, x) => {
    drawBar(paper.part(x, 1, 1, rows), count, most)
  })
  if (height >= 3) drawAxis(paper.part(0, height - 1, width, 1), width * bar)
}

/** All in one row: the word, the number, the bars. */
function drawLine(paper: Surface, run: RunModel, options: SparklineOptions): void {
  const words = paper.width < 30 ? 'retrans. ' : 'retransmissions '
  const { total } = barsFor(paper.width - words.length, run, options)
  const at = paper.put(0, 0, `${words}${total} `, total > 0 ? 'retransmission' : 'faint')
  const rest = paper.part(at, 0, paper.width - at, 1)
  const { counts, most } = barsFor(rest.width, run, options)
  counts.forEach((count, x) => {
    drawBar(rest.part(x, 0, 1, 1), count, most)
  })
}

/** The slices that `width` bars stand for. */
function barsFor(
  width: number,
  run: RunModel,
  { link, now, span = SPAN }: SparklineOptions
): {
  readonly counts: readonly number[]
  readonly total: number
  readonly most: number
  readonly bar: Micros
} {
  const columns = Math.max(0, width)
  // Whole slices, so that a bar does not change while it moves to the left.
  const bar = Math.max(1, Math.ceil(span / Math.max(1, columns) / SLICE)) * SLICE
  const end = (Math.floor(now / bar) + 1) * bar
  const rates = run.rates(link)
  const counts = Array.from({ length: columns }, (_, index) => {
    const from = end - (columns - index) * bar
    return from + bar <= 0 ? 0 : rates.sum(from, from + bar)
  })
  const total = counts.reduce((sum, count) => sum + count, 0)
  return { counts, total, most: Math.max(0, ...counts), bar }
}

/** With as many words as there is room for. */
function drawHead(paper: Surface, total: number, most: number, span: Micros, bar: Micros): void {
  const forms = [
    `${counted(total, 'retransmission')} in ${timeWords(span)}, at most ${most} in ${timeWords(bar)}`,
    `${counted(total, 'retransmission')}, at most ${most}`,
    `retransmissions ${total}`,
    `retrans. ${total}`
  ]
  const text = forms.find((form) => form.length <= paper.width) ?? forms.at(-1) ?? ''
  paper.put(0, 0, text, total > 0 ? 'retransmission' : 'faint')
}

/** In eighths of a row; what is more than nothing is seen. */
function drawBar(paper: Surface, count: number, most: number): void {
  if (count === 0) return
  const eighths = Math.max(1, Math.round((count * paper.height * STEPS) / most))
  for (let row = 0; row < paper.height; row++) {
    const level = Math.min(STEPS, eighths - row * STEPS)
    if (level > 0) paper.put(0, paper.height - 1 - row, BARS[level] ?? '', 'retransmission')
  }
}

function drawAxis(paper: Surface, span: Micros): void {
  const first = `-${timeWords(span)}`
  const middle = `-${timeWords(span / 2)}`
  paper.put(0, 0, first, 'faint')
  const x = Math.floor((paper.width - middle.length) / 2)
  if (x > first.length) paper.put(x, 0, middle, 'faint')
  if (paper.width > first.length + 4) paper.put(paper.width - 3, 0, 'now', 'faint')
}
