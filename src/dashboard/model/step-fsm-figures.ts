/**
 * The machines of the book's figures 3.9 to 3.15 (Kurose & Ross, section 3.4.1) in letters. In a
 * picture `{A:…}` is a bubble and `{a:…}` an arrow; what the arrows mean stands beside it. An arrow
 * begins with a blank, which has room for a mark.
 */

/** What leads along an arrow: `submit`, `timeout`, `corrupt`, `nak`, `ack`, `ack 0`, `data 1`, … */
export interface FsmArrow {
  readonly from: string
  readonly to: string
  readonly on: readonly string[]
}

export interface FsmFigure {
  /** The bubbles' own words, as the machines show them in `state`. */
  readonly bubbles: Readonly<Record<string, string>>
  readonly arrows: Readonly<Record<string, FsmArrow>>
  readonly picture: readonly string[]
}

const loop = (at: string, ...on: string[]): FsmArrow => ({ from: at, to: at, on })
const way = (from: string, to: string, ...on: string[]): FsmArrow => ({ from, to, on })
const ANSWERS = ['corrupt', 'nak', 'ack', 'ack 0', 'ack 1']

const FOUR = (answer: string) => ({
  A: 'wait for call 0 from above',
  B: `wait for ${answer} 0`,
  C: 'wait for call 1 from above',
  D: `wait for ${answer} 1`
})

const RDT10_SENDER: FsmFigure = {
  bubbles: { A: 'wait for call from above' },
  arrows: { a: loop('A', 'submit') },
  picture: ['{A:( wait for call from above )}{a: ↺ rdtSend: udtSend}']
}

const RDT20_SENDER: FsmFigure = {
  bubbles: { A: 'wait for call from above', B: 'wait for ACK or NAK' },
  arrows: {
    a: way('A', 'B', 'submit'),
    b: way('B', 'A', 'ack', 'ack 0'),
    c: loop('B', 'nak', 'corrupt'),
    d: loop('A', ...ANSWERS)
  },
  picture: [
    '{A:( wait for call from above )}{a: ── rdtSend ──▶ }{B:( wait for ACK or NAK )}',
    '  {d: ↺ anything: Λ}            {b: ◀──── ACK ──── }  {c: ↺ NAK or corrupt: again}'
  ]
}

const RDT21_SENDER: FsmFigure = {
  bubbles: FOUR('ACK or NAK'),
  arrows: {
    a: way('A', 'B', 'submit'),
    b: way('B', 'C', 'ack', 'ack 0'),
    c: way('C', 'D', 'submit'),
    d: way('D', 'A', 'ack', 'ack 0'),
    e: loop('B', 'nak', 'corrupt'),
    f: loop('D', 'nak', 'corrupt'),
    g: loop('A', ...ANSWERS),
    h: loop('C', ...ANSWERS)
  },
  picture: [
    '{A:( wait for call 0 from above )}{a: ── rdtSend ──▶ }{B:( wait for ACK or NAK 0 )}',
    ' {d: ▲ ACK}     {g: ↺ anything: Λ}                {b: ▼ ACK}  {e: ↺ NAK or corrupt: again}',
    '{D:( wait for ACK or NAK 1 )}{c: ◀──── rdtSend ──── }{C:( wait for call 1 from above )}',
    '   {f: ↺ NAK or corrupt: again}                   {h: ↺ anything: Λ}'
  ]
}

const RDT22_SENDER: FsmFigure = {
  bubbles: FOUR('ACK'),
  arrows: {
    a: way('A', 'B', 'submit'),
    b: way('B', 'C', 'ack 0'),
    c: way('C', 'D', 'submit'),
    d: way('D', 'A', 'ack 1'),
    e: loop('B', 'ack 1', 'corrupt'),
    f: loop('D', 'ack 0', 'corrupt'),
    g: loop('A', ...ANSWERS),
    h: loop('C', ...ANSWERS)
  },
  picture: [
    '{A:( wait for call 0 from above )}{a: ── rdtSend ──▶ }{B:( wait for ACK 0 )}',
    ' {d: ▲ ACK 1}   {g: ↺ anything: Λ}              {b: ▼ ACK 0}  {e: ↺ ACK 1 or corrupt: again}',
    '{D:( wait for ACK 1 )}{c: ◀───────── rdtSend ───── }{C:( wait for call 1 from above )}',
    '   {f: ↺ ACK 0 or corrupt: again}              {h: ↺ anything: Λ}'
  ]
}

const RDT30_SENDER: FsmFigure = {
  bubbles: FOUR('ACK'),
  arrows: {
    ...RDT22_SENDER.arrows,
    e: loop('B', 'timeout'),
    f: loop('D', 'timeout'),
    i: loop('B', 'ack 1', 'corrupt'),
    j: loop('D', 'ack 0', 'corrupt')
  },
  picture: [
    '{A:( wait for call 0 from above )}{a: ── rdtSend ──▶ }{B:( wait for ACK 0 )}{e: ↺ timeout}',
    ' {d: ▲ ACK 1}   {g: ↺ anything: Λ}              {b: ▼ ACK 0}  {i: ↺ ACK 1, corrupt: Λ}',
    '{D:( wait for ACK 1 )}{c: ◀───────── rdtSend ───── }{C:( wait for call 1 from above )}',
    '   {f: ↺ timeout}  {j: ↺ ACK 0, corrupt: Λ}          {h: ↺ anything: Λ}'
  ]
}

const RDT10_RECEIVER: FsmFigure = {
  bubbles: { A: 'wait for call from below' },
  arrows: { a: loop('A', 'data 0', 'data 1', 'corrupt') },
  picture: ['{A:( wait for call from below )}{a: ↺ data: deliver}']
}

const RDT20_RECEIVER: FsmFigure = {
  bubbles: { A: 'wait for call from below' },
  arrows: { a: loop('A', 'data 0', 'data 1'), b: loop('A', 'corrupt') },
  picture: ['{A:( wait for call from below )}{a: ↺ data: deliver, ACK} {b: ↺ corrupt: NAK}']
}

const TWO = { A: 'wait for 0 from below', B: 'wait for 1 from below' }

const RDT21_RECEIVER: FsmFigure = {
  bubbles: TWO,
  arrows: {
    a: way('A', 'B', 'data 0'),
    b: way('B', 'A', 'data 1'),
    c: loop('A', 'data 1'),
    d: loop('B', 'data 0'),
    e: loop('A', 'corrupt'),
    f: loop('B', 'corrupt')
  },
  picture: [
    '{A:( wait for 0 from below )}{a: ── data 0: ACK ──▶ }{B:( wait for 1 from below )}',
    '{e: ↺ corrupt: NAK} {c: ↺ 1: ACK}{b: ◀── data 1: ACK ── } {f: ↺ corrupt: NAK} {d: ↺ 0: ACK}'
  ]
}

const RDT22_RECEIVER: FsmFigure = {
  bubbles: TWO,
  arrows: {
    a: way('A', 'B', 'data 0'),
    b: way('B', 'A', 'data 1'),
    c: loop('A', 'data 1', 'corrupt'),
    d: loop('B', 'data 0', 'corrupt')
  },
  picture: [
    '{A:( wait for 0 from below )}{a: ── data 0: ACK 0 ──▶ }{B:( wait for 1 from below )}',
    ' {c: ↺ 1, corrupt: ACK 1} {b: ◀── data 1: ACK 1 ── }  {d: ↺ 0, corrupt: ACK 0}'
  ]
}

/** The pictures of each protocol, its sender's and its receiver's. */
export const FIGURES: Readonly<Record<string, readonly [FsmFigure, FsmFigure]>> = {
  'rdt3.0': [RDT30_SENDER, RDT22_RECEIVER],
  'rdt2.2': [RDT22_SENDER, RDT22_RECEIVER],
  'rdt2.1': [RDT21_SENDER, RDT21_RECEIVER],
  'rdt2.0': [RDT20_SENDER, RDT20_RECEIVER],
  'rdt1.0': [RDT10_SENDER, RDT10_RECEIVER]
}
