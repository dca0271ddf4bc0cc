/** The window of `tcp` under a congestion control that somebody else wrote. */
import test from 'ava'
import type { CongestionAlgorithm, CongestionControl } from '../../src/rdt/congestion-control.js'
import { tcp } from '../../src/rdt/tcp.js'
import { ControlledWindow } from '../../src/rdt/tcp-controlled.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { quietRun } from '../sim/quiet-run.js'

/** Notes what it is told, and shows what it is set to. */
class Notes implements CongestionControl {
  cwnd = 4000
  ssthresh = 64_000
  readonly told: string[] = []

  newAck(acked: number) {
    this.told.push(`newAck ${acked}`)
  }

  dupAck(flightSize: number) {
    this.told.push(`dupAck ${flightSize}`)
  }

  timeout(flightSize: number) {
    this.told.push(`timeout ${flightSize}`)
  }
}

function noted() {
  const notes = new Notes()
  const algorithm: CongestionAlgorithm = { name: 'notes', create: () => notes }
  return { notes, window: new ControlledWindow(algorithm, 1000) }
}

test('segments become bytes, and bytes segments', (t) => {
  const { notes, window } = noted()
  window.acknowledged(2, 0, 0, false)
  window.restart(7)
  t.deepEqual(notes.told, ['newAck 2000', 'timeout 7000'])
  notes.cwnd = 2500
  t.is(window.cwnd, 2.5)
  t.is(window.ssthresh, 64)
})

test('the third duplicate ACK comes when a segment is lost, be it sooner or later', (t) => {
  const late = noted()
  for (let i = 0; i < 5; i++) late.window.duplicate(9)
  t.deepEqual(late.notes.told, ['dupAck 9000', 'dupAck 9000'])
  late.window.lost(9, 0, 'duplicate ACKs')
  t.is(late.notes.told.length, 3)
  late.window.duplicate(8)
  t.deepEqual(late.notes.told.slice(3), ['dupAck 8000'])

  const soon = noted()
  soon.window.lost(5, 0, 'duplicate ACKs')
  t.deepEqual(soon.notes.told, ['dupAck 5000', 'dupAck 5000', 'dupAck 5000'])
})

test('a new ACK begins the count anew, and a duplicate that brings news is none', (t) => {
  const { notes, window } = noted()
  window.duplicate(4)
  window.acknowledged(1, 0, 0, true)
  window.duplicate(4)
  window.acknowledged(1, 0, 0, false)
  window.duplicate(4)
  window.duplicate(4)
  t.deepEqual(notes.told, [
    ...['dupAck 4000', 'dupAck 4000', 'newAck 1000', 'dupAck 4000', 'dupAck 4000']
  ])
})

test('in a recovery ssthresh counts, whatever cwnd is blown up to; afterwards cwnd', (t) => {
  const { notes, window } = noted()
  window.lost(8, 0, 'duplicate ACKs')
  notes.cwnd = 11_000
  notes.ssthresh = 4000
  t.is(window.cwnd, 4)
  notes.ssthresh = 100
  t.is(window.cwnd, 1)
  window.recovered()
  t.is(notes.told.at(-1), 'newAck 1000')
  t.is(window.cwnd, 11)
})

test('a timeout is told as one, and not as three duplicate ACKs before', (t) => {
  const { notes, window } = noted()
  window.lost(8, 0, 'timeout')
  window.restart(8)
  t.deepEqual(notes.told, ['timeout 8000'])
})

test('a window in which nothing could be sent, and no number at all, are told in a sentence', (t) => {
  const { notes, window } = noted()
  for (const cwnd of [1, 0, -5, Number.NaN]) {
    notes.cwnd = cwnd
    t.throws(() => window.cwnd, {
      message: /^cwnd is .+: it counts bytes, and one segment has 1000$/
    })
  }
  notes.ssthresh = Number.NaN
  t.throws(() => window.ssthresh, { message: /^ssthresh is NaN: it must be a number of bytes$/ })
})

test('tcp runs under one, which hears of each loss once', (t) => {
  const notes = new Notes()
  const congestion: CongestionAlgorithm = { name: 'notes', create: () => notes }
  const up = [
    { mark: '.', by: 0, count: 5 },
    { mark: 'x', by: 0, count: 1 }
  ] as const
  const config = { ...quietRun(tcp, { fates: { up } }), congestion, messages: 30, windowSize: 32 }
  const outcome = runSimulation({ ...config, mss: 1000 }, { checks: true })
  t.is(outcome.verdict, 'pass')
  t.is(outcome.segments.retransmitted, 1)
  t.is(notes.told.filter((one) => one.startsWith('timeout')).length, 0)
  const rows = notes.told.join().split(/newAck \d+/)
  const losses = rows.filter((row) => row.split('dupAck').length > 3)
  t.is(losses.length, 1)
})
