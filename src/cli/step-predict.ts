/** `rdt step --predict` without a screen: questions as lines, answers read from standard input. */
import { createInterface } from 'node:readline'
import { NO_SCORE, type Question, type Score, scored, scoreText } from '../sim/stepper/question.js'
import { Questions } from '../sim/stepper/questions.js'
import type { SteppedRun } from '../sim/stepper/stepped-run.js'
import { type StepRange, stepLine, stepRecord, toldSteps } from './step-plain.js'

/**
 * Asks before each step, tells the answer and then the step. An empty line passes a question over; so
 * does, for all that are left, the end of the input.
 * @param write one line, or one record as a line
 */
export async function predictSteps(
  run: SteppedRun,
  range: StepRange,
  isJson: boolean,
  write: (line: string) => void
): Promise<Score> {
  const questions = new Questions(run)
  const answers = new Answers()
  let score = NO_SCORE
  try {
    for (const { reading, text } of toldSteps(run, range)) {
      const question = questions.about(reading)
      if (question !== undefined) {
        write(isJson ? JSON.stringify(recordOf(question)) : questionText(question))
        const { given, isRight } = await answers.to(question, isJson ? undefined : write)
        score = scored(score, isRight)
        write(isJson ? answerRecord(question, given, isRight) : answerText(question, isRight))
      }
      write(isJson ? JSON.stringify(stepRecord(reading, text)) : stepLine(reading, text))
    }
  } finally {
    answers.close()
  }
  if (!isJson) write(`predicted: ${scoreText(score)}`)
  return score
}

/** Lines of standard input. */
class Answers {
  readonly #input = createInterface({ input: process.stdin })
  readonly #lines = this.#input[Symbol.asyncIterator]()

  /** The next line that is an answer, or nothing; what is neither is told. */
  async to(
    question: Question,
    tell: ((line: string) => void) | undefined
  ): Promise<{ readonly given: string; readonly isRight: boolean | undefined }> {
    for (;;) {
      const { value, done } = await this.#lines.next()
      const given = done === true ? '' : String(value).trim()
      if (given === '') return { given, isRight: undefined }
      const isRight = question.isRight(given)
      if (isRight !== undefined) return { given, isRight }
      tell?.(`  that is no answer here: ${hintOf(question)}; an empty line skips it`)
    }
  }

  close(): void {
    this.#input.close()
  }
}

const hintOf = ({ choices, hint }: Question): string =>
  choices.length === 0 ? hint : choices.map(({ key, text }) => `${key}: ${text}`).join(', ')

const questionText = (question: Question): string =>
  `? ${question.about}. ${question.ask} (${hintOf(question)})`

function answerText({ truth }: Question, isRight: boolean | undefined): string {
  if (isRight === undefined) return `  skipped: ${truth}`
  return isRight ? `  right: ${truth}` : `  wrong: ${truth}`
}

function recordOf({ step, kind, about, ask, choices, hint }: Question): Record<string, unknown> {
  return {
    type: 'question',
    step,
    kind,
    about,
    ask,
    ...(choices.length > 0 ? { choices } : { hint })
  }
}

const answerRecord = (
  { step, truth }: Question,
  given: string,
  isRight: boolean | undefined
): string => JSON.stringify({ type: 'answer', step, given, right: isRight ?? null, truth })
