/** `choice`: one of several sentences is right; of the others, why they are not. */
import * as v from 'valibot'
import { ANSWER, failed, PASSED, textAnswer, wrong } from '../answer.js'
import { checkKind } from '../check-kind.js'

const text = v.string('it must be a text')

const schema = v.strictObject({
  ...ANSWER,
  kind: v.literal('choice'),
  /** What can be chosen: true where it is right, or why it is not. */
  choices: v.record(
    text,
    v.union([v.literal(true), text], 'it must be true, or a text that says why not')
  )
})

export const choiceKind = checkKind(
  schema,
  (check, bench) => {
    const said = textAnswer(check, bench)
    if (typeof said !== 'string') return said
    const word = said.trim().toLowerCase()
    const choice = Object.hasOwn(check.choices, word) ? check.choices[word] : undefined
    if (choice === true) return PASSED
    if (choice !== undefined) return failed('answer', `${check.answer} is "${word}": ${choice}`)
    const known = Object.keys(check.choices).join(', ')
    return wrong(
      `${check.answer}: there is no "${word.slice(0, 20)}"; write one of ${known}`,
      check,
      bench
    )
  },
  {
    fault: ({ choices }) =>
      Object.values(choices).includes(true)
        ? undefined
        : 'choices: none is right; write true for the one that is'
  }
)
