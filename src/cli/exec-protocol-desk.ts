/** What stands between a program's thread and whoever waits for its answers: the words of both. */
import type { MessagePort } from 'node:worker_threads'

/** A text is a line for the program. */
export type Asked =
  | string
  | { readonly ask: 'start' | 'kill' | 'end' | 'go on'; readonly run: number }

/** What a run of the program said, or that it is over, and how. */
export interface Told {
  readonly run: number
  readonly out?: string
  readonly err?: string
  readonly end?: string
}

export interface ThreadData {
  readonly port: MessagePort
  readonly words: readonly [string, ...string[]]
  /** Shared: the places of `BELL`, `WAITING` and `IS_HELD`. */
  readonly desk: Int32Array<SharedArrayBuffer>
}

/** Goes up, and wakes, whenever something was told; */
export const BELL = 0
/** characters that were told, and nobody has taken yet; */
export const WAITING = 1
/** the pipes rest, since too many wait. */
export const IS_HELD = 2
export const DESK_SIZE = 3
