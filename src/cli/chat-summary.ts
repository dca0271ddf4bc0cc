/** What came of a run of `rdt chat`: the summary record, in the words of the command line. */
import { formatBothFates } from '../../lossy-channel/weather/fate-string.js'
import type { Ledger, MessageCounts } from '../chat/ledger.js'
import { type Micros, toMs } from '../kernel/time.js'
import type { Party } from './chat-party.js'
import type { ChatRunOptions } from './chat-run-options.js'
import { describeTransport } from './protocol-options.js'

export interface ChatSummary {
  readonly type: 'summary'
  readonly protocol: string
  readonly seed: string
  readonly people: readonly string[]
  readonly messages: MessageCounts
  readonly segments: {
    /** Data segments of all nodes, retransmissions included. */
    readonly sent: number
    readonly retransmitted: number
    readonly acks: number
    readonly dropped: number
    readonly corrupted: number
    readonly duplicated: number
    readonly reordered: number
    readonly discarded: number
  }
  /** Milliseconds, from the first socket to the last message. */
  readonly elapsed: number
  readonly latency: Ledger['latency']
  readonly trace: string | null
}

export function summarize(
  options: ChatRunOptions,
  ledger: Ledger,
  party: Party | undefined,
  elapsed: Micros
): ChatSummary {
  const report = party?.proxy.report()
  const sum = (key: 'dropped' | 'corrupted' | 'truncated' | 'duplicated' | 'reordered' | 'late') =>
    (report?.up[key] ?? 0) + (report?.down[key] ?? 0)
  return {
    type: 'summary',
    protocol: options.transport.protocol.name,
    seed: options.channel.seed,
    people: party?.people.map((person) => person.name) ?? [],
    messages: ledger.counts,
    segments: {
      sent: party?.traffic.sent ?? 0,
      retransmitted: party?.traffic.retransmitted ?? 0,
      acks: party?.traffic.acks ?? 0,
      dropped: sum('dropped'),
      corrupted: sum('corrupted') + sum('truncated'),
      duplicated: sum('duplicated'),
      reordered: sum('reordered') + sum('late'),
      discarded: party?.discarded ?? 0
    },
    elapsed: toMs(elapsed),
    latency: ledger.latency,
    trace: options.trace ?? null
  }
}

/** Every option of the run, resolved, for the header of its trace. */
export function describeChatConfig(options: ChatRunOptions): Record<string, unknown> {
  const { transport, channel, people } = options
  return {
    command: 'chat',
    ...describeTransport(transport),
    up: channel.up,
    down: channel.down,
    fates: formatBothFates(channel.fates),
    fate_by: channel.fateBy,
    ...(people && { people })
  }
}
