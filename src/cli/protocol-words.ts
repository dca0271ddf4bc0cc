/** A transport as options of the command line, as far as it is not the usual one. */
import type { TransportOptions } from '../rdt/transport.js'

/**
 * What a client must say so that the server agrees: ` --protocol sr --seq-bits 4`, or nothing.
 * @param word what `--protocol` was given: a protocol of somebody's own is found by its file
 */
export function protocolWords(
  { protocol, seqBits, checksum }: TransportOptions,
  word = protocol.name
): string {
  return [
    ...(protocol.name === 'gbn' ? [] : [` --protocol ${quoted(word)}`]),
    ...(seqBits === (protocol.seqBits ?? 32) ? [] : [` --seq-bits ${seqBits}`]),
    ...(checksum === 'crc32' ? [] : [` --checksum ${checksum}`])
  ].join('')
}

/** One word of a shell. */
export const quoted = (text: string): string =>
  /^[\w.,:@%+/#-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
