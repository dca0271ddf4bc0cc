/** `rdt trace export`: a trace as a file that other programs read. */
import type { Command } from 'commander'
import { BadInput } from '../kernel/quantity.js'
import { captureOf } from '../trace/capture.js'
import type { TraceEvent, TraceHeader } from '../trace/event.js'
import { tcpCaptureOf } from '../trace/tcp-capture.js'
import { STANDARD_OUTPUT, writeOutput } from './output-file.js'
import { readTrace } from './trace-input.js'

/** A sort of file: its option, what makes it, and what to do with it. */
interface Format {
  readonly flag: 'pcapng' | 'tcpPcapng'
  readonly option: string
  readonly about: string
  make(header: TraceHeader, events: readonly TraceEvent[]): Iterable<Uint8Array>
  readonly next: (path: string) => string
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
    next: (path) => `tcptrace -l ${path}`
  }
]

type Flags = { readonly [F in Format['flag']]?: string } & { readonly json?: boolean }

export function addTraceExport(trace: Command): void {
  const command = trace
    .command('export')
    .description('makes a file for other programs out of a trace')
    .argument('<file>', 'the trace; -: standard input')
  for (const { option, about } of FORMATS) command.option(`${option} <file>`, `${about}; -: stdout`)
  command
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
  $ rdt trace export run.ndjson --tcp-pcapng run-tcp.pcapng`

async function exportTrace(file: string, flags: Flags): Promise<void> {
  const asked = FORMATS.filter(({ flag }) => flags[flag] !== undefined)
  if (asked.length === 0) {
    const options = FORMATS.map(({ option }) => `${option} FILE`).join(' or ')
    throw new BadInput(`rdt trace export: say what to make of it: ${options}`)
  }
  const { header, events } = await readTrace(file)
  for (const { flag, option, make, next } of asked) {
    const path = flags[flag] as string
    let bytes = 0
    const counted = function* (): Generator<Uint8Array> {
      for (const part of make(header, events)) {
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
    else console.log(`${path}: ${events.length} events in ${bytes} bytes; next: ${next(path)}`)
  }
}
