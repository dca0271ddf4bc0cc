/** What lies in the tray, for people: who, what, and which transmission of it. */
import type { TrayItem } from '../../../lossy-channel/weather/tray.js'
import type { Direction } from '../../../lossy-channel/weather/weather.js'
import type { Micros } from '../../kernel/time.js'
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

export function trayLine(
  { id, flow, direction, item, since }: TrayItem<Uint8Array>,
  attempt: number
): TrayLine {
  return { id, flow, direction, ...sayWhat(item), attempt, bytes: item.length, since }
}

function sayWhat(bytes: Uint8Array): Pick<TrayLine, 'what' | 'style'> {
  // The channel knows no connection's checksum.
  const decoded = decode(bytes, 'none')
  if (!('datagram' in decoded)) return { what: 'datagram', style: 'plain' }
  const { datagram } = decoded
  if (datagram.kind === 'data') return { what: `data ${datagram.seqnum}`, style: 'data' }
  if (datagram.kind === 'ack') return { what: `ack ${datagram.acknum}`, style: 'ack' }
  return { what: datagram.kind, style: datagram.kind === 'nak' ? 'ack' : 'connection' }
}
