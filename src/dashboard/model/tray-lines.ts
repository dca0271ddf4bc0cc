/**
 * What lies in the tray, for people: who, what, and which attempt it is. Sees every datagram that
 * comes to the channel, since an attempt can only be counted by who has seen those before it.
 */
import type { TrayItem } from '../../../lossy-channel/weather/tray.js'
import type { Direction } from '../../../lossy-channel/weather/weather.js'
import type { Micros } from '../../kernel/time.js'
import type { Datagram } from '../../rdt/datagram.js'
import { decode } from '../../wire/codec.js'
import type { Style } from './style.js'

export interface TrayLine {
  readonly id: number
  /** `alice>server`: client and server of the flow. */
  readonly flow: string
  readonly direction: Direction
  /** `data 3`, `ack 2`, `open`, `datagram` where it cannot be read. */
  readonly what: string
  readonly style: Style
  /** Above 1 for a retransmission. */
  readonly attempt: number
  readonly bytes: number
  readonly since: Micros
}

/** So many segments are remembered, to number the transmissions of each. */
const MOST_SEEN = 50_000

type Said = Pick<TrayLine, 'what' | 'style' | 'attempt'>

export class TrayLines {
  readonly #attempts = new Map<string, number>()
  readonly #said = new WeakMap<Uint8Array, Said>()

  /** A datagram has come to the channel: to be called for each, before it lies in the tray. */
  submitted(flow: string, direction: Direction, bytes: Uint8Array): void {
    const { datagram } = read(bytes)
    const isData = datagram?.kind === 'data'
    const key = isData ? `${flow} ${direction} ${datagram.conn} ${datagram.seqnum}` : ''
    this.#said.set(bytes, { ...sayWhat(datagram), attempt: isData ? this.#count(key) : 1 })
  }

  lineOf({ id, flow, direction, item, since }: TrayItem<Uint8Array>): TrayLine {
    const said = this.#said.get(item) ?? { ...sayWhat(read(item).datagram), attempt: 1 }
    return { id, flow, direction, ...said, bytes: item.length, since }
  }

  #count(key: string): number {
    const attempt = (this.#attempts.get(key) ?? 0) + 1
    this.#attempts.delete(key)
    this.#attempts.set(key, attempt)
    for (const oldest of this.#attempts.keys()) {
      if (this.#attempts.size <= MOST_SEEN) break
      this.#attempts.delete(oldest)
    }
    return attempt
  }
}

/** The channel knows no connection's checksum. */
function read(bytes: Uint8Array): { readonly datagram?: Datagram } {
  const decoded = decode(bytes, 'none')
  return 'datagram' in decoded ? { datagram: decoded.datagram } : {}
}

function sayWhat(datagram: Datagram | undefined): Omit<Said, 'attempt'> {
  if (datagram === undefined) return { what: 'datagram', style: 'plain' }
  if (datagram.kind === 'data') return { what: `data ${datagram.seqnum}`, style: 'data' }
  if (datagram.kind === 'ack') return { what: `ack ${datagram.acknum}`, style: 'ack' }
  return { what: datagram.kind, style: datagram.kind === 'nak' ? 'ack' : 'connection' }
}
