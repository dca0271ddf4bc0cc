/** A transport as options of the command line, as far as it is not the usual one. */
import type { TransportOptions } from '../rdt/transport.js'

/** What a client must say so that the server agrees: ` --protocol sr --seq-bits 4`, or nothing. */
export function protocolWords({ protocol, seqBits, checksum }: TransportOptions): string {
  return [
    ...(protocol.name === 'gbn' ? [] : [` --protocol ${protocol.name}`]),
    ...(seqBits === (protocol.seqBits ?? 32) ? [] : [` --seq-bits ${seqBits}`]),
    ...(checksum === 'crc32' ? [] : [` --checksum ${checksum}`])
  ].join('')
}
