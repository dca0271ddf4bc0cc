/** What ACKs of every sort mean to TCP. */
import test from 'ava'
import type { TraceEvent, TraceHeader } from '../../src/trace/event.js'
import { tcpSteps } from '../../src/trace/tcp-streams.js'

const headerOf = (protocol: string, seqBits = 32): TraceHeader => ({
  trace: 'rdt-chat',
  version: 1,
  clock: 'virtual',
  seed: '1',
  config: { protocol, seq_bits: seqBits },
  nodes: ['a', 'channel', 'b']
})

/** `3` sends data 3 for the first time, `3+` again; `<2` ACK 2 comes, `<-` a NAK, `<?` a damaged one. */
function eventOf(word: string, t: number): TraceEvent {
  const number = Number.parseInt(word.replace('<', ''), 10)
  if (!word.startsWith('<')) {
    const attempt = word.endsWith('+') ? 2 : 1
    const keys = { kind: 'data', seq: number, len: 10, attempt }
    return { t, at: 'a', event: 'send', link: 'a>b', ...keys }
  }
  const arrival = { t, at: 'a', event: 'receive', link: 'b>a' } as const
  if (word === '<-') return { ...arrival, kind: 'nak' }
  return word === '<?' ? { ...arrival, why: 'damaged' } : { ...arrival, kind: 'ack', ack: number }
}

/** `10-20` bytes that are sent; `^20` all before 20 are acknowledged, `^20 30-40` and these. */
function streamOf(protocol: string, words: string, seqBits?: number): string {
  const events = words.split(' ').map(eventOf)
  return tcpSteps(headerOf(protocol, seqBits), events)
    .map(({ what, range, sacked }) =>
      what === 'data'
        ? `${range.from}-${range.to}`
        : [`^${range.to}`, ...sacked.map(({ from, to }) => `${from}-${to}`)].join(' ')
    )
    .join(', ')
}

test('an ACK of Go-Back-N is for all up to the message that it names', (t) => {
  t.is(streamOf('gbn', '1 2 3 <1 <1 2+ 3+ <3'), '0-10, 10-20, 20-30, ^10, ^10, 10-20, 20-30, ^30')
})

test('the first ACK may name what was never sent', (t) => {
  t.is(streamOf('gbn', '1 2 <0 <0'), '0-10, 10-20, ^0, ^0')
})

test('an ACK of tcp names the next message', (t) => {
  t.is(streamOf('tcp', '1 2 <2 <2 2+ <3'), '0-10, 10-20, ^10, ^10, 10-20, ^20')
})

test('an ACK of Selective Repeat is for one message: up to the gap, and the rest as SACK', (t) => {
  t.is(
    streamOf('sr', '1 2 3 4 5 <2 <3 <5 <1 <1'),
    '0-10, 10-20, 20-30, 30-40, 40-50, ^0 10-20, ^0 10-30, ^0 40-50 10-30, ^30 40-50, ^30 40-50'
  )
})

test('numbers that come round again name what was sent last', (t) => {
  t.is(streamOf('rdt3.0', '0 <0 1 <0 1+ <1 0 <0'), '0-10, ^10, 10-20, ^10, 10-20, ^20, 20-30, ^30')
  t.is(streamOf('gbn', '1 2 3 <3 0 1 <1', 2), '0-10, 10-20, 20-30, ^30, 30-40, 40-50, ^50')
  t.is(streamOf('tcp', '3 <0 0 <1', 2), '0-10, ^10, 10-20, ^20')
})

test('an ACK without a number is for the last message, a NAK for none', (t) => {
  t.is(streamOf('rdt2.1', '0 <0 1 <- 1+ <0'), '0-10, ^10, 10-20, ^10, 10-20, ^20')
})

test('a damaged ACK is not there, and data without ACKs stays open', (t) => {
  t.is(streamOf('gbn', '1 <? <1'), '0-10, ^10')
  t.is(streamOf('rdt1.0', '0 0 0'), '0-10, 10-20, 20-30')
})

test('each direction, and each connection, is a stream', (t) => {
  const data = (link: string, conn: string): TraceEvent => ({
    ...eventOf('1', 0),
    link,
    conn
  })
  const ack = (link: string, conn: string): TraceEvent => ({ ...eventOf('<1', 1), link, conn })
  const steps = tcpSteps(headerOf('gbn'), [
    data('a>b', 'B1'),
    data('b>a', 'A1'),
    ack('b>a', 'A1'),
    data('a>b', 'B2'),
    ack('b>a', 'A1'),
    ack('b>a', 'A2')
  ])
  const streams = [...new Set(steps.map(({ stream }) => stream))]
  t.deepEqual(
    steps.map(({ stream, what }) => `${what} ${streams.indexOf(stream)}`),
    ['data 0', 'data 1', 'ack 0', 'data 2', 'ack 0', 'ack 2']
  )
})
