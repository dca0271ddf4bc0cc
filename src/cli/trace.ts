/** `rdt trace`: looking at what happened. One file per subcommand. */
import type { Command } from 'commander'

export function addTraceCommand(program: Command): void {
  program
    .command('trace')
    .summary('look at a trace: show, draw, count, explain, compare, export')
    .description(
      'Looks at the trace of a run, which `--trace FILE` writes on everything that moves segments.'
    )
}
