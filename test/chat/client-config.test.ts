import { readdirSync } from 'node:fs'
import test from 'ava'
import fc from 'fast-check'
import { parseClientConfig, readClientConfig } from '../../src/cli/client-config.js'
import { inputLines } from '../../src/cli/client-lines.js'
import { BadInput } from '../../src/kernel/quantity.js'

/** From the checkout's root, where the tests run. */
const SAMPLES = 'src/chat/samples/'

test('C3: the sample configurations are good, and their people differ', async (t) => {
  const files = readdirSync(SAMPLES)
  t.deepEqual(files.sort(), ['config1.json', 'config2.json', 'config3.json', 'config4.json'])
  const configs = await Promise.all(files.map((name) => readClientConfig(SAMPLES + name)))
  for (const { host, port } of configs) t.deepEqual([host, port], ['127.0.0.1', 40_452])
  t.is(new Set(configs.map(({ name }) => name)).size, 4)
  t.is(new Set(configs.map(({ uid }) => uid)).size, 4)
})

test('C2: the four keys are read, numbers and texts alike, and none is needed', (t) => {
  t.deepEqual(
    parseClientConfig(
      '\ufeff{ "USERID": 7, "NICKNAME": "Al", "SERVER": "::1", "SERVER_PORT": "99" }\n',
      'c'
    ),
    { uid: '7', name: 'Al', host: '::1', port: 99 }
  )
  t.deepEqual(parseClientConfig(' {} ', 'c'), {})
})

const bad: readonly (readonly [text: string, message: string])[] = [
  ['', 'c.json:1:1: a configuration begins with {'],
  ['[]', 'c.json:1:1: a configuration begins with {'],
  ['{', 'c.json:1:2: a key in double quotes is missing'],
  ['{\n  NICKNAME: "a"}', 'c.json:2:3: a key in double quotes is missing'],
  ['{"NICKNAME" "a"}', 'c.json:1:13: write : after NICKNAME'],
  ['{"NICKNAME":"a"\n "SERVER":"b"}', 'c.json:2:2: write , before the next entry or } at the end'],
  ['{"NICKNAME":"a"} x', 'c.json:1:18: nothing may follow the last }'],
  ['{"NICKNAME":"a}', 'c.json:1:13: this text has no closing quote, or a character to escape'],
  [
    '{\n\n"SERVERPORT": 1}',
    'c.json:3:1: the key "SERVERPORT" is unknown; did you mean SERVER_PORT?'
  ],
  ['{"SERVER_PORT": 0}', 'c.json:1:17: SERVER_PORT must be a whole number from 1 to 65535'],
  ['{"SERVER_PORT": ""}', 'c.json:1:17: SERVER_PORT must be a whole number from 1 to 65535'],
  ['{"SERVER_PORT": 80.5}', 'c.json:1:17: SERVER_PORT must be a whole number from 1 to 65535'],
  ['{"SERVER": 1}', 'c.json:1:12: SERVER must be a text in double quotes'],
  ['{"SERVER": ""}', 'c.json:1:12: SERVER must be a name or an address'],
  ['{"SERVER": null}', 'c.json:1:12: SERVER needs a text in double quotes or a number'],
  ['{"USERID": ""}', 'c.json:1:12: USERID must have 1 to 64 visible characters'],
  [
    '{"NICKNAME": "a b"}',
    'c.json:1:14: NICKNAME: a name must not contain spaces (write a_b or a-b)'
  ],
  ['{"NICKNAME": "a", "NICKNAME": "b"}', 'c.json:1:19: NICKNAME stands here twice; remove one'],
  ['{"NICKNAME": "a",}', 'c.json:1:18: a key in double quotes is missing']
]

for (const [text, message] of bad) {
  test(`C2: ${JSON.stringify(text)} is refused with line and column`, (t) => {
    t.throws(() => parseClientConfig(text, 'c.json'), { instanceOf: BadInput, message })
  })
}

test('C2: any text gives a configuration or one line of refusal', (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .dictionary(fc.constantFrom('USERID', 'NICKNAME', 'SERVER', 'SERVER_PORT'), fc.jsonValue())
      .map((value) => JSON.stringify(value))
  )
  fc.assert(
    fc.property(text, (sample) => {
      try {
        return typeof parseClientConfig(sample, 'c') === 'object'
      } catch (error) {
        return error instanceof BadInput && /^c:\d+:\d+: /.test(error.message)
      }
    }),
    { numRuns: 2_000 }
  )
  t.pass()
})

test('C2: a file that is not there is named, with the mend', async (t) => {
  await t.throwsAsync(readClientConfig('no-such-file.json'), {
    instanceOf: BadInput,
    message: /^no-such-file\.json: there is no such file; /
  })
})

async function linesOf(...chunks: (string | Uint8Array)[]): Promise<string[]> {
  const bytes = chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk))
  const stream = (async function* () {
    yield* bytes
  })()
  const lines: string[] = []
  for await (const line of inputLines(stream)) lines.push(line)
  return lines
}

test('E4: input is split at line ends only; empty lines and a last one without end count', async (t) => {
  t.deepEqual(await linesOf('a\n\nb\u2028c\r\n', 'd'), ['a', '', 'b\u2028c', 'd'])
  t.deepEqual(await linesOf(''), [])
  t.deepEqual(await linesOf('\n'), [''])
  t.deepEqual(await linesOf('a\n'), ['a'])
  const euro = Buffer.from('€')
  t.deepEqual(await linesOf(euro.subarray(0, 1), euro.subarray(1), '\n'), ['€'])
})

test('E4: a line without end is cut, not kept for ever', async (t) => {
  const [line] = await linesOf(...Array.from({ length: 100 }, () => 'x'.repeat(10_000)))
  t.is(line?.length, 512 * 1024)
})
