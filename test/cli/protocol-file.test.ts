/** `--protocol PATH`: files of somebody's own, as they are written and as they go wrong. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { placeOf } from '../../src/cli/author-file.js'
import { loadProtocol } from '../../src/cli/protocol-file.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { readHeader } from '../../src/trace/ndjson.js'
import { quietRun } from '../sim/quiet-run.js'
import { ownProtocol, RECEIVER_LINE } from './own-protocol.js'
import { rdtHere } from './rdt-here.js'
import { folder, type ProcessOptions, rdt } from './rdt-process.js'

/** Writes `files` into a folder of their own. @returns the path of the first */
function files(at: (name: string) => string, texts: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(at(name)), { recursive: true })
    writeFileSync(at(name), text)
  }
  return at(Object.keys(texts)[0] ?? '')
}

/** The whole way: loaded, and four messages over a channel that loses one. */
async function works(t: ExecutionContext, path: string): Promise<void> {
  const protocol = await loadProtocol(path)
  if (protocol === undefined) return t.fail(path)
  t.is(protocol.title, 'My alternating bit')
  const config = quietRun(protocol, { fates: { up: [{ mark: 'x', by: 0, count: 1 }] } })
  const { verdict, segments } = runSimulation(config, { checks: true })
  t.is(verdict, 'pass')
  t.is(segments.retransmitted, 1)
}

test('TypeScript in a folder that knows nothing of us', async (t) => {
  await works(t, files(folder(t), { 'my-abp.ts': ownProtocol() }))
})

test('JavaScript, and any of the endings that Node knows', async (t) => {
  const script = ownProtocol()
    .replace(/^import type .*$/m, '')
    .replace(/: (Segment \| undefined|Uint8Array|Segment|RdtHost|ProtocolOptions)\b/g, '')
    .replace(/ implements \w+| satisfies Protocol|readonly /g, '')
  t.notRegex(script, /RdtHost|: Segment/)
  const at = folder(t)
  for (const name of ['a.js', 'b.mjs', 'c.mts', 'd.cts', 'sub folder (1)/e.ts']) {
    await works(t, files(at, { [name]: name.endsWith('ts') ? ownProtocol() : script }))
  }
})

test('a file inside the checkout', async (t) => {
  const here = dirname(fileURLToPath(import.meta.url))
  const path = mkdtempSync(join(here, 'own-'))
  t.teardown(() => rmSync(path, { recursive: true, force: true }))
  await works(
    t,
    files((name) => join(path, name), { 'my-abp.ts': ownProtocol() })
  )
})

test('it may import files of its own, with or without an ending, and what Node has', async (t) => {
  const top = `import { flipped } from './more/flip.ts'
    import { name } from './more/name'
    import { ok } from 'node:assert'
    ok(flipped(1) === 0)`
  const path = files(folder(t), {
    'my-abp.ts': ownProtocol({ top, more: 'name' }),
    'more/flip.ts':
      "import { one } from './one.ts'\nexport const flipped = (n: number) => one - n\n",
    'more/one.ts': 'export const one: number = 1\n',
    'more/name.ts': "export const name = 'named-elsewhere'\n"
  })
  await works(t, path)
  t.is((await loadProtocol(path))?.name, 'named-elsewhere')
})

test('a link to a file is as good as the file', async (t) => {
  const at = folder(t)
  symlinkSync(files(at, { 'my-abp.ts': ownProtocol() }), at('link.ts'))
  await works(t, at('link.ts'))
})

test('a file that has changed is another protocol', async (t) => {
  const at = folder(t)
  const path = files(at, { 'my-abp.ts': ownProtocol() })
  t.is((await loadProtocol(path))?.name, 'my-abp')
  files(at, { 'my-abp.ts': ownProtocol({ more: "name: 'second'" }) })
  t.is((await loadProtocol(path))?.name, 'second')
})

test('a name that is no path is no file’s, and a path is no name', async (t) => {
  for (const word of [undefined, 'gbn', 'rdt2.2', 'mutant:no-checksum', 'my-abp', 'x.json']) {
    t.is(await loadProtocol(word), undefined, word)
  }
  for (const word of ['gbn.ts', './gbn', 'no/such', '../gbn.js', 'C:\\gbn']) {
    await t.throwsAsync(loadProtocol(word), {
      instanceOf: BadInput,
      message: /^--protocol: there is no file .*; check its name, or write gbn$/
    })
  }
})

const SHAPE = "title: 'T', survives: [], createSender: S, createReceiver: R"
const MACHINES = `
const S = () => ({ isReady: true, rdtSend() {}, rdtRcv() {}, timeout() {} })
const R = () => ({ rdtRcv() {} })
`
/** A default export with the machines that it needs. */
const shaped = (fields: string) => `${MACHINES}export default { name: 'n', ${SHAPE}, ${fields} }`
const machines = (sender: string, receiver = 'rdtRcv() {}') =>
  `export default { name: 'n', title: 'T', survives: [],
    createSender: () => (${sender}), createReceiver: () => ({ ${receiver} }) }`

/** The file, and what the refusal must say behind `--protocol: `. */
const WRONG: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['a syntax error', 'export default {', /my\.ts:1: /],
  [
    'an error in the third line',
    'export default {\n  name: 1,\n  title = 2\n}\n',
    /my\.ts:3: Unexpected "="/
  ],
  ['bytes that are no text', '\u0000\u0001', /my\.ts:1: Unexpected "\\x00"/],
  [
    'an import of nothing',
    "import x from './gone.ts'\nexport default x",
    /my\.ts:1: Could not resolve "\.\/gone\.ts"; name a file/
  ],
  [
    'a package that is not there',
    "import x from 'left-padding'\nexport default x",
    /Could not resolve "left-padding"/
  ],
  [
    'an empty file',
    '',
    /^the default export of .*my\.ts is missing; end the file with 'export default/
  ],
  ['no default export', 'export const protocol = {}', /default export of .* is missing/],
  ['a number', 'export default 3', /is no protocol, but a number/],
  ['a function', 'export default () => ({})', /is no protocol, but a function/],
  ['nothing', 'export default null', /is no protocol, but a/],
  ['an empty object', 'export default {}', /name of the protocol in .*my\.ts: it is missing/],
  ['a promise', 'export default Promise.resolve(3)', /name of the protocol .*: it is missing/],
  ['a name that is no word', shaped("name: 'two words'"), /name of .*: it must be 1 to 32 letters/],
  ['a name with a colour', shaped("name: '\\u001b[31m'"), /name of .*: it must be 1 to 32 letters/],
  [
    'a title of several lines',
    shaped("title: 'a\\nb'"),
    /title of .*: it must be 1 to 60 characters/
  ],
  [
    'a fault that nobody knows',
    shaped("survives: ['los']"),
    /survives\.0 of .*: each must be one of corrupt-data/
  ],
  ['a fault that is no list', shaped("survives: 'loss'"), /survives of .*: it must be a list/],
  [
    'ACKs that name something else',
    shaped("acks: 'some'"),
    /acks of .*: it must be one of last, next, each, none/
  ],
  ['too many bits', shaped('seqBits: 33'), /seqBits of .*: it must be a whole number from 1 to 32/],
  ['half a bit', shaped('seqBits: 0.5'), /seqBits of .*: it must be a whole number/],
  ['a window that is a number', shaped('maxWindow: 8'), /maxWindow of .*: it must be a function/],
  [
    'a window of nothing',
    shaped('maxWindow: () => 0'),
    /maxWindow\(1\) is 0; it must be a whole number from 1 on/
  ],
  [
    'a window that is no number',
    shaped('maxWindow: (k) => k * undefined'),
    /maxWindow\(1\) is NaN/
  ],
  [
    'a window without end',
    shaped('maxWindow: () => Infinity'),
    /is Infinity; .*; leave it out where there is no limit/
  ],
  ['a rule that is none', shaped('windowRule: 3'), /windowRule of .*: it must be a text/],
  [
    'timers that are none',
    shaped("otherTimers: ['a']"),
    /otherTimers\.0 of .*: each must be a number/
  ],
  [
    'a class instead of a function that makes one',
    `${MACHINES}export default { name: 'n', title: 'T', survives: [], createSender: 3, createReceiver: R }`,
    /createSender of .*: it must be a function/
  ],
  [
    'a sender without methods',
    machines('{ isReady: true }'),
    /what createSender of .*my\.ts returns needs the methods rdtSend, rdtRcv/
  ],
  ['a sender that is nothing', machines('undefined'), /createSender of .* needs the methods/],
  [
    'a sender that is never ready',
    machines('{ rdtSend() {}, rdtRcv() {}, timeout() {} }'),
    /createSender of .* needs isReady, which is true or false/
  ],
  [
    'isReady as a method',
    machines('{ isReady() { return true }, rdtSend() {}, rdtRcv() {}, timeout() {} }'),
    /needs isReady/
  ],
  [
    'a receiver without methods',
    machines('{ isReady: true, rdtSend() {}, rdtRcv() {}, timeout() {} }', ''),
    /createReceiver of .* needs the method rdtRcv/
  ],
  [
    'a file that throws',
    "\nthrow new Error('I am\\nbad')",
    /my\.ts:2 throws when it is loaded: I am ⏎ bad; mend that first/
  ],
  ['a file that throws a word', "throw 'bad'", /my\.ts throws when it is loaded: bad; mend/],
  ['a file that throws control characters', "throw '\\u001b[2J'", /loaded: ␛\[2J; mend/]
]

for (const [what, text, message] of WRONG) {
  test.serial(`${what} is refused with the mend`, async (t) => {
    const path = files(folder(t), { 'my.ts': text })
    const error = await t.throwsAsync(loadProtocol(path), { instanceOf: BadInput })
    const [, said = ''] = /^--protocol: (.*)$/.exec(error?.message ?? '') ?? []
    t.regex(said, message)
    t.notRegex(said, /[\u0000-\u001f]/)
  })
}

test('what is required in place of imported is told', async (t) => {
  const text = "const { makeAck } = require('rdt-chat')\nmodule.exports = makeAck(1)\n"
  await t.throwsAsync(loadProtocol(files(folder(t), { 'my.cjs': text })), {
    message: /my\.cjs has a require; write import/
  })
})

test('a folder is no file', async (t) => {
  const at = folder(t)
  mkdirSync(at('my.ts'))
  await t.throwsAsync(loadProtocol(at('my.ts')), { message: /there is no file/ })
})

test('the machines may be of a class, and a sender without timers needs no timeout', async (t) => {
  const text = `
    class P {
      name = 'classy'; title = 'T'; survives = []
      createSender() { return { isReady: true, rdtSend() {}, rdtRcv() {} } }
      createReceiver() { return { rdtRcv() {} } }
      maxWindow(bits) { return 2 ** bits }
    }
    export default new P()`
  const protocol = await loadProtocol(files(folder(t), { 'my.js': text }))
  t.is(protocol?.name, 'classy')
  t.is(protocol?.maxWindow?.(5), 32)
})

test('a machine that cannot be made is for the run to tell', async (t) => {
  const text = shaped("createSender: () => { throw new Error('not today') }")
  const protocol = await loadProtocol(files(folder(t), { 'my.ts': text }))
  const { violations } = runSimulation(quietRun(protocol!), { checks: true })
  t.like(violations.at(-1), { rule: 'crash', what: 'not today' })
})

test('where something was thrown is a line of the author’s file', async (t) => {
  const at = folder(t)
  const thrower = "export function fail(): never {\n\n  throw new TypeError('mine')\n}\n"
  const path = files(at, {
    'my abp (1).ts': ownProtocol({ top: "import { fail } from './fail.ts'", receiver: 'fail()' }),
    'fail.ts': thrower
  })
  const protocol = await loadProtocol(path)
  const receiver = protocol!.createReceiver({} as never, {} as never)
  const error = t.throws(() => receiver.rdtRcv({} as never, 0), { instanceOf: TypeError })
  t.regex(placeOf(error) ?? '', /fail\.ts:3$/)
  t.is(placeOf('no error'), undefined)
  t.is(placeOf(undefined), undefined)
})

/** The program with `my-abp.ts`, spoilt so, in its working folder. */
async function own(
  t: ExecutionContext,
  receiver: string,
  args: readonly string[],
  env: ProcessOptions['env'] = {}
) {
  const at = folder(t)
  files(at, { 'my-abp.ts': ownProtocol({ receiver }) })
  return rdt(t, [...args, '--protocol', './my-abp.ts'], { cwd: at('.'), env })
}

test('rdt sim of a machine that throws: a verdict, its place, the shortest run; status 1', async (t) => {
  const run = await own(t, "if (this.received > 2) throw new Error('no\\nmore')", ['sim'])
  t.is(run.status, 1)
  t.regex(run.out, /\nverdict +fail\n +crash: no/)
  t.regex(run.out, /\n {2}npx rdt sim --protocol \.\/my-abp\.ts --rto 150ms --messages 3 --seed /)
  t.regex(run.err, new RegExp(`^rdt: my-abp\\.ts:${RECEIVER_LINE} throws: no`))
  t.notRegex(run.err, /\n +at /)
})

test('rdt sim of a machine that calls itself for ever, or sends for ever', async (t) => {
  const deep = await own(t, 'this.rdtRcv(segment)', ['sim', '--json'])
  t.is(deep.status, 1)
  t.like(deep.records.at(-1), { verdict: 'fail', delivered: 0, protocol: 'my-abp' })
  t.regex(deep.records.at(-1).violations[0].what, /call stack/)
  const loud = 'for (;;) this.#host.udtSend(makeAck(1))'
  const sends = await own(t, loud, ['sim', '--json'])
  t.is(sends.status, 1)
  t.regex(sends.records.at(-1).violations[0].what, /udtSend: 100000 orders for one event/)
})

test('a loop without end is broken off: one line, with the run that shows it; status 1', async (t) => {
  const loop = 'for (;;) if (segment.seqnum < 0) break'
  const args = ['explore', '--messages', '1']
  const { status, err } = await own(t, loop, args, { RDT_PATIENCE_MS: '2000' })
  t.is(status, 1)
  t.regex(err, /^rdt: the protocol has not come back for 2 s: is there a loop without end\? See: /)
  t.regex(err, /: npx rdt sim --protocol \.\/my-abp\.ts .*--messages 1 --seed explore\n$/)
  t.is(err.split('\n').length, 2)
})

test('a file that ends the program, or never ends itself, is refused: status 2', async (t) => {
  const at = folder(t)
  for (const [name, text] of [
    ['exits.ts', 'process.exit(0)'],
    ['waits.ts', 'await new Promise(() => {})\nexport default {}']
  ] as const) {
    files(at, { [name]: text })
    const { status, out, err } = await rdt(t, ['sim', '--protocol', name], { cwd: at('.') })
    t.is(status, 2, name)
    t.is(out, '')
    t.regex(err, /^rdt: --protocol: \w+\.ts ends the program when it is loaded, or waits without/)
  }
})

test('under a chat: it carries messages, and what it throws ends the chat in one line', async (t) => {
  const at = folder(t)
  files(at, {
    'good.ts': ownProtocol(),
    'bad.ts': ownProtocol({ receiver: "if (this.received > 1) throw new Error('enough')" })
  })
  const input = 'alice: one\nbob: two\n'
  const chat = (name: string) =>
    rdt(t, ['chat', '--people', 'alice,bob', '--json', '--protocol', name, '--time-limit', '20s'], {
      cwd: at('.'),
      input
    })
  const [good, bad] = [await chat('./good.ts'), await chat('./bad.ts')]
  t.is(good.status, 0, good.err)
  t.like(good.records.at(-1), { protocol: 'my-abp', messages: { delivered: 2, lost: 0 } })
  t.is(bad.status, 1, bad.err)
  t.regex(
    bad.err,
    new RegExp(`^rdt: bad\\.ts:${RECEIVER_LINE} throws: enough \\(RDT_DEBUG=1 .*\\n$`)
  )
})

test('a trace says the protocol’s name, and not where its file lies', async (t) => {
  const at = folder(t)
  const path = files(at, { 'my-abp.ts': ownProtocol() })
  const args = ['sim', '--messages', '2', '--trace', at('t.ndjson'), '--protocol', path]
  const { status } = await rdtHere(t, args)
  t.is(status, 0)
  const trace = readFileSync(at('t.ndjson'), 'utf8')
  t.false(trace.includes(at('.')))
  t.false(trace.includes('my-abp.ts'))
  const header = readHeader(trace.split('\n')[0] ?? '')
  t.true('value' in header && header.value.config['protocol'] === 'my-abp')
})

test.serial('nothing is left behind of what was loaded', async (t) => {
  const at = folder(t)
  files(at, { 'my-abp.ts': ownProtocol(), 'exits.ts': 'process.exit(0)' })
  mkdirSync(at('tmp'))
  const env = process.env['TMPDIR']
  process.env['TMPDIR'] = at('tmp')
  t.teardown(() => {
    if (env === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = env
  })
  await rdtHere(t, ['sim', '--protocol', at('my-abp.ts'), '--messages', '1'])
  await rdtHere(t, ['sim', '--protocol', at('exits.ts')])
  t.deepEqual(readdirSync(at('tmp')), [])
})
