/**
 * The congestion control of a submission, as the simulator and the checks may take it: what it
 * throws comes with file and line, and what it shows is a number or is told in a sentence.
 */
import type { CongestionAlgorithm, CongestionControl } from '../../src/rdt/congestion-control.js'
import type { Bench } from './bench.js'

const END = "end the file with 'export default { name: 'my-reno', create: (mss) => new Reno(mss) }'"
const METHODS = ['newAck', 'dupAck', 'timeout'] as const

type Theirs = Record<string, unknown>

/** @throws Error with a sentence where the default export makes no congestion control */
export function controlOf(bench: Bench): CongestionAlgorithm {
  const found = bench.exports['default']
  if (!isObject(found)) {
    const what = found === undefined ? 'is missing' : `is no object, but a ${typeof found}`
    throw new Error(`the default export ${what}; ${END}`)
  }
  const create = read(bench, found, 'create')
  if (typeof create !== 'function') throw new Error(`create is missing; ${END}`)
  return {
    name: 'my-reno',
    create: (mss) => {
      const made = resultOf('create', bench.call(create, found, mss))
      if (!isObject(made)) throw new Error(`create returns no object, but ${String(made)}; ${END}`)
      for (const method of METHODS) {
        if (typeof read(bench, made, method) === 'function') continue
        throw new Error(`what create returns needs the method ${method}`)
      }
      return new GuardedControl(bench, made)
    }
  }
}

class GuardedControl implements CongestionControl {
  readonly #bench: Bench
  readonly #theirs: Theirs

  constructor(bench: Bench, theirs: Theirs) {
    this.#bench = bench
    this.#theirs = theirs
  }

  get cwnd(): number {
    return this.#number('cwnd')
  }

  get ssthresh(): number {
    return this.#number('ssthresh')
  }

  get state(): string {
    const state = read(this.#bench, this.#theirs, 'state')
    return typeof state === 'string' ? state : ''
  }

  newAck(acked: number): void {
    this.#do('newAck', acked)
  }

  dupAck(flightSize: number): void {
    this.#do('dupAck', flightSize)
  }

  timeout(flightSize: number): void {
    this.#do('timeout', flightSize)
  }

  #do(method: (typeof METHODS)[number], amount: number): void {
    const fn = read(this.#bench, this.#theirs, method)
    resultOf(method, this.#bench.call(fn, this.#theirs, amount))
  }

  #number(name: 'cwnd' | 'ssthresh'): number {
    const value = read(this.#bench, this.#theirs, name)
    if (typeof value === 'number' && !Number.isNaN(value)) return value
    const shown = typeof value === 'number' ? 'NaN' : value === undefined ? 'missing' : typeof value
    throw new Error(`${name} is ${shown}; it must be a number of bytes`)
  }
}

const isObject = (value: unknown): value is Theirs => typeof value === 'object' && value !== null

/** A property of theirs, which may be a getter. */
const read = (bench: Bench, of: Theirs, name: string): unknown =>
  resultOf(
    name,
    bench.call(() => of[name], undefined)
  )

function resultOf(name: string, called: ReturnType<Bench['call']>): unknown {
  if ('value' in called) return called.value
  const { thrown, place } = called
  throw new Error(place === undefined ? `${name}: ${thrown}` : `${place}: ${thrown}`)
}
