/** A trace is a file of somebody else's: whatever it holds, no terminal comes to harm, nothing breaks. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { rdtHere } from './rdt-here.js'
import { folder, rdt } from './rdt-process.js'

/** Colours, a title, a change of direction, line ends of every sort, half a character, and C1. */
const EVIL = '\x1b[31mRED\x1b]0;title\x07\u202eback\u2028next\u0085line\ud800\x9b31m\r\nend\0'
/** None of it may reach a terminal, in whatever words. */
const HARMFUL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/
const A = `a${EVIL}`

const header = (more: object = {}): string =>
  JSON.stringify({
    ...{ trace: 'rdt-chat', version: 1, clock: 'virtual', seed: EVIL },
    ...{ config: { command: `sim${EVIL}`, protocol: `gbn${EVIL}`, window: 8 }, nodes: [A, 'b'] },
    ...more
  })

const EVENTS: readonly Record<string, unknown>[] = [
  { t: 0, at: A, event: 'submit', len: 5 },
  { t: 0, at: A, event: 'send', id: 1, kind: 'data', seq: 1, attempt: 1, len: 5 },
  { t: 0, at: A, event: 'timer-start', half: 'sender', timer: 0, delay: 100 },
  { t: 10, at: `ch${EVIL}`, event: 'drop', id: 1, kind: 'data', seq: 1, why: `rule${EVIL}` },
  { t: 100, at: A, event: 'timeout', half: 'sender', timer: 0 },
  { t: 100, at: A, event: 'send', id: 2, kind: 'data', seq: 1, attempt: 2, len: 5 },
  { t: 110, at: A, event: 'send', id: 3, kind: `kind${EVIL}`, len: 5 },
  { t: 120, at: 'ch', event: 'delay', id: 3, kind: `kind${EVIL}`, delay: 5, why: EVIL },
  { t: 150, at: 'b', event: 'receive', id: 2, kind: 'data', seq: 1 },
  { t: 150, at: 'b', event: 'state', half: 'receiver', state: { [`x${EVIL}`]: EVIL, base: 1 } },
  { t: 160, at: 'b', event: 'discard', id: 3, why: EVIL },
  { t: 170, at: A, event: 'say', from: EVIL, to: [EVIL], text: `${EVIL}${'x'.repeat(5000)}` },
  { t: 180, at: A, event: 'state', half: 'sender', state: { state: EVIL, base: 1, nextseqnum: 2 } },
  { t: 190, at: A, event: 'open', conn: EVIL, why: EVIL }
]

const linesOf = (events: readonly Record<string, unknown>[]): string[] =>
  events.map((event) =>
    JSON.stringify({ ...event, link: event['at'] === 'b' ? `b>${A}` : `${A}>b` })
  )

const text = (first: string, ...rest: string[]): string =>
  [first, ...rest].map((line) => `${line}\n`).join('')

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

const many = Array.from({ length: 10_000 }, (_, i) =>
  JSON.stringify({ t: i, at: `n${i}`, event: 'send', link: `n${i}>n${i + 1}`, id: i, kind: 'data' })
)

const FILES: Readonly<Record<string, string | Buffer>> = {
  'escape sequences everywhere': text(header(), ...linesOf(EVENTS)),
  'the same, of real UDP': text(header({ clock: 'wall' }), ...linesOf(EVENTS)),
  'the same, as if of rdt sim': text(
    header({ config: { command: 'sim', protocol: `gbn${EVIL}` } }),
    ...linesOf(EVENTS)
  ),
  'a header of another version': text(header({ version: `2${EVIL}` })),
  'a header with a key too many': text(header({ [`key${EVIL}`]: 1 })),
  'a header with a clock of its own': text(header({ clock: EVIL })),
  'a header that is nested too deep': text(
    header({ config: 'HERE' }).replace('"HERE"', deep(50_000)),
    ...linesOf(EVENTS)
  ),
  'a line with an event of its own': text(header(), '{"t":1,"at":"x","event":"' + 'e"}'),
  'a line with a key too many': text(
    header(),
    JSON.stringify({ t: 1, at: 'x', event: 'send', [`k${EVIL.repeat(100)}`]: 1 })
  ),
  'a state with something else in it': text(
    header(),
    JSON.stringify({ t: 1, at: 'x', event: 'state', state: { [EVIL]: {} } })
  ),
  'a time before the beginning': text(header(), '{"t":-5,"at":"x","event":"send"}'),
  'a time beyond all times': text(header(), '{"t":1e300,"at":"x","event":"send"}'),
  'times that run backwards': text(
    header(),
    ...linesOf(EVENTS.map((event, i) => ({ ...event, t: 500 - 30 * i })))
  ),
  'the highest numbers that there are': text(
    header(),
    ...linesOf([
      ...['seq', 'ack', 'id', 'attempt', 'len', 'timer'].map((key) => ({
        ...{ t: Number.MAX_SAFE_INTEGER, at: 'b', event: 'send', kind: 'data' },
        [key]: Number.MAX_SAFE_INTEGER
      }))
    ])
  ),
  'ten thousand nodes': text(header({ nodes: many.map((_, i) => `n${i}`) }), ...many),
  'names of a thousand letters': text(
    header({ nodes: ['n'.repeat(1000)] }),
    JSON.stringify({ t: 0, at: 'n'.repeat(1000), event: 'send', link: 'n'.repeat(1000), id: 1 })
  ),
  'a line of a megabyte': text(header(), ...linesOf(EVENTS), `{"t":${'1'.repeat(1 << 20)}`),
  'lines that end like those of DOS': text(header(), ...linesOf(EVENTS)).replaceAll('\n', '\r\n'),
  'nothing but a header': text(header()),
  'nothing at all': '',
  'line ends alone': '\n\n\n',
  'no JSON': `${EVIL}\n`,
  'a compressed trace': gzipSync(text(header(), ...linesOf(EVENTS)))
}

const CALLS: readonly (readonly string[])[] = [
  ['show'],
  ['show', '--where', 'event == send'],
  ['show', '--life', '1'],
  ['show', '--link', 'x>y'],
  ['ladder'],
  ['stats'],
  ['explain'],
  ['replay']
]

for (const [name, content] of Object.entries(FILES)) {
  test(`no call is harmed by ${name}`, async (t) => {
    const at = folder(t)
    const path = at('hostile.ndjson')
    const good = at('good.ndjson')
    writeFileSync(path, content)
    writeFileSync(good, text(header(), ...linesOf(EVENTS)))
    const calls = [
      ...CALLS.map((call) => [...call, path]),
      ['diff', path, good],
      ['merge', path, good, '--out', at('merged.ndjson')],
      ['ladder', path, '--svg', at('ladder.svg')]
    ]
    for (const call of calls) {
      const { status, out, err } = await rdtHere(t, ['trace', ...call])
      const how = `${call.join(' ')}: ${JSON.stringify(err)}`
      t.true([0, 1, 2].includes(status), `${status} of ${how}`)
      t.notRegex(out, HARMFUL, how)
      t.notRegex(err, HARMFUL, how)
      t.notRegex(err, /a bug of ours/, how)
      // What was cut off, and what is wrong with what is left.
      t.true(err.split('\n').length <= 3 && err.length < 800, how)
    }
    for (const word of ['stats', 'explain']) {
      const { out } = await rdtHere(t, ['trace', word, path, '--json'])
      t.notThrows(() =>
        out
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      )
    }
  })
}

test('a compressed trace is told from what is no trace, and a mark at its beginning is overlooked', async (t) => {
  const at = folder(t)
  const plain = text(header(), ...linesOf(EVENTS))
  writeFileSync(at('run.ndjson.gz'), gzipSync(plain))
  const { status, err } = await rdtHere(t, ['trace', 'show', at('run.ndjson.gz')])
  t.is(status, 2)
  t.regex(err, /it is compressed; unpack it with gunzip/)
  writeFileSync(at('run.ndjson'), plain)
  writeFileSync(at('marked.ndjson'), `\ufeff${plain}`)
  const shown = await rdtHere(t, ['trace', 'show', at('run.ndjson')])
  t.is(shown.lines.length, EVENTS.length)
  t.is((await rdtHere(t, ['trace', 'show', at('marked.ndjson')])).out, shown.out)
})

test('a file without line ends is not read into memory, and a folder not at all', async (t) => {
  const at = folder(t)
  mkdirSync(at('folder'))
  t.regex((await rdtHere(t, ['trace', 'stats', at('folder')])).err, /that is a folder/)
  writeFileSync(at('endless'), text(header(), ...linesOf(EVENTS)))
  writeFileSync(at('endless'), 'x'.repeat(1 << 25), { flag: 'a' })
  const { status, err } = await rdt(t, ['trace', 'stats', at('endless'), '--json'])
  t.is(status, 0)
  t.regex(err, /^rdt: \S+: line 16 cannot be read \(it has no end\): .*\n$/)
})
