/**
 * Which bug is it? The runs of a submission are laid beside those of every mutant of its
 * reference, under the same fates. A mutant that does the same in all of them is the bug, as far
 * as the checks can tell; or else the one that is most like it, if it does the very same in some:
 * what is only more like this bug than like any other is often none of them.
 *
 *            S01  S02  S03  S04  …
 *     yours   =    ≠    ≠    =         = as the reference
 *     A       =    ≠    ≠    =         the same in all: identical
 *     B       =    ≠    =    =         the same in some: alike
 */
import type { Mutant, Variation } from '../../src/rdt/mutants/mutant.js'
import { VARIANTS } from '../../src/rdt/mutants/variants.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { SimConfig } from '../../src/sim/config.js'
import { logOf, type RunLog } from './run-log.js'

export interface LikelyBug {
  readonly name: string
  readonly story: string
  /** A legal variant is no bug, only other. */
  readonly isLegal: boolean
  /** Runs in which it does the very same, of those in which either does other than the reference. */
  readonly identical: number
  readonly compared: number
  /** How much of the rest is alike, 0 … 1, the identical runs included. */
  readonly likeness: number
}

/** Less like it than that is not like it. */
const LEAST_LIKENESS = 0.4
/** Of the runs that tell either from the reference. */
const LEAST_IDENTICAL = 0.15

/** Runs of protocols of ours, each made once. */
export class MutantLogs {
  readonly #logs = new Map<string, RunLog>()

  /** The run of `config` under `protocol`. */
  of(config: SimConfig, protocol: Protocol): RunLog {
    const { protocol: _, ...rest } = config
    const key = `${protocol.name} ${JSON.stringify(rest)}`
    const known = this.#logs.get(key)
    if (known !== undefined) return known
    const log = logOf({ ...config, protocol })
    this.#logs.set(key, log)
    return log
  }
}

/** One run of the submission. */
interface Noted {
  readonly check: string
  readonly config: SimConfig
  readonly log: RunLog
  readonly reference: RunLog
}

interface Compared extends LikelyBug {
  /** By check. */
  readonly by: ReadonlyMap<string, number>
}

export class BugBook {
  readonly #reference: Protocol
  readonly #bugs: readonly Mutant[]
  readonly #logs: MutantLogs
  readonly #noted: Noted[] = []
  #ranking: readonly Compared[] | undefined

  constructor(reference: Protocol, bugs: readonly Mutant[], logs: MutantLogs) {
    this.#reference = reference
    this.#bugs = bugs
    this.#logs = logs
  }

  /** The run that `check` shows. @returns both logs of it */
  note(check: string, config: SimConfig): { readonly own: RunLog; readonly reference: RunLog } {
    const log = logOf(config)
    const reference = this.#logs.of(config, this.#reference)
    this.#noted.push({ check, config, log, reference })
    this.#ranking = undefined
    return { own: log, reference }
  }

  /** The bug that explains all the runs best. */
  get likely(): LikelyBug | undefined {
    return this.#ranked.find(isLikely)
  }

  /** The one that explains the run of `check` best, and of those the one that explains all best. */
  likelyIn(check: string): LikelyBug | undefined {
    const known = this.#ranked.filter((one) => isSeen(one) || by(one, check) === 1)
    const best = Math.max(0, ...known.map((one) => by(one, check)))
    const likely = known.find((one) => by(one, check) >= best - 1e-9)
    return likely !== undefined && best >= LEAST_LIKENESS ? likely : this.likely
  }

  get #ranked(): readonly Compared[] {
    this.#ranking ??= this.#candidates
      .map((candidate) => this.#compare(candidate))
      .sort((a, b) => b.likeness - a.likeness || Number(a.isLegal) - Number(b.isLegal))
    return this.#ranking
  }

  get #candidates(): readonly Variation[] {
    const legal = VARIANTS.filter(({ of }) => this.#bugs.some((bug) => bug.of === of))
    return [...this.#bugs, ...legal]
  }

  #compare({ name, story, protocol }: Variation): Compared {
    const by = new Map<string, number>()
    let identical = 0
    let sum = 0
    let compared = 0
    for (const { check, config, log, reference } of this.#noted) {
      const other = this.#logs.of(config, protocol)
      const isPlain = isSame(log, reference)
      if (isPlain && isSame(other, reference)) continue
      compared++
      const alike = isSame(log, other) ? 1 : likeness(log.lines, other.lines)
      // That it is like the reference, too, explains nothing.
      const usual = isPlain ? 0 : likeness(log.lines, reference.lines)
      const explained = alike === 1 ? 1 : Math.max(0, (alike - usual) / (1 - usual))
      if (alike === 1) identical++
      sum += explained
      if (!isPlain) by.set(check, explained)
    }
    const isLegal = protocol.name.startsWith('variant:')
    const share = compared === 0 ? 0 : sum / compared
    return { name, story, isLegal, identical, compared, likeness: share, by }
  }
}

const by = (one: Compared, check: string): number => one.by.get(check) ?? 0

/** Often enough the very same to be the bug, or one of several. */
const isSeen = ({ identical, compared }: LikelyBug): boolean =>
  identical > 0 && identical >= LEAST_IDENTICAL * compared

const isLikely = (one: LikelyBug): boolean => isSeen(one) && one.likeness >= LEAST_LIKENESS

const isSame = (a: RunLog, b: RunLog): boolean =>
  a.lines.length === b.lines.length && a.lines.every((line, i) => line === b.lines[i])

/** 0 … 1: how long they go together, and how much of the one is in the other, then or ever. */
function likeness(a: readonly string[], b: readonly string[]): number {
  let together = 0
  while (together < a.length && a[together] === b[together]) together++
  const longest = Math.max(a.length, b.length, 1)
  const ever = inCommon(a.map(untimed), b.map(untimed))
  return (together + inCommon(a, b) + 2 * ever) / longest / 4
}

const untimed = (line: string): string => line.replace(/^\d+ /, '')

function inCommon(a: readonly string[], b: readonly string[]): number {
  const counts = new Map<string, number>()
  for (const line of a) counts.set(line, (counts.get(line) ?? 0) + 1)
  let common = 0
  for (const line of b) {
    const left = counts.get(line) ?? 0
    if (left === 0) continue
    common++
    counts.set(line, left - 1)
  }
  return common
}
