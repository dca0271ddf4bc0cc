/** `rdt channel`: the lossy channel alone, and what helps to use it. */
import type { Command } from 'commander'
import type { ProxyDescription } from '../../lossy-channel/proxy-report.js'
import { SELFTEST_SEED, type SelftestCheck, selftest } from '../../lossy-channel/selftest.js'
import { formatFates } from '../../lossy-channel/weather/fate-string.js'
import { PROFILES } from '../../lossy-channel/weather/profiles.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'
import { formatWeather } from '../../lossy-channel/weather/words.js'
import { nearest } from '../kernel/nearest.js'
import { BadInput, parseCount } from '../kernel/quantity.js'
import { foretell } from './channel-fates.js'
import {
  addChannelOptions,
  addWeatherOptions,
  type ChannelFlags,
  checkSeed,
  readChannelOptions
} from './channel-options.js'
import { type RunFlags, runChannel } from './channel-run.js'
import { addScreenOptions } from './channel-screen-flags.js'
import { changeRunning, type SetFlags } from './channel-set.js'

const DIRECTIONS: readonly Direction[] = ['up', 'down']
const MOST_FATES = 1_000_000
const MOST_BYTES = 65_507

/**
 * Registers the command.
 *
 * An option that the channel and a subcommand share is taken by the channel, wherever it
 * stands; so the subcommands read `optsWithGlobals`.
 */
export function addChannelCommand(program: Command): void {
  const channel = program
    .command('channel')
    .description('the lossy channel alone, in front of any UDP program')
    .allowExcessArguments()
    .option('--listen <port>', 'where clients send to; 0 takes a free port')
    .option('--to <host:port>', 'where the program listens')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--control <port>', 'reads and changes the weather while it runs, as JSON over HTTP')
  addChannelOptions(channel)
  addScreenOptions(channel, 'what passes, as ladder and table, and knobs to turn')
    .option('--trace <file>', 'write what passes, one JSON value a line')
    .option('--plain', 'lines, also on a terminal')
    .option('--json', 'newline-delimited JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: RunFlags, command: Command) => {
      refuseWords(command)
      await runChannel(flags)
    })
  addProfiles(channel)
  addFates(channel)
  addSelftest(channel)
  addSet(channel)
}

const EXAMPLES = `
Examples:
  $ rdt channel --listen 41000 --to 127.0.0.1:40452 --loss 20% --delay '50ms 10ms'
  $ rdt channel --listen 41000 --to 127.0.0.1:40452 --loss 20% --host 0.0.0.0 --dashboard
  $ rdt channel --listen 5300 --to 9.9.9.9:53 --down 'loss gemodel 5% 30%' --control 5301
  $ rdt channel set --control 5301 --loss 30%
  $ rdt channel set --control 5301 --kill ack
  $ rdt channel fates --loss 20% --seed 42`

function refuseWords(command: Command): void {
  const [word] = command.args
  if (word === undefined) return
  const known = command.commands.map((sub) => sub.name())
  const near = nearest(word, known)
  const shown = word.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)
  const mend = near ? `did you mean rdt channel ${near}?` : `write one of ${known.join(', ')}`
  throw new BadInput(`there is no 'rdt channel ${shown}'; ${mend}`)
}

function addProfiles(channel: Command): void {
  channel
    .command('profiles')
    .description('lists the named weather with its values')
    .option('--plain', 'lines, also on a terminal')
    .option('--json', 'newline-delimited JSON')
    .action((_, command: Command) => {
      const { json } = command.optsWithGlobals<{ json?: boolean }>()
      for (const { name, about, up, down } of PROFILES) {
        const words = { up: formatWeather(up), down: formatWeather(down) }
        if (json) print({ type: 'profile', name, about, ...words })
        else console.log(profileLines(name, about, words).join('\n'))
      }
      if (json) print({ type: 'summary', profiles: PROFILES.length })
    })
}

const profileLines = (name: string, about: string, words: Record<Direction, string>): string[] =>
  words.up === words.down
    ? [`${name.padEnd(17)} ${about}`, `  both ways  ${words.up}`]
    : [`${name.padEnd(17)} ${about}`, `  up         ${words.up}`, `  down       ${words.down}`]

interface FatesFlags extends ChannelFlags {
  readonly count: string
  readonly bytes: string
  readonly flow: string
  readonly json?: boolean
}

function addFates(channel: Command): void {
  const command = channel
    .command('fates')
    .description('prints the fates of the first datagrams of each direction, before any run')
  addChannelOptions(command)
    .option('--count <n>', 'how many datagrams of each direction', '100')
    .option('--bytes <n>', 'how long each is', '60')
    .option('--flow <name>', 'whose fates: each flow of a channel has its own', 'flow-1')
    .option('--plain', 'lines, also on a terminal')
    .option('--json', 'newline-delimited JSON')
    .action((_, command: Command) => showFates(command.optsWithGlobals()))
}

function showFates(flags: FatesFlags): void {
  const channel = readChannelOptions(flags)
  if (channel.fateBy === 'segment') {
    throw new BadInput(
      '--fate-by segment: such fates depend on the segments of the run; leave it out to see them by order'
    )
  }
  const count = parseCount(flags.count, '--count', 1, MOST_FATES)
  const bytes = parseCount(flags.bytes, '--bytes', 1, MOST_BYTES)
  const { flow } = flags
  const summary: Record<string, unknown> = { type: 'summary', seed: channel.seed, flow, count }
  for (const direction of DIRECTIONS) {
    const { records, fates, weather } = foretell(channel, direction, { flow, count, bytes })
    summary[direction] = { weather, fates: formatFates(fates) }
    if (flags.json) records.forEach(print)
    else console.log(`${direction}: ${formatFates(fates)}`)
  }
  if (flags.json) print(summary)
  else console.log(`seed ${channel.seed}, ${flow}, ${count} datagrams each way`)
}

function addSelftest(channel: Command): void {
  channel
    .command('selftest')
    .description('measures every impairment against what was asked')
    .option('--seed <text>', 'the dice', SELFTEST_SEED)
    .option('--plain', 'lines, also on a terminal')
    .option('--json', 'newline-delimited JSON')
    .action((_, command: Command) => {
      const { seed, json } = command.optsWithGlobals<{ seed: string; json?: boolean }>()
      showSelftest(checkSeed(seed), json === true)
    })
}

function showSelftest(seed: string, isJson: boolean): void {
  if (!isJson) console.log(row('impairment', 'property', 'asked', 'measured', '95 % interval', ''))
  let checks = 0
  let outside = 0
  let unsound = 0
  for (const check of selftest(seed)) {
    checks++
    if (!check.isWithin) outside++
    if (!check.isSound) unsound++
    if (isJson) print({ type: 'check', ...check })
    else console.log(checkRow(check))
  }
  const verdict = unsound === 0 ? 'pass' : 'fail'
  if (isJson) print({ type: 'summary', seed, checks, outside, unsound, verdict })
  else {
    console.log(`seed ${seed}: ${checks - outside} of ${checks} lie within their 95 % interval.`)
    if (outside > 0) console.log('One in twenty is expected to lie outside; beyond 99.99 % none.')
  }
  if (unsound > 0) process.exitCode = 1
}

function checkRow(check: SelftestCheck): string {
  const { impairment, property, unit, asked, measured, low, high } = check
  const show = (value: number): string =>
    unit === 'share' ? `${(value * 100).toFixed(3)}%` : String(Number(value.toFixed(4)))
  const name = unit === '' || unit === 'share' ? property : `${property}, ${unit}`
  const verdict = check.isWithin ? 'ok' : check.isSound ? 'outside' : 'FAIL'
  return row(impairment, name, show(asked), show(measured), `${show(low)} … ${show(high)}`, verdict)
}

const row = (...[impairment, property, asked, measured, interval, verdict]: readonly string[]) =>
  [
    impairment?.padEnd(38),
    property?.padEnd(27),
    asked?.padStart(9),
    measured?.padStart(12),
    interval?.padStart(27),
    verdict
  ]
    .join(' ')
    .trimEnd()

function addSet(channel: Command): void {
  const command = channel
    .command('set')
    .description('changes the weather of a channel that runs')
    .option('--control <port>', 'the control port of that channel')
  addWeatherOptions(command)
    .option('--partition [direction]', 'cuts both directions, or up or down')
    .option('--heal [direction]', 'undoes it')
    .option('--hold [direction]', 'lets datagrams wait')
    .option('--release [direction]', 'lets them through, in order')
    .option('--kill <which>', "the next one dies: data, ack, 'data up', 'ack down flow-1'; none")
    .option('--plain', 'lines, also on a terminal')
    .option('--json', 'newline-delimited JSON')
    .action(async (_, command: Command) => {
      const flags = command.optsWithGlobals<SetFlags & { control?: string; json?: boolean }>()
      if (flags.control === undefined) {
        throw new BadInput('--control PORT is missing; write the port that the channel printed')
      }
      const port = parseCount(flags.control, '--control', 1, 65_535)
      showSet(await changeRunning(port, flags), flags.json === true)
    })
}

function showSet(description: ProxyDescription, isJson: boolean): void {
  if (isJson) {
    print({ type: 'summary', ...description })
    return
  }
  for (const direction of DIRECTIONS) {
    const { weather, isCut, isHeld, isByHand } = description[direction]
    const notes = [weather, isCut && 'cut', isHeld && 'held', isByHand && 'by hand']
    console.log(`${direction.padEnd(4)} ${notes.filter(Boolean).join(', ')}`)
  }
  const { kills } = description
  if (kills.length > 0) console.log(`the next to die: ${kills.join(', ')}`)
}

const print = (record: unknown): void => console.log(JSON.stringify(record))
