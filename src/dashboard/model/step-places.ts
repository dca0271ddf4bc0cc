/** Places in a run: as a person types one, the number of an event or a time; and its end, in words. */
import { BadInput, parseDuration } from '../../kernel/quantity.js'
import { stepAt } from '../../sim/stepper/step.js'
import type { SteppedRun } from '../../sim/stepper/stepped-run.js'

/**
 * `12`, `250ms`: how many steps have been taken there.
 * @throws BadInput with the mend
 */
export function readPlace(text: string, { steps }: SteppedRun): number {
  if (!/^\d+$/.test(text)) return stepAt(steps, parseDuration(text, 'go to'))
  const number = Number(text)
  if (number <= steps.length) return number
  throw new BadInput(`there are ${steps.length} events; write a number up to it, or a time: 250ms`)
}

/** What there is to say behind the last event. */
export function endWords({ isWhole, outcome, steps, config }: SteppedRun): string {
  if (!isWhole) {
    return `only the first ${steps.length} events are kept: the run goes on; rdt sim runs it to its end`
  }
  const { verdict, violations, delivered, finish_ms } = outcome
  const [first] = violations
  const end = finish_ms === null ? 'it never was done' : `done at ${finish_ms} ms`
  const why = first === undefined ? '' : `: ${first.what}`
  return `the run is over: ${delivered} of ${config.messages} delivered, ${end}, ${verdict}${why}`
}
