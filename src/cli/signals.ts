/** The signals that end a command: Ctrl-C, a polite kill, a closed window. */
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Calls `listener` at each of them. @returns what stops that */
export function onEnding(listener: () => void): () => void {
  for (const signal of ENDINGS) process.on(signal, listener)
  return () => {
    for (const signal of ENDINGS) process.off(signal, listener)
  }
}
