/**
 * Scripts that run first in the realm of a submission. What the realm does not have, and what it
 * has and a protocol must not use, throws a sentence, so that nobody has to guess why.
 */

/** Each with what to use instead. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  process: 'a protocol knows nothing of the program that it runs in',
  Buffer: 'use Uint8Array',
  fetch: 'a protocol speaks through udtSend alone',
  XMLHttpRequest: 'a protocol speaks through udtSend alone',
  WebSocket: 'a protocol speaks through udtSend alone',
  Worker: 'a protocol is two machines and nothing besides',
  SharedArrayBuffer: 'a protocol is two machines and nothing besides',
  Atomics: 'a protocol is two machines and nothing besides',
  WebAssembly: 'a protocol is two machines and nothing besides',
  Date: 'a protocol has no clock; `at` is the time of the event',
  performance: 'a protocol has no clock; `at` is the time of the event',
  crypto: 'a protocol has no dice: the same run must come again',
  setTimeout: 'use host.startTimer, which the simulator sees',
  setInterval: 'use host.startTimer, which the simulator sees',
  setImmediate: 'a machine does all it has to do before it returns',
  queueMicrotask: 'a machine does all it has to do before it returns',
  clearTimeout: 'use host.stopTimer',
  clearInterval: 'use host.stopTimer'
}

/** Global names that throw when they are used, and dice that do. */
export const PROHIBITIONS = `'use strict'
for (const [name, mend] of Object.entries(${JSON.stringify(FORBIDDEN)})) {
  Object.defineProperty(globalThis, name, {
    get() { throw new Error(name + ' is not there: ' + mend) },
    set() {},
    configurable: false
  })
}
Object.defineProperty(Math, 'random', {
  value: function random() {
    throw new Error('Math.random is not there: a protocol has no dice: the same run must come again')
  }
})
`

/** Gives the realm a console that hands everything to the function that this is called with. */
export const CONSOLE = `'use strict'
;(print) => {
  const methods = ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir', 'table']
  const others = ['group', 'groupEnd', 'time', 'timeEnd', 'timeLog', 'assert', 'count', 'clear']
  const all = [
    ...methods.map((name) => [name, (...args) => { print(...args) }]),
    ...others.map((name) => [name, () => {}])
  ]
  Object.defineProperty(globalThis, 'console', { value: Object.freeze(Object.fromEntries(all)) })
}
`
