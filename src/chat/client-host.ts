/** What a chat client needs from the program around it. */
import type { World } from '../kernel/world.js'
import type { ChatEvent } from './events.js'
import type { Connect } from './link.js'

export interface ClientHost {
  readonly world: World
  readonly connect: Connect
  /** Takes each event; may call the client, must not throw. */
  emit(event: ChatEvent): void
  /** A text that nobody can guess and nobody else has, of at most 64 characters. */
  token(): string
}

export interface ClientOptions {
  readonly name: string
  /** Who one is, whatever one's name; shown to others. A fresh token where it is left out. */
  readonly uid?: string | undefined
  /** False where a broken connection shall be the end (default true). */
  readonly reconnects?: boolean
}

/**
 * `naming`: connected, but the name was refused and `join` must bring another.
 * `left`: out of the chat; `join` comes back.
 */
export type ClientState =
  | 'idle'
  | 'connecting'
  | 'joining'
  | 'naming'
  | 'joined'
  | 'leaving'
  | 'left'
