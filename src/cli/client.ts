/** `rdt client`: one person in the chat, at a terminal or as a filter of lines. */
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import type { Command } from 'commander'
import { checkName } from '../chat/names.js'
import { formatAddress, type SocketAddress } from '../kernel/datagram-socket.js'
import { cleanText } from '../kernel/display.js'
import { BadInput, parseCount } from '../kernel/quantity.js'
import type { Application } from '../rdt/application.js'
import type { TransportOptions } from '../rdt/transport.js'
import { WallClock } from '../udp/wall-clock.js'
import { DEFAULT_PORT, resolveAddress } from './channel-address.js'
import { type ClientConfig, isUid, readClientConfig } from './client-config.js'
import type { SessionEnd } from './client-end.js'
import { Session, type SessionOptions } from './client-session.js'
import { askLine } from './client-terminal.js'
import { openOwnTrace } from './client-trace.js'
import { openNode } from './open-node.js'
import { loadProtocol } from './protocol-file.js'
import { addProtocolOptions, type ProtocolFlags, readProtocolOptions } from './protocol-options.js'
import { onEnding } from './signals.js'
import { addThemeOption, chooseTheme } from './theme-option.js'

interface ClientFlags extends ProtocolFlags {
  readonly name?: string
  readonly uid?: string
  readonly host?: string
  readonly port?: string
  readonly echo: boolean
  readonly trace?: string
  readonly showRdt?: boolean
  readonly big?: boolean
  readonly theme?: string
  readonly plain?: boolean
  readonly json?: boolean
}

const EXAMPLES = `
Examples:
  $ rdt client --name alice
  $ rdt client 192.168.1.7:40452 --name bob --show-rdt
  $ echo 'hello, all' | rdt client --name carol --plain
  $ rdt client config1.json
config1.json to config4.json come with the program. A configuration is {"USERID": "1001", "NICKNAME": "aysha", "SERVER": "127.0.0.1", "SERVER_PORT": 40452}.`

export function addClientCommand(program: Command): void {
  const command = program
    .command('client')
    .description('joins a chat; /help shows what can be typed')
    .argument('[file.json|host[:port]]', 'a configuration, or where the server is')
    .option('--name <nick>', 'your name in the chat')
    .option('--uid <id>', 'who you are, whatever your name (default: chosen at random)')
    .option('--host <host>', 'where the server is (default: 127.0.0.1)')
    .option('--port <port>', `the server's port (default: ${DEFAULT_PORT})`)
    .option('--no-echo', 'lines that do not repeat your own messages')
    .option('--trace <file>', 'write what happens, one JSON value a line')
    .option('--plain', 'lines, also on a terminal')
    .option('--json', 'newline-delimited JSON')
    .option('--show-rdt', 'on the full screen, shows the window of your own connection')
    .option('--big', 'on the full screen, fewer things and more space between them')
  addThemeOption(command)
  addProtocolOptions(command)
  command.addHelpText('after', EXAMPLES)
  command.action(async (target: string | undefined, flags: ClientFlags) => {
    await runClient(target, flags)
  })
}

async function runClient(target: string | undefined, flags: ClientFlags): Promise<void> {
  const config = await configuration(target, flags)
  const theme = chooseTheme(flags.theme, process.env)
  const { host = '127.0.0.1', port = DEFAULT_PORT, uid } = config
  const transport = readProtocolOptions(flags, await loadProtocol(flags.protocol))
  const server = await resolveAddress(formatAddress({ address: host, port }), 'the server')
  const isAtTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true
  const name = config.name ?? (isAtTerminal && !flags.json ? await askName() : refuseNameless())
  if (name === undefined) return
  const { json = false, echo, big: isBig = false } = flags
  const isTerminal = isAtTerminal && !flags.plain && !json
  const screen = isTerminal && echo ? await screenFor(flags, transport, server) : undefined
  if (screen === undefined) refuseScreenFlags(flags)
  const world = new WallClock()
  const trace = openOwnTrace(flags.trace, 'client', name, transport, screen?.own?.take)
  const at = { address: ownAddress(server.address), port: 0 }
  const node = await openNode({ at, world, transport, watch: trace?.watch })
  const parts = {
    world,
    connect: (application: Application) => node.connect(server, application),
    token: () => randomBytes(12).toString('hex')
  }
  try {
    const where = formatAddress({ address: host, port })
    const strip = screen?.own && { run: screen.own.run, node: name }
    const { status, refusal } = screen
      ? await screen.converse(parts, { name, uid, server: where, isBig, strip, theme })
      : await converse({ name, uid, server: { host, port }, json, isTerminal, echo }, parts)
    if (refusal !== undefined) throw new BadInput(cleanText(refusal))
    process.exitCode = status
  } finally {
    await node.close()
    trace?.close()
  }
}

/** What only a full screen can show is not left out without a word. */
function refuseScreenFlags({ showRdt, big }: ClientFlags): void {
  const flag = showRdt === true ? '--show-rdt' : big === true ? '--big' : undefined
  if (flag === undefined) return
  throw new BadInput(
    `${flag} needs the full screen: a terminal, without --plain, --json and --no-echo`
  )
}

/** The full screen, where this terminal can show one; loaded only where there is a terminal. */
async function screenFor(
  { showRdt = false }: ClientFlags,
  transport: TransportOptions,
  server: SocketAddress
) {
  const { canDraw, converseOnScreen, ownRun } = await import('./client-screen-run.js')
  if (!canDraw()) return undefined
  const own = showRdt ? ownRun(transport, formatAddress(server)) : undefined
  return { converse: converseOnScreen, own }
}

function converse(
  options: SessionOptions,
  host: ConstructorParameters<typeof Session>[0]
): Promise<SessionEnd> {
  return new Promise((resolve) => {
    const stopListening = onEnding(() => session.interrupted())
    const session = new Session(host, options, (end) => {
      stopListening()
      resolve(end)
    })
  })
}

/** What the file says, overruled by what the options say. */
async function configuration(
  target: string | undefined,
  flags: ClientFlags
): Promise<ClientConfig> {
  const { name, uid, host, port } = flags
  if (uid !== undefined && !isUid(uid)) {
    throw new BadInput('--uid: write 1 to 64 visible characters')
  }
  return {
    ...(await targetConfiguration(target)),
    ...(name === undefined ? {} : { name: goodName(name) }),
    ...(uid === undefined ? {} : { uid }),
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: parseCount(port, '--port', 1, 65_535) })
  }
}

async function targetConfiguration(target: string | undefined): Promise<ClientConfig> {
  if (target === undefined) return {}
  if (/\.json$/i.test(target)) return readClientConfig(target)
  if (isIP(target) !== 0 || !target.includes(':')) return { host: target }
  const match = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(target)
  const host = match?.[1] ?? match?.[2]
  if (host === undefined) {
    throw new BadInput('the server: write HOST, HOST:PORT, [IPV6]:PORT or a FILE.json')
  }
  return { host, port: parseCount(match?.[3] ?? '', 'the port', 1, 65_535) }
}

function goodName(asked: string): string {
  const { name, why } = checkName(asked)
  if (name === undefined) throw new BadInput(`--name: ${why}`)
  return name
}

/** Asks until the name will do; undefined where the person would rather go. */
async function askName(): Promise<string | undefined> {
  for (;;) {
    const answer = await askLine('Your name in the chat: ')
    if (answer === undefined) return undefined
    const { name, why } = checkName(answer)
    if (name !== undefined) return name
    console.log(why)
  }
}

function refuseNameless(): never {
  throw new BadInput('--name is missing; write --name NICK, or NICKNAME in a configuration file')
}

/** Where to send from: this machine alone, where the server is on it. */
function ownAddress(server: string): string {
  if (isIP(server) === 6) return server === '::1' ? '::1' : '::'
  return server.startsWith('127.') ? '127.0.0.1' : '0.0.0.0'
}
