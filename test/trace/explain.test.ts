/** What `explain` says, word for word, on runs as on a blackboard. */
import test from 'ava'
import { ms } from '../../src/kernel/time.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import { rdt21 } from '../../src/rdt/rdt2.1.js'
import { rdt22 } from '../../src/rdt/rdt2.2.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { sr } from '../../src/rdt/sr.js'
import { tcp } from '../../src/rdt/tcp.js'
import type { SimConfig } from '../../src/sim/config.js'
import { explain, explanationRecords } from '../../src/trace/explain.js'
import { bookRun } from './book-run.js'

function explained(fates: string, more: Partial<SimConfig> = {}) {
  const { protocol } = more
  const config = { protocol: protocol?.name ?? 'gbn', seq_bits: protocol?.seqBits ?? 32 }
  return explain({ config }, bookRun(fates, more).events)
}

/** Each sentence, with a mark where it is spurious. */
const told = (fates: string, more: Partial<SimConfig> = {}): string[] =>
  explained(fates, more).retransmissions.map(
    ({ text, isSpurious }) => `${isSpurious ? '(spurious) ' : ''}${text}`
  )

test('Go-Back-N: the base was lost, and the window goes with it', (t) => {
  t.deepEqual(told('data: .x', { messages: 3 }), [
    'at 250 ms the timer ran out: the sender believed that data 2 was lost. ' +
      'It was: the channel dropped it at 0 ms (fate x).',
    '(spurious) at 250 ms data 3 went out again with data 2, whose timer had run out. ' +
      'Data 3 had arrived at 50 ms; the receiver threw it away, since it expected 2.'
  ])
})

test('its retransmission is lost, and what came in between was thrown away twice', (t) => {
  const [, , third, fourth] = told('data: x.x', { messages: 2 })
  t.is(
    third,
    'at 300 ms the timer ran out: the sender believed that data 1 was lost. ' +
      'It was: the channel dropped it at 150 ms (fate x).'
  )
  t.is(
    fourth,
    '(spurious) at 300 ms data 2 went out again with data 1, whose timer had run out. ' +
      'Data 2 had arrived at 200 ms; the receiver threw it away, since it expected 1.'
  )
})

test('one may be spurious though the last one was lost: an earlier one had come', (t) => {
  const { retransmissions } = explained('data: x..x', { messages: 2 })
  t.like(retransmissions.at(-1), { seq: 2, truth: 'lost', isSpurious: true })
  t.true(
    retransmissions
      .at(-1)
      ?.text.endsWith(
        'the channel dropped it at 150 ms (fate x). ' +
          'An earlier one had arrived at 50 ms, and was thrown away, since it expected 1.'
      )
  )
})

test('the ACK was lost, came corrupted, or was still on its way', (t) => {
  t.deepEqual(told('ack: x', { messages: 1 }), [
    '(spurious) at 150 ms the timer ran out: the sender believed that data 1 was lost. ' +
      'It was not: data 1 had arrived at 50 ms, but its ACK 1 was lost: ' +
      'the channel dropped it at 50 ms (fate x).'
  ])
  const [corrupted = ''] = told('ack: c', { messages: 1, protocol: sr })
  t.regex(corrupted, /^\(spurious\) .*but its ACK 1 came corrupted at 100 ms \(fate c.*\)\.$/)
  t.deepEqual(told('ack: (+80ms)', { messages: 1 }), [
    '(spurious) at 150 ms the timer ran out: the sender believed that data 1 was lost. ' +
      'It was not: data 1 had arrived at 50 ms, and its ACK 1 was still on its way ' +
      '(it came at 180 ms): the timeout of 150 ms is shorter than the round trip of 180 ms.'
  ])
})

test('what waits for a gap to be filled has been taken, though nothing was delivered yet', (t) => {
  const { events } = bookRun('data: x.x  ack: x', { messages: 2, protocol: sr })
  const cut = events.filter(({ t: at }) => at < ms(200))
  const { retransmissions } = explain({ config: { protocol: 'sr' } }, cut)
  t.deepEqual(
    retransmissions.map(({ seq, truth }) => [seq, truth]),
    [
      [1, 'lost'],
      [2, 'ack lost']
    ]
  )
})

test('the data was still on its way', (t) => {
  t.deepEqual(told('data: (+120ms)', { messages: 1 }), [
    '(spurious) at 150 ms the timer ran out: the sender believed that data 1 was lost. ' +
      'It was not: it was still on its way, and arrived at 170 ms: ' +
      'the timeout of 150 ms is shorter than its way, which took 170 ms.'
  ])
  const [short] = told('', { messages: 1, rto: { fixed: ms(30) } })
  t.true(
    short?.includes('was still on its way, and arrived at 50 ms: the timeout of 30 ms is shorter')
  )
})

test('the data came corrupted; a NAK says so, or the ACK of the number before', (t) => {
  const [timer = ''] = told('data: c', { messages: 1, protocol: rdt30 })
  t.regex(
    timer,
    /believed that data 0 was lost\. It was not: it arrived at 50 ms, corrupted \(fate c/
  )
  const [nak = ''] = told('data: c', { messages: 1, protocol: rdt21 })
  t.regex(nak, /^at 100 ms a NAK came: .* It arrived at 50 ms, corrupted \(fate c.*\)\.$/)
  const [wrong = ''] = told('data: c', { messages: 1, protocol: rdt22 })
  t.regex(
    wrong,
    /^at 100 ms ACK 1 came, which does not go for data 0: the sender took it for a NAK\. It/
  )
})

test('a garbled answer leaves the sender in doubt', (t) => {
  const [garbled = ''] = told('ack: c', { messages: 1, protocol: rdt21 })
  t.regex(
    garbled,
    /^\(spurious\) at 100 ms a garbled answer came: the sender could not tell .*\. Data 0 had arrived/
  )
})

test('tcp learns of a loss before any timer', (t) => {
  const { retransmissions } = explained('data: ....x', {
    messages: 30,
    protocol: tcp,
    windowSize: 16,
    rto: { fixed: ms(1000) }
  })
  t.is(retransmissions.length, 1)
  t.like(retransmissions[0], { seq: 5, truth: 'lost', isSpurious: false })
  t.true(['duplicate acks', 'overtaken'].includes(retransmissions[0]?.belief ?? ''))
})

test('the records have what a program wants, and the summary what it cost', (t) => {
  const explanation = explained('data: .x', { messages: 3 })
  const [first, , summary] = explanationRecords(explanation)
  t.deepEqual(first, {
    type: 'retransmission',
    t_ms: 250,
    link: 'sender>receiver',
    seq: 2,
    attempt: 2,
    id: 6,
    belief: 'timeout',
    truth: 'lost',
    spurious: false,
    text: explanation.retransmissions[0]?.text
  })
  t.like(summary, {
    type: 'summary',
    sent: 5,
    retransmitted: 2,
    needed: 1,
    spurious: 1,
    truths: { lost: 1, 'arrived, discarded': 1 }
  })
  const { costs } = summary as { costs: { truth: string; waited_ms: number }[] }
  // From the last ACK, at 100 ms, to the timeout at 250 ms.
  t.is(costs.find(({ truth }) => truth === 'lost')?.waited_ms, 150)
})

test('the three things that cost most come first, the dearest at their head', (t) => {
  const { costs } = explained('data: x...c...(+200ms)  ack: ..x..c', { messages: 12, protocol: sr })
  t.true(costs.length > 0 && costs.length <= 3)
  for (const { text } of costs) t.regex(text, /: \d+ retransmissions? \(\d[\d.]*% of the data/)
})

test('where the trace has no receiver, nothing is claimed of it', (t) => {
  const { events } = bookRun('data: .x', { messages: 3 })
  const channel = events.filter(({ event }) => ['send', 'drop', 'receive'].includes(event))
  const { retransmissions } = explain({ config: { command: 'channel' } }, channel)
  t.deepEqual(
    retransmissions.map(({ belief, truth }) => [belief, truth]),
    [
      ['unknown', 'lost'],
      ['unknown', 'arrived']
    ]
  )
  const own = events.filter(({ at }) => at === 'sender')
  const alone = explain({ config: { protocol: 'gbn' } }, own).retransmissions
  t.deepEqual(
    alone.map(({ belief, truth }) => [belief, truth]),
    [
      ['timeout', 'unknown'],
      ['window', 'unknown']
    ]
  )
})

test('a trace cut off anywhere is explained as far as it goes', (t) => {
  const { events } = bookRun('data: .x.c(+90ms)2  ack: x.c', { messages: 9 })
  for (let cut = 0; cut <= events.length; cut++) {
    for (const part of [events.slice(0, cut), events.slice(cut)]) {
      const { retransmissions } = explain({ config: { protocol: 'gbn' } }, part)
      const again = part.filter(({ event, attempt = 1 }) => event === 'send' && attempt > 1)
      t.is(retransmissions.length, again.length)
      for (const { text } of retransmissions) t.notRegex(text, /undefined|NaN/)
    }
  }
})

const BY_NAME: readonly (readonly [string, Protocol])[] = [
  ['gbn', sr],
  ['no-such-protocol', sr]
]

test('a header that names another protocol, or none that is known, breaks nothing', (t) => {
  for (const [name, protocol] of BY_NAME) {
    const { events } = bookRun('data: .x  ack: x', { messages: 4, protocol })
    const { retransmissions } = explain({ config: { protocol: name } }, events)
    t.is(retransmissions.length, 2)
    t.deepEqual(
      retransmissions.map(({ isSpurious }) => isSpurious),
      [true, false]
    )
  }
})
