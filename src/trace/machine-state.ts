/** States of machines, as a trace keeps them: a machine may go on changing what it has shown. */
import type { MachineState } from '../rdt/protocol.js'

type Value = MachineState[string]

/** Whether `one` says what `other` says. */
export function isSameState(one: MachineState | undefined, other: MachineState): boolean {
  if (one === undefined) return false
  let keys = 0
  for (const key in other) {
    keys++
    if (!isSame(one[key], other[key])) return false
  }
  for (const _ in one) keys--
  return keys === 0
}

export function copyOfState(state: MachineState): Record<string, number | string | number[]> {
  const copy: Record<string, number | string | number[]> = {}
  for (const key in state) {
    const value = state[key]
    if (value !== undefined) copy[key] = typeof value === 'object' ? [...value] : value
  }
  return copy
}

function isSame(one: Value | undefined, other: Value | undefined): boolean {
  if (typeof one !== 'object' || typeof other !== 'object') return Object.is(one, other)
  return one.length === other.length && one.every((each, i) => Object.is(each, other[i]))
}
