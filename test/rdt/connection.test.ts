import test from 'ava'
import { ms, seconds } from '../../src/kernel/time.js'
import { gbn } from '../../src/rdt/gbn.js'
import { SILENCE_LIMIT } from '../../src/rdt/liveness.js'
import { OPENING_LIMIT } from '../../src/rdt/opening.js'
import { DELAY, Meeting, type MeetingOptions } from './meeting.js'
import { Party, say } from './party.js'

/** When both sides are surely of one mind: an opening, and then a silence. */
const BOUND = OPENING_LIMIT + SILENCE_LIMIT + seconds(5)

/** A client that greets, and a server that greets back. */
const greeting = () => ({
  client: new Party({ opened: (pipe) => say(pipe, 'hello') }),
  server: new Party({ received: (pipe) => say(pipe, 'welcome') })
})

/** All texts of `length` marks. */
const patterns = (marks: string, length: number): string[] =>
  length === 0
    ? ['']
    : patterns(marks, length - 1).flatMap((rest) => [...marks].map((mark) => mark + rest))

test('a connection opens after two round trips, and messages pass both ways', (t) => {
  const meeting = new Meeting({ says: greeting() }).connect()
  t.false(meeting.pipe?.isOpen)
  meeting.run(4 * DELAY - 1)
  t.deepEqual(meeting.atServer.log, ['opened'])
  t.deepEqual(meeting.atClient.log, [])
  t.false(meeting.pipe?.isOpen)
  meeting.run(4 * DELAY)
  t.true(meeting.pipe?.isOpen)
  meeting.run(seconds(1))
  t.deepEqual(meeting.atClient.log, ['opened', 'got welcome'])
  t.deepEqual(meeting.atServer.log, ['opened', 'got hello'])
  t.is(meeting.pipe?.backlog, 0)
  t.is(meeting.pipe?.peer, 'server')
  t.is(meeting.pipe?.figures.srtt, 2 * DELAY)
  t.is(meeting.atServer.pipes[0]?.peer, 'client')
})

/** Fails unless both sides have opened once and talk, or have both closed and forgotten. */
function agreeOpen(options: MeetingOptions): string | undefined {
  const meeting = new Meeting({ ...options, says: greeting() }).connect().run(BOUND)
  const { client, server } = meeting.held
  const [atClient, atServer] = [meeting.atClient.log, meeting.atServer.log].map(String)
  const isOpen = atClient === 'opened,got welcome' && atServer === 'opened,got hello'
  if (isOpen && client === 1 && server === 1) return undefined
  return `--fates up:${options.up} down:${options.down}: client ${atClient}, server ${atServer}, held ${client} and ${server}`
}

test('whichever of the first four datagrams each way are lost, both sides open: all 256 ways', (t) => {
  for (const up of patterns('.x', 4)) {
    for (const down of patterns('.x', 4)) t.is(agreeOpen({ up, down }), undefined)
  }
})

test('nor do copies confuse the opening: every mixture of lost, doubled and whole', (t) => {
  for (const up of patterns('.x2', 4)) {
    for (const down of patterns('.x2', 3)) t.is(agreeOpen({ up, down }), undefined)
  }
})

test('nor corrupt, cut and late datagrams: every mixture for the first two each way', (t) => {
  for (const up of patterns('.xct>2', 2)) {
    for (const down of patterns('.xct>2', 2)) t.is(agreeOpen({ up, down }), undefined)
  }
})

test('a channel that dies at any datagram of the opening leaves no side half-open', (t) => {
  for (const [up, down] of patterns('0123456', 2).map((digits) => [...digits].map(Number))) {
    const fates = { up: `${'.'.repeat(up ?? 0)}x*9999`, down: `${'.'.repeat(down ?? 0)}x*9999` }
    const meeting = new Meeting({ ...fates, says: greeting() }).connect().run(BOUND)
    t.deepEqual(meeting.held, { client: 0, server: 0 }, JSON.stringify(fates))
    for (const { log } of [meeting.atClient, meeting.atServer]) {
      const closed = log.filter((line) => line.startsWith('closed'))
      const opened = log.filter((line) => line === 'opened')
      t.true(closed.length <= 1 && opened.length <= closed.length, `${log} ${fates.up}`)
    }
    t.is(meeting.atClient.log.filter((line) => line.startsWith('closed')).length, 1)
  }
})

test('an opener who asks for the accept again and again does not pass for silent', (t) => {
  // The cookie passes, and no accept: the opener cannot answer questions, but he sends echoes.
  const meeting = new Meeting({ down: '.x*9999' }).connect()
  meeting.run(3 * DELAY + SILENCE_LIMIT + ms(500))
  t.deepEqual(meeting.atClient.log, [])
  t.deepEqual(meeting.atServer.log, ['opened'])
})

test('where nobody answers, the opening is given up after its limit, not before', (t) => {
  const meeting = new Meeting({ up: 'x*9999' }).connect().run(OPENING_LIMIT - 1)
  t.deepEqual(meeting.atClient.log, [])
  meeting.run(OPENING_LIMIT + seconds(1))
  t.deepEqual(meeting.atClient.log, ['closed no-answer'])
  t.deepEqual(meeting.atClient.reasons, ['nobody answers there'])
  t.is(meeting.held.client, 0)
})

test('the smaller window and the smaller mss count on both sides', (t) => {
  const meeting = new Meeting({
    client: { windowSize: 3, mss: 500 },
    server: { windowSize: 8, mss: 100 }
  })
    .connect()
    .run(seconds(1))
  for (const pipe of [meeting.pipe, meeting.atServer.pipes[0]]) {
    meeting.trace.length = 0
    pipe?.send(new Uint8Array(5000))
    const sent = meeting.trace.filter(({ event }) => event === 'send')
    t.is(sent.length, 3, 'the window is full with three')
    t.deepEqual(new Set(sent.map(({ len }) => len)), new Set([100]))
    meeting.run(meeting.world.now() + seconds(5))
  }
})

const MISMATCHES = [
  [{ protocol: { ...gbn, name: 'sr' } }, 'protocol mismatch: the server uses gbn, the client sr'],
  [{ checksum: 'parity' }, 'checksum mismatch: the server uses crc32, the client parity'],
  [{ seqBits: 8 }, 'sequence number bits mismatch: the server uses 32, the client 8'],
  [{ seqBits: 40 }, 'the terms make no sense'],
  [{ mss: 1 }, 'the terms make no sense']
] as const

for (const [client, reason] of MISMATCHES) {
  const what = Object.keys(client).join()
  test(`with another ${what} both sides are told '${reason}'`, (t) => {
    const meeting = new Meeting({ client: client as never }).connect().run(seconds(1))
    t.deepEqual(meeting.atClient.log, ['closed refused'])
    t.deepEqual(meeting.atClient.reasons, [reason])
    t.deepEqual(meeting.atServer.log, [])
    t.deepEqual(meeting.held, { client: 0, server: 0 })
    for (const node of ['client', 'server']) {
      t.true(
        meeting.whys(node).some((why) => why.includes(reason)),
        `${node}: ${meeting.whys(node)}`
      )
    }
  })
}

test('a node that does not listen refuses by name', (t) => {
  const meeting = new Meeting()
  meeting.server.stack.listen(undefined)
  meeting.connect().run(seconds(1))
  t.deepEqual(meeting.atClient.log, ['closed refused'])
  t.deepEqual(meeting.atClient.reasons, ['nobody listens here'])
})

/** Datagrams each way until a quiet connection of one greeting is ready to be closed. */
function openAndQuiet(options: MeetingOptions = {}): Meeting {
  return new Meeting({ ...options, says: greeting() }).connect().run(seconds(1))
}

const before = openAndQuiet()
const UP = before.links.up.lane.counts.submitted
const DOWN = before.links.down.lane.counts.submitted

test('whichever of the datagrams of the closing are lost or doubled, both sides end', (t) => {
  for (const lostUp of patterns('.x2', 4)) {
    for (const lostDown of patterns('.x2', 3)) {
      const fates = { up: `.*${UP}${lostUp}`, down: `.*${DOWN}${lostDown}` }
      const meeting = openAndQuiet(fates)
      meeting.pipe?.close('bye')
      meeting.run(seconds(1) + SILENCE_LIMIT + seconds(2))
      const told = [meeting.atClient.log.at(-1), meeting.atServer.log.at(-1)]
      t.deepEqual(told, ['closed local', 'closed peer'], JSON.stringify(fates))
      t.is(meeting.atServer.reasons[0], 'bye')
      t.deepEqual(meeting.held, { client: 0, server: 0 })
      const closings = [...meeting.atClient.log, ...meeting.atServer.log].filter((line) =>
        line.startsWith('closed')
      )
      t.is(closings.length, 2)
    }
  }
})

test('a closing that never arrives ends here after five seconds, and there by silence', (t) => {
  const meeting = openAndQuiet()
  meeting.cut('up', 'down')
  meeting.pipe?.close('bye')
  meeting.run(seconds(5))
  t.is(meeting.held.client, 1)
  meeting.run(seconds(8))
  t.is(meeting.atClient.log.at(-1), 'closed local')
  meeting.run(SILENCE_LIMIT + seconds(1))
  t.is(meeting.atServer.log.at(-1), 'closed silent')
})

test('what was sent before a close is delivered before it, through a bad channel too', (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const loss = { kind: 'random', probability: 0.3, correlation: 0 } as const
    const meeting = new Meeting({ seed: `close ${seed}`, weather: { loss } }).connect()
    for (let at = 0; !meeting.pipe?.isOpen && at < 15; at++) meeting.run(seconds(at))
    const lines = Array.from({ length: 50 }, (_, n) => `line ${n}`)
    for (const line of lines) say(meeting.pipe as never, line)
    meeting.pipe?.close('done')
    t.false(say(meeting.pipe as never, 'too late'))
    meeting.run(seconds(200))
    t.deepEqual(
      meeting.atServer.log.slice(0, 51),
      ['opened', ...lines.map((line) => `got ${line}`)],
      `seed 'close ${seed}'`
    )
    t.deepEqual(meeting.held, { client: 0, server: 0 })
    t.regex(meeting.atServer.log.at(-1) ?? '', /^closed (peer|silent)$/)
  }
})

test('both sides may close at the same moment', (t) => {
  const meeting = openAndQuiet()
  meeting.pipe?.close('me')
  meeting.atServer.pipes[0]?.close('me too')
  meeting.run(seconds(3))
  t.deepEqual(meeting.held, { client: 0, server: 0 })
  t.is(meeting.atClient.log.filter((line) => line.startsWith('closed')).length, 1)
  t.is(meeting.atServer.log.filter((line) => line.startsWith('closed')).length, 1)
})

test('an abort ends this side at once, and that one when the datagram arrives', (t) => {
  const meeting = openAndQuiet()
  meeting.pipe?.abort('enough')
  t.deepEqual(meeting.held, { client: 0, server: 1 })
  t.false(meeting.pipe?.isOpen)
  meeting.run(seconds(1) + DELAY)
  t.deepEqual(meeting.held, { client: 0, server: 0 })
  t.is(meeting.atClient.log.at(-1), 'closed local')
  t.is(meeting.atServer.log.at(-1), 'closed peer')
  t.deepEqual(meeting.atServer.reasons, ['enough'])
})

test('if the datagram of an abort is lost, the next question finds it out', (t) => {
  const meeting = openAndQuiet({ up: `.*${UP}x` })
  meeting.pipe?.abort('enough')
  meeting.run(seconds(6))
  t.is(meeting.atServer.log.at(-1), 'closed restarted')
  t.deepEqual(meeting.held, { client: 0, server: 0 })
})

test('an opening can be aborted, whatever the server thinks of it by then', (t) => {
  for (const after of [0, DELAY, 2 * DELAY, 3 * DELAY, 4 * DELAY - 1]) {
    const meeting = new Meeting().connect().run(after)
    meeting.pipe?.abort('changed my mind')
    meeting.run(after + seconds(10))
    t.deepEqual(meeting.held, { client: 0, server: 0 }, `after ${after}`)
    t.deepEqual(meeting.atClient.log, ['closed local'])
  }
})

test('a closed pipe takes nothing, and may be closed again', (t) => {
  const meeting = openAndQuiet()
  meeting.pipe?.close('bye')
  meeting.run(seconds(2))
  t.false(say(meeting.pipe as never, 'x'))
  meeting.pipe?.close('bye')
  meeting.pipe?.abort('bye')
  meeting.run(seconds(3))
  t.is(meeting.atClient.log.filter((line) => line.startsWith('closed')).length, 1)
})

test('who aborts while messages wait is given none of them', (t) => {
  const server = new Party({
    received: (pipe, message) => {
      if (String(Buffer.from(message)) === 'more 1') pipe.abort('two are enough')
    }
  })
  const meeting = new Meeting({ client: { windowSize: 1 }, says: { server } })
  meeting.connect().run(seconds(1))
  // The first goes alone; the others wait for it, and then share a segment.
  for (let n = 0; n < 10; n++) say(meeting.pipe as never, `more ${n}`)
  meeting.run(seconds(3))
  t.deepEqual(server.log, ['opened', 'got more 0', 'got more 1', 'closed local'])
})

test('a peer that falls silent is given up after the limit, to the microsecond, at both ends', (t) => {
  const meeting = new Meeting().connect().run(4 * DELAY)
  meeting.cut('up', 'down')
  // The client heard the accept last, at 4 delays; the server its answer to the first ping, at 5.
  meeting.run(4 * DELAY + SILENCE_LIMIT - 1)
  t.deepEqual(meeting.atClient.log, ['opened'])
  meeting.run(4 * DELAY + SILENCE_LIMIT)
  t.deepEqual(meeting.atClient.log, ['opened', 'closed silent'])
  meeting.run(5 * DELAY + SILENCE_LIMIT - 1)
  t.deepEqual(meeting.atServer.log, ['opened'])
  meeting.run(5 * DELAY + SILENCE_LIMIT)
  t.deepEqual(meeting.atServer.log, ['opened', 'closed silent'])
  t.is(meeting.atServer.closedAt, 5 * DELAY + SILENCE_LIMIT)
  t.deepEqual(meeting.held, { client: 0, server: 0 })
})

test('if only one direction dies, both sides still find out within twice the limit', (t) => {
  for (const direction of ['up', 'down'] as const) {
    const meeting = openAndQuiet()
    meeting.cut(direction)
    meeting.run(seconds(1) + 2 * SILENCE_LIMIT + seconds(4))
    t.deepEqual(meeting.held, { client: 0, server: 0 }, direction)
  }
})

test('two quiet peers stay connected for an hour', (t) => {
  const meeting = openAndQuiet().run(seconds(3600))
  t.deepEqual(meeting.held, { client: 1, server: 1 })
  t.deepEqual(meeting.atClient.log, ['opened', 'got welcome'])
})

test('half of all datagrams lost does not pass for silence', (t) => {
  for (let seed = 0; seed < 20; seed++) {
    const loss = { kind: 'random', probability: 0.5, correlation: 0 } as const
    const meeting = new Meeting({ seed: `quiet ${seed}`, weather: { loss } }).connect()
    meeting.run(seconds(180))
    // One opening of twenty gets no answer within its limit: two round trips of four lost.
    if (meeting.atClient.log[0] === 'closed no-answer') continue
    t.deepEqual(meeting.held, { client: 1, server: 1 }, `seed 'quiet ${seed}'`)
  }
})

test('a restarted server is found out by the next message', (t) => {
  const meeting = openAndQuiet()
  meeting.restartServer()
  say(meeting.pipe as never, 'anybody?')
  meeting.run(seconds(1) + 2 * DELAY)
  t.is(meeting.atClient.log.at(-1), 'closed restarted')
  t.deepEqual(meeting.held, { client: 0, server: 0 })
  t.deepEqual(meeting.atServer.log, ['opened', 'got hello'], 'the new one was told nothing')
})

test('a restarted server is found out by a quiet client within seconds, and opens anew', (t) => {
  const meeting = openAndQuiet()
  meeting.restartServer()
  meeting.run(seconds(5))
  t.is(meeting.atClient.log.at(-1), 'closed restarted')
  meeting.connect().run(seconds(6))
  t.deepEqual(meeting.atClient.log.slice(-2), ['opened', 'got welcome'])
  t.deepEqual(meeting.held, { client: 1, server: 1 })
})

test('two connections between the same nodes live and die apart', (t) => {
  const meeting = openAndQuiet()
  const first = meeting.pipe
  meeting.connect().run(seconds(2))
  t.deepEqual(meeting.held, { client: 2, server: 2 })
  say(first as never, 'one')
  say(meeting.pipe as never, 'two')
  meeting.run(seconds(3))
  t.deepEqual(meeting.atServer.log.slice(-2), ['got one', 'got two'])
  meeting.pipe?.close('second')
  meeting.run(seconds(4))
  t.deepEqual(meeting.held, { client: 1, server: 1 })
  t.true(first?.isOpen)
  meeting.run(seconds(60))
  t.true(first?.isOpen)
})

test('a restarted server is found out by all connections of a node', (t) => {
  const meeting = openAndQuiet()
  meeting.connect().run(seconds(2))
  meeting.restartServer()
  meeting.run(seconds(7))
  t.deepEqual(meeting.held, { client: 0, server: 0 })
  t.is(meeting.atClient.log.filter((line) => line === 'closed restarted').length, 2)
})

test('a conversation survives weather of every kind, and then ends', (t) => {
  for (let seed = 0; seed < 30; seed++) {
    const half = { correlation: 0, probability: 0.1 }
    const meeting = new Meeting({
      seed: `talk ${seed}`,
      weather: {
        loss: { kind: 'random', correlation: 0, probability: 0.2 },
        corrupt: { ...half, bits: 1 },
        duplicate: half,
        reorder: { ...half, gap: 1 },
        truncate: { correlation: 0, probability: 0.05 },
        jitter: { spread: ms(5), correlation: 0 }
      },
      says: {
        client: new Party({
          opened: (pipe) => {
            for (let n = 0; n < 20; n++) say(pipe, `question ${n}`)
          }
        }),
        server: new Party({ received: (pipe, words) => pipe.send(words) })
      }
    })
      .connect()
      .run(seconds(100))
    const words = Array.from({ length: 20 }, (_, n) => `got question ${n}`)
    t.deepEqual(meeting.atServer.log, ['opened', ...words], `seed 'talk ${seed}'`)
    t.deepEqual(meeting.atClient.log, ['opened', ...words], `seed 'talk ${seed}'`)
    meeting.pipe?.close('')
    meeting.run(seconds(130))
    t.deepEqual(meeting.held, { client: 0, server: 0 }, `seed 'talk ${seed}'`)
  }
})
