/** Every rule of connections is seen to bite, by applications that are told the wrong things. */
import test from 'ava'
import type { Closing, Pipe } from '../../src/rdt/application.js'
import { type End, Ledger } from './ledger.js'

const TRANSPORT = { outboxLimit: 10_000, windowSize: 2, mss: 100 }
const ENDED: Closing = { cause: 'local', reason: '' }

const pipeWith = (backlog = 0): Pipe => ({ backlog }) as Pipe

/** Two ends that have found each other. */
function connected(): { ledger: Ledger; opener: End; acceptor: End } {
  const ledger = new Ledger((a, b) => a.side !== b.side)
  const opener = ledger.begin('n1', 0, TRANSPORT)
  opener.pipe = pipeWith()
  const acceptor = ledger.accepted('n2', pipeWith(), TRANSPORT)
  ledger.opened(opener)
  return { ledger, opener, acceptor }
}

/** `from` sends a message of `size` bytes; the bytes. */
function send(ledger: Ledger, from: End, size: number): Uint8Array {
  const message = ledger.nextMessage(from, size).slice()
  ledger.sent(from, size)
  return message
}

test('a conversation in order is fine', (t) => {
  const { ledger, opener, acceptor } = connected()
  for (const size of [0, 1, 100, 20_000]) {
    ledger.received(acceptor, send(ledger, opener, size))
    ledger.received(opener, send(ledger, acceptor, size))
  }
  ledger.check()
  t.is(ledger.failure, undefined)
  t.is(ledger.unsettled, undefined)
  ledger.closed(opener, ENDED)
  t.is(ledger.unsettled?.rule, 'half-open')
  ledger.closed(acceptor, ENDED)
  t.is(ledger.unsettled, undefined)
  t.is(ledger.failure, undefined)
})

test('a message that was left out, came twice, or was changed', (t) => {
  const wrong: Record<string, (messages: readonly Uint8Array[]) => readonly Uint8Array[]> = {
    'message 2': ([, second]) => [second!],
    'message 1': ([first]) => [first!, first!],
    'that nobody sent': ([first]) => [first!.map((byte, i) => (i === 3 ? byte ^ 1 : byte))],
    'of 9 bytes': ([first]) => [first!.subarray(0, 9)]
  }
  for (const [words, deliver] of Object.entries(wrong)) {
    const { ledger, opener, acceptor } = connected()
    const messages = [send(ledger, opener, 10), send(ledger, opener, 300)]
    for (const message of deliver(messages)) ledger.received(acceptor, message)
    t.is(ledger.failure?.rule, 'prefix')
    t.true(ledger.failure?.what.includes(words), ledger.failure?.what)
  }
})

test('a message that nobody sent, and one of another connection', (t) => {
  const { ledger, acceptor } = connected()
  ledger.received(acceptor, new Uint8Array(10))
  t.regex(ledger.failure?.what ?? '', /all 0 messages have come, and something of 10 bytes/)

  const { ledger: two, opener, acceptor: other } = connected()
  const stranger = two.begin('n3', 7, TRANSPORT)
  const stray = send(two, stranger, 50)
  send(two, opener, 50)
  two.received(other, stray)
  t.is(two.failure?.rule, 'prefix')
  t.regex(two.failure?.what ?? '', /message 1 of connection 7 at n3 .*, another connection,/)
})

test('an end without another end', (t) => {
  const ledger = new Ledger(() => false)
  ledger.accepted('n1', pipeWith(), TRANSPORT)
  t.is(ledger.failure?.rule, 'stranger')
})

test('an opening that was accepted twice', (t) => {
  const ledger = new Ledger((a, b) => a.side !== b.side)
  const opener = ledger.begin('n1', 0, TRANSPORT)
  const first = ledger.accepted('n2', pipeWith(), TRANSPORT)
  t.is(opener.other, first)
  ledger.accepted('n2', pipeWith(), TRANSPORT)
  t.is(ledger.failure?.rule, 'stranger')
})

test('a node that died after it had accepted may accept again', (t) => {
  const ledger = new Ledger((a, b) => a.side !== b.side && !a.isDead && !b.isDead)
  const opener = ledger.begin('n1', 0, TRANSPORT)
  ledger.died(ledger.accepted('n2', pipeWith(), TRANSPORT))
  const second = ledger.accepted('n2', pipeWith(), TRANSPORT)
  ledger.opened(opener)
  t.is(opener.other, second)
  t.is(ledger.failure, undefined)
})

test('what comes before the opening, after the end, or after an abort', (t) => {
  const early = connected()
  early.opener.state = 'opening'
  early.ledger.received(early.opener, new Uint8Array(1))
  t.is(early.ledger.failure?.rule, 'closed')

  const late = connected()
  const message = send(late.ledger, late.opener, 10)
  late.ledger.received(late.acceptor, message)
  late.ledger.closed(late.acceptor, ENDED)
  late.ledger.received(late.acceptor, send(late.ledger, late.opener, 10))
  t.is(late.ledger.failure?.rule, 'closed')

  const aborted = connected()
  aborted.acceptor.asked = 'abort'
  aborted.ledger.received(aborted.acceptor, send(aborted.ledger, aborted.opener, 10))
  t.is(aborted.ledger.failure?.rule, 'closed')
})

test('an end that is told twice, and one that opens again', (t) => {
  const twice = connected()
  twice.ledger.closed(twice.opener, ENDED)
  twice.ledger.closed(twice.opener, ENDED)
  t.is(twice.ledger.failure?.rule, 'closed')

  const again = connected()
  again.ledger.opened(again.opener)
  t.is(again.ledger.failure?.rule, 'closed')
})

test('a backlog that is empty though not all has come', (t) => {
  const open = connected()
  send(open.ledger, open.opener, 10)
  open.ledger.check()
  t.is(open.ledger.failure?.rule, 'acknowledged')

  const closed = connected()
  send(closed.ledger, closed.opener, 10)
  closed.ledger.closed(closed.opener, ENDED)
  t.is(closed.ledger.failure?.rule, 'acknowledged')

  const waiting = connected()
  send(waiting.ledger, waiting.opener, 10)
  waiting.opener.pipe = pipeWith(11)
  waiting.ledger.check()
  t.is(waiting.ledger.failure, undefined)
  t.is(waiting.ledger.unsettled?.rule, 'delivered')
})

test('a backlog beyond its limit', (t) => {
  const { ledger, opener } = connected()
  opener.pipe = pipeWith(50_000)
  ledger.check()
  t.is(ledger.failure, undefined)
  opener.pipe = pipeWith(50_201)
  ledger.check()
  t.is(ledger.failure?.rule, 'memory')
})

test('an opening without an end, and a close without one', (t) => {
  const { ledger, opener } = connected()
  const third = ledger.begin('n3', 1, TRANSPORT)
  t.is(ledger.unsettled?.rule, 'opening')
  ledger.closed(third, ENDED)
  opener.asked = 'close'
  t.is(ledger.unsettled?.rule, 'closing')
})

test('what the dead are told does not count', (t) => {
  const { ledger, opener, acceptor } = connected()
  ledger.died(acceptor)
  ledger.received(acceptor, new Uint8Array(3))
  ledger.closed(acceptor, ENDED)
  t.is(ledger.failure, undefined)
  t.is(ledger.unsettled?.rule, 'half-open')
  ledger.closed(opener, ENDED)
  t.is(ledger.unsettled, undefined)
})
