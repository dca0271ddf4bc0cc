import test from 'ava'
import fc from 'fast-check'
import { nearest } from '../../src/kernel/nearest.js'
import { holds } from './property.js'

const WORDS = ['loss', 'corrupt', 'duplicate', 'reorder', 'delay', 'gbn', 'sr', 'rdt2.0', 'rdt3.0']

const MEANT: readonly [typed: string, meant: string | undefined][] = [
  ['loss', 'loss'],
  ['LOSS', 'loss'],
  ['los', 'loss'],
  ['lsos', 'loss'],
  ['duplicte', 'duplicate'],
  ['dealy', 'delay'],
  ['corupt', 'corrupt'],
  ['recorder', 'reorder'],
  ['gnb', 'gbn'],
  ['rdt3', 'rdt3.0'],
  ['elephant', undefined],
  ['zzzz', undefined]
]

for (const [typed, meant] of MEANT) {
  test(`who types '${typed}' means ${meant ?? 'none of these words'}`, (t) => {
    t.is(nearest(typed, WORDS), meant)
  })
}

test('of two words that are equally near, the first is meant', (t) => {
  t.is(nearest('cat', ['bat', 'rat']), 'bat')
})

test('no word is nearest where there are none', (t) => {
  t.is(nearest('loss', []), undefined)
})

test('any right word is its own nearest, and a slip of one letter finds it', (t) => {
  const slip = fc.tuple(fc.constantFrom('duplicate', 'corrupt', 'reorder'), fc.nat(6))
  holds(t, slip, ([word, at]) => {
    const missing = word.slice(0, at) + word.slice(at + 1)
    return nearest(word, WORDS) === word && nearest(missing, WORDS) === word
  })
})

test('any text, however long, has an answer out of the list', (t) => {
  holds(t, fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
    const answer = nearest(text, WORDS)
    return answer === undefined || WORDS.includes(answer)
  })
})
