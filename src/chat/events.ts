/**
 * What a chat client tells the program around it. Texts are exactly as they were
 * sent and reasons exactly as they came: whoever shows them cleans them first.
 */
import { type ErrorCode, errorText, isCertain } from './errors.js'

export interface MessageEvent {
  readonly type: 'message'
  readonly from: string
  readonly text: string
  readonly kind: 'all' | 'group' | 'private'
  /** The room of a message to everybody; null for a private one and a group. */
  readonly room: string | null
  /** The server's number of the message. */
  readonly id: number
  /** Milliseconds since 1970, or since the world began where time is virtual. */
  readonly time: number
  /** True for the copy of what this client said itself. */
  readonly own: boolean
  /** The names of the recipients; empty for everybody. */
  readonly to: readonly string[]
  /** The author's user id, the name of its program's life, and its own number of the message. */
  readonly uid: string
  readonly run: string
  readonly ref: number | null
}

export interface Person {
  readonly name: string
  readonly uid: string
}

export type ChatEvent =
  | MessageEvent
  | {
      readonly type: 'joined'
      readonly name: string
      readonly uid: string
      /** The server's address. */
      readonly server: string
      /** True where the session from before a broken connection goes on. */
      readonly resumed: boolean
    }
  | {
      readonly type: 'presence'
      readonly joined: readonly Person[]
      readonly left: readonly (Person & { readonly reason: string; readonly silent: boolean })[]
      /** How many people are in the chat now. */
      readonly people: number
    }
  | { readonly type: 'list'; readonly people: readonly (Person & { readonly own: boolean })[] }
  | {
      readonly type: 'receipt'
      /** The client's own number, as `say` and `msg` returned it. */
      readonly ref: number | null
      /** The server's number; null where the server has forgotten it. */
      readonly id: number | null
      /** The server has it; or that many of so many people have it. */
      readonly state: 'accepted' | 'delivered'
      readonly got: number
      readonly of: number
    }
  | {
      readonly type: 'notice'
      readonly code: 'no-answer' | 'join-unanswered' | 'connection-lost' | 'shutdown' | 'waiting'
      readonly text: string
    }
  | {
      readonly type: 'error'
      readonly code: string
      readonly text: string
      /** True where what was asked for certainly did not happen. */
      readonly certain: boolean
      /** The message concerned, by the client's own number. */
      readonly ref: number | null
      /** The name concerned. */
      readonly name: string | null
    }
  | {
      readonly type: 'left'
      readonly reason: string
      /** How many messages the server had not acknowledged by then. */
      readonly unconfirmed: number
    }

/** An `error` as the server put it; a code of a later server may be unknown here. */
export const errorFrom = (
  code = 'unknown',
  text = '',
  ref: number | null = null,
  name: string | null = null
): ChatEvent => ({ type: 'error', code, text, certain: isCertain(code), ref, name })

/** An `error` in the words of the table, with `what` in its sentence. */
export const errorOf = (
  code: ErrorCode,
  what: string | number = '',
  ref: number | null = null
): ChatEvent => errorFrom(code, errorText(code, what), ref)
