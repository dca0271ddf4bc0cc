/** What run a trace is of, for people, in lines that fit on paper. */
import type { TraceHeader } from '../trace/event.js'
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
  return [parts.join(', '), ...wrapped(again)]
}

function wrapped(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length > WIDEST) {
      lines.push(line)
      line = `    ${word}`
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}
