/**
 * Closes the realm of those who judge against a submission, before its code runs. It is given
 * functions, bytes and errors of ours, and each leads to all that the realm was born with:
 *
 *     host.udtSend ── constructor ──▶ Function('…')          refused
 *     error ── __proto__ … ─────────▶ Array.prototype.some   frozen
 *
 * A judge whose arrays somebody else has changed would give any grade.
 */
import * as author from '../../src/rdt/author.js'

const AsyncFunction = (async () => {}).constructor
const GeneratorFunction = function* () {}.constructor
const AsyncGeneratorFunction = async function* () {}.constructor

/** Their heirs have what they have, too, and `error.name = …` stays possible. */
const ANCESTORS = [
  ...[Object, Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError],
  AggregateError
]
/** What the language is born with, and the author's half of rdt-chat; the rest they lead to. */
const ROOTS: readonly object[] = [
  ...[...ANCESTORS, Function, Array, String, Number, Boolean, Symbol, BigInt, RegExp, Date],
  ...[Promise, Map, Set, WeakMap, WeakSet, WeakRef, FinalizationRegistry, Proxy],
  ...[Math, JSON, Reflect, Intl, Atomics],
  ...[ArrayBuffer, SharedArrayBuffer, DataView, Uint8Array, Int8Array, Uint16Array, Int16Array],
  ...[Uint32Array, Int32Array, Float32Array, Float64Array, Uint8ClampedArray],
  ...[BigInt64Array, BigUint64Array, AsyncFunction, GeneratorFunction, AsyncGeneratorFunction],
  ...[
    [].values(),
    new Map().values(),
    new Set().values(),
    ''[Symbol.iterator](),
    ''.matchAll(/./g)
  ],
  author
]

/** For a thread that judges submissions, once all that it needs has been loaded. */
export function lockRealm(): void {
  for (const made of [Function, AsyncFunction, GeneratorFunction, AsyncGeneratorFunction]) {
    Object.defineProperty(made.prototype, 'constructor', { value: refuse, writable: false })
  }
  for (const { prototype } of ANCESTORS) letOverride(prototype)
  freezeAll(ROOTS)
}

function refuse(): never {
  throw new Error('a function of a text is not made here: write the function down')
}

/** A frozen property of a prototype would forbid its heirs one of the same name. */
function letOverride(prototype: object): void {
  for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (!('value' in own) || own.configurable !== true) continue
    const value = own.value as unknown
    Object.defineProperty(prototype, name, {
      get: () => value,
      set(this: object, other: unknown) {
        if (this === prototype) throw new TypeError(`${name} cannot be changed`)
        Object.defineProperty(this, name, {
          ...{ value: other, writable: true, configurable: true, enumerable: true }
        })
      }
    })
  }
}

/** `roots` and all that they lead to. */
function freezeAll(roots: readonly object[]): void {
  const known = new Set<unknown>()
  const waiting: unknown[] = [...roots]
  while (waiting.length > 0) {
    const one = waiting.pop()
    if (!isObject(one) || known.has(one)) continue
    known.add(one)
    for (const key of Reflect.ownKeys(one)) {
      const { value, get, set } = Reflect.getOwnPropertyDescriptor(one, key) ?? {}
      waiting.push(value, get, set)
    }
    waiting.push(Object.getPrototypeOf(one))
    if (!isNamespace(one)) Object.freeze(one)
  }
}

/** Its bindings cannot be changed, and it cannot be frozen. */
const isNamespace = (one: object): boolean => one === author

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'
