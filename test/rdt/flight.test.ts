import test from 'ava'
import fc from 'fast-check'
import { Flight, UNMEASURED } from '../../src/rdt/flight.js'
import { holds } from '../kernel/property.js'

/** A flight with segments of ten bytes, sent at 100, 200, … */
function flightOf(acks: 'last' | 'next' | 'each', bits: number, ...numbers: number[]): Flight {
  const flight = new Flight(acks, bits)
  numbers.forEach((seqnum, i) => {
    flight.transmit(seqnum, 10, 100 * (i + 1), true)
  })
  return flight
}

test('an ACK of the last in order covers all up to it, and measures the one it names', (t) => {
  const flight = flightOf('last', 32, 1, 2, 3)
  t.is(flight.bytes, 30)
  t.is(flight.acknowledge(2, 1000), 800)
  t.is(flight.bytes, 10)
  t.is(flight.acknowledge(3, 1000), 700)
  t.true(flight.isEmpty)
})

test('an ACK of the next expected covers all before it', (t) => {
  const flight = flightOf('next', 32, 1, 2, 3)
  t.is(flight.acknowledge(1, 1000), undefined, 'nothing has arrived yet')
  t.is(flight.acknowledge(3, 1000), 800)
  t.is(flight.bytes, 10)
  t.is(flight.acknowledge(4, 1000), 700)
  t.true(flight.isEmpty)
})

test('an ACK of each covers that one alone', (t) => {
  const flight = flightOf('each', 32, 1, 2, 3)
  t.is(flight.acknowledge(2, 1000), 800)
  t.is(flight.bytes, 20)
  t.is(flight.acknowledge(2, 1000), undefined, 'once more is nothing new')
  t.is(flight.acknowledge(3, 1000), 700)
  t.false(flight.isEmpty)
  t.is(flight.acknowledge(1, 1000), 900)
  t.true(flight.isEmpty)
  t.is(flight.bytes, 0)
})

test('an old ACK, one too new, and one of nothing tell nothing new', (t) => {
  const flight = flightOf('last', 32, 1, 2)
  t.is(flight.acknowledge(0, 500), undefined)
  t.is(flight.acknowledge(3, 500), undefined)
  t.is(flight.acknowledge(4_294_967_295, 500), undefined)
  flight.acknowledge(2, 500)
  t.is(flight.acknowledge(2, 600), undefined)
  t.is(flight.acknowledge(1, 600), undefined)
  t.is(flight.bytes, 0)
})

test('what was sent twice is never measured, nor what an ACK covers together with it', (t) => {
  const flight = flightOf('last', 32, 1, 2, 3)
  t.is(flight.transmit(1, 10, 400, false), 2)
  t.is(flight.transmit(1, 10, 500, false), 3)
  t.is(flight.bytes, 30, 'a retransmission weighs nothing')
  t.is(flight.acknowledge(2, 1000), UNMEASURED)
  t.is(flight.acknowledge(3, 1000), 700)
  const each = flightOf('each', 32, 1, 2)
  each.transmit(1, 10, 400, false)
  t.is(each.acknowledge(2, 1000), 800, 'of its own ACK, this one knows nothing of the other')
  t.is(each.acknowledge(1, 1000), UNMEASURED)
})

test('the first transmission is number 1, and later ones count up', (t) => {
  const flight = new Flight('last', 32)
  t.is(flight.transmit(1, 5, 0, true), 1)
  t.is(flight.transmit(2, 5, 0, true), 1)
  t.is(flight.transmit(1, 5, 1, false), 2)
  t.is(flight.transmit(2, 5, 1, false), 2)
  t.is(flight.transmit(1, 5, 2, false), 3)
  flight.acknowledge(2, 10)
  t.is(flight.transmit(2, 5, 11, false), 2, 'sent again though all has been acknowledged')
  t.true(flight.isEmpty)
})

for (const bits of [1, 2, 3, 4, 5, 6, 7, 8]) {
  test(`numbers of ${bits} bits go round and round`, (t) => {
    const size = 2 ** bits
    const width = Math.max(1, size - 1)
    for (const acks of ['last', 'next', 'each'] as const) {
      const flight = new Flight(acks, bits)
      let sent = 1
      let acknowledged = 0
      for (let at = 0; at < 5 * size; at++) {
        while (sent - acknowledged <= width) {
          t.is(flight.transmit(sent % size, 1, at, true), 1)
          sent++
        }
        t.is(flight.bytes, width)
        acknowledged++
        const named = acks === 'next' ? acknowledged + 1 : acknowledged
        const rtt = flight.acknowledge(named % size, at)
        t.true(rtt !== undefined && rtt >= 0 && rtt <= width, `${acks} ${acknowledged}: ${rtt}`)
        t.is(flight.bytes, width - 1)
      }
    }
  })
}

/** What a sender and its channel may do: send new data, send again, acknowledge. */
const deeds = fc.array(fc.tuple(fc.constantFrom('new', 'again', 'ack'), fc.nat(40)), {
  maxLength: 120
})

test('the flight agrees with a plain list, for any meaning of ACKs', (t) => {
  const meaning = fc.constantFrom<'last' | 'next' | 'each'>('last', 'next', 'each')
  holds(t, fc.tuple(meaning, fc.integer({ min: 3, max: 32 }), deeds), ([acks, bits, all]) => {
    const size = 2 ** bits
    const flight = new Flight(acks, bits)
    let model: { seqnum: number; at: number; attempts: number }[] = []
    let next = 1
    all.forEach(([deed, n], at) => {
      if (deed === 'new' && model.length < Math.min(5, size / 2)) {
        // Never a number that is still in the flight, nor one that could be taken for it.
        if (model[0] !== undefined && (next - model[0].seqnum + size) % size >= size / 2) return
        flight.transmit(next, 1, at, true)
        model.push({ seqnum: next, at, attempts: 1 })
        next = (next + 1) % size
      } else if (deed === 'again' && model.length > 0) {
        const one = model[n % model.length] as (typeof model)[number]
        if (flight.transmit(one.seqnum, 1, at, false) !== ++one.attempts) throw new Error('attempt')
      } else if (deed === 'ack' && model.length > 0) {
        const index = n % model.length
        const { seqnum, at: since } = model[index] as (typeof model)[number]
        const covered = model.slice(acks === 'each' ? index : 0, index + 1)
        const rtt = flight.acknowledge(acks === 'next' ? (seqnum + 1) % size : seqnum, at)
        const isClear = covered.every(({ attempts }) => attempts === 1)
        if (rtt !== (isClear ? at - since : UNMEASURED)) throw new Error(`step ${at}: ${rtt}`)
        model = model.filter((one) => !covered.includes(one))
      }
      if (flight.bytes !== model.length || flight.isEmpty !== (model.length === 0)) {
        throw new Error(`step ${at}: ${flight.bytes} bytes, expected ${model.length}`)
      }
    })
  })
})

test('where nothing is ever acknowledged, nothing is in flight and every transmission is the first', (t) => {
  const flight = new Flight('none', 1)
  for (const at of [0, 1, 2]) {
    t.is(flight.transmit(0, 10, at, true), 1)
    t.true(flight.isEmpty)
    t.is(flight.bytes, 0)
  }
  t.is(flight.acknowledge(0, 5), undefined)
  t.is(flight.acknowledgeAll(5), undefined)
})

test('all can be acknowledged at once: what was sent once is measured', (t) => {
  const flight = new Flight('last', 1)
  t.is(flight.acknowledgeAll(5), undefined, 'there was nothing')
  flight.transmit(0, 10, 100, true)
  t.is(flight.acknowledgeAll(350), 250)
  t.true(flight.isEmpty)
  t.is(flight.bytes, 0)
  t.is(flight.acknowledgeAll(360), undefined, 'once more is nothing new')
  t.is(flight.transmit(1, 10, 400, true), 1)
  t.is(flight.acknowledgeAll(401), 1)
})

test('all can be acknowledged at once: what was sent twice is not measured', (t) => {
  const flight = new Flight('last', 1)
  flight.transmit(0, 10, 100, true)
  t.is(flight.transmit(0, 10, 200, false), 2)
  t.is(flight.acknowledgeAll(350), UNMEASURED)
  t.true(flight.isEmpty)
})

test('of several that are acknowledged at once the newest is measured', (t) => {
  const flight = flightOf('last', 32, 1, 2, 3)
  t.is(flight.acknowledgeAll(1000), 700)
  t.true(flight.isEmpty)
  t.is(flight.bytes, 0)
})

test('a number that is always the same is new data where the sender says so', (t) => {
  // rdt2.0 has no numbers: all of its data is 0.
  const flight = new Flight('last', 1)
  for (const at of [0, 100, 200]) {
    t.is(flight.transmit(0, 10, at, true), 1)
    t.is(flight.transmit(0, 10, at + 1, false), 2)
    t.is(flight.transmit(0, 10, at + 2, false), 3)
    t.is(flight.bytes, 10)
    t.is(flight.acknowledge(0, at + 3), UNMEASURED)
    t.true(flight.isEmpty)
  }
})

test('a protocol that numbers as it likes is followed all the same', (t) => {
  const flight = flightOf('each', 32, 10, 20, 30)
  t.is(flight.acknowledge(20, 1000), 800)
  t.is(flight.acknowledge(11, 1000), undefined)
  t.is(flight.acknowledge(10, 1000), 900)
  t.is(flight.acknowledge(30, 1000), 700)
  t.true(flight.isEmpty)
})
