import { startControl } from '../../lossy-channel/control.js'
import { type LossyProxy, startProxy } from '../../lossy-channel/proxy.js'
import { describeProxy, type ProxyDescription } from '../../lossy-channel/proxy-report.js'
import { formatBothFates } from '../../lossy-channel/weather/fate-string.js'
import type { LaneCounts } from '../../lossy-channel/weather/lane-counts.js'
import type { Direction } from '../../lossy-channel/weather/weather.js'
import { describeWeather } from '../../lossy-channel/weather/words.js'
import { BadInput, parseCount } from '../kernel/quantity.js'
import { openSocket } from '../udp/datagram-socket.js'
import { WallClock } from '../udp/wall-clock.js'
import { bindAddress, resolveAddress } from './channel-address.js'
import { type ChannelFlags, readChannelOptions } from './channel-options.js'
import { ChannelScreen } from './channel-screen.js'
import { readScreenFlags, type ScreenFlags } from './channel-screen-flags.js'
import { traceChannel } from './channel-trace.js'
import { classifyPassing, kindOfPassing } from './passing.js'
import { onEnding } from './signals.js'

export interface RunFlags extends ChannelFlags, ScreenFlags {
  readonly listen?: string
  readonly to?: string
  readonly host: string
  readonly control?: string
  readonly trace?: string
}

const DIRECTIONS: readonly Direction[] = ['up', 'down']
/** The exit status after a signal. */
const INTERRUPTED = 130

/** Runs until a signal ends it, and the exit status is 130; or until `q` on the full screen: 0. */
export async function runChannel(flags: RunFlags): Promise<void> {
  if (flags.listen === undefined || flags.to === undefined) {
    const missing = flags.listen === undefined ? '--listen PORT' : '--to HOST:PORT'
    throw new BadInput(
      `${missing} is missing; write rdt channel --listen 41000 --to 127.0.0.1:40452 --loss 20%`
    )
  }
  const choice = readScreenFlags(flags)
  const options = readChannelOptions(flags)
  const listen = {
    address: await bindAddress(flags.host),
    port: parseCount(flags.listen, '--listen', 0, 65_535)
  }
  const controlPort =
    flags.control === undefined ? undefined : parseCount(flags.control, '--control', 0, 65_535)
  const target = await resolveAddress(flags.to, '--to')
  const ending = untilSignal()
  const world = new WallClock()
  const screen = choice && new ChannelScreen(choice, options, flags.trace)
  const watching = screen ?? traceChannel(flags.trace, options)
  const proxy = await startProxy({
    listen,
    target,
    weather: { up: options.up, down: options.down },
    seed: options.seed,
    fates: options.fates,
    fateBy: options.fateBy,
    classify: classifyPassing,
    kindOf: kindOfPassing,
    openSocket,
    world,
    witness: watching?.witness
  })
  const control = await startControlOf(proxy, controlPort)
  const begin = performance.now()
  announce(proxy, control?.port, flags, formatBothFates(options.fates))
  let status = INTERRUPTED
  try {
    status = await (screen === undefined ? ending : untilEnd(screen, proxy, world, ending))
  } finally {
    screen?.leave()
    await Promise.all([proxy.close(), control?.close()])
    watching?.close()
  }
  reportEnd(proxy, performance.now() - begin, flags)
  process.exitCode = status
}

/** On the full screen: whatever comes first, a signal or a key. */
async function untilEnd(
  screen: ChannelScreen,
  proxy: LossyProxy,
  world: WallClock,
  signal: Promise<number>
): Promise<number> {
  let end = (_: number): void => {}
  const key = new Promise<number>((resolve) => {
    end = resolve
  })
  await screen.open(proxy, world, { quit: () => end(0), interrupt: () => end(INTERRUPTED) })
  return Promise.race([signal, key])
}

async function startControlOf(proxy: LossyProxy, port: number | undefined) {
  try {
    return port === undefined ? undefined : await startControl(proxy, port)
  } catch (error) {
    await proxy.close()
    throw error
  }
}

function untilSignal(): Promise<number> {
  return new Promise((resolve) => {
    const stopListening = onEnding(() => {
      stopListening()
      resolve(INTERRUPTED)
    })
  })
}

function announce(
  proxy: LossyProxy,
  controlPort: number | undefined,
  flags: RunFlags,
  fates: string
): void {
  const { listen, target, seed, up, down } = describeProxy(proxy)
  if (flags.json) {
    const weather = { up: up.weather, down: down.weather }
    const shown = fates === '' ? undefined : fates
    print({
      type: 'listening',
      listen,
      target,
      control: controlPort,
      seed,
      ...weather,
      fates: shown
    })
    return
  }
  const lines = [
    `Channel listens on ${listen}, forwards to ${target}`,
    ...DIRECTIONS.map(
      (direction) => `${direction.padEnd(4)} ${describeWeather(proxy.weather[direction])}`
    ),
    `seed ${seed}`
  ]
  if (fates !== '') lines.push(`fates ${fates}`)
  if (controlPort !== undefined) {
    lines.push(
      `control http://127.0.0.1:${controlPort}/, or rdt channel set --control ${controlPort} --loss 30%`
    )
  }
  console.log(lines.join('\n'))
}

function reportEnd(proxy: LossyProxy, elapsed: number, flags: RunFlags): void {
  const description = describeProxy(proxy)
  if (flags.json) print({ type: 'summary', ...description, elapsed: Math.round(elapsed) })
  else console.log(reportLines(description).join('\n'))
}

/** A few lines for people: what each direction has done. */
function reportLines({ opened, up, down }: ProxyDescription): string[] {
  const flows = opened === 1 ? '1 flow' : `${opened} flows`
  return [flows, `up   ${countWords(up.counts)}`, `down ${countWords(down.counts)}`]
}

function countWords(counts: Readonly<LaneCounts>): string {
  const { submitted, carried, dropped, cut, refused } = counts
  const told = [`${submitted} came in`, `${carried} went on`, `${dropped} dropped`]
  if (refused > 0) told.push(`${refused} of them by a full queue`)
  if (cut > 0) told.push(`${cut} of them by a partition`)
  for (const what of ['corrupted', 'truncated', 'duplicated', 'reordered', 'late'] as const) {
    if (counts[what] > 0) told.push(`${counts[what]} ${what}`)
  }
  return told.join(', ')
}

const print = (record: unknown): void => console.log(JSON.stringify(record))
