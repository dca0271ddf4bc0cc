/**
 * Watches over a terminal that was taken: however the process ends, it is given back first, once.
 * Errors are not caught: an uncaught error ends the process, its `exit` event gives the terminal
 * back, and only then Node prints the error, where it can be read.
 */
import type { EventEmitter } from 'node:events'

/** What of `process` it takes. */
export interface GuardedProcess extends EventEmitter {
  readonly pid: number
  kill(pid: number, signal: NodeJS.Signals): unknown
}

const ENDING = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const

/**
 * @param giveBack is called when the process ends, or is told to by a signal
 * @returns what stops the watch
 */
export function guardTerminal(process: GuardedProcess, giveBack: () => void): () => void {
  const signalled = (signal: NodeJS.Signals): void => {
    giveBack()
    release()
    // Nobody else wants to end in order: it ends as if nobody had listened.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const release = (): void => {
    process.off('exit', giveBack)
    for (const signal of ENDING) process.off(signal, signalled)
  }
  process.on('exit', giveBack)
  for (const signal of ENDING) process.on(signal, signalled)
  return release
}
