/** Reads a ladder back, with eyes that know its signs and nothing of how it is drawn. */

/** What the rows of a ladder show, counted. */
export interface Sight {
  readonly sent: number
  readonly data: number
  readonly retransmitted: number
  readonly lost: readonly string[]
  readonly arrived: number
  readonly copies: number
  readonly timeouts: number
  readonly delivered: number
}

/** An arrow that leaves its lifeline, and what is written on it. */
const TO_RIGHT = /^[^─]*[├┠]── (.+?) ?[─┼╮✗┄]/
const TO_LEFT = /[─┼╭✗┄] ([^─]+) ──[┤┨]/

export function readLadder(lines: readonly string[]): Sight {
  const labels: string[] = []
  const lost: string[] = []
  for (const line of lines) {
    const label = (TO_RIGHT.exec(line) ?? TO_LEFT.exec(line))?.[1]
    if (label === undefined) continue
    labels.push(label)
    if (line.includes('✗')) lost.push(label)
  }
  const count = (sign: RegExp) => lines.filter((line) => sign.test(line)).length
  const data = labels.filter((label) => label.startsWith('data'))
  return {
    sent: labels.length,
    data: data.length,
    retransmitted: data.filter((label) => /again$|try \d+$|×\d+$/.test(label)).length,
    lost,
    arrived: count(/►[│┃]|[│┃]◄/),
    copies: lines.filter((line) => line.includes('copy') && !/[►◄]/.test(line)).length,
    timeouts: count(/⏰/),
    delivered: count(/delivered \d/)
  }
}

/** The columns that a line takes on a terminal. */
export const columnsOf = (line: string): number => [...line].length + line.split('⏰').length - 1
