import test from 'ava'
import fc from 'fast-check'
import { Fifo } from '../../src/kernel/fifo.js'
import { holds } from './property.js'

test('first in, first out, also when the ring has gone round and grown', (t) => {
  const fifo = new Fifo<number>()
  for (let n = 0; n < 10; n++) fifo.push(n)
  for (let n = 0; n < 7; n++) t.is(fifo.shift(), n)
  for (let n = 10; n < 50; n++) fifo.push(n)
  t.is(fifo.length, 43)
  for (let n = 7; n < 50; n++) t.is(fifo.shift(), n)
  t.is(fifo.length, 0)
})

test('an empty queue gives nothing', (t) => {
  const fifo = new Fifo<number>()
  t.is(fifo.shift(), undefined)
  t.is(fifo.at(0), undefined)
  t.is(
    fifo.findIndex(() => true),
    -1
  )
  t.is(fifo.length, 0)
})

/** Pushes of numbers, and (undefined) shifts. */
const steps = fc.array(fc.option(fc.nat(9), { nil: undefined, freq: 2 }), {
  minLength: 30,
  maxLength: 200
})

test('any mixture of pushes and shifts gives what an array would give', (t) => {
  holds(t, steps, (items) => {
    const fifo = new Fifo<number>()
    const model: number[] = []
    for (const item of items) {
      if (item === undefined) {
        if (fifo.shift() !== model.shift()) return false
      } else {
        fifo.push(item)
        model.push(item)
      }
      const seen = Array.from({ length: model.length + 2 }, (_, i) => fifo.at(i - 1))
      if (fifo.length !== model.length) return false
      if (String(seen) !== String([undefined, ...model, undefined])) return false
      if (fifo.findIndex((n) => n > 7) !== model.findIndex((n) => n > 7)) return false
    }
    return true
  })
})
