/**
 * One's own end of the connection beneath the chat (`--show-rdt`): the window of what one sends,
 * with its timer; the window of what one receives; retransmissions in time; and in words what just
 * happened. Where there is little room the words stay longest.
 */
import type { Micros } from '../../kernel/time.js'
import { reverse } from '../../trace/trigger.js'
import { drawReceiver } from './client-receiver.js'
import { drawEventLine } from './event-line.js'
import { drawRule } from './frame.js'
import { cutTo } from './glyphs.js'
import type { RunModel } from './run.js'
import type { WindowFacts } from './run-window.js'
import { drawSparkline } from './sparkline.js'
import type { Surface } from './surface.js'
import { drawWindow } from './window-strip.js'

/** Two windows side by side need that much. */
const WIDE = 72
/** What just happened has room for its words in a line of that length. */
const WORDY = 110

export interface StripOptions {
  readonly now: Micros
  /** One's node in the trace. */
  readonly node: string
}

export function drawStrip(paper: Surface, run: RunModel, { now, node }: StripOptions): void {
  const { width, height } = paper
  drawRule(paper, 0, { title: 'your window' })
  const [up, down] = linksOf(run, node)
  const words = height >= 7 && width < WORDY ? 2 : 1
  const last = height - words
  const sentence = run.sentence(now)
  const shown = words === 1 ? cutTo(sentence, width) : sentence
  drawEventLine(paper.part(0, Math.max(1, last), width, words), shown)
  if (last >= 2) drawSparkline(paper.part(0, last - 1, width, 1), run, { link: up, now })
  const rows = last - 2
  if (rows < 1) return
  const half = width >= WIDE && down !== undefined ? Math.floor(width / 2) : 0
  const left = paper.part(0, 1, half > 0 ? half - 1 : width, rows)
  if (up === undefined) left.put(0, 0, 'no window yet: nothing was sent', 'faint')
  else drawWindow(left, run, { link: up, now })
  if (half === 0 || down === undefined) return
  for (let y = 1; y <= rows; y++) paper.put(half, y, '│', 'border')
  drawReceiver(paper.part(half + 2, 1, width - half - 2, rows), down)
}

/** The way out of `node` that carried data last, and what is known of the way back. */
function linksOf(
  run: RunModel,
  node: string
): readonly [string | undefined, WindowFacts | undefined] {
  const up = run.connections.findLast(({ from }) => from === node)?.link
  return [up, up === undefined ? undefined : run.window(reverse(up))]
}
