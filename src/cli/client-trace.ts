/** `--trace FILE` for one program of a chat: what its own node sends and hears. */
import type { TransportOptions } from '../rdt/transport.js'
import { describeTransport } from './protocol-options.js'
import { RunTrace } from './run-trace.js'
import { openTraceFile } from './trace-file.js'

/** One node's trace, to be closed when the node is. */
export interface OwnTrace {
  readonly watch: ReturnType<RunTrace['watchNode']>
  close(): void
}

/**
 * Begins the trace of node `name`, where `path` asks for one. A peer is known by its address.
 * @throws BadInput where the file cannot be written
 */
export function openOwnTrace(
  path: string | undefined,
  command: string,
  name: string,
  transport: TransportOptions
): OwnTrace | undefined {
  if (path === undefined) return undefined
  const config = { command, ...describeTransport(transport) }
  // A program of its own rolls no dice.
  const file = openTraceFile(path, { clock: 'wall', seed: '', config, nodes: [name] })
  return {
    watch: new RunTrace(file.sink).watchNode(name, (address) => address),
    close: () => file.close()
  }
}
