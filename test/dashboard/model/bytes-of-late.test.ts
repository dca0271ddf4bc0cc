import test from 'ava'
import { BytesOfLate } from '../../../src/dashboard/model/bytes-of-late.js'

const datagram = (n: number): Uint8Array => Uint8Array.from({ length: n % 1500 }, (_, i) => n + i)

test('what was kept is found again, until it was too long ago', (t) => {
  const late = new BytesOfLate()
  const places: number[] = []
  for (let n = 0; n < 20_000; n++) places.push(late.keep(datagram(n)))
  const found = places.map((place) => late.at(place))
  const first = found.findIndex((bytes) => bytes !== undefined)
  t.true(first > 0 && first < 15_000, `${first}`)
  for (const [n, bytes] of found.entries()) {
    if (n >= first) t.deepEqual(bytes, datagram(n))
    else t.is(bytes, undefined)
  }
})

test('a copy stays as it is, and what is not there has no place', (t) => {
  const late = new BytesOfLate()
  t.is(late.at(late.keep(undefined)), undefined)
  t.is(late.at(0), undefined)
  const place = late.keep(datagram(700))
  const copy = late.copy()
  for (let n = 0; n < 20_000; n++) late.keep(datagram(n))
  t.is(late.at(place), undefined)
  t.deepEqual(copy.at(place), datagram(700))
})
