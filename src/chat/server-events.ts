/** What the server's console is told. Names are checked; reasons and texts are not cleaned. */
import type { Micros } from '../kernel/time.js'

export type ServerEvent =
  | { readonly type: 'connected'; readonly peer: string }
  | {
      readonly type: 'joined'
      readonly name: string
      readonly uid: string
      readonly peer: string
      /** True where the same client takes up its session again. */
      readonly resumed: boolean
    }
  /** Somebody who joined a moment ago: the smoothed round-trip time in µs. */
  | {
      readonly type: 'measured'
      readonly name: string
      readonly peer: string
      readonly srtt: Micros
    }
  | {
      readonly type: 'left'
      readonly name: string
      readonly uid: string
      readonly peer: string
      readonly reason: string
      /** True where it fell silent and was removed. */
      readonly silent: boolean
    }
  /** A connection ended that belonged to nobody in the chat (any more). */
  | { readonly type: 'disconnected'; readonly peer: string; readonly reason: string }
  | {
      readonly type: 'refused'
      readonly peer: string
      readonly code: string
      readonly text: string
    }
  | {
      readonly type: 'relayed'
      readonly id: number
      readonly from: string
      readonly kind: 'all' | 'group' | 'private'
      /** Bytes of text, and to how many people it goes. */
      readonly size: number
      readonly of: number
    }
  | { readonly type: 'shutdown'; readonly reason: string; readonly people: number }
