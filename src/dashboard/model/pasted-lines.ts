/** Several lines pasted at once: nobody wants to have said them by accident, so they are asked about. */

export interface Pasted {
  /** Without control characters, joined to what stood before and behind the cursor. */
  readonly lines: readonly string[]
  /** Whether they are short enough to be said as one message. */
  readonly isOneMessage: boolean
  /** Whether each of them is short enough. */
  readonly isLineByLine: boolean
}

export type PasteAnswer = 'one' | 'lines' | 'cancel'

const ANSWERS: Readonly<Record<string, PasteAnswer>> = {
  o: 'one',
  O: 'one',
  l: 'lines',
  L: 'lines',
  escape: 'cancel',
  c: 'cancel',
  C: 'cancel',
  'ctrl+c': 'cancel'
}

/** A paste without control characters and without the line ends at its end. */
export const cleanPaste = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\n+$/, '')
    .replaceAll('\t', '    ')
    .replace(/[\0-\x09\x0b-\x1f\x7f-\x9f]/g, '')

/** The lines of a text that would be said. */
export function pastedFrom(text: string, longest: number): Pasted {
  const lines = text.split('\n')
  return {
    lines,
    isOneMessage: text.length <= longest,
    isLineByLine: lines.every((line) => line.length <= longest)
  }
}

/** What a key, as a chord, says about them; undefined for one that says nothing, or nothing possible. */
export function answerTo(pasted: Pasted, chord: string): PasteAnswer | undefined {
  const answer = ANSWERS[chord]
  if (answer === 'one' && !pasted.isOneMessage) return undefined
  return answer === 'lines' && !pasted.isLineByLine ? undefined : answer
}

/** The question, from the longest wording to the shortest: words that are keys are set apart. */
export function questionsAbout({ lines, isOneMessage, isLineByLine }: Pasted): string[][] {
  const count = `${lines.length} lines`
  const say = (one: string, each: string, cancel: string): string[] => [
    ...(isOneMessage ? ['o', one] : []),
    ...(isLineByLine ? ['l', each] : []),
    'Esc',
    cancel
  ]
  const tooLong = isOneMessage || isLineByLine ? '' : ', too long to be said'
  return [
    [`${count} pasted${tooLong}: `, ...say(' one message  ', ' line by line  ', ' cancel')],
    [`${count}: `, ...say(' as one  ', ' each  ', ' no')],
    [`${count} `, ...say(' ', ' ', '')]
  ]
}
