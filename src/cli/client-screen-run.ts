/** `rdt client` on this process's own terminal. */
import { RunModel } from '../dashboard/model/run.js'
import { isDrawable } from '../dashboard/screen.js'
import type { TransportOptions } from '../rdt/transport.js'
import type { TraceSink } from '../trace/event.js'
import type { SessionEnd } from './client-end.js'
import { ScreenSession, type ScreenSessionOptions, type ScreenWorld } from './client-screen.js'
import { describeTransport } from './protocol-options.js'
import { onEnding } from './signals.js'

export const canDraw = (): boolean => isDrawable(process.stdout, process.env['TERM'])

/** For `--show-rdt`: what the events of one's own node go into, and the way there. */
export interface OwnRun {
  readonly run: RunModel
  readonly take: TraceSink
}

/** @param server its address, by which the trace knows it; the screen calls it by its name */
export function ownRun(transport: TransportOptions, server: string): OwnRun {
  const run = new RunModel({ config: describeTransport(transport) })
  const take: TraceSink = (event) => {
    const link = event.link?.replace(server, () => 'server')
    run.take(link === undefined ? event : { ...event, link })
  }
  return { run, take }
}

/** Resolves when the person has left and the terminal is given back. */
export function converseOnScreen(
  world: Omit<ScreenWorld, 'hour'>,
  options: ScreenSessionOptions
): Promise<SessionEnd> {
  return new Promise((resolve, reject) => {
    const { stdin: input, stdout: output } = process
    const stopListening = onEnding(() => session.interrupted())
    const stage = { input, output, timers: TIMERS, print: (line: string) => console.log(line) }
    const session = new ScreenSession({ ...world, hour: hourOf }, stage, options, (end) => {
      stopListening()
      resolve(end)
    })
    session.open().catch(reject)
  })
}

const TIMERS = {
  after: (milliseconds: number, ring: () => void) => {
    const timer = setTimeout(ring, milliseconds)
    return () => clearTimeout(timer)
  }
}

/** `10:02`, as the clock on the wall has it. */
function hourOf(milliseconds = Date.now()): string {
  const date = new Date(milliseconds)
  if (Number.isNaN(date.getTime())) return '--:--'
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}
