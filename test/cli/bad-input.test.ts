/** Every wrong call is one line with the mend on standard error, nothing else, and status 2. */
import { writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { openSocket } from '../../src/udp/datagram-socket.js'
import { rdtHere } from './rdt-here.js'
import { folder, rdt } from './rdt-process.js'

/** @param run `rdt` for a process of its own */
async function refused(
  t: ExecutionContext,
  args: readonly string[],
  message: RegExp,
  run: typeof rdt | typeof rdtHere = rdtHere
): Promise<void> {
  const { status, out, err } = await run(t, args)
  t.is(status, 2, `${out}${err}`)
  t.is(out, '')
  t.regex(err, /^rdt: [^\n]+\n$/)
  t.regex(err, message)
  t.notRegex(err, /\n\s+at |node:|Error:/)
}

/** The arguments, and what the line must say. */
const CALLS: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [['sim', '--loss', '20'], /--loss: '20' is more than certain; write 20%/],
  [['sim', '--loss', 'x'], /--loss: .*'x' is none; write 5%/],
  [['sim', '--loss', '120%'], /at most 100%/],
  [['sim', '--delay', '100'], /--delay: '100' has no unit; write .*100ms/],
  [['sim', '--delay', '5 parsecs'], /--delay: /],
  [['sim', '--rate', '64'], /--rate: '64' has no unit; write .*64kbit/],
  [['sim', '--jitter', 'much'], /--jitter: /],
  [['sim', '--limit', 'some'], /--limit: /],
  [['sim', '--netem', 'los 5%'], /--netem: 'los' is not an impairment; did you mean loss\?/],
  [['sim', '--up', 'loss 5% loss 6%'], /loss is there twice/],
  [['sim', '--lose', '5%'], /unknown option '--lose' \(Did you mean --loss\?\)/],
  [['sim', '--protocol', 'gnb'], /--protocol: there is no protocol 'gnb'; did you mean gbn\?/],
  [['sim', '--protocol', 'quic'], /--protocol: there is no protocol 'quic'; /],
  [['sim', '--checksum', 'crc23'], /--checksum: .*did you mean crc32\?/],
  [['sim', '--profile', 'wfi'], /--profile: .*did you mean wifi\?/],
  [['sim', '--fates', 'data: ..q'], /--fates, position 9: 'q' is no fate; the marks are/],
  [['sim', '--fates', '..x'], /--fates, position 1: say for which direction/],
  [['sim', '--fates', 'data: .(+60'], /--fates, position 8: \( has no \)/],
  [['sim', '--fate-by', 'sgment'], /--fate-by: .*did you mean segment\?/],
  [['sim', '--fate-by', 'segment', '--loss', 'gemodel 5% 30%'], /depends on the order/],
  [['sim', '--window', '0'], /--window: '0' will not do; write a whole number from 1/],
  [['sim', '--window', '8', '--seq-bits', '3'], /--window: 8 breaks the rule .*at most 7, or add/],
  [['sim', '--seq-bits', '33'], /--seq-bits: .*from 1 to 32/],
  [['sim', '--protocol', 'rdt3.0', '--seq-bits', '4'], /--seq-bits: .*1 bit and no other; leave/],
  [
    ['sim', '--protocol', 'rdt3.0', '--window', '4'],
    /--window: stop-and-wait .*N = 1; leave it out/
  ],
  [
    ['sim', '--protocol', 'rdt3.0', '--window', '4', '--unsafe-window'],
    /--window: stop-and-wait .*N = 1; leave it out/
  ],
  [['sim', '--protocol', 'rdt1.0', '--window', '2'], /--window: rdt1\.0 .*knows no window; leave/],
  [['sim', '--protocol', 'rdt2.3'], /--protocol: there is no .*'rdt2\.3'; did you mean rdt2\.\d\?/],
  [
    ['sim', '--protocol', 'sr', '--seq-bits', '3', '--window', '5'],
    /--window: 5 breaks the rule .*Selective Repeat.*at most 4, or add --unsafe-window/
  ],
  [['sim', '--congestion', 'renoo'], /--congestion: .*'renoo'; write one of none, newreno, cubic/],
  [['sim', '--congestion', 'newrano'], /--congestion: .*did you mean newreno\?/],
  [['chat', '--protocol', 'rdt3.0', '--window', '4'], /--window: stop-and-wait/],
  [['server', '--protocol', 'rdt2.1', '--seq-bits', '8'], /--seq-bits: .*leave it out/],
  [['sim', '--rto', '100'], /--rto: '100' has no unit/],
  [['sim', '--rto', 'adaptve'], /--rto: .*did you mean adaptive\?/],
  [['sim', '--mss', '1'], /--mss: /],
  [['sim', '--messages', '-1'], /--messages: '-1' will not do/],
  [['sim', '--messages', '1e3'], /--messages: '1e3' will not do/],
  [['sim', '--size', '2000000'], /--size: /],
  [['sim', '--interval', '5'], /--interval: '5' has no unit/],
  [['sim', '--trace', '/no/such/folder/t.ndjson'], /--trace: .*there is no such folder/],
  [['sim', '--trace', '/'], /--trace: .*that is a folder/],
  [['sim', '--seed', ''], /--seed: the seed is empty/],
  [['sim', 'extra'], /too many arguments|unexpected|Expected 0/],
  [['sim', '--loss'], /argument missing/],
  [['chta'], /there is no command 'chta'; did you mean chat\?/],
  [['sweeep'], /there is no command 'sweeep'/],
  [['--lost'], /unknown option '--lost'/],
  [['chat', '--script', '/no/such/script.txt'], /--script: .*there is no such file; name/],
  [['chat', '--script', '/'], /--script: .*cannot be read/],
  [['chat', '--people', 'alice,alice'], /--people: alice stands there twice/],
  [['chat', '--people', 'alice,,bob'], /--people: /],
  [['chat', '--time-limit', '5'], /--time-limit: '5' has no unit/],
  [['chat', '--host', 'nowhere'], /--host: 'nowhere' is not a numeric address/],
  [['chat', '--host', '192.0.2.1', '--port', '0'], /is not an address of this machine/],
  [['chat', '--port', '70000'], /--port: /],
  [['chat', '--protocol', 'gnb'], /did you mean gbn\?/],
  [['chat', '--fates', 'up: ..q'], /position 7/],
  [['chat', '--trace', '/no/such/folder/t.ndjson'], /--trace: .*there is no such folder/],
  [['server', 'x'], /the port: 'x' will not do/],
  [['server', '--host', 'no.such.host.invalid', '--port', '0'], /--host: the name has no address/],
  [['server', '--checksum', 'md5'], /--checksum: /],
  [['client', 'no.such.host.invalid', '--name', 'a'], /the server: the name .* has no address/],
  [['client', 'no.such.file.json'], /no\.such\.file\.json: there is no such file/],
  [['client', '127.0.0.1:x', '--name', 'a'], /the server: write HOST, HOST:PORT/],
  [['client', '127.0.0.1:99999', '--name', 'a'], /the port: '99999' will not do/],
  [['client'], /--name is missing; write --name NICK/],
  [['client', '--name', 'a b'], /--name: /],
  [
    ['client', '--name', 'a', '--show-rdt'],
    /--show-rdt needs the full screen: a terminal, without --plain/
  ],
  [['server', '--big'], /--big belongs to --dashboard/],
  [['channel'], /--listen PORT is missing; write rdt channel/],
  [['channel', '--listen', '0', '--to', 'nowhere'], /'nowhere' is not an address with its port/],
  [['channel', '--listen', '0', '--to', 'no.such.host.invalid:1'], /has no address/],
  [['channel', 'ftaes'], /did you mean rdt channel fates\?/],
  [['channel', 'fates', '--count', '0'], /--count: /],
  [['help', 'simm'], /simm/]
]

/** It has opened sockets, and leaves them to the end of its process. */
const ALONE = 'chat --host 192.0.2.1 --port 0'

for (const [args, message] of CALLS) {
  const call = args.join(' ')
  test(`rdt ${call} is refused in one line`, (t) =>
    refused(t, args, message, call === ALONE ? rdt : rdtHere))
}

/** Of each command one, and of each sort of mistake. */
const FROM_A_SHELL = [
  'sim --loss 20',
  'sim --lose 5%',
  'chta',
  'chat --people alice,alice',
  'server --checksum md5',
  'client',
  'channel ftaes'
]

for (const [args, message] of CALLS.filter((call) => FROM_A_SHELL.includes(call[0].join(' ')))) {
  test(`rdt ${args.join(' ')} is refused in a process of its own, too`, (t) =>
    refused(t, args, message, rdt))
}

test('a port in use is refused by whoever wants it', async (t) => {
  const taken = await openSocket({ address: '127.0.0.1', port: 0 }, () => {})
  t.teardown(() => taken.close())
  const port = `${taken.local.port}`
  const message = new RegExp(`port ${port} is in use on 127\\.0\\.0\\.1: stop the program`)
  await Promise.all([
    refused(t, ['server', port], message, rdt),
    refused(t, ['chat', '--port', port], message, rdt),
    refused(t, ['channel', '--listen', port, '--to', '127.0.0.1:1'], message, rdt)
  ])
})

test('a wrong line of a script is told with its place', async (t) => {
  const at = folder(t)
  writeFileSync(at('talk.txt'), '# fine\nalice: hi\nno colon here\n')
  await refused(t, ['chat', '--script', at('talk.txt')], /talk\.txt, line 3: nobody says this/)
  writeFileSync(at('wait.txt'), '@ 2\n')
  await refused(t, ['chat', '--script', at('wait.txt')], /wait\.txt, line 1: .*no unit/)
})

test('a wrong configuration is told with line and column', async (t) => {
  const at = folder(t)
  writeFileSync(at('me.json'), '{\n  "NICKNAM": "a"\n}\n')
  await refused(t, ['client', at('me.json')], /me\.json:2:3: the key .*did you mean NICKNAME\?/)
})

test('control characters in what was typed do not reach the terminal', async (t) => {
  for (const args of [
    ['sim', '--protocol', 'g\u001b[31mbn'],
    ['sim', '--loss', '\u001b[2J'],
    ['\u001b]0;title\u0007'],
    ['sim', '--fates', 'data: \u001b[31m']
  ]) {
    const { err, status } = await rdtHere(t, args)
    t.is(status, 2)
    t.notRegex(err, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/, JSON.stringify(args))
  }
})
