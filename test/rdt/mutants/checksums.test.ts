/** Checksums of a machine's own: what they see, and what they are blind to. */
import test from 'ava'
import { gbn } from '../../../src/rdt/gbn.js'
import { findMutant } from '../../../src/rdt/mutants/catalogue.js'
import { RecordingHost } from '../../../src/rdt/recording-host.js'
import type { Segment } from '../../../src/rdt/segment.js'

const OPTIONS = { windowSize: 4, seqBits: 32, rto: 1 }
const PAYLOAD = Uint8Array.of(1, 2, 3)

/** The first segment that `name` sends, and whether its receiver delivers what became of it. */
function isDelivered(name: string, damage: (segment: Segment) => Partial<Segment>): boolean {
  const protocol = findMutant(`mutant:${name}`) ?? gbn
  const [here, there] = [new RecordingHost(), new RecordingHost()]
  protocol.createSender(here, OPTIONS).rdtSend(PAYLOAD, 0)
  const [call] = here.take()
  const sent = call?.call === 'udtSend' ? call.segment : undefined
  const came = { ...sent!, ...damage(sent!) }
  protocol.createReceiver(there, OPTIONS).rdtRcv(came, 0)
  return there.take().some((order) => order.call === 'deliverData')
}

const intact = () => ({})
/** A bit of the header that the machine does not look at; the checksum of the house sees it. */
const header = () => ({ corrupt: true })
const payload = (at: number) => (segment: Segment) => ({
  corrupt: true,
  data: segment.data.map((byte, i) => (i === at ? byte ^ 1 : byte))
})

for (const [name, header_, first, last] of [
  ['gbn', false, false, false],
  ['no-checksum', true, true, true],
  ['checksum-payload-only', true, false, false],
  ['checksum-first-byte-only', true, false, true]
] as const) {
  test(`${name}: damage of the header passes: ${header_}, of the first byte: ${first}, of the last: ${last}`, (t) => {
    t.true(isDelivered(name, intact))
    t.is(isDelivered(name, header), header_)
    t.is(isDelivered(name, payload(0)), first)
    t.is(isDelivered(name, payload(2)), last)
  })
}
