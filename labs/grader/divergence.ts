/** Where a run first does other than the reference's, and what each of them does there. */
import { toMs } from '../../src/kernel/time.js'
import { type RunLog, type Step, tersely } from './run-log.js'

export interface Divergence {
  /** The step of the own run, or the number of its steps where it ends too soon. */
  readonly index: number
  /** `at 200 ms the receiver got data 1 again and sent nothing; the reference sent ACK 1` */
  readonly words: string
}

/**
 * @param whose what the other run is called
 * @returns undefined where there is no difference to be seen
 */
export function divergence(
  own: RunLog,
  reference: RunLog,
  whose = 'the reference'
): Divergence | undefined {
  const longest = Math.max(own.steps.length, reference.steps.length)
  for (let index = 0; index < longest; index++) {
    const [mine, theirs] = [own.steps[index], reference.steps[index]]
    // Of a run that was cut off, the end says nothing.
    if ((mine === undefined && own.isCut) || (theirs === undefined && reference.isCut)) break
    const words = wordsOf(mine, theirs, own.steps[index - 1], whose)
    if (words !== undefined) return { index, words }
  }
  return undefined
}

function wordsOf(
  mine: Step | undefined,
  theirs: Step | undefined,
  before: Step | undefined,
  whose: string
): string | undefined {
  if (mine === undefined) {
    if (theirs === undefined) return undefined
    const since = before === undefined ? 'nothing happens' : `nothing happens after ${when(before)}`
    if (isGiven(theirs)) {
      return `${since}, since isReady is false; ${whose} ${theirs.input} at ${when(theirs)}`
    }
    return `${since}; with ${whose}, at ${when(theirs)} the ${theirs.at} ${theirs.input}`
  }
  if (
    theirs === undefined ||
    mine.input !== theirs.input ||
    mine.t !== theirs.t ||
    mine.at !== theirs.at
  ) {
    return otherInput(mine, theirs, whose)
  }
  const begin = `at ${when(mine)} the ${mine.at} ${mine.input} and`
  if (mine.outputs.join() !== theirs.outputs.join()) {
    return `${begin} ${doneBy(mine)}; ${whose} ${doneBy(theirs)}`
  }
  if (mine.rings.join() === theirs.rings.join()) return undefined
  return `${begin} ${timerOf(mine)}; ${whose} ${timerOf(theirs)}`
}

/** Something came that came to nobody in the reference's run, or came later there. */
function otherInput(mine: Step, theirs: Step | undefined, whose: string): string {
  if (isGiven(mine) && !isGiven(theirs)) {
    return `at ${when(mine)} the sender ${mine.input} because isReady was true; that of ${whose} was false by then`
  }
  if (!isGiven(mine) && theirs !== undefined && isGiven(theirs)) {
    return `at ${when(theirs)} isReady was false; ${whose} ${theirs.input} then`
  }
  const own = `at ${when(mine)} the ${mine.at} ${mine.input}`
  if (theirs === undefined) return `${own}, where ${whose} was done`
  return `${own}; with ${whose}, next the ${theirs.at} ${theirs.input}, at ${when(theirs)}`
}

const isGiven = (step: Step | undefined): boolean => step?.input.startsWith('was given') === true

const when = ({ t }: Step): string => `${toMs(t)} ms`

const doneBy = ({ outputs }: Step): string =>
  outputs.length === 0 ? 'sent nothing' : tersely(outputs)

function timerOf({ rings }: Step): string {
  const [soonest] = rings
  if (soonest === undefined) return 'left no timer running'
  const which = rings.length > 1 ? `${rings.length} timers, the first to ring` : 'its timer to ring'
  return `left ${which} at ${toMs(soonest)} ms`
}
