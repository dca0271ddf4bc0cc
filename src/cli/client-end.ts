/** How the client program ends, with lines or on a full screen. */

/** How the program ended, and what became of what was said. */
export interface SessionEnd {
  /** 0, 1 where a message may be lost or the chat was never joined, 2 where it was refused. */
  readonly status: number
  /** Why the server refused the connection. */
  readonly refusal: string | undefined
}

export interface Ending {
  readonly isInterrupted: boolean
  readonly wasJoined: boolean
  /** Messages that the server had not acknowledged. */
  readonly unconfirmed: number
  readonly refusal: string | undefined
}

/** Whoever presses Ctrl-C does not want to be told that something went wrong. */
export function endOf({ isInterrupted, wasJoined, unconfirmed, refusal }: Ending): SessionEnd {
  const isBad = unconfirmed > 0 || !wasJoined
  const status = isInterrupted || !isBad ? 0 : 1
  return { status: refusal === undefined ? status : 2, refusal }
}
