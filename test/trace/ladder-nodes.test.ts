/** Ladders of other traces than a simulation's: several nodes, strangers, odd texts, odd machines. */
import test from 'ava'
import { ms } from '../../src/kernel/time.js'
import type { TraceEvent } from '../../src/trace/event.js'
import { drawLadder } from '../../src/trace/ladder.js'
import { columnsOf } from './ladder-reader.js'

const draw = (events: readonly TraceEvent[], width = 80, more = {}): string =>
  `\n${drawLadder(events, { width, ...more }).join('\n')}\n`

/** Data `seq` from `from`, through a server, to `to`. */
function relayed(from: string, to: string, t: number, id: number): TraceEvent[] {
  const data = { kind: 'data', seq: 1, len: 9 } as const
  const up = { link: `${from}>server`, id, ...data }
  const down = { link: `server>${to}`, id: id + 1, ...data }
  return [
    { t, at: from, event: 'send', attempt: 1, ...up },
    { t: t + ms(20), at: 'server', event: 'receive', ...up },
    { t: t + ms(20), at: 'server', event: 'deliver', link: `server>${from}`, id, len: 9 },
    { t: t + ms(20), at: 'server', event: 'send', attempt: 1, ...down },
    { t: t + ms(40), at: to, event: 'receive', ...down },
    { t: t + ms(40), at: to, event: 'deliver', link: `${to}>server`, id: id + 1, len: 9 }
  ]
}

test('every node has a lifeline, and what goes from one to another crosses those between', (t) => {
  const events = [...relayed('alice', 'bob', 0, 1), ...relayed('bob', 'alice', ms(50), 3)]
  t.is(
    draw(events),
    `
ms alice                        server                            bob
 0 ├── data 1 ─────╮               │                               │
20 │               ╰───── data 1 ─►│ delivered 1                   │
   │                               ├── data 1 ─────╮               │
40 │                               │               ╰───── data 1 ─►│ delivered 1
50 │                               │               ╭───── data 1 ──┤
70 │                               │◄─ data 1 ─────╯ delivered 1   │
   │               ╭───── data 1 ──┤                               │
90 │◄─ data 1 ─────╯ delivered 1   │                               │
`
  )
  const direct = { link: 'alice>bob', id: 9, kind: 'ping' } as const
  const across = drawLadder(
    [
      ...events,
      { t: ms(95), at: 'alice', event: 'send', ...direct },
      { t: ms(99), at: 'bob', event: 'receive', ...direct }
    ],
    { width: 80 }
  )
  t.regex(across.at(-1) ?? '', /^99 │ +╰─+┼─+ ping ─►│$/)
})

test('a link alone shows its two ends and nothing of the others', (t) => {
  const events = [...relayed('alice', 'bob', 0, 1), ...relayed('carol', 'bob', ms(5), 3)]
  const lines = drawLadder(events, { width: 80, link: 'server>bob' })
  t.regex(lines[0] ?? '', /server .* bob/)
  t.is(lines.length, 5)
  t.false(lines.join('').includes('alice'))
})

test('a segment of which only the arrival is known comes from nowhere', (t) => {
  const told = { link: 'a>b', kind: 'data', seq: 7, len: 1 } as const
  const events: TraceEvent[] = [{ t: 0, at: 'b', event: 'receive', ...told }]
  t.regex(draw(events), /│ +┄ data 7 ─►│/)
})

test('a segment without an end is still under way', (t) => {
  const told = { link: 'a>b', id: 1, kind: 'data', seq: 7, len: 1 } as const
  const events: TraceEvent[] = [{ t: 0, at: 'a', event: 'send', attempt: 1, ...told }]
  t.regex(draw(events), /├── data 7 ─*┄ still under way/)
})

test('texts from outside move nothing: no controls, wide letters count twice', (t) => {
  const events: TraceEvent[] = [
    ...relayed('李小龙', 'bob', 0, 1),
    {
      t: ms(60),
      at: '李小龙',
      event: 'say',
      link: '李小龙>server',
      from: '李\u001b[31m',
      text: 'ok\n\u202e日本語 🛰️'
    }
  ]
  for (const width of [30, 60, 80, 120]) {
    const lines = drawLadder(events, { width })
    const text = lines.join('')
    t.notRegex(text, /[\0-\x1f\u202e]/)
    for (const line of lines) {
      const wide = line.match(/[\u3000-\u9fff\p{Emoji_Presentation}]/gu)?.length ?? 0
      t.true(columnsOf(line) + wide - (line.match(/⏰/g)?.length ?? 0) <= width, line)
    }
  }
  t.notRegex(drawLadder(events, { width: 80, isAscii: true }).join('\n'), /[^\n -~]/)
})

const data = { link: 'a>b', kind: 'data', seq: 0, len: 1 } as const
const up = { at: 'b', event: 'deliver', link: 'b>a', len: 1 } as const

test('a message that is handed up twice, or too late, is called so', (t) => {
  const events: TraceEvent[] = [
    { t: 0, at: 'a', event: 'send', id: 1, attempt: 1, ...data },
    { t: 0, at: 'a', event: 'send', id: 2, attempt: 2, ...data },
    { t: 0, at: 'a', event: 'send', id: 3, attempt: 1, ...data, seq: 1 },
    { t: 0, at: 'a', event: 'send', id: 4, attempt: 1, ...data },
    { t: 5, at: 'b', event: 'receive', id: 1, ...data },
    { t: 5, ...up, id: 1 },
    { t: 6, at: 'b', event: 'receive', id: 2, ...data },
    { t: 6, ...up, id: 2 },
    { t: 7, at: 'b', event: 'receive', id: 4, ...data },
    { t: 7, ...up, id: 4 },
    { t: 8, at: 'b', event: 'receive', id: 3, ...data, seq: 1 },
    { t: 8, ...up, id: 3 }
  ]
  const notes = drawLadder(events, { width: 120 }).flatMap(
    (line) => /delivered.*$/.exec(line)?.[0] ?? []
  )
  t.deepEqual(notes, [
    'delivered 1',
    'delivered 1 AGAIN',
    'delivered 3, NOT 2',
    'delivered 2, TOO LATE; overtaken by data 0'
  ])
})

test('a machine that takes broken data is found out', (t) => {
  const events: TraceEvent[] = [
    { t: 0, at: 'a', event: 'send', id: 1, attempt: 1, ...data },
    { t: 0, at: 'channel', event: 'corrupt', id: 1, ...data, why: 'fate c' },
    { t: 5, at: 'b', event: 'receive', id: 1, link: 'a>b', why: 'the checksum does not hold' },
    { t: 5, ...up, id: 1 }
  ]
  t.regex(draw(events, 140), /data 0 corrupt ≈►│ delivered 1 DAMAGED: in spite of its checksum/)
})

test('what a node throws away is told with its reason', (t) => {
  const events: TraceEvent[] = [
    { t: 0, at: 'a', event: 'send', id: 1, attempt: 1, ...data },
    { t: 5, at: 'b', event: 'receive', id: 1, ...data },
    { t: 5, at: 'b', event: 'discard', ...data, link: 'b>a', id: 1, why: 'inbox full' },
    { t: 9, at: 'b', event: 'discard', link: 'a>b', why: 'no datagram of ours' }
  ]
  t.regex(
    draw(events, 100),
    /data 0 ─►│ discarded: inbox full\n.*│ ● discarded: no datagram of ours\n/
  )
})

test('timers that ring for other reasons are no timeouts and have no rows', (t) => {
  const timer = { at: 'a', link: 'a>b', half: 'sender' } as const
  const events: TraceEvent[] = [
    { t: 0, at: 'a', event: 'send', id: 1, attempt: 1, ...data },
    { t: 0, ...timer, event: 'timer-start', timer: 7, delay: 5 },
    { t: 5, ...timer, event: 'timeout', timer: 7 }
  ]
  t.is(drawLadder(events, { width: 80, otherTimers: [7] }).length, 2)
  t.regex(draw(events), /⏰ timeout 7 after 0.005 ms/)
})

test('a copy that is lost ends in the channel, too', (t) => {
  const events: TraceEvent[] = [
    { t: 0, at: 'a', event: 'send', id: 1, attempt: 1, ...data },
    { t: 0, at: 'channel', event: 'duplicate', id: 2, of: 1, ...data, why: 'fate 2' },
    { t: 0, at: 'channel', event: 'drop', id: 2, ...data, why: 'the queue is full' },
    { t: 5, at: 'b', event: 'receive', id: 1, ...data }
  ]
  t.regex(draw(events, 100), /✗─+┤ +│ copy: fate 2; lost: the queue is full/)
})

test('a connection that is closed has no timers, another one keeps its own', (t) => {
  const start = { event: 'timer-start', half: 'sender', timer: 0, delay: 9 } as const
  const events: TraceEvent[] = [
    { t: 0, at: 's', event: 'send', link: 's>a', id: 1, kind: 'ping' },
    { t: 0, at: 's', link: 's>a', ...start },
    { t: 1, at: 's', event: 'send', link: 's>b', id: 2, kind: 'ping' },
    { t: 1, at: 's', link: 's>b', ...start },
    { t: 2, at: 's', event: 'close', link: 's>a', why: 'peer: bye' },
    { t: 3, at: 's', event: 'close', link: 's>b', why: 'peer: bye' }
  ]
  const lines = drawLadder(events, { width: 80 }).slice(1)
  const isArmed = lines.map((line) => /^[\d. ]+[┃┠]/.test(line))
  t.deepEqual(isArmed.slice(0, 4), [true, true, true, false])
})
