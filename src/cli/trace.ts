/** `rdt trace`: looking at what happened. One file per subcommand. */
import type { Command } from 'commander'
import { unknownWord } from './protocol-options.js'
import { addTraceDiff } from './trace-diff.js'
import { addTraceDissector } from './trace-dissector.js'
import { addTraceExplain } from './trace-explain.js'
import { addTraceExport } from './trace-export.js'
import { addTraceImport } from './trace-import.js'
import { addTraceLadder } from './trace-ladder.js'
import { addTraceMerge } from './trace-merge.js'
import { addTraceReplay } from './trace-replay.js'
import { addTraceReport } from './trace-report.js'
import { addTraceShow } from './trace-show.js'
import { addTraceStats } from './trace-stats.js'

export function addTraceCommand(program: Command): void {
  const trace = program
    .command('trace')
    .summary('look at a trace: show, draw, count, explain, compare, export')
    .description(
      'Looks at the trace of a run, which `--trace FILE` writes on everything that moves segments.'
    )
    .helpCommand(false)
    .allowExcessArguments()
    .addHelpText('after', EXAMPLES)
    .action((_, command: Command) => showHelp(command))
  addTraceShow(trace)
  addTraceLadder(trace)
  addTraceMerge(trace)
  addTraceDiff(trace)
  addTraceReplay(trace)
  addTraceExplain(trace)
  addTraceExport(trace)
  addTraceReport(trace)
  addTraceImport(trace)
  addTraceDissector(trace)
  addTraceStats(trace)
}

const EXAMPLES = `
Examples:
  $ rdt sim --messages 20 --loss 20% --trace run.ndjson
  $ rdt trace show run.ndjson --where 'kind == data && attempt > 1'
  $ rdt trace ladder run.ndjson --svg run.svg
  $ rdt trace export run.ndjson --pcapng run.pcapng
  $ rdt trace import run.pcapng --out again.ndjson`

/** @throws BadInput where there is no such subcommand */
function showHelp(trace: Command): void {
  const [word] = trace.args
  if (word === undefined) return trace.outputHelp()
  const known = trace.commands.map((command) => command.name())
  throw unknownWord('rdt trace', 'subcommand', word, known)
}
