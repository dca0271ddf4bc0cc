/** `--trace FILE` for one program of a chat: what its own node sends and hears. */
import type { TransportOptions } from '../rdt/transport.js'
import type { TraceEvent, TraceSink } from '../trace/event.js'
import { describeTransport } from './protocol-options.js'
import { RunTrace } from './run-trace.js'
import { openTraceFile } from './trace-file.js'

/** One node's trace, to be closed when the node is. */
export interface OwnTrace {
  readonly watch: ReturnType<RunTrace['watchNode']>
  close(): void
}

/**
 * Begins the trace of node `name`, where `path` asks for one or somebody listens. A peer is known
 * by its address.
 * @param listener is told of every event, after the file
 * @throws BadInput where the file cannot be written
 */
export function openOwnTrace(
  path: string | undefined,
  command: string,
  name: string,
  transport: TransportOptions,
  listener?: TraceSink
): OwnTrace | undefined {
  const watched = (sink: TraceSink) => new RunTrace(sink).watchNode(name, (address) => address)
  if (path === undefined) return listener && { watch: watched(listener), close: () => {} }
  const config = { command, ...describeTransport(transport) }
  // A program of its own rolls no dice.
  const file = openTraceFile(path, { clock: 'wall', seed: '', config, nodes: [name] })
  const both = (event: TraceEvent): void => {
    file.sink(event)
    listener?.(event)
  }
  return { watch: watched(both), close: () => file.close() }
}
