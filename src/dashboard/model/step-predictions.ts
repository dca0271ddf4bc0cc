/** Predict, then look: what is asked before a step, and what was answered so far. */
import { NO_SCORE, type Question, type Score, scored } from '../../sim/stepper/question.js'
import { Questions } from '../../sim/stepper/questions.js'
import { chordOf, type Key } from './key.js'
import type { Branch } from './step-branches.js'
import { PromptLine } from './step-prompt.js'
import type { StepScene } from './step-scene.js'

/** What is said of an answer, until another step is taken. */
export interface PredictedVerdict {
  /** Undefined for one that was passed over. */
  readonly isRight: boolean | undefined
  readonly text: string
}

export class Predictions {
  /** Where an answer is typed. */
  readonly prompt = new PromptLine()
  score: Score = NO_SCORE
  verdict: PredictedVerdict | undefined
  #question: Question | undefined
  readonly #questions = new WeakMap<StepScene, Questions>()
  /** Steps that were asked about, of each run. */
  readonly #asked = new WeakMap<StepScene, Set<number>>()

  /** What waits for an answer. */
  get question(): Question | undefined {
    return this.#question
  }

  /** Asks about the next step of `branch`, unless that was done. @returns whether it does */
  ask({ scene, position }: Branch): boolean {
    const number = position + 1
    this.verdict = undefined
    this.#question = undefined
    if (this.#askedOf(scene).has(number)) return false
    const reading = scene.readingAt(number)
    const question = reading && this.#questionsOf(scene).about(reading)
    if (question !== undefined) this.#open(question, scene)
    return question !== undefined
  }

  /** A key while a question waits. @returns whether the step may be taken now */
  key(key: Key, scene: StepScene): boolean {
    const question = this.#question
    const chord = chordOf(key)
    if (question === undefined) return true
    if (chord === 'tab') this.#close(scene, question, undefined, 'Skipped')
    else if (chord === 'escape') this.leave()
    else if (!this.prompt.isOpen) this.#answer(scene, question, chord)
    else if (chord !== 'enter' || !this.prompt.isEmpty) this.prompt.key(key)
    return this.verdict !== undefined
  }

  /** It will be asked again. */
  leave(): void {
    this.#question = undefined
    this.verdict = undefined
    this.prompt.close()
  }

  #open(question: Question, scene: StepScene): void {
    this.#question = question
    if (question.choices.length > 0) return
    const take = (text: string) =>
      this.#answer(scene, question, text) ? undefined : `that is no answer here: ${question.hint}`
    this.prompt.open({ label: '?', take })
  }

  /** @returns whether that was an answer */
  #answer(scene: StepScene, question: Question, given: string): boolean {
    const isRight = question.isRight(given)
    if (isRight === undefined) return false
    this.#close(scene, question, isRight, isRight ? 'Right' : 'Wrong')
    return true
  }

  #close(scene: StepScene, question: Question, isRight: boolean | undefined, word: string): void {
    this.#askedOf(scene).add(question.step)
    this.score = scored(this.score, isRight)
    this.verdict = { isRight, text: answerText(word, question) }
    this.#question = undefined
    this.prompt.close()
  }

  #questionsOf(scene: StepScene): Questions {
    const known = this.#questions.get(scene) ?? new Questions(scene.run)
    this.#questions.set(scene, known)
    return known
  }

  #askedOf(scene: StepScene): Set<number> {
    const known = this.#asked.get(scene) ?? new Set<number>()
    this.#asked.set(scene, known)
    return known
  }
}

const answerText = (word: string, { ask, truth }: Question): string => `${word}. ${ask} ${truth}`
