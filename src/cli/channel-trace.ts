/** `rdt channel --trace FILE`: what passes the channel, and what becomes of it. */
import type { ProxyWitness } from '../../lossy-channel/proxy-witness.js'
import { formatBothFates } from '../../lossy-channel/weather/fate-string.js'
import { PassingReader } from '../dashboard/model/channel-stage-reader.js'
import type { ChannelOptions } from './channel-options.js'
import { RunTrace } from './run-trace.js'
import { openTraceFile } from './trace-file.js'

/** The trace of one run, to be closed at its end. */
export interface ChannelTrace {
  readonly witness: ProxyWitness
  close(): void
}

/**
 * Begins the trace, where `path` asks for one.
 * @throws BadInput where the file cannot be written
 */
export function traceChannel(
  path: string | undefined,
  { up, down, fates, fateBy, seed }: ChannelOptions
): ChannelTrace | undefined {
  if (path === undefined) return undefined
  const config = { command: 'channel', up, down, fates: formatBothFates(fates), fate_by: fateBy }
  const nodes = ['channel', 'server']
  const file = openTraceFile(path, { clock: 'wall', seed, config, nodes })
  const reader = new PassingReader()
  const trace = new RunTrace((event, bytes) => {
    // Small numbers come back: which segment is sent again, only who knows the terms can tell.
    if (reader.learn(event, bytes)) reader.restart()
    file.sink(reader.correct(event, bytes))
  })
  return { witness: trace.watchChannel(true), close: () => file.close() }
}
