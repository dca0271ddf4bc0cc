/** Ladders as they look: small runs, drawn, to be read beside the book. */
import test from 'ava'
import { ms } from '../../src/kernel/time.js'
import { rdt10 } from '../../src/rdt/rdt1.0.js'
import { rdt21 } from '../../src/rdt/rdt2.1.js'
import { rdt30 } from '../../src/rdt/rdt3.0.js'
import { sr } from '../../src/rdt/sr.js'
import type { SimConfig } from '../../src/sim/config.js'
import { drawLadder, type LadderOptions } from '../../src/trace/ladder.js'
import { bookRun } from './book-run.js'

interface Picture {
  readonly title: string
  readonly fates: string
  readonly config?: Partial<SimConfig>
  readonly options?: Partial<LadderOptions>
  readonly lines: string
}

const PICTURES: readonly Picture[] = [
  {
    title: 'S02: Go-Back-N goes back to the lost segment',
    fates: 'data: ..x',
    config: { messages: 6 },
    lines: `
 ms base..next sender                             receiver
  0 1..2       ┠── data 1 ────────────────╮           │
    1..3       ┠── data 2 ─────────────╮  │           │
    1..4       ┠── data 3 ──────────✗  │  │           │ lost: fate x
    1..5       ┠── data 4 ──────────╮  │  │           │
 50            ┃                    │  │  ╰─ data 1 ─►│ delivered 1
               ┃                 ╭──┼──┼───── ack 1 ──┤
               ┃                 │  │  ╰──── data 2 ─►│ delivered 2
               ┃                 │  │  ╭───── ack 2 ──┤
               ┃                 │  ╰──┼──── data 4 ─►│ not delivered: expects 3
               ┃                 │     │  ╭── ack 2 ──┤
100 2..5       ┃◄─ ack 1 ────────╯     │  │           │
    2..6       ┠── data 5 ──────────╮  │  │           │
    3..6       ┃◄─ ack 2 ───────────┼──╯  │           │
    3..7       ┠── data 6 ───────╮  │     │           │
    3..7       ┃◄─ ack 2 ────────┼──┼─────╯ duplicate │
150            ┃                 │  ╰─────── data 5 ─►│ not delivered: expects 3
               ┃                 │  ╭──────── ack 2 ──┤
               ┃                 ╰──┼─────── data 6 ─►│ not delivered: expects 3
               ┃                    │  ╭───── ack 2 ──┤
200 3..7       ┃◄─ ack 2 ───────────╯  │ duplicate    │
    3..7       ┃◄─ ack 2 ──────────────╯ duplicate    │
250 3..7       ┃ ⏰ timeout after 150 ms              │
    3..7       ┠── data 3 again ──────────╮           │
    3..7       ┠── data 4 again ───────╮  │           │ spurious: 4 had arrived
    3..7       ┠── data 5 again ────╮  │  │           │ spurious: 5 had arrived
    3..7       ┠── data 6 again ─╮  │  │  │           │ spurious: 6 had arrived
300            ┃                 │  │  │  ╰─ data 3 ─►│ delivered 3
               ┃                 │  │  │  ╭── ack 3 ──┤
               ┃                 │  │  ╰──┼─ data 4 ─►│ delivered 4
               ┃                 │  │  ╭──┼── ack 4 ──┤
               ┃                 │  ╰──┼──┼─ data 5 ─►│ delivered 5
               ┃                 │  ╭──┼──┼── ack 5 ──┤
               ┃                 ╰──┼──┼──┼─ data 6 ─►│ delivered 6
               ┃                 ╭──┼──┼──┼── ack 6 ──┤
350 4..7       ┃◄─ ack 3 ────────┼──┼──┼──╯           │
    5..7       ┃◄─ ack 4 ────────┼──┼──╯              │
    6..7       ┃◄─ ack 5 ────────┼──╯                 │
    7..7       │◄─ ack 6 ────────╯                    │
               ┃ a timer runs
`
  },
  {
    title:
      'rdt3.0, figure 3.16: lost data, then a lost ACK and the retransmission that was for nothing',
    fates: 'data: .x  ack: ..x',
    config: { messages: 3, protocol: rdt30 },
    lines: `
 ms state           sender                                    receiver
  0 wait for ACK 0  ┠── data 0 ───────────────╮                   │
 50                 ┃                         ╰───────── data 0 ─►│ delivered 1
                    ┃                         ╭────────── ack 0 ──┤
100 wait for call 1 │◄─ ack 0 ────────────────╯                   │
    wait for ACK 1  ┠── data 1 ───────────────✗ lost: fate x      │
250 wait for ACK 1  ┃ ⏰ timeout after 150 ms                     │
    wait for ACK 1  ┠── data 1 again ─────────╮                   │
300                 ┃                         ╰───────── data 1 ─►│ delivered 2
                    ┃                         ╭────────── ack 1 ──┤
350 wait for call 0 │◄─ ack 1 ────────────────╯                   │
    wait for ACK 0  ┠── data 0 ───────────────╮                   │
400                 ┃                         ╰───────── data 0 ─►│ delivered 3
                    ┃            lost: fate x ✗────────── ack 0 ──┤
500 wait for ACK 0  ┃ ⏰ timeout after 150 ms                     │
    wait for ACK 0  ┠── data 0 again ─────────╮ spurious          │
550                 ┃                         ╰───────── data 0 ─►│ duplicate
                    ┃                         ╭────────── ack 0 ──┤
600 wait for call 1 │◄─ ack 0 ────────────────╯                   │
                    ┃ a timer runs
`
  },
  {
    title: 'rdt2.1: damaged data, then a damaged ACK',
    fates: 'data: c  ack: .c',
    config: { messages: 1, protocol: rdt21 },
    lines: `
 ms state                 sender                               receiver
  0 wait for ACK or NAK 0 ├── data 0 ─────────╮ corrupt: fate c    │
 50                       │                   ╰≈≈ data 0 corrupt ≈►│ discarded
                          │                   ╭───────────── nak ──┤
100 wait for ACK or NAK 0 │◄─ nak ────────────╯                    │
    wait for ACK or NAK 0 ├── data 0 again ───╮                    │
150                       │                   ╰────────── data 0 ─►│ delivered 1
                          │                   ╭─────────── ack 0 ──┤ corrupt
200 wait for ACK or NAK 0 │◄≈ ack 0 corrupt ≈≈╯ wrong checksum     │
    wait for ACK or NAK 0 ├── data 0, try 3 ──╮ spurious           │
250                       │                   ╰────────── data 0 ─►│ duplicate
                          │                   ╭─────────── ack 0 ──┤
300 wait for call 1       │◄─ ack 0 ──────────╯                    │
`
  },
  {
    title: 'copies of data and of an ACK',
    fates: 'data: 2  ack: ..2',
    config: { messages: 2 },
    lines: `
 ms base..next sender                                          receiver
  0 1..2       ┠── data 1 ───────────────────────╮                 │
               ┃                           ╭─────┤ copy: fate 2    │
    1..3       ┠── data 2 ───────────╮     │     │                 │
 50            ┃                     │     │     ╰─────── data 1 ─►│ delivered 1
               ┃               ╭─────┼─────┼────────────── ack 1 ──┤
               ┃               │     │     ╰──────── data 1 copy ─►│ duplicate
               ┃               │     │     ╭────────────── ack 1 ──┤
               ┃               │     ╰─────┼───────────── data 2 ─►│ delivered 2
               ┃               │           │     ╭──────── ack 2 ──┤
               ┃  copy: fate 2 │     ╭─────┼─────┤                 │
100 2..3       ┃◄─ ack 1 ──────╯     │     │     │                 │
    2..3       ┃◄─ ack 1 ────────────┼─────╯     │ duplicate ACK   │
    3..3       │◄─ ack 2 ────────────┼───────────╯                 │
    3..3       │◄─ ack 2 copy ───────╯ duplicate ACK               │
               ┃ a timer runs
`
  },
  {
    title: 'what is late and what is held back is overtaken',
    fates: 'data: (+60ms)..  ack: ..>',
    options: { width: 100 },
    lines: `
 ms base..next sender                                            receiver
  0 1..2       ┠── data 1 ───────────────────────────────╮           │ late 60 ms: fate (+60ms)
    1..3       ┠── data 2 ───────────────────────╮       │           │
    1..4       ┠── data 3 ───────────────╮       │       │           │
 50            ┃                         │       ╰───────┼─ data 2 ─►│ not delivered: expects 1
               ┃                 ╭───────┼───────────────┼── ack 0 ──┤
               ┃                 │       ╰───────────────┼─ data 3 ─►│ not delivered: expects 1
               ┃                 │       ╭───────────────┼── ack 0 ──┤
100 1..4       ┃◄─ ack 0 ────────╯       │               │           │
    1..4       ┃◄─ ack 0 ────────────────╯ duplicate ACK │           │
110            ┃                                         ╰─ data 1 ─►│ delivered 1; overtaken
               ┃                 ╭────────────────────────── ack 1 ──┤ late 90 ms: fate >
150 1..4       ┃ ⏰ timeout      │ after 150 ms                      │
    1..4       ┠── data 1 again ─┼───────────────────────╮           │ spurious: 1 had arrived
    1..4       ┠── data 2 again ─┼───────────────╮       │           │ spurious: 2 had arrived
    1..4       ┠── data 3 again ─┼───────╮       │       │           │ spurious: 3 had arrived
200            ┃                 │       │       │       ╰─ data 1 ─►│ duplicate: was here before
               ┃                 │       │       │       ╭── ack 1 ──┤
               ┃                 │       │       ╰───────┼─ data 2 ─►│ delivered 2; expectedseqnum 3
               ┃                 │       │       ╭───────┼── ack 2 ──┤
               ┃                 │       ╰───────┼───────┼─ data 3 ─►│ delivered 3; expectedseqnum 4
               ┃                 │       ╭───────┼───────┼── ack 3 ──┤
250 2..4       ┃◄─ ack 1 ────────┼───────┼───────┼───────╯           │
    2..4       ┃◄─ ack 1 ────────╯       │       │ duplicate         │
    3..4       ┃◄─ ack 2 ────────────────┼───────╯                   │
    4..4       │◄─ ack 3 ────────────────╯                           │
               ┃ a timer runs
`
  },
  {
    title: 'a timeout shorter than the round trip: all was on its way when it was sent again',
    fates: '',
    config: { messages: 2, rto: { fixed: ms(40) }, windowSize: 2 },
    options: { width: 100 },
    lines: `
 ms base..next sender                                               receiver
  0 1..2       ┠── data 1 ─────────────────────────────────╮            │
    1..3       ┠── data 2 ────────────────────────────╮    │            │
 40 1..3       ┃ ⏰ timeout after 40 ms               │    │            │
    1..3       ┠── data 1 again ─────────────────╮    │    │            │ spurious: 1 was on its way
    1..3       ┠── data 2 again ────────────╮    │    │    │            │ spurious: 2 was on its way
 50            ┃                            │    │    │    ╰── data 1 ─►│ delivered 1
               ┃                  ╭─────────┼────┼────┼──────── ack 1 ──┤
               ┃                  │         │    │    ╰─────── data 2 ─►│ delivered 2
               ┃                  │    ╭────┼────┼───────────── ack 2 ──┤
 80 1..3       ┃ ⏰ timeout       │    │    │    │ after 40 ms          │
    1..3       ┠── data 1, try 3 ─┼────┼────┼────┼─────────╮            │ spurious: 1 had arrived
    1..3       ┠── data 2, try 3 ─┼────┼────┼────┼────╮    │            │ spurious: 2 had arrived
 90            ┃                  │    │    │    ╰────┼────┼── data 1 ─►│ duplicate: was here before
               ┃                  │    │    │    ╭────┼────┼─── ack 2 ──┤
               ┃                  │    │    ╰────┼────┼────┼── data 2 ─►│ duplicate: was here before
               ┃                  │    │    ╭────┼────┼────┼─── ack 2 ──┤
100 2..3       ┃◄─ ack 1 ─────────╯    │    │    │    │    │            │
    3..3       │◄─ ack 2 ──────────────╯    │    │    │    │            │
130            │                            │    │    │    ╰── data 1 ─►│ duplicate: was here before
               │                            │    │    │    ╭─── ack 2 ──┤
               │                            │    │    ╰────┼── data 2 ─►│ duplicate: was here before
               │                  ╭─────────┼────┼─────────┼─── ack 2 ──┤
140 3..3       │◄─ ack 2 ─────────┼─────────┼────╯         │ duplicate  │
    3..3       │◄─ ack 2 ─────────┼─────────╯ duplicate    │            │
180 3..3       │◄─ ack 2 ─────────┼────────────────────────╯ duplicate  │
    3..3       │◄─ ack 2 ─────────╯ duplicate ACK                       │
               ┃ a timer runs
`
  },
  {
    title: 'a lost ACK that the next one makes up for',
    fates: 'ack: x',
    config: { messages: 2 },
    lines: `
 ms base..next sender                                         receiver
  0 1..2       ┠── data 1 ────────────────────╮                   │
    1..3       ┠── data 2 ────────╮           │                   │
 50            ┃                  │           ╰───────── data 1 ─►│ delivered 1
               ┃     lost: fate x │           ✗────────── ack 1 ──┤
               ┃                  ╰───────────────────── data 2 ─►│ delivered 2
               ┃                  ╭────────────────────── ack 2 ──┤
100 3..3       │◄─ ack 2 ─────────╯                               │
               ┃ a timer runs
`
  },
  {
    title: 'Selective Repeat keeps what comes out of order',
    fates: 'data: .x',
    config: { protocol: sr },
    options: { width: 100 },
    lines: `
 ms base..next   sender                                             receiver
  0 1..2         ┠── data 1 ─────────────────────────╮                  │
    1..3         ┠── data 2 ─────────────✗           │ lost: fate x     │
    1..4         ┠── data 3 ─────────────╮           │                  │
 50              ┃                       │           ╰──────── data 1 ─►│ delivered 1; rcv_base 2
                 ┃                       │           ╭───────── ack 1 ──┤
                 ┃                       ╰───────────┼──────── data 3 ─►│ buffered: 2 is missing
                 ┃                       ╭───────────┼───────── ack 3 ──┤
100 2..4         ┃◄─ ack 1 ──────────────┼───────────╯                  │
    2..4 acked 3 ┃◄─ ack 3 ──────────────╯                              │
150 2..4 acked 3 ┃ ⏰ timeout 2 after 150 ms                            │
    2..4 acked 3 ┠── data 2 again ───────────────────╮                  │
200              ┃                                   ╰──────── data 2 ─►│ delivered 2, 3; rcv_base 4
                 ┃                       ╭───────────────────── ack 2 ──┤
250 4..4         │◄─ ack 2 ──────────────╯                              │
                 ┃ a timer runs
`
  },
  {
    title: 'opening and closing',
    fates: '',
    config: { messages: 1, handshake: true },
    lines: `
 ms base..next sender                                          receiver
  0            ├── open ─────────────────╮                         │
 50            │                         ╰───────────────── open ─►│
               │                         ╭─────────────── cookie ──┤
100            │◄─ cookie ───────────────╯                         │
               ├── echo ─────────────────╮                         │
150            │                         ╰───────────────── echo ─►│
               │                                                   │ ● opened
               │                         ╭─────────────── accept ──┤
200 1..2       ┃◄─ accept ───────────────╯                         │
    1..2       ┃ ● opened                                          │
    1..2       ┠── data 1 ───────────────╮                         │
250            ┃                         ╰─────────────── data 1 ─►│ delivered 1
               ┃                         ╭──────────────── ack 1 ──┤
300 2..2       │◄─ ack 1 ────────────────╯                         │
    2..2       ├── close ────────────────╮                         │
350            │                         ╰──────────────── close ─►│
               │                         ╭─────────────── closed ──┤
               │                         │                         │ ● closed
400 2..2       │◄─ closed ───────────────╯                         │
    2..2       │ ● closed: local: all is said                      │
               ┃ a timer runs
`
  },
  {
    title: 'damage that the checksum does not see, and a message that never comes',
    fates: 'data: .xw',
    config: { checksum: 'internet', protocol: rdt10 },
    lines: `
ms state         sender                         receiver
 0 wait for call ├── data 0 ────╮                   │
   wait for call ├── data 0 ─✗  │ lost: fate x      │
   wait for call ├── data 0 ─╮  │ corrupt: fate w   │
50               │           │  ╰───────── data 0 ─►│ delivered 1
                 │           ╰≈≈≈≈ data 0 corrupt ≈►│ delivered 3 DAMAGED, NOT 2
`
  },
  {
    title: 'nothing but ASCII',
    fates: 'data: .xc  ack: 2',
    options: { isAscii: true },
    lines: `
 ms base..next sender                                         receiver
  0 1..2       #-- data 1 -------------------.                    |
    1..3       #-- data 2 -------------X     : lost: fate x       |
    1..4       #-- data 3 -------------.     : corrupt: fate c    |
 50            #                       :     '---------- data 1 ->| delivered 1
               #                 .-----+----------------- ack 1 --|
               #    copy: fate 2 +-----+-----.                    |
               #                 :     '~~~~~+~~ data 3 corrupt ~>| discarded
               #                 :     .-----+----------- ack 1 --|
100 2..4       #<- ack 1 --------'     :     :                    |
    2..4       #<- ack 1 copy ---------+-----' duplicate ACK      |
    2..4       #<- ack 1 --------------' duplicate ACK            |
250 2..4       # (!) timeout after 150 ms                         |
    2..4       #-- data 2 again -------------.                    |
    2..4       #-- data 3 again -------.     :                    |
300            #                       :     '---------- data 2 ->| delivered 2
               #                 .-----+----------------- ack 2 --|
               #                 :     '---------------- data 3 ->| delivered 3
               #                 :     .----------------- ack 3 --|
350 3..4       #<- ack 2 --------'     :                          |
    4..4       |<- ack 3 --------------'                          |
               # a timer runs
`
  }
]

for (const { title, fates, config, options, lines } of PICTURES) {
  test(`picture: ${title}`, (t) => {
    const { events } = bookRun(fates, config)
    const drawn = drawLadder(events, { width: 80, ...options })
    t.is(`\n${drawn.join('\n')}\n`, lines)
  })
}
