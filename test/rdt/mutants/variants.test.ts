/** Legal variants in single steps: what they do otherwise, and where that ends. */
import test from 'ava'
import { receiver, sender } from './machines.js'

const START = 'start 0 for 150 ms'

test('textbook-literal follows any ACK, back as well, and starts its timer with each', (t) => {
  t.is(sender('gbn', ['send', 'send', 'ack 1', 'ack 1']), '')
  t.is(sender('textbook-literal', ['send', 'send', 'ack 1', 'ack 1']), START)
  const late = ['send', 'send', 'send', 'ack 2', 'ack 1', 'timeout']
  t.is(sender('gbn', late), `${START}, data 3 [3]`)
  t.is(sender('textbook-literal', late), `${START}, data 2 [2], data 3 [3]`)
  t.is(sender('textbook-literal', ['send', 'ack 1']), 'stop 0')
})

test('textbook-literal refuses data while the window is full, counted from where base is now', (t) => {
  const four = ['send', 'send', 'send', 'send']
  t.throws(() => sender('textbook-literal', [...four, 'send']), { message: /refuse_data/ })
  t.is(sender('textbook-literal', [...four, 'ack 2', 'send']), 'data 5 [5]')
  t.throws(() => sender('textbook-literal', [...four, 'ack 2', 'ack 0', 'send']))
})

test('textbook-literal led astray by an ACK of what was never sent sends nothing, and ends', (t) => {
  t.is(sender('textbook-literal', ['send', 'ack 9', 'timeout']), START)
})

test('buffering-receiver keeps what comes early and acknowledges all at once', (t) => {
  const early = ['data 2', 'data 3', 'data 1']
  t.is(receiver('gbn', early), 'deliver [1], ack 1')
  t.is(receiver('buffering-receiver', early), 'deliver [1], deliver [2], deliver [3], ack 3')
  t.is(receiver('buffering-receiver', ['data 2', 'data 3']), 'ack 0')
})

test('buffering-receiver keeps nothing that may as well be old: N = 2^k − 1 leaves no room', (t) => {
  const options = { seqBits: 3, windowSize: 7 }
  t.is(receiver('buffering-receiver', ['data 2', 'data 1'], options), 'deliver [1], ack 1')
  const half = { seqBits: 3, windowSize: 4 }
  const all = [4, 3, 2, 1].map((n) => `data ${n}`)
  t.is(
    receiver('buffering-receiver', all, half),
    'deliver [1], deliver [2], deliver [3], deliver [4], ack 4'
  )
  t.is(receiver('buffering-receiver', ['data 5', 'data 5', 'data 1'], half), 'deliver [1], ack 1')
})

test('acks-next names the next segment in both machines', (t) => {
  t.is(receiver('acks-next', ['data 1']), 'deliver [1], ack 2')
  t.is(receiver('acks-next', ['data 2']), 'ack 1')
  t.is(sender('acks-next', ['send', 'ack 1']), '')
  t.is(sender('acks-next', ['send', 'ack 2']), 'stop 0')
})

test('silent-on-corrupt and rdt3.0-silent-on-corrupt answer everything else', (t) => {
  t.is(receiver('silent-on-corrupt', ['bad data 1']), '')
  t.is(receiver('silent-on-corrupt', ['data 1', 'data 1']), 'ack 1')
  t.is(receiver('rdt3.0-silent-on-corrupt', ['bad data 0']), '')
  t.is(receiver('rdt3.0-silent-on-corrupt', ['data 0', 'data 0']), 'ack 0')
})

test('acks-twice says each ACK twice', (t) => {
  t.is(receiver('acks-twice', ['data 1']), 'deliver [1], ack 1, ack 1')
})

test('sr-answers-corrupt repeats the last in order, once there is one', (t) => {
  t.is(receiver('sr', ['data 1', 'bad data 2']), '')
  t.is(receiver('sr-answers-corrupt', ['bad data 1']), '')
  t.is(receiver('sr-answers-corrupt', ['data 1', 'bad data 2']), 'ack 1')
})

test('sr-acks-anything-behind acknowledges what is further back than the window', (t) => {
  const far = [1, 2, 3, 4, 5, 6, 1].map((n) => `data ${n}`)
  t.is(receiver('sr', far), '')
  t.is(receiver('sr-acks-anything-behind', far), 'ack 1')
})
