/** Calls code of a submission: it is watched from outside, and what it throws comes with its place. */
import type { Sandbox } from './sandbox.js'

/** Is told when code of the submission begins, and when it is over. */
export interface Pulse {
  enter(): void
  leave(): void
}

/** What came of a call: a value of theirs, or why there is none, and where: `rto.ts:12`. */
export type Called =
  | { readonly value: unknown }
  | { readonly thrown: string; readonly place: string | undefined }

export class Guard {
  readonly #sandbox: Sandbox
  readonly #pulse: Pulse

  constructor(sandbox: Sandbox, pulse: Pulse) {
    this.#sandbox = sandbox
    this.#pulse = pulse
  }

  /** Does `work`, which is theirs and a method of a machine. @throws Error with the place */
  do<T>(name: string, work: () => T): T {
    const called = this.#called(
      work,
      `${name} is async: a machine does all it has to do before it returns`
    )
    if ('value' in called) return called.value as T
    const { thrown, place } = called
    throw new Error(place === undefined ? thrown : `${place}: ${thrown}`)
  }

  /** Calls `fn` on `self`. */
  call(fn: unknown, self: unknown, args: readonly unknown[]): Called {
    if (typeof fn !== 'function') {
      return { thrown: `it is no function, but ${kindOf(fn)}`, place: undefined }
    }
    const work = () => Reflect.apply(fn, self, [...args]) as unknown
    return this.#called(work, 'it is async: it is to be done before it returns; leave async out')
  }

  #called(work: () => unknown, isAsync: string): Called {
    this.#pulse.enter()
    try {
      const value = work()
      if (typeof (value as { then?: unknown } | null | undefined)?.then === 'function') {
        return { thrown: isAsync, place: undefined }
      }
      return { value }
    } catch (error) {
      const { message } = (error ?? {}) as Partial<Error>
      const thrown = typeof message === 'string' ? message : `it throws ${describe(error)}`
      return { thrown, place: this.#sandbox.placeOf(error) }
    } finally {
      this.#pulse.leave()
    }
  }
}

const kindOf = (value: unknown): string =>
  value === undefined ? 'missing' : value === null ? 'null' : `a ${typeof value}`

function describe(value: unknown): string {
  try {
    return String(value).slice(0, 200)
  } catch {
    return 'something'
  }
}
