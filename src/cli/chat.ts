/** `rdt chat`: server, channel and people on one machine. */
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { Command } from 'commander'
import { checkName, foldName } from '../chat/names.js'
import { isDrawable } from '../dashboard/screen.js'
import { BadInput, parseCount, parseDuration } from '../kernel/quantity.js'
import { type Micros, ms, seconds } from '../kernel/time.js'
import { DEFAULT_PORT } from './channel-address.js'
import { addChannelOptions, type ChannelFlags, readChannelOptions } from './channel-options.js'
import { runChat } from './chat-run.js'
import type { ChatRunOptions, ScreenOptions } from './chat-run-options.js'
import { parseScript } from './chat-script.js'
import { loadProtocol } from './protocol-file.js'
import { addProtocolOptions, type ProtocolFlags, readProtocolOptions } from './protocol-options.js'
import { addThemeOption, chooseTheme } from './theme-option.js'

interface ChatFlags extends ChannelFlags, ProtocolFlags {
  readonly people?: string
  readonly script?: string
  readonly bots?: boolean
  readonly timeLimit?: string
  readonly host?: string
  readonly port?: string
  readonly trace?: string
  readonly json?: boolean
  readonly plain?: boolean
  readonly theme?: string
  readonly big?: boolean
}

const MOST_PEOPLE = 300
const TIME_LIMIT: Micros = seconds(300)

export function addChatCommand(program: Command): void {
  const command = program
    .command('chat')
    .summary('a chat over a lossy channel, all on this machine')
    .description(
      'Starts a chat server, a lossy channel in front of it, and people with a client each, over ' +
        "real UDP sockets. Reads lines 'alice: hello' from standard input or a script, and reports."
    )
    .option('--people <names>', 'who takes part: alice,bob,carol')
    .option('--script <file>', "what they say: 'alice: hello', '@ 2s' waits, '# …' is a comment")
    .option('--bots', 'the people chat on their own')
    .option('--time-limit <time>', 'how long to wait for all to arrive (default: 5min)')
    .option('--host <address>', 'where others can join; 0.0.0.0: everywhere')
    .option('--port <port>', `the channel's port (default with --host: ${DEFAULT_PORT})`)
    .option('--trace <file>', 'write what happens, one JSON value a line')
    .option('--json', 'print events and the summary as JSON')
    .option('--plain', 'print lines, on a terminal too')
    .option('--big', 'large print, for the back row')
  addThemeOption(command)
  addProtocolOptions(command)
  addChannelOptions(command)
  command.addHelpText(
    'after',
    `
Examples:
  rdt chat --loss 20%
  printf 'alice: hello\\nbob: hi\\n' | rdt chat --loss 0.5 --seed 7 --json
  rdt chat --host 0.0.0.0 --profile wifi --trace lecture.ndjson`
  )
  command.action(async (flags: ChatFlags) => runChat(await readOptions(flags)))
}

async function readOptions(flags: ChatFlags): Promise<ChatRunOptions> {
  const host = flags.host ?? '127.0.0.1'
  if (isIP(host) === 0) {
    throw new BadInput(`--host: '${host}' is not a numeric address; write 0.0.0.0 or 127.0.0.1`)
  }
  const port =
    flags.port === undefined
      ? flags.host === undefined
        ? 0
        : DEFAULT_PORT
      : parseCount(flags.port, '--port', 0, 65_535)
  const screen = readScreen(flags)
  return {
    transport: readProtocolOptions(flags, await loadProtocol(flags.protocol)),
    protocolWord: flags.protocol,
    channel: readChannelOptions(flags, { delay: ms(20) }),
    listen: { address: host, port },
    isShared: flags.host !== undefined,
    people: flags.people === undefined ? undefined : readPeople(flags.people),
    script: flags.script === undefined ? undefined : readScript(flags.script),
    bots: flags.bots === true,
    timeLimit: readTimeLimit(flags, screen !== undefined),
    trace: flags.trace,
    json: flags.json === true,
    plain: flags.plain === true,
    screen
  }
}

/** On a terminal, unless lines are asked for. */
function readScreen({ plain, json, theme, big }: ChatFlags): ScreenOptions | undefined {
  const { env, stdin, stdout } = process
  const chosen = chooseTheme(theme, env)
  if (plain || json || !stdin.isTTY || !isDrawable(stdout, env['TERM'])) {
    if (big)
      throw new BadInput('--big needs the full screen: a terminal, without --plain and --json')
    return undefined
  }
  return { theme: chosen, isBig: big === true }
}

function readTimeLimit({ timeLimit }: ChatFlags, isScreen: boolean): Micros | undefined {
  if (timeLimit !== undefined) return parseDuration(timeLimit, '--time-limit')
  return isScreen ? undefined : TIME_LIMIT
}

function readPeople(text: string): string[] {
  const people = text.split(',').map((asked) => {
    const { name, why } = checkName(asked.trim())
    if (name === undefined) throw new BadInput(`--people: ${why}`)
    return name
  })
  const folded = people.map(foldName)
  const twice = people.find((_, i) => folded.indexOf(folded[i] ?? '') < i)
  if (twice !== undefined)
    throw new BadInput(`--people: ${twice} stands there twice; name each once`)
  if (people.length > MOST_PEOPLE) {
    throw new BadInput(`--people: ${people.length} are too many; name at most ${MOST_PEOPLE}`)
  }
  return people
}

function readScript(path: string) {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    throw new BadInput(`--script: ${path}: ${why}; name a file of lines such as 'alice: hello'`)
  }
  return parseScript(text, path)
}
