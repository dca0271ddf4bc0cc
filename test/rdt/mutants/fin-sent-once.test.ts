/**
 * fin-sent-once is no mutant: it is a bug of the connection, whatever protocol it carries, and
 * `--protocol` cannot choose it. Here it is as a channel that lets a single `close` into it.
 */
import test from 'ava'
import { seconds } from '../../../src/kernel/time.js'
import type { Datagram } from '../../../src/rdt/datagram.js'
import { Meeting } from '../meeting.js'

/** An opened connection whose client says `close` at most so many times; the first one is lost. */
function closed(mostCloses: number): Meeting {
  const meeting = new Meeting().connect().run(seconds(1))
  const { client } = meeting
  const transmit = client.transmit.bind(client)
  let closes = 0
  client.transmit = (datagram: Datagram, to, attempt) => {
    const isClose = datagram.kind === 'close'
    if (isClose) closes++
    if (!isClose || (closes > 1 && closes <= mostCloses)) transmit(datagram, to, attempt)
  }
  meeting.pipe?.close('bye')
  return meeting.run(seconds(60))
}

test('a close that is lost is said again, and the peer hears of the end', (t) => {
  const { atClient, atServer } = closed(Number.POSITIVE_INFINITY)
  t.is(atClient.log.at(-1), 'closed local')
  t.is(atServer.log.at(-1), 'closed peer')
})

test('fin-sent-once: a close that is said once and lost looks like a restart to the peer', (t) => {
  const { atClient, atServer } = closed(1)
  t.is(atClient.log.at(-1), 'closed local')
  t.is(atServer.log.at(-1), 'closed restarted')
})
