/** What is to be told of a check's run: where it goes wrong, the steps, the picture, the command. */
import type { SimConfig } from '../../src/sim/config.js'
import { formatFatesOfRun, replayArguments, replayCommand } from '../../src/sim/replay-command.js'
import { runSimulation } from '../../src/sim/simulation.js'
import { drawLadder } from '../../src/trace/ladder.js'
import type { Check, Judged } from './check-kind.js'
import { type Divergence, divergence } from './divergence.js'
import type { GradingTask } from './grading-words.js'
import type { BugBook } from './likely-bug.js'
import { findOurs } from './reference.js'
import { describeStep, logOf, type RunLog } from './run-log.js'
import { shortestRun } from './shortest-run.js'

const MOST_STEPS = 8
const MOST_ROWS = 70
const ROWS_OF_FLOOD = 36
/**
 * For how many failures of a kind a shorter story is looked for: the first are those that people
 * read. What takes more than so many events takes too long to be tried a hundred times; of a
 * conversation it is the only story, and may take its time.
 */
const SHRUNK: Readonly<Record<string, { readonly most: number; readonly events: number }>> = {
  scenario: { most: 3, events: 1_000 },
  chat: { most: 1, events: Number.POSITIVE_INFINITY }
}
const NONE = { most: 0, events: 0 }
/** A run of so many events has no end. */
const MOST_TRIED = 2_000
/** Of events, for a ladder; the beginning of a flood tells enough. */
const MOST_DRAWN = 250

export class Storyteller {
  readonly #task: GradingTask
  #shrunk = 0

  constructor(task: GradingTask) {
    this.#task = task
  }

  /** @param book in which the run is noted for the likely bug, where there is a reference */
  tell(check: Check, judged: Judged, book: BugBook | undefined) {
    const { shown, verdict, picture = [], command = null } = judged
    const untold = {
      difference: null,
      steps: [],
      ladder: [...picture],
      fates: null,
      replay: command,
      run: null
    }
    if (shown === undefined) return untold
    const noted = book?.note(check.name, shown)
    if (verdict === 'pass') return untold
    const shortest = this.#shortest(check, judged, shown)
    const { own, reference } = (shortest === shown
      ? noted
      : book?.note(`${check.name} (shortest)`, shortest)) ?? {
      own: logOf(shortest),
      reference: undefined
    }
    // Of a design of one's own, that it does other than the reference says nothing.
    const isComparable = check.kind !== 'chat' || book?.likelyIn(check.name) !== undefined
    const differs = reference && isComparable ? divergence(own, reference) : undefined
    const word = protocolWord(shortest, this.#task, check.part)
    return {
      difference: differs?.words ?? null,
      steps: stepsTo(own, indexOf(own, differs, shortest === shown ? judged : undefined)),
      ladder: this.#draw(own, shortest),
      fates: isByDice(shortest) ? null : fatesOf(shortest),
      replay: word === undefined ? null : replayCommand(shortest, word),
      run: word === undefined ? null : replayArguments(shortest, word)
    }
  }

  #shortest({ kind }: Check, { verdict }: Judged, shown: SimConfig): SimConfig {
    const { most, events } = SHRUNK[kind] ?? NONE
    if (verdict !== 'fail' || this.#shrunk >= most) return shown
    const outcome = runSimulation(shown, { checks: true, mostEvents: MOST_TRIED })
    if (outcome.events >= events || outcome.verdict !== 'fail') return shown
    this.#shrunk++
    return shortestRun(shown, outcome)?.config ?? shown
  }

  #draw({ events, isCut }: RunLog, { protocol }: SimConfig): string[] {
    const { width, isAscii } = this.#task
    const lines = drawLadder(isCut ? events.slice(0, MOST_DRAWN) : events, {
      ...{ width, isAscii, most: isCut ? Number.POSITIVE_INFINITY : MOST_ROWS },
      otherTimers: protocol.otherTimers ?? []
    })
    if (!isCut) return lines
    return [...lines.slice(0, ROWS_OF_FLOOD), isAscii ? '... and so on' : '… and so on']
  }
}

/**
 * What `--protocol` is given to run `config` again: `gbn`, `my-labs/05-go-back-n/gbn.ts`,
 * `my-labs/03-rdt2/rdt2.ts#rdt21`; undefined where no file has its protocol.
 */
export function protocolWord(
  { protocol }: SimConfig,
  { submission, lab }: Pick<GradingTask, 'submission' | 'lab'>,
  part: string | undefined
): string | undefined {
  if (findOurs(protocol.name) === protocol) return protocol.name
  if (lab.hands_in !== 'protocol') return undefined
  return part === undefined ? submission.word : `${submission.word}#${part}`
}

function fatesOf({ fates: { up, down } }: SimConfig): string {
  return formatFatesOfRun({ ...(up && { up }), ...(down && { down }) })
}

/**
 * The step that is other than the reference's; without one, that at which a rule was broken.
 * @param judged what was found in this very run
 */
function indexOf(
  { steps, outcome }: RunLog,
  differs: Divergence | undefined,
  judged: Judged | undefined
): number {
  if (differs !== undefined) return differs.index
  const failed = [...outcome.violations, ...(judged?.findings ?? [])]
    .filter(({ verdict }) => verdict === 'fail')
    .map(({ t_us }) => t_us ?? Number.POSITIVE_INFINITY)
  const at = Math.min(...failed, Number.POSITIVE_INFINITY)
  const later = steps.findIndex(({ t }) => t > at)
  return later === -1 ? steps.length - 1 : later - 1
}

/** What befalls its segments no fate string says. */
const isByDice = ({ up, down }: SimConfig): boolean =>
  [up, down].some(({ loss, corrupt, duplicate, reorder, truncate, jitter }) => {
    const chances = [
      ...[corrupt, duplicate, reorder, truncate],
      ...(loss.kind === 'random' ? [loss] : [])
    ]
    const isLossy = loss.kind !== 'random'
    return isLossy || jitter.spread > 0 || chances.some(({ probability }) => probability > 0)
  })

/** The last steps up to the one at `index`. */
function stepsTo({ steps }: RunLog, index: number): string[] {
  const end = Math.min(index, steps.length - 1)
  const from = Math.max(0, end - MOST_STEPS + 1)
  const before = from === 0 ? [] : [`${from} step${from === 1 ? '' : 's'} before`]
  return [...before, ...steps.slice(from, end + 1).map(describeStep)]
}
