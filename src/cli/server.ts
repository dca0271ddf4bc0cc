/** `rdt server`: the chat's server, until somebody ends it. */
import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { ChatServer } from '../chat/server.js'
import type { ServerEvent } from '../chat/server-events.js'
import { serverLine } from '../chat/server-lines.js'
import { formatAddress } from '../kernel/datagram-socket.js'
import { parseCount } from '../kernel/quantity.js'
import { type Micros, ms, seconds } from '../kernel/time.js'
import type { TransportOptions } from '../rdt/transport.js'
import { WallClock } from '../udp/wall-clock.js'
import { bindAddress, DEFAULT_PORT } from './channel-address.js'
import { addScreenOptions, readScreenFlags, type ScreenFlags } from './channel-screen-flags.js'
import { safeJson } from './client-json.js'
import { openOwnTrace } from './client-trace.js'
import { openNode } from './open-node.js'
import { loadProtocol } from './protocol-file.js'
import { addProtocolOptions, type ProtocolFlags, readProtocolOptions } from './protocol-options.js'
import { ServerScreen } from './server-screen.js'

interface ServerFlags extends ProtocolFlags, ScreenFlags {
  readonly host: string
  readonly port?: string
  readonly trace?: string
}

/** Why the server ends, and how long it may take over it. */
interface Ending {
  readonly reason: string
  readonly drain: Micros
  readonly status: number
}

/** Ctrl-C ends every command within a second, so what is under way gets a little less. */
const INTERRUPT_DRAIN = ms(850)
const DRAIN = seconds(3)
/** Strangers of whom the console tells; more would be an attack. */
const MOST_TOLD = 1_000

const EXAMPLES = `
Examples:
  $ rdt server
  $ rdt server 4000 --host 0.0.0.0
  $ rdt server --host 0.0.0.0 --dashboard
  $ rdt server --json | tee server.ndjson`

export function addServerCommand(program: Command): void {
  const command = program
    .command('server')
    .description('the chat server; clients join it with rdt client')
    .argument('[port]', `where clients join (default: ${DEFAULT_PORT}); 0 takes a free port`)
    .option('--port <port>', 'the same')
    .option('--host <address>', 'the address to listen on; 0.0.0.0 for all', '127.0.0.1')
  addScreenOptions(command, 'who is here, what is said, and how the segments fare')
    .option('--trace <file>', 'write what happens, one JSON value a line')
    .option('--plain', 'lines, also on a terminal')
    .option('--json', 'newline-delimited JSON')
  addProtocolOptions(command)
  command.addHelpText('after', EXAMPLES)
  command.action(async (port: string | undefined, flags: ServerFlags) => {
    await runServer(port, flags)
  })
}

async function runServer(argument: string | undefined, flags: ServerFlags): Promise<void> {
  const what = argument === undefined ? '--port' : 'the port'
  const port = parseCount(argument ?? flags.port ?? String(DEFAULT_PORT), what, 0, 65_535)
  const address = await bindAddress(flags.host)
  const choice = readScreenFlags(flags)
  const transport = readProtocolOptions(flags, await loadProtocol(flags.protocol))
  const isJson = flags.json === true
  const world = new WallClock()
  const screen = choice && new ServerScreen(choice, transport, world)
  const tell = (event: ServerEvent): void => {
    if (screen?.tell(event) !== true) show(event, isJson)
  }
  const startedAt = Date.now()
  const counts = { connected: 0, joined: 0, relayed: 0 }
  const server = new ChatServer(
    {
      world,
      startedAt,
      token: () => randomBytes(12).toString('hex'),
      say: (event) => {
        if (Object.hasOwn(counts, event.type)) counts[event.type as keyof typeof counts]++
        tell(event)
      }
    },
    bearsWith(transport) ? { garbage: Number.POSITIVE_INFINITY } : {}
  )
  const trace =
    screen?.watch(flags.trace) ?? openOwnTrace(flags.trace, 'server', 'server', transport)
  const node = await openNode({
    at: { address, port },
    world,
    transport,
    watch: trace?.watch,
    refused: refusals(tell)
  })
  node.listen(screen?.listening(server) ?? server)
  const local = formatAddress(node.local)
  announce(local, isJson)
  const { reason, drain, status } = await untilEnd(
    screen && ((end) => screen.open(local, server, endings(end)))
  ).finally(() => screen?.close())
  await Promise.race([
    new Promise<void>((gone) => server.shutdown(reason, gone, drain)),
    untilEnd()
  ])
  await node.close()
  trace?.close()
  if (isJson) print({ type: 'summary', ...counts, elapsed: Date.now() - startedAt })
  process.exitCode = status
  process.stdin.destroy()
}

/** Where protocol or checksum let damage through, no client is to blame for it. */
const bearsWith = ({ protocol, checksum }: TransportOptions): boolean =>
  checksum !== 'crc32' || !protocol.survives.includes('corrupt-data')

function announce(address: string, isJson: boolean): void {
  if (isJson) print({ type: 'listening', address })
  else {
    console.log(`Server has started listening on ${address}`)
    console.log('waiting for clients...')
  }
}

function show(event: ServerEvent, isJson: boolean): void {
  if (isJson) {
    print(event.type === 'measured' ? inMilliseconds(event) : event)
    return
  }
  const line = serverLine(event)
  if (line !== undefined) console.log(line)
}

/** What programs read has milliseconds. */
const inMilliseconds = ({
  srtt,
  ...event
}: Extract<ServerEvent, { type: 'measured' }>): object => ({ ...event, rtt: srtt / 1_000 })

/** Tells once of each stranger whose terms do not agree with ours, however often it knocks. */
function refusals(tell: (event: ServerEvent) => void): (peer: string, text: string) => void {
  const told = new Set<string>()
  return (peer, text) => {
    if (told.has(peer) || told.size >= MOST_TOLD) return
    told.add(peer)
    tell({ type: 'refused', peer, code: 'refused', text })
  }
}

const STOPPED: Ending = { reason: 'the server was stopped', drain: DRAIN, status: 0 }
const INTERRUPTED: Ending = { ...STOPPED, drain: INTERRUPT_DRAIN, status: 130 }
const CLOSED: Ending = { reason: 'the server was closed', drain: DRAIN, status: 0 }

/** What the keys of the full screen do. */
const endings = (end: (ending: Ending) => void) => ({
  quit: () => end(CLOSED),
  interrupt: () => end(INTERRUPTED)
})

/**
 * Resolves with the first of a signal and, at a terminal, the end of input; or what the full screen
 * asks for, which `open` takes the terminal for.
 */
function untilEnd(open?: (end: (ending: Ending) => void) => Promise<void>): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const signals: readonly (readonly [NodeJS.Signals, Ending])[] = [
      ['SIGINT', INTERRUPTED],
      ['SIGTERM', STOPPED],
      ['SIGHUP', STOPPED]
    ]
    const listeners = signals.map(([signal, ending]) => {
      const listener = (): void => end(ending)
      process.on(signal, listener)
      return [signal, listener] as const
    })
    const inputEnded = (): void => end(CLOSED)
    const end = (ending: Ending): void => {
      for (const [signal, listener] of listeners) process.off(signal, listener)
      process.stdin.off('end', inputEnded)
      resolve(ending)
    }
    if (open !== undefined) open(end).catch(reject)
    else if (process.stdin.isTTY) process.stdin.on('end', inputEnded).resume()
  })
}

const print = (record: object): void => {
  process.stdout.write(`${safeJson(record)}\n`)
}
