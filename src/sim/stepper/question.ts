/** A question about what comes next in a run, whose right answer the run itself knows. */

/** What is asked for. */
export type QuestionKind = 'answer' | 'fate' | 'base' | 'state' | 'timer' | 'again' | 'number'

/** One of several answers, chosen by a single key. */
export interface Choice {
  readonly key: string
  readonly text: string
}

export interface Question {
  readonly kind: QuestionKind
  /** The step that it is about, which has not been taken yet. */
  readonly step: number
  /** What is about to happen. */
  readonly about: string
  readonly ask: string
  /** Empty where the answer is typed. */
  readonly choices: readonly Choice[]
  /** What may be typed, in a few words; empty where there are choices. */
  readonly hint: string
  /** The right answer, in words. */
  readonly truth: string
  /** Undefined for what is no answer at all. */
  readonly isRight: (given: string) => boolean | undefined
}

/** What somebody has answered so far. */
export interface Score {
  readonly asked: number
  readonly right: number
  readonly wrong: number
  readonly skipped: number
}

export const NO_SCORE: Score = { asked: 0, right: 0, wrong: 0, skipped: 0 }

/** @param isRight undefined for a question that was passed over */
export const scored = (score: Score, isRight: boolean | undefined): Score => ({
  asked: score.asked + 1,
  right: score.right + (isRight === true ? 1 : 0),
  wrong: score.wrong + (isRight === false ? 1 : 0),
  skipped: score.skipped + (isRight === undefined ? 1 : 0)
})

export const scoreText = ({ asked, right, wrong, skipped }: Score): string =>
  asked === 0
    ? 'nothing was asked'
    : `${right} right, ${wrong} wrong, ${skipped} skipped of ${asked} questions`

/** Is the key of one of `choices` the right one? */
export function choose(choices: readonly Choice[], right: string): Question['isRight'] {
  return (given) => {
    const word = given.trim().toLowerCase()
    const chosen = choices.find(({ key, text }) => key === word || text.toLowerCase() === word)
    return chosen === undefined ? undefined : chosen.key === right
  }
}

/** Is it this number? */
export function isNumber(right: number): Question['isRight'] {
  return (given) => (/^\s*\d+\s*$/.test(given) ? Number(given) === right : undefined)
}

const NOTHING = /^\s*(-|nothing|none|no|0 segments)\s*$/i

/** Are they these numbers, in any order, `3-6`, `3 4`, or `-` for none? */
export function areNumbers(right: readonly number[]): Question['isRight'] {
  return (given) => {
    const numbers = NOTHING.test(given) ? [] : numbersIn(given)
    if (numbers === undefined) return undefined
    const wanted = new Set(right)
    return numbers.length === wanted.size && numbers.every((number) => wanted.has(number))
  }
}

const MOST_NUMBERS = 10_000

function numbersIn(text: string): number[] | undefined {
  const found = new Set<number>()
  const words = text.replace(/data|\band\b/gi, ' ').split(/[\s,]+/)
  for (const word of words.filter((one) => one !== '')) {
    const [, from, to = from] = /^(\d+)(?:[-–](\d+))?$/.exec(word) ?? []
    if (from === undefined) return undefined
    const [first, last] = [Number(from), Number(to)]
    if (last < first || last - first > MOST_NUMBERS) return undefined
    for (let number = first; number <= last; number++) found.add(number)
  }
  return found.size === 0 ? undefined : [...found]
}

/** Is it `ACK n`, a NAK, or nothing? */
export function isAnswer(right: { readonly kind: string; readonly number?: number | undefined }) {
  return (given: string): boolean | undefined => {
    const word = given.trim().toLowerCase()
    if (NOTHING.test(word)) return right.kind === 'nothing'
    if (/^(a )?nak$/.test(word)) return right.kind === 'nak'
    const number = /^(?:an )?(?:ack|a)?\s*(\d+)$/.exec(word)?.[1]
    if (number === undefined) return undefined
    return right.kind === 'ack' && right.number === Number(number)
  }
}
