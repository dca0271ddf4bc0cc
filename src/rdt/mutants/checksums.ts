/**
 * Bugs of checksums. The checksum of the house is computed where the bytes are; these machines
 * ignore what it says of data, and some carry one of their own, in the field that an ACK has
 * for its number.
 */
import { crc32 } from '../checksum.js'
import { GbnReceiver, GbnSender, gbn } from '../gbn.js'
import type { Segment } from '../segment.js'
import { brokenReceiver, hostWith, type Machines, type Mutant, mutant } from './mutant.js'

export const CHECKSUM_MUTANTS: readonly Mutant[] = [
  brokenReceiver(
    gbn,
    'no-checksum',
    'The receiver does not look at the checksum: damaged data is delivered.',
    class extends GbnReceiver {
      override rdtRcv(segment: Segment) {
        super.rdtRcv({ ...segment, corrupt: false })
      }
    }
  ),
  mutant(
    gbn,
    'checksum-payload-only',
    'The checksum is computed over the payload and leaves out the header: a damaged number passes for a right one.',
    summed((data) => crc32(data))
  ),
  mutant(
    gbn,
    'checksum-first-byte-only',
    'The checksum is computed over the first byte of the payload: a test that damages only that byte is content.',
    summed((data) => data[0] ?? 0)
  )
]

/** Machines whose data is vouched for by `sum` of the payload and by nothing else. */
function summed(sum: (data: Uint8Array) => number): Machines {
  return {
    createSender: (host, options) => {
      const udtSend = (segment: Segment) => host.udtSend({ ...segment, acknum: sum(segment.data) })
      return new GbnSender(hostWith(host, { udtSend }), options)
    },
    createReceiver: (host, options) => {
      const receiver = new GbnReceiver(host, options)
      return {
        get state() {
          return receiver.state
        },
        rdtRcv: (segment) =>
          receiver.rdtRcv({ ...segment, corrupt: segment.acknum !== sum(segment.data) })
      }
    }
  }
}
