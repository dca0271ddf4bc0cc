/** What a channel tells of its datagrams, whatever the order in which they are decided. */
import test from 'ava'
import { RunTrace } from '../../src/cli/run-trace.js'
import { NO_CONNECTION } from '../../src/rdt/datagram.js'
import { makeData } from '../../src/rdt/segment.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { encode } from '../../src/wire/codec.js'

const data = (n: number) =>
  encode({ ...makeData(n, new Uint8Array(4)), conn: NO_CONNECTION }, 'crc32')
const whole = (bytes: Uint8Array) => ({ bytes, delay: 0, changes: undefined })
const FLOW = 'alice>server'

function lone() {
  const events: TraceEvent[] = []
  const about: (Uint8Array | undefined)[] = []
  const trace = new RunTrace((event, bytes) => {
    events.push(event)
    about.push(bytes)
  })
  return { events, about, trace, channel: trace.watchChannel(true) }
}

test('one that waits in the tray keeps its number while others pass', (t) => {
  const { events, trace, channel } = lone()
  const [first, second, third] = [data(1), data(2), data(1)]
  for (const bytes of [first, second, third]) channel.submitted?.(FLOW, 'up', bytes, 0)
  t.deepEqual(
    [first, second, third].map((bytes) => trace.idOf(bytes)),
    [1, 2, 3]
  )
  channel.carried?.(FLOW, 'up', second, whole(second), 1)
  channel.arrived?.(FLOW, 'up', second, 2)
  channel.submitted?.(FLOW, 'up', data(9), 3)
  t.is(trace.idOf(first), 1)
  channel.dropped?.(FLOW, 'up', first, 'by hand', 4)
  channel.carried?.(FLOW, 'up', third, whole(third), 5)
  channel.arrived?.(FLOW, 'up', third, 6)
  t.deepEqual(
    events.map(({ event, at, id, seq }) => [event, at, id, seq]),
    [
      ['send', 'alice', 1, 1],
      ['send', 'alice', 2, 2],
      ['send', 'alice', 3, 1],
      ['receive', 'server', 2, 2],
      ['send', 'alice', 4, 9],
      ['drop', 'channel', 1, 1],
      ['receive', 'server', 3, 1]
    ]
  )
  t.is(trace.idOf(data(1)), undefined)
})

test('a copy has a number of its own, and damage is read as it arrives', (t) => {
  const { events, about, channel } = lone()
  const bytes = data(1)
  const damaged = bytes.slice(0, 5)
  channel.submitted?.(FLOW, 'up', bytes, 0)
  channel.carried?.(FLOW, 'up', bytes, whole(bytes), 0)
  const changes = {
    copy: 'rolled 0.1 < 0.2',
    damage: { kind: 'truncate', length: 5, why: 'cut' }
  } as unknown as NonNullable<Parameters<NonNullable<typeof channel.carried>>[3]['changes']>
  channel.carried?.(FLOW, 'up', bytes, { bytes: damaged, delay: 0, changes }, 0)
  channel.arrived?.(FLOW, 'up', damaged, 1)
  channel.arrived?.(FLOW, 'up', bytes, 2)
  t.deepEqual(
    events.map(({ event, id, of, seq, len }) => [event, id, of, seq, len]),
    [
      ['send', 1, undefined, 1, 4],
      ['duplicate', 2, 1, 1, 4],
      ['corrupt', 2, undefined, 1, 4],
      ['receive', 2, undefined, undefined, 5],
      ['receive', 1, undefined, 1, 4]
    ]
  )
  t.deepEqual(about, [bytes, undefined, undefined, damaged, bytes])
})
