import test from 'ava'
import { copyOfState, isSameState } from '../../src/trace/machine-state.js'

test('states are the same where each value is, lists by what is in them', (t) => {
  const state = { base: 1, state: 'wait for 0', sent: [1, 2] }
  t.true(isSameState({ ...state, sent: [1, 2] }, state))
  for (const other of [
    { ...state, base: 2 },
    { ...state, state: 'wait for 1' },
    { ...state, sent: [1, 3] },
    { ...state, sent: [1] },
    { ...state, sent: 12 },
    { ...state, more: 0 },
    { base: 1, state: 'wait for 0' }
  ]) {
    t.false(isSameState(other, state), JSON.stringify(other))
    t.false(isSameState(state, other), JSON.stringify(other))
  }
  t.false(isSameState(undefined, {}))
})

test('a copy does not follow the machine', (t) => {
  const state = { base: 1, sent: [1, 2] }
  const copy = copyOfState(state)
  state.base = 5
  state.sent.push(3)
  t.deepEqual(copy, { base: 1, sent: [1, 2] })
})
