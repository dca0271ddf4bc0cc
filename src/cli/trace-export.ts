/** `rdt trace export`: a trace as a file that other programs read. */
import type { Command } from 'commander'
import { BadInput } from '../kernel/quantity.js'
import { seconds } from '../kernel/time.js'
import { captureOf } from '../trace/capture.js'
import type { TraceEvent, TraceHeader } from '../trace/event.js'
import { qlogOf } from '../trace/qlog.js'
import { peersByNode } from '../trace/qlog-vantage.js'
import { tcpCaptureOf } from '../trace/tcp-capture.js'
import { STANDARD_OUTPUT, writeOutput } from './output-file.js'
import { unknownWord } from './protocol-options.js'
import { readTrace } from './trace-input.js'

/** A sort of file: its option, what makes it, and what to do with it. */
interface Format {
  readonly flag: 'pcapng' | 'tcpPcapng' | 'qlog'
  readonly option: string
  readonly about: string
  make(
    header: TraceHeader,
    events: readonly TraceEvent[],
    vantage: string | undefined
  ): Iterable<Uint8Array>
  readonly next: (path: string, events: readonly TraceEvent[]) => string
}

const FORMATS: readonly Format[] = [
  {
    flag: 'pcapng',
    option: '--pcapng',
    about: 'a capture for Wireshark: what crossed the network, to the channel and from it',
    make: captureOf,
    next: (path) =>
      `rdt trace dissector > rdtchat.lua && wireshark -X lua_script:rdtchat.lua -r ${path}`
  },
  {
    flag: 'tcpPcapng',
    option: '--tcp-pcapng',
    about: 'the run as if TCP had sent it, for tcptrace and the TCP graphs of Wireshark',
    make: tcpCaptureOf,
    next: (path, events) => `tcptrace -l ${reuseOf(events)}${path}`
  },
  {
    flag: 'qlog',
    option: '--qlog',
    about: 'a log for qvis (name it .sqlog): the run as if QUIC had sent it, seen from one node',
    make: qlogOf,
    next: (path) => {
      const named = /\.s?qlog$/.test(path) ? path : `${path}, named .sqlog,`
      return `open ${named} at https://qvis.quictools.info; --vantage NODE: the other end of it`
    }
  }
]

/** So long a connection may be silent before tcptrace takes what follows for another one. */
const TCPTRACE_PATIENCE = 240

/** Tells tcptrace to be more patient, where that may matter. */
function reuseOf(events: readonly TraceEvent[]): string {
  const duration = Math.ceil(((events.at(-1)?.t ?? 0) - (events[0]?.t ?? 0)) / seconds(1))
  return duration > TCPTRACE_PATIENCE ? `--endpoint_reuse_interval=${duration} ` : ''
}

type Flags = { readonly [F in Format['flag']]?: string } & {
  readonly vantage?: string
  readonly json?: boolean
}

export function addTraceExport(trace: Command): void {
  const command = trace
    .command('export')
    .description('makes a file for other programs out of a trace')
    .argument('<file>', 'the trace; -: standard input')
  for (const { option, about } of FORMATS) command.option(`${option} <file>`, `${about}; -: stdout`)
  command
    .option('--vantage <node>', 'with --qlog: which node sees it (usually the one with most peers)')
    .option('--json', 'tell what was written as JSON')
    .option('--plain', 'lines, also on a terminal')
    .addHelpText('after', EXAMPLES)
    .action((file: string, flags: Flags) => exportTrace(file, flags))
}

const EXAMPLES = `
Examples:
  $ rdt sim --messages 20 --loss 20% --trace run.ndjson
  $ rdt trace export run.ndjson --pcapng run.pcapng
  $ rdt trace export run.ndjson --pcapng - | wireshark -k -i -
  $ rdt trace export run.ndjson --tcp-pcapng run-tcp.pcapng
  $ rdt trace export run.ndjson --qlog sender.sqlog
  $ rdt trace export run.ndjson --qlog receiver.sqlog --vantage receiver

tcptrace takes a connection that was silent for 4 minutes for two, and misses retransmissions;
tcptrace --endpoint_reuse_interval=SECONDS sets another limit.`

async function exportTrace(file: string, flags: Flags): Promise<void> {
  const asked = FORMATS.filter(({ flag }) => flags[flag] !== undefined)
  if (asked.length === 0) {
    const options = FORMATS.map(({ option }) => `${option} FILE`).join(' or ')
    throw new BadInput(`rdt trace export: say what to make of it: ${options}`)
  }
  const { vantage } = flags
  if (vantage !== undefined && flags.qlog === undefined) {
    throw new BadInput('--vantage: says where a qlog is seen from; add --qlog FILE')
  }
  const { header, events } = await readTrace(file)
  checkVantage(vantage, events)
  for (const { flag, option, make, next } of asked) {
    const path = flags[flag] as string
    let bytes = 0
    const counted = function* (): Generator<Uint8Array> {
      for (const part of make(header, events, vantage)) {
        bytes += part.length
        yield part
      }
    }
    await writeOutput(option, path, counted(), file)
    if (path === STANDARD_OUTPUT) continue
    const record = {
      type: 'summary',
      format: option.slice(2),
      file: path,
      events: events.length,
      bytes
    }
    if (flags.json) console.log(JSON.stringify(record))
    else
      console.log(`${path}: ${events.length} events in ${bytes} bytes; next: ${next(path, events)}`)
  }
}

/** @throws BadInput where nobody of that name talks to anybody */
function checkVantage(vantage: string | undefined, events: readonly TraceEvent[]): void {
  if (vantage === undefined) return
  const nodes = peersByNode(events)
  if (!nodes.has(vantage)) throw unknownWord('--vantage', 'node', vantage, [...nodes.keys()])
}
