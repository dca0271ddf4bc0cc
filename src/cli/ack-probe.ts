/**
 * What the ACKs of a protocol mean, for the header of a trace: whoever reads it later has no
 * protocol to ask. The number is what a protocol declares (`acks`), or else of the last segment in
 * order; but the book's rdt2.0 and rdt2.1 have none in their ACKs, and their authors, you among
 * them, do not say so. So the receiver is asked:
 *
 *      data 0 ─▶ receiver ─▶ ack 0        data 1 ─▶ receiver ─▶ ack 0   no number
 *                                                              ack 1   a number
 */
import { ms } from '../kernel/time.js'
import { findMutant } from '../rdt/mutants/catalogue.js'
import type { Protocol } from '../rdt/protocol.js'
import { PROTOCOLS } from '../rdt/protocols.js'
import { RecordingHost } from '../rdt/recording-host.js'
import { makeData } from '../rdt/segment.js'
import { type AckMeaning, numberingOf } from '../trace/ack-meaning.js'
import { within } from './watchdog.js'

/** In ms. What loops here will loop in the run, and there it is told why. */
const LIMIT = 1_000

export function meaningOfAcks(protocol: Protocol): AckMeaning {
  const { name, acks } = protocol
  if (PROTOCOLS.includes(protocol) || findMutant(name) === protocol) return numberingOf(name).acks
  if (acks !== undefined) return acks
  const isStopAndWait = protocol.maxWindow?.(protocol.seqBits ?? 1) === 1
  return isStopAndWait && answersAlike(protocol) ? 'unnumbered' : 'last'
}

/** Has every message of a stop-and-wait protocol the same ACK? */
function answersAlike(protocol: Protocol): boolean {
  const { seqBits = 1 } = protocol
  const host = new RecordingHost()
  try {
    within(
      () => {
        const receiver = protocol.createReceiver(host, { windowSize: 1, seqBits, rto: ms(500) })
        for (const seqnum of [0, 1]) receiver.rdtRcv(makeData(seqnum, new Uint8Array(1)), 0)
      },
      undefined,
      LIMIT
    )
  } catch {
    return false
  }
  const numbers = host.calls.flatMap((order) =>
    order.call === 'udtSend' && order.segment.kind === 'ack' ? [order.segment.acknum] : []
  )
  return numbers.length > 1 && numbers.every((number) => number === numbers[0])
}
