/** Why things went wrong in a run of `rdt chat`: what its protocol or checksum are not made for. */
import type { Protocol, Fault as Weathering } from '../rdt/protocol.js'
import type { TransportOptions } from '../rdt/transport.js'
import type { ChatSummary } from './chat-summary.js'

const WEATHERING: Readonly<Record<Weathering, string>> = {
  'corrupt-data': 'corruption of data',
  'corrupt-ack': 'corruption of ACKs',
  loss: 'loss',
  duplicate: 'duplication',
  reorder: 'reordering',
  delay: 'delay'
}

/**
 * Why things went wrong: what the channel did that protocol or checksum are not made for.
 * @param isJittery the delay varies, which may change the order, though nobody counts it
 */
export function reasonLines(
  { protocol, checksum }: Pick<TransportOptions, 'protocol' | 'checksum'>,
  { corrupted, dropped, duplicated, reordered }: ChatSummary['segments'],
  isJittery: boolean
): string[] {
  const met: Weathering[] = []
  if (corrupted > 0) met.push('corrupt-data', 'corrupt-ack')
  if (dropped > 0) met.push('loss')
  if (duplicated > 0) met.push('duplicate')
  if (reordered > 0 || isJittery) met.push('reorder')
  const tooMuch = met.filter((fault) => !protocol.survives.includes(fault))
  const lines: string[] = []
  if (tooMuch.length > 0) {
    const words = tooMuch.map((fault) => WEATHERING[fault]).join(', ')
    lines.push(`protocol   ${protocol.name} does not withstand ${words}`)
  } else if (corrupted > 0 && isOneWay(protocol)) {
    lines.push(
      `protocol   ${protocol.name} withstands this where data goes one way only: here data and ACKs`,
      '           cross, nobody knows which of them was corrupt, and an ACK without a number is',
      '           taken for that of the next segment'
    )
  }
  if (checksum !== 'crc32' && corrupted > 0) {
    lines.push(`checksum   ${checksum} does not notice all corruption`)
  }
  return lines
}

/** A sender without a timer, whose every answer counts. */
const isOneWay = ({ survives }: Protocol): boolean => !survives.includes('loss')

/** Why not all was said before the time limit. @param kept who had not got in by then */
export function lateWords(kept: readonly string[]): string {
  const late = 'the time limit came before all was said'
  if (kept.length === 0) return `${late}; a longer --time-limit helps`
  const who = kept.join(', ')
  return `${late}; ${who} did not get into the chat: the first words do not get through`
}
