/** Where the events of a chat go: the file of `--trace`, and whoever watches. */
import { DEFAULT_PEOPLE } from './chat-input.js'
import type { ChatRunOptions } from './chat-run-options.js'
import { describeChatConfig } from './chat-summary.js'
import type { WitnessSink } from './run-trace.js'
import { openTraceFile, type TraceFile } from './trace-file.js'

/** What a trace of this run says of itself. */
export const chatHeader = (options: ChatRunOptions) => ({
  clock: 'wall' as const,
  seed: options.channel.seed,
  config: describeChatConfig(options),
  nodes: ['server', 'channel', ...(options.people ?? DEFAULT_PEOPLE)]
})

/**
 * Begins the file, where one is asked for.
 * @throws BadInput where it cannot be written
 */
export const openChatTrace = (options: ChatRunOptions): TraceFile | undefined =>
  options.trace === undefined ? undefined : openTraceFile(options.trace, chatHeader(options))

/** One sink for all; undefined where nobody listens. */
export function joinedSink(
  ...sinks: readonly (WitnessSink | undefined)[]
): WitnessSink | undefined {
  const all = sinks.filter((sink) => sink !== undefined)
  if (all.length <= 1) return all[0]
  return (event, bytes) => {
    for (const sink of all) sink(event, bytes)
  }
}
