/**
 * A lab's hints.json: for each group of bugs, or of checks, a nudge, where to look, and why. The
 * first topic is for those who have not been checked, or whose trouble has no topic of its own.
 */
import { join } from 'node:path'
import * as v from 'valibot'
import { type Lab, readJson } from './lab.js'

const text = v.pipe(v.string('it must be a text'), v.minLength(1, 'it must not be empty'))
const three = 'it must be three texts: a nudge, where, why'

const hintsSchema = v.strictObject({
  topics: v.pipe(
    v.array(
      v.strictObject({
        topic: text,
        /** The mutants that it helps against. */
        bugs: v.optional(v.array(text, 'it must be a list of names of mutants'), []),
        /** The checks that it helps to pass, where no bug has a name. */
        checks: v.optional(v.array(text, 'it must be a list of names of checks'), []),
        hints: v.tuple([text, text, text], three)
      }),
      'it must be a list'
    ),
    v.minLength(1, 'it must have one topic at least')
  )
})

export type HintTopic = v.InferOutput<typeof hintsSchema>['topics'][number]

/** What the levels are called. */
export const LEVELS = ['a nudge', 'where', 'why'] as const

/** @throws BadInput in one line: the file, the place in it, and the mend */
export const readHints = ({ folder }: Lab): readonly HintTopic[] =>
  readJson(join(folder, 'hints.json'), hintsSchema).topics

/**
 * The topic for `bug`; where it has no name, that for the first of the checks that were not passed;
 * or else the general one.
 */
export function topicFor(
  bug: string | undefined,
  topics: readonly HintTopic[],
  notPassed: readonly string[] = []
): HintTopic {
  const [general] = topics
  const own = topics.find(({ bugs }) => bug !== undefined && bugs.includes(bug))
  if (own !== undefined) return own
  for (const check of notPassed) {
    const topic = topics.find(({ checks }) => checks.includes(check))
    if (topic !== undefined) return topic
  }
  if (general === undefined) throw new Error('hints.json has no topic')
  return general
}
