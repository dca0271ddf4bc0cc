/** `rdt trace import`: a trace out of a capture that `rdt trace export --pcapng` made. */
import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { BadInput } from '../kernel/quantity.js'
import { encodeUtf8 } from '../kernel/utf8.js'
import { type ImportedTrace, importCapture } from '../trace/capture-import.js'
import { formatEvent, formatHeader } from '../trace/ndjson.js'
import { STANDARD_OUTPUT, writeOutput } from './output-file.js'

export function addTraceImport(trace: Command): void {
  trace
    .command('import')
    .description('reads a capture of rdt trace export --pcapng back into a trace')
    .argument('<file>', 'the capture')
    .option('--out <file>', 'where the trace goes', STANDARD_OUTPUT)
    .option('--json', 'a trace is JSON in any case')
    .option('--plain', 'lines, also on a terminal')
    .addHelpText('after', EXAMPLES)
    .action((file: string, { out }: { readonly out: string }) => importTrace(file, out))
}

const EXAMPLES = `
Examples:
  $ rdt trace import run.pcapng --out again.ndjson
  $ rdt trace import run.pcapng | grep '"event":"drop"'`

async function importTrace(file: string, out: string): Promise<void> {
  const imported = importCapture(read(file))
  if ('refused' in imported) {
    throw new BadInput(`${file}: ${imported.refused}; make one with rdt trace export --pcapng`)
  }
  if (imported.cut !== undefined) process.stderr.write(`rdt: ${file}: ${imported.cut}\n`)
  await writeOutput('--out', out, linesOf(imported), file)
}

function* linesOf({ header, events }: ImportedTrace): Generator<Uint8Array> {
  yield encodeUtf8(formatHeader(header))
  for (const event of events) yield encodeUtf8(formatEvent(event))
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const why =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'that is a folder'
          : code === 'EACCES'
            ? 'you may not read it'
            : `it cannot be read (${code})`
    throw new BadInput(`${file}: ${why}; name a capture of rdt trace export`)
  }
}
