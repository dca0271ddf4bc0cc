/** What run a trace is of, for people, in lines that fit on paper. */
import type { TraceHeader } from '../trace/event.js'
import { wrapText } from '../trace/wrap-text.js'
import { simCommandOf } from './trace-config.js'

const WIDEST = 110

/** The protocol and the seed; and the command that runs it again, where one does. */
export function describeHeader(header: TraceHeader): string[] {
  const { config, seed, clock } = header
  const { command, protocol, window } = config
  const parts = [
    ...(typeof protocol === 'string' ? [protocol] : []),
    ...(typeof window === 'number' ? [`window ${window}`] : []),
    seed === '' ? 'without dice' : `seed ${seed}`,
    clock === 'virtual' ? 'in virtual time' : 'on real UDP'
  ]
  const again = simCommandOf(header) ?? (typeof command === 'string' ? `rdt ${command}` : '')
  return [parts.join(', '), ...(again === '' ? [] : wrapText(again, WIDEST, '    '))]
}
