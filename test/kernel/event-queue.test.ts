import test from 'ava'
import fc from 'fast-check'
import { EventQueue, type Scheduled } from '../../src/kernel/event-queue.js'
import { holds } from './property.js'

class Named implements Scheduled {
  time = 0
  order = 0
  readonly name: number

  constructor(name: number) {
    this.name = name
  }

  happen(): void {}
}

const drain = (queue: EventQueue): number[] => {
  const names: number[] = []
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    names.push((next as Named).name)
  }
  return names
}

test('events of one instant happen in the order in which they were put there', (t) => {
  const queue = new EventQueue()
  for (let name = 0; name < 100; name++) queue.push(new Named(name), 7)
  t.deepEqual(
    drain(queue),
    Array.from({ length: 100 }, (_, name) => name)
  )
})

test('an earlier event passes those that were there before', (t) => {
  const queue = new EventQueue()
  for (const time of [30, 10, 20, 10, 0]) queue.push(new Named(time), time)
  t.is(queue.size, 5)
  t.is(queue.nextTime, 0)
  t.deepEqual(drain(queue), [0, 10, 10, 20, 30])
  t.is(queue.nextTime, undefined)
  t.is(queue.size, 0)
  t.is(queue.pop(), undefined)
})

test('a ticket keeps a place for an event that is pushed later', (t) => {
  const queue = new EventQueue()
  queue.push(new Named(1), 5)
  const ticket = queue.ticket()
  queue.push(new Named(3), 5)
  queue.push(new Named(2), 5, ticket)
  t.deepEqual(drain(queue), [1, 2, 3])
})

/** A push at a time, or (undefined) a pop. */
const steps = fc.array(fc.option(fc.nat(20), { nil: undefined, freq: 3 }), { maxLength: 200 })

test('any mixture of pushes and pops gives what a sorted list would give', (t) => {
  holds(t, steps, (times) => {
    const queue = new EventQueue()
    const model: { time: number; name: number }[] = []
    times.forEach((time, name) => {
      if (time === undefined) {
        const expected = model.shift()
        const popped = queue.pop() as Named | undefined
        if (popped?.name !== expected?.name || popped?.time !== expected?.time) {
          throw new Error(`step ${name}: popped ${popped?.name}, expected ${expected?.name}`)
        }
      } else {
        queue.push(new Named(name), time)
        const place = model.findIndex((other) => other.time > time)
        model.splice(place < 0 ? model.length : place, 0, { time, name })
      }
      if (queue.size !== model.length || queue.nextTime !== model[0]?.time) {
        throw new Error(`step ${name}: size ${queue.size}, next ${queue.nextTime}`)
      }
    })
  })
})
