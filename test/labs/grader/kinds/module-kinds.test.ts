/** The kinds of checks that judge a module: what an instructor may write, and what is found. */
import test from 'ava'
import { crc32, parity } from '../../../../src/rdt/checksum.js'
import { faultOf, judged, told } from './module-bench.js'

const COMMON = { name: 'mine', about: 'a check', catches: [] }

const calls = (vectors: readonly object[], more: object = {}) =>
  ({ ...COMMON, kind: 'calls', tolerance: 0, vectors, ...more }) as never

const TWICE = { call: 'twice', args: [21], returns: 42, note: 'two and two are four' }

test('calls: what is returned is held against what is written, in every notation', (t) => {
  const exports = {
    twice: (n: number) => 2 * n,
    bytes: (bytes: Uint8Array) => bytes.map((one) => one + 1),
    pair: () => ({ a: [1, 'x'], b: true }),
    nothing: () => null
  }
  const vectors = [
    { call: 'twice', args: [{ ms: 1.5 }], returns: { number: '0xbb8' } },
    { call: 'twice', args: [{ number: '0x10' }], returns: 32 },
    { call: 'bytes', args: [{ hex: '00 fe' }], returns: { hex: '01 ff' } },
    { call: 'bytes', args: [{ utf8: 'A', times: 2 }], returns: [66, 66] },
    { call: 'pair', returns: { a: [1, 'x'], b: true } },
    { call: 'nothing', returns: null }
  ]
  t.is(judged(calls(vectors), exports).verdict, 'pass')
  for (const vector of vectors) {
    const wrong = { ...vector, returns: [{ ms: 7 }] }
    t.is(judged(calls([wrong]), exports).verdict, 'fail', JSON.stringify(wrong))
  }
})

test('calls: what is wrong is told with the arguments, both values and the note', (t) => {
  const found = judged(calls([TWICE]), { twice: (n: number) => n * n })
  t.is(told(found), 'twice(21) is 441, and 42 is due; two and two are four')
  t.is(told(judged(calls([TWICE]), {})), 'twice is not exported; write export function twice(…)')
  const throws = () => {
    throw new Error('not today')
  }
  t.is(
    told(judged(calls([TWICE]), { twice: throws })),
    'mine.ts:7: twice(21): not today; 42 is due'
  )
})

test('calls: a number within the tolerance will do, and what is no number will not', (t) => {
  const check = calls([TWICE], { tolerance: 2 })
  for (const [value, verdict] of [
    [44, 'pass'],
    [45, 'fail'],
    [Number.NaN, 'fail'],
    ['42', 'fail'],
    [undefined, 'fail']
  ] as const) {
    t.is(judged(check, { twice: () => value }).verdict, verdict, String(value))
  }
})

test('calls: an object is made, and what is done with it is told in order', (t) => {
  const steps = [
    { get: 'n', is: 0, times: 1 },
    { call: 'add', args: [5], times: 3 },
    { get: 'n', is: 15, times: 1 }
  ]
  const check = calls([{ make: 'counter', steps }])
  const counter = (most: number) => () => {
    const self = { n: 0, add: (by: number) => (self.n = Math.min(self.n + by, most)) }
    return self
  }
  t.is(judged(check, { counter: counter(99) }).verdict, 'pass')
  t.is(
    told(judged(check, { counter: counter(10) })),
    'after 3 times add(5): n is 10, and 15 is due'
  )
  t.regex(told(judged(check, { counter: () => 3 })), /counter\(\): it returns 3; an object is due/)
})

test('what a value does when it is looked at, is told, too', (t) => {
  const trap = () => {
    throw new Error('caught')
  }
  const trapped = new Proxy([1, 2], { get: trap, ownKeys: trap })
  t.regex(told(judged(calls([TWICE]), { twice: () => trapped })), /mine\.ts:7: twice\(21\): caught/)
  t.regex(
    told(judged(missed({ checksum: 'crc32', form: 'pair' }), { it: trapped })),
    /not exported/
  )
  t.regex(told(judged(AGREES, { crc32: () => trapped })), /throws in mine\.ts:7: caught/)
  const endless: unknown[] = []
  endless.push(endless, endless, endless)
  t.is(judged(calls([TWICE]), { twice: () => endless }).verdict, 'fail')
})

const KNOWN = { call: 'crc32', args: [{ utf8: 'a' }], returns: { number: '0xe8b7be43' } }

test('calls: what an instructor writes wrongly is one line with the place', (t) => {
  const fault = (vector: object, model?: string) =>
    faultOf({ kind: 'calls', tolerance: 0, vectors: [KNOWN, vector], ...(model && { model }) })
  t.is(fault(KNOWN, 'checksums'), undefined)
  t.regex(fault({}) ?? '', /^vectors\[1\]: write either call, or make/)
  t.regex(fault({ call: 'a', steps: [] }) ?? '', /^vectors\[1\]: steps: they need make/)
  t.regex(fault({ make: 'a' }) ?? '', /^vectors\[1\]: steps is missing/)
  t.regex(fault({ make: 'a', steps: [{}] }) ?? '', /steps\[0\]: write either call or get/)
  t.regex(fault({ make: 'a', steps: [{ get: 'x' }] }) ?? '', /steps\[0\]\.is is missing/)
  t.regex(fault({ call: 'a', args: [{ hex: '1' }] }) ?? '', /hex: it must be a text of two digits/)
  t.regex(fault({ call: 'a', args: [{ number: '12' }] }) ?? '', /number: it must be a text such as/)
  t.regex(fault({ call: 'a', args: [{ hex: 'ff', times: 1e9 }] }) ?? '', /times: it must be/)
  t.regex(
    fault({ ...KNOWN, returns: { number: '0x1' } }, 'checksums') ?? '',
    /by the model 'checksums', crc32\(61\) is 0xe8b7be43, and 1 is due; mend it/
  )
})

const AGREES = {
  ...COMMON,
  kind: 'agrees',
  export: 'crc32',
  model: 'checksums',
  inputs: 100,
  most_bytes: 60
} as never

test('agrees: where it differs, the smallest input is told; each student has other inputs', (t) => {
  t.is(judged(AGREES, { crc32 }).verdict, 'pass')
  const blindTo7f = (bytes: Uint8Array) => (bytes.includes(0x7f) ? 1 : crc32(bytes))
  t.regex(told(judged(AGREES, { crc32: blindTo7f })), /^crc32\(7f\) is 1, and 0x[\da-f]+ is due/)
  const seen: string[] = []
  const listening = (bytes: Uint8Array) => {
    seen.push(bytes.join())
    return crc32(bytes)
  }
  for (const student of ['anna', 'anna', 'bob']) judged(AGREES, { crc32: listening }, student)
  const [first, again, other] = [0, 1, 2].map((n) => seen.slice(200 * n, 200 * (n + 1)).join('|'))
  t.is(seen.length, 600)
  t.is(first, again)
  t.not(first, other)
})

test('agrees: who changes the bytes, throws, or returns what is no number, is told so', (t) => {
  const spoils = (bytes: Uint8Array) => {
    const sum = crc32(bytes)
    bytes.fill(1)
    return sum
  }
  t.regex(told(judged(AGREES, { crc32: spoils })), /^crc32 changes the bytes that it is given/)
  const throws = () => {
    throw new Error('no')
  }
  t.regex(told(judged(AGREES, { crc32: throws })), /^crc32\(no bytes\) throws in mine\.ts:7: no/)
  t.regex(told(judged(AGREES, { crc32: () => 'x' })), /^crc32\(no bytes\) is "x"/)
  t.regex(told(judged(AGREES, {})), /crc32 is not exported/)
  t.regex(
    faultOf({ kind: 'agrees', export: 'crc', model: 'checksums' }) ?? '',
    /write one of parity/
  )
})

const missed = (more: object) =>
  ({ ...COMMON, kind: 'missed', export: 'it', least_bytes: 0, most_bytes: 1000, ...more }) as never

test('missed: an example has to keep to its conditions, and not to be seen', (t) => {
  const of = (...bytes: number[]) => Uint8Array.from(bytes)
  const pair = { checksum: 'internet', form: 'pair' }
  const tried: readonly (readonly [conditions: object, it: unknown, says: RegExp])[] = [
    [
      { ...pair, swapped_words: true },
      [
        [1, 2, 3, 4],
        [3, 4, 1, 2]
      ],
      /^$/
    ],
    [{ ...pair, swapped_words: true }, [of(1, 2, 3), of(3, 2, 1)], /even length/],
    [{ ...pair, other_length: true }, [of(1, 2, 3), of(1, 2, 3, 0)], /^$/],
    [{ ...pair, other_length: true }, [of(1), of(2)], /one is to be longer/],
    [pair, [of(1), of(1, 0)], /must be equally long/],
    [{ ...pair, least_bytes: 4 }, [of(1), of(2)], /at least 4/],
    [{ ...pair, most_bytes: 1 }, [of(0, 1), of(1, 0)], /at most 1/],
    [{ ...pair, most_burst: 3 }, [of(0, 1, 0, 0), of(0, 0, 0, 1)], /there are 17; at most 3/],
    [pair, [of(1, 1), of(1, 1)], /no bit is changed/],
    [pair, of(1, 2), /two messages/],
    [pair, undefined, /not exported/],
    [{ checksum: 'parity', form: 'pattern' }, of(0x11), /^$/],
    [{ checksum: 'parity', form: 'pattern' }, of(0x13), /odd number of bits/],
    [{ checksum: 'crc32', form: 'pattern' }, of(0x41, 6, 0x71, 0xdb, 1, 0, 0), /^$/],
    [{ checksum: 'crc32', form: 'pattern' }, of(0x80, 0x20, 0x83, 0xb8, 0xed), /^$/],
    [{ checksum: 'crc32', form: 'pattern' }, 'abc', /the pattern is bytes/]
  ]
  for (const [conditions, it, says] of tried) {
    const found = judged(missed(conditions), it === undefined ? {} : { it })
    t.regex(told(found), says, JSON.stringify([conditions, it]))
  }
  t.is(parity(of(0x11)), 0)
  t.regex(faultOf({ kind: 'missed', checksum: 'internet', form: 'pattern' }) ?? '', /write "pair"/)
})

const BOUNDS = { initial: 500, min: 10, max: 10_000, granularity: 1 }
const fixedTimer = (rto: number) => ({
  createRtoTimer: () => ({ rto, sent: () => {}, acked: () => {}, timeout: () => {} })
})

test('round-trips: timeouts that were not needed and dead time are counted', (t) => {
  const check = (series_ms: readonly number[], lost: readonly number[] = []) =>
    ({ ...COMMON, kind: 'round-trips', bounds_ms: BOUNDS, series_ms, lost }) as never
  const steady = Array.from({ length: 10 }, () => 50)
  t.is(judged(check(steady), fixedTimer(60_000)).verdict, 'pass')
  t.regex(
    told(judged(check(steady), fixedTimer(40_000))),
    /^10 timeouts .* RFC 6298 has none; the first for segment 1: its ACK took 50 ms, and the RTO was 40 ms$/
  )
  t.regex(
    told(judged(check(steady, [9]), fixedTimer(900_000))),
    /^dead time: 900 ms .* waits 6\d\.\d+ ms$/
  )
  t.regex(told(judged(check(steady), fixedTimer(1))), /^more than 1000 timeouts/)
  t.regex(told(judged(check(steady), { createRtoTimer: () => ({ rto: 1 }) })), /^sent is missing/)
  t.regex(
    faultOf({ kind: 'round-trips', series_ms: [1], lost: [2] }) ?? '',
    /there is no round trip 2/
  )
})

test('timed: the run of a timer is held against that of RFC 6298', (t) => {
  const run = { ...COMMON, kind: 'timed', bounds_ms: BOUNDS, messages: 20, window: 4, size: 32 }
  const check = {
    ...run,
    interval_ms: 0,
    weather: 'delay 50ms',
    fates: { data: '..x' },
    exact: false
  }
  t.is(judged(check as never, fixedTimer(110_000)).verdict, 'pass')
  t.is(judged({ ...check, exact: true } as never, fixedTimer(110_000)).verdict, 'fail')
  t.regex(told(judged(check as never, fixedTimer(90_000))), /over your timer: 6 timeouts/)
  t.regex(
    told(judged(check as never, fixedTimer(5_000_000))),
    /over at 5\d{3} ms; by RFC 6298: 1 timeout,/
  )
  t.regex(faultOf({ ...check, fates: { data: 'q' } }) ?? '', /q/)
  t.regex(faultOf({ ...check, weather: 'los 2%' }) ?? '', /los/)
})
