/** Each pane at several sizes, of runs in virtual time: as files to be read (golden/*.txt). */
import test from 'ava'
import { drawBeliefs } from '../../../src/dashboard/model/beliefs-pane.js'
import { drawConnections } from '../../../src/dashboard/model/connections-pane.js'
import { drawEventLine } from '../../../src/dashboard/model/event-line.js'
import { drawLadder, stepInLadder } from '../../../src/dashboard/model/ladder-pane.js'
import type { RunModel } from '../../../src/dashboard/model/run.js'
import { drawSegment } from '../../../src/dashboard/model/segment-view.js'
import { drawSparkline } from '../../../src/dashboard/model/sparkline.js'
import { Surface } from '../../../src/dashboard/model/surface.js'
import { drawWindow } from '../../../src/dashboard/model/window-strip.js'
import { ms, seconds } from '../../../src/kernel/time.js'
import type { Protocol } from '../../../src/rdt/protocol.js'
import { rdt20 } from '../../../src/rdt/rdt2.0.js'
import { rdt30 } from '../../../src/rdt/rdt3.0.js'
import { sr } from '../../../src/rdt/sr.js'
import { tcp } from '../../../src/rdt/tcp.js'
import { type Drawing, golden } from './golden-frame.js'
import { classRun, LINK, modelOf, ofChannel, scriptedRun } from './scripted-run.js'

type Draw = (paper: Surface, run: RunModel) => void

const frames = (
  runs: readonly (readonly [string, RunModel])[],
  sizes: readonly (readonly [number, number])[],
  draw: Draw
): Drawing[] =>
  runs.flatMap(([title, run]) =>
    sizes.map(([width, height]): Drawing => {
      const paper = Surface.empty(width, height)
      draw(paper, run)
      return [title, paper]
    })
  )

/** The third is lost, the fifth corrupted, the sixth copied; an ACK is lost, one is late. */
const FATES = 'data: ..x.c2  ack: ...x.(+70ms)'
const gbnRun = (until?: number) => scriptedRun(FATES, { messages: 12, windowSize: 6 }, until).run
const runOf = (protocol: Protocol, fates: string, until: number) => {
  const windowSize = protocol.seqBits === undefined ? 6 : 1
  return scriptedRun(fates, { protocol, messages: 12, windowSize }, until).run
}

test('the ladder', (t) => {
  const whole = gbnRun()
  const late = ['late in the run', whole] as const
  const runs = [['while segments are under way', gbnRun(ms(255))] as const, late]
  golden(t, 'ladder', [
    ...frames(
      runs,
      [
        [120, 30],
        [80, 18],
        [50, 16],
        [30, 12],
        [18, 6]
      ],
      (paper, run) => drawLadder(paper, run, { link: LINK })
    ),
    ...frames([['back at the start, a segment chosen', whole]], [[100, 16]], (paper, run) => {
      const chosen = stepInLadder(run, LINK, stepInLadder(run, LINK, undefined, 0), -100)
      drawLadder(paper, run, { link: LINK, scroll: 1000, chosen: (chosen ?? 0) + 2 })
    })
  ])
})

test('the ladder of every sort of protocol', (t) => {
  const runs = [
    ['sr', runOf(sr, FATES, ms(300))],
    ['tcp', runOf(tcp, FATES, ms(300))],
    ['rdt2.0, data corrupted', runOf(rdt20, 'data: .c', ms(420))],
    ['rdt3.0, an ACK lost', runOf(rdt30, 'data: .x  ack: x', ms(620))],
    ['a channel that is alone', modelOf({ config: {} }, ofChannel(scriptedRun(FATES).events)).run]
  ] as const
  golden(
    t,
    'ladder-protocols',
    frames(runs, [[90, 22]], (paper, run) => drawLadder(paper, run, { link: LINK }))
  )
})

test('the window', (t) => {
  const runs = [
    ['gbn', gbnRun(ms(120))],
    ['gbn, later', gbnRun(ms(455))],
    ['sr', runOf(sr, 'data: ..x.x', ms(120))],
    ['tcp', runOf(tcp, 'data: ..x.x', ms(120))],
    ['rdt2.0', runOf(rdt20, 'data: c', ms(60))],
    ['rdt3.0', runOf(rdt30, 'data: .x', ms(200))],
    ['derived by watching', modelOf({ config: {} }, ofChannel(gbnEvents(ms(120)))).run]
  ] as const
  golden(
    t,
    'window',
    frames(
      runs.map(([title, run]) => [title, run] as const),
      [
        [90, 12],
        [44, 7],
        [30, 5]
      ],
      (paper, run) => drawWindow(paper, run, { link: LINK, now: run.now + ms(5) })
    )
  )
})

const gbnEvents = (until: number) =>
  scriptedRun(FATES, { messages: 12, windowSize: 6 }, until).events

test('a window that is wider than the pane is shown around its base', (t) => {
  const wide = scriptedRun('data: ..x', { messages: 200, windowSize: 100 }, ms(120)).run
  golden(
    t,
    'window-wide',
    frames(
      [['gbn, window 100', wide]],
      [
        [100, 8],
        [50, 6]
      ],
      (paper, run) => drawWindow(paper, run, { link: LINK, now: run.now })
    )
  )
})

test('the table of connections', (t) => {
  const { run } = classRun(12)
  golden(t, 'connections', [
    ...frames(
      [['a class', run]],
      [
        [140, 10],
        [120, 10],
        [80, 10],
        [60, 8],
        [40, 8],
        [24, 6],
        [14, 4]
      ],
      (paper, each) => drawConnections(paper, each, { chosen: 'pupil-3>server' })
    ),
    ...frames([['by name, further down', run]], [[100, 8]], (paper, each) =>
      drawConnections(paper, each, { sorting: 'name', scroll: 5 })
    ),
    ...frames(
      [['derived by watching', modelOf({ config: {} }, ofChannel(gbnEvents(ms(300)))).run]],
      [[100, 5]],
      (paper, each) => drawConnections(paper, each)
    )
  ])
})

test('belief beside truth', (t) => {
  const { run } = scriptedRun('data: ..x.c2  ack: x.....x..x', { messages: 14 })
  const lost = runOf(rdt30, 'data: .x  ack: x', seconds(2))
  const runs = [
    ['gbn', run],
    ['rdt3.0', lost],
    ['sr, too short a timeout', runOf(sr, 'data: (+120ms)', seconds(1))],
    ['nothing to tell', runOf(sr, '', 0)]
  ] as const
  golden(
    t,
    'beliefs',
    frames(
      runs,
      [
        [120, 12],
        [64, 12],
        [30, 8]
      ],
      (paper, each) => drawBeliefs(paper, each, { link: LINK })
    )
  )
})

test('what just happened, in a sentence', (t) => {
  golden(
    t,
    'event-line',
    [0, 120, 255, 560].flatMap((at) =>
      frames(
        [[`at ${at} ms`, gbnRun(ms(at))]],
        [
          [110, 1],
          [50, 3]
        ],
        (paper, run) => drawEventLine(paper, run.sentence(ms(at)))
      )
    )
  )
})

test('a segment under the glass', (t) => {
  const { run, events } = scriptedRun(FATES, { messages: 12 })
  const idOf = (seq: number, attempt: number) =>
    events.find((e) => e.event === 'send' && e.seq === seq && e.attempt === attempt)?.id ?? 0
  const ack = events.find(({ event, kind }) => event === 'send' && kind === 'ack')?.id ?? 0
  const sizes = [
    [130, 26],
    [72, 34],
    [40, 12]
  ] as const
  golden(
    t,
    'segment',
    [idOf(3, 2), idOf(5, 1), ack].flatMap((id) =>
      frames([[`#${id}`, run]], sizes, (paper, each) =>
        drawSegment(paper, each, { link: LINK, id })
      )
    )
  )
})

test('retransmissions in time', (t) => {
  const { run } = classRun(12)
  golden(
    t,
    'sparkline',
    frames(
      [['a class', run]],
      [
        [80, 6],
        [60, 3],
        [40, 2],
        [40, 1],
        [20, 3]
      ],
      (paper, each) => drawSparkline(paper, each, { now: each.now, span: seconds(8) })
    )
  )
})
