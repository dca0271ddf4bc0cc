/** `rdt trace explain`: each retransmission, what the sender believed and what had happened. */
import type { Command } from 'commander'
import { cleanText } from '../kernel/display.js'
import {
  Explainer,
  type Explanation,
  explanationRecords,
  type Retransmission
} from '../trace/explain.js'
import { wrapText } from '../trace/wrap-text.js'
import { openTrace } from './trace-input.js'

const WIDTH = 80

export function addTraceExplain(trace: Command): void {
  const command = trace
    .command('explain <file>')
    .summary('why each retransmission was sent, and whether it was needed')
    .description(
      'Says of each retransmission what the sender believed, and what had really happened. ' +
        'Spurious is one when an earlier transmission of the same segment had been or would be ' +
        'received intact. - reads the trace from standard input.'
    )
    .option('--json', 'print one JSON value for each retransmission, and a summary')
    .addHelpText(
      'after',
      `
Examples:
  rdt sim --messages 6 --loss 20% --trace run.ndjson
  rdt trace explain run.ndjson
  rdt trace explain run.ndjson --json`
    )
  command.action(async (file: string, { json }: { readonly json?: boolean }) => {
    const { header, events } = await openTrace(file)
    const explainer = new Explainer(header)
    for await (const event of events) explainer.take(event)
    const { explanation } = explainer
    const lines = json
      ? explanationRecords(explanation).map((record) => JSON.stringify(record))
      : describe(explanation).map(cleanText)
    process.stdout.write(`${lines.join('\n')}\n`)
  })
}

function describe({ retransmissions, sent, costs }: Explanation): string[] {
  if (retransmissions.length === 0) return [`nothing was sent again: ${sent} data segments in all`]
  const spurious = retransmissions.filter(({ isSpurious }) => isSpurious).length
  const links = new Set(retransmissions.map(({ link }) => link))
  return [
    ...retransmissions.flatMap(({ link, text, ...one }) => {
      const where = links.size > 1 ? `${link}: ` : ''
      return wrapText(`${where}${text}${verdictOf(one)}`, WIDTH)
    }),
    '',
    ...wrapText(
      `${retransmissions.length} of ${sent} data segments were retransmissions: ` +
        `${retransmissions.length - spurious} needed, ${spurious} spurious`,
      WIDTH
    ),
    'what cost most:',
    ...costs.flatMap(({ text }, index) => wrapText(`${index + 1}. ${text}`, WIDTH))
  ]
}

/** Of one whose predecessor had not arrived, that needs a reason. */
function verdictOf({ isSpurious, truth }: Pick<Retransmission, 'isSpurious' | 'truth'>): string {
  if (!isSpurious) return ''
  const isPuzzling = truth === 'lost' || truth === 'corrupted'
  return isPuzzling ? ' Spurious all the same: it had been brought once.' : ' Spurious.'
}
