/** The report says why things went wrong. */
import test from 'ava'
import { reasonLines } from '../../src/cli/chat-reasons.js'
import { gbn } from '../../src/rdt/gbn.js'
import { rdt10 } from '../../src/rdt/rdt1.0.js'
import { rdt20 } from '../../src/rdt/rdt2.0.js'
import { rdt21 } from '../../src/rdt/rdt2.1.js'

const SEGMENTS = {
  sent: 9,
  retransmitted: 0,
  acks: 9,
  dropped: 0,
  corrupted: 0,
  duplicated: 0,
  reordered: 0,
  discarded: 0
}

test('the report says what the protocol is not made for, where that was met', (t) => {
  const lossy = { ...SEGMENTS, dropped: 3, duplicated: 1, reordered: 1 }
  const reasons = (protocol: typeof gbn, segments: typeof SEGMENTS, checksum = 'crc32' as const) =>
    reasonLines({ protocol, checksum }, segments, false).join(' ')
  t.is(reasons(rdt10, lossy), 'protocol   rdt1.0 does not withstand loss, duplication, reordering')
  t.regex(
    reasons(rdt20, { ...SEGMENTS, corrupted: 1 }),
    /rdt2\.0 does not withstand corruption of ACKs$/
  )
  t.regex(
    reasons(rdt21, { ...SEGMENTS, corrupted: 1 }),
    /rdt2\.1 withstands this where data goes one way/
  )
  t.is(reasons(gbn, { ...lossy, corrupted: 1 }), '')
  t.deepEqual(
    reasonLines({ protocol: gbn, checksum: 'parity' }, { ...SEGMENTS, corrupted: 1 }, true),
    ['checksum   parity does not notice all corruption']
  )
  t.deepEqual(reasonLines({ protocol: rdt10, checksum: 'crc32' }, SEGMENTS, true), [
    'protocol   rdt1.0 does not withstand reordering'
  ])
})
