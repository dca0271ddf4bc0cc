/** `rdt trace stats`: what a trace amounts to. */
import type { Command } from 'commander'
import { cleanText } from '../kernel/display.js'
import { StatsCollector } from '../trace/stats.js'
import { statsRecords } from '../trace/stats-records.js'
import { describeStats } from '../trace/stats-text.js'
import { openTrace } from './trace-input.js'

export function addTraceStats(trace: Command): void {
  const command = trace
    .command('stats <file>')
    .summary('count what was sent, lost, repaired; round trips, latency, stalls')
    .description(
      'Counts what the trace tells of each link and direction, and measures each connection. ' +
        '- reads the trace from standard input.'
    )
    .option('--json', 'print one JSON value for each link and each connection, and a summary')
    .addHelpText('after', NOTES)
  command.action(async (file: string, { json }: { readonly json?: boolean }) => {
    const { header, events } = await openTrace(file)
    const collector = new StatsCollector(header)
    for await (const event of events) collector.take(event)
    const { stats } = collector
    const lines = json
      ? statsRecords(stats).map((record) => JSON.stringify(record))
      : describeStats(header, stats).map(cleanText)
    process.stdout.write(`${lines.join('\n')}\n`)
  })
}

const NOTES = `
needed, spurious   of the data sent again: spurious is what an earlier transmission of the
                   same segment had brought, or would bring, intact
dup acks           came and told nothing new, with the number of the one before
lost … late        in the channel: moved are those that left their place in the order,
                   late those of them that did not come sooner for it
bad sum, unused    arrived with a checksum that does not hold; arrived, and nobody wanted it
rtt, max           from a segment to the ACK that covers it, the middle one and the longest;
                   never of a segment that was sent twice (Karn's rule)
rto, max           for how long the retransmission timers were set
Mbit/s, sent       payload delivered, and data segments with headers, from the first segment
                   to the last that was delivered or acknowledged
latency            from submit to deliver

Examples:
  rdt sim --messages 200 --loss 10% --trace run.ndjson
  rdt trace stats run.ndjson
  rdt trace stats run.ndjson --json`
