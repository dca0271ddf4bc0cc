import test from 'ava'
import { applyDamage, chooseCorruption } from '../../../lossy-channel/weather/damage.js'
import { RandomStream } from '../../../src/kernel/random.js'
import { LaneRig } from './lane-rig.js'

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => i + 1)

const bitsChanged = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, byte, i) => {
    let bits = 0
    for (let x = byte ^ (b[i] as number); x > 0; x &= x - 1) bits++
    return sum + bits
  }, 0)

test('one bit, or as many as were asked for, and never twice the same', (t) => {
  for (const bits of [1, 3, 64]) {
    const before = bytes(40)
    const damage = chooseCorruption(40, bits, new RandomStream('bits', bits), 'test')
    t.is(bitsChanged(before, applyDamage(before, damage!)), bits)
    t.deepEqual(before, bytes(40), 'the original is left alone')
  }
})

test('a Node buffer is copied, too', (t) => {
  const before = Buffer.from([1, 2, 3, 4])
  for (const damage of [
    { kind: 'flip', bits: [0], why: 'test' },
    { kind: 'swap', words: [0, 1], why: 'test' },
    { kind: 'truncate', length: 2, why: 'test' }
  ] as const) {
    applyDamage(before, damage).fill(9)
    t.deepEqual([...before], [1, 2, 3, 4])
  }
})

test('no more bits are flipped than there are', (t) => {
  const damage = chooseCorruption(1, 100, new RandomStream('few'), 'test')
  t.deepEqual(applyDamage(Uint8Array.of(0), damage!), Uint8Array.of(255))
})

test('bit 0 is the highest of the first byte', (t) => {
  const damaged = applyDamage(Uint8Array.of(0, 0), { kind: 'flip', bits: [0, 15], why: 'test' })
  t.deepEqual(damaged, Uint8Array.of(0x80, 0x01))
})

test('a swap exchanges two words of the payload, where there is one', (t) => {
  for (let seed = 0; seed < 200; seed++) {
    const damage = chooseCorruption(40, 0, new RandomStream('swap', seed), 'test')
    const after = applyDamage(bytes(40), damage!)
    t.deepEqual(after.slice(0, 28), bytes(28))
    t.notDeepEqual(after, bytes(40))
    t.deepEqual(
      [...after].sort((a, b) => a - b),
      [...bytes(40)]
    )
  }
})

test('a swap of equal words takes another that differs', (t) => {
  const before = new Uint8Array(40)
  before[39] = 7
  for (let seed = 0; seed < 50; seed++) {
    const damage = chooseCorruption(40, 0, new RandomStream('equal', seed), 'test')
    if (damage?.kind !== 'swap') return t.fail()
    const first = 2 * damage.words[0]
    const after = applyDamage(before, damage)
    t.true(after[first + 1] === 7 || after.every((byte, i) => byte === before[i]) || first === 38)
  }
  return t.deepEqual(applyDamage(before, { kind: 'swap', words: [14, 15], why: 'test' })[29], 7)
})

test('where all words are equal, a swap changes nothing and does not throw', (t) => {
  for (const length of [0, 1, 2, 3, 4, 5, 6, 28, 31, 32, 33]) {
    const damage = { kind: 'swap', words: [0, 1], why: 'test' } as const
    t.is(applyDamage(new Uint8Array(length), damage).length, length)
  }
})

test('a datagram too short for two words has one bit flipped instead', (t) => {
  t.is(chooseCorruption(3, 0, new RandomStream('short'), 'test')?.kind, 'flip')
  t.is(chooseCorruption(0, 1, new RandomStream('empty'), 'test'), undefined)
})

test('truncation leaves less than there was', (t) => {
  const rig = new LaneRig('truncate 100%').send('abcdefghij', 5)
  for (const { changes } of rig.orders) {
    const damage = changes?.damage
    t.true(damage?.kind === 'truncate' && damage.length < 5)
    t.is(applyDamage(bytes(5), damage!).length, damage?.kind === 'truncate' ? damage.length : -1)
  }
})

test('the marks c, w and t damage as they say, each n-th datagram in its own place', (t) => {
  const kinds = new LaneRig('perfect', 'cwt').send('abc').orders.map((o) => o.changes?.damage)
  t.deepEqual(
    kinds.map((damage) => damage?.kind),
    ['flip', 'swap', 'truncate']
  )
  const later = new LaneRig('perfect', '.wt').send('abc').orders.map((o) => o.changes?.damage)
  t.deepEqual(later.slice(1), kinds.slice(1))
})

test('what is cut short has no flipped bits beside', (t) => {
  const [order] = new LaneRig('truncate 100% corrupt 100%').send('a').orders
  t.is(order?.changes?.damage?.kind, 'truncate')
})

test('a copy is hurt like its original', (t) => {
  const [first, copy] = new LaneRig('duplicate 100% corrupt 100%').send('a').orders
  t.deepEqual(copy?.changes?.damage, first?.changes?.damage)
  t.truthy(copy?.changes?.copy)
})
