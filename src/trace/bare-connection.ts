/**
 * The connection id of a run without connections. `rdt sim` begins with two nodes that are
 * connected already; a capture of it shows no opening in which the terms are told. So its datagrams
 * get an id that tells them, to whoever must know what an ACK means:
 *
 *      "RDT-"  bits of a number (0: none)  checksum  what an ACK says  0
 *        4               1                     1            1          1   bytes
 */
import { CHECKSUMS, type ChecksumName } from '../rdt/checksum.js'
import type { ConnectionId } from '../rdt/datagram.js'
import { ACK_MEANINGS, type Numbering } from './ack-meaning.js'

/** What it begins with, as a number of 32 bits. */
export const BARE_MARK = 0x5244542d

export function bareConnection(
  { acks, seqBits = 32 }: Numbering,
  checksum: ChecksumName
): ConnectionId {
  const terms = [seqBits, CHECKSUMS.indexOf(checksum), ACK_MEANINGS.indexOf(acks), 0]
  return BARE_MARK.toString(16) + terms.map((n) => n.toString(16).padStart(2, '0')).join('')
}
