/**
 * Whose sender works with whose receiver? Every sender of some submissions is put opposite every
 * receiver, on a few scenarios of the lab. Each first meets the reference: what does not load or
 * does not come back there is not tried with all the others.
 *
 *                 receiver of
 *                 reference  alice  bob
 *     reference       ✓        ✓     ✗
 *     alice           ✓        ✓     ✗        bob's receiver is at fault
 *     bob             ✓        ✓     ✗
 */
import type { Check } from './check-kind.js'
import { checksOf } from './grade-submission.js'
import { type Ended, inProcesses } from './in-processes.js'
import type { Pair, PairJudged, PairsTask } from './interop-words.js'
import type { Lab } from './lab.js'
import { standardsOf } from './standard.js'
import { isFault, type LoadFault, readSubmission, type Submission } from './submission.js'
import type { HandedIn } from './submission-folder.js'
import { LIMITS } from './watched-worker.js'

export interface InteropOptions {
  readonly jobs: number
  readonly signal: AbortSignal
  readonly only?: string
  /** Of a single call, in ms. */
  readonly patience?: number
  readonly progress?: (done: number, of: number) => void
}

export interface Interop {
  /** The reference first, where there is one. */
  readonly names: readonly string[]
  /** By sender, then by receiver; undefined where it was broken off before. */
  readonly matrix: readonly (readonly (PairJudged | undefined)[])[]
  /** The scenarios, by name. */
  readonly checks: readonly string[]
}

const SCRIPT = new URL('interop-process.js', import.meta.url)
/** Senders, and receivers, of one portion of work. */
const TILE = 16
const LONGEST_MS = 600_000
/** The first on a clean line as a rule, and the second on a bad one. */
const MOST_CHATS = 2
const REFERENCE = 'reference'

/** @throws BadInput where the lab has no scenarios */
export async function interoperate(
  lab: Lab,
  all: readonly HandedIn[],
  options: InteropOptions
): Promise<Interop> {
  const checks = chosenOf(lab, options.only)
  const read = await Promise.all(all.map((one) => readHanded(one, lab)))
  const reference = referenceIn(lab)
  const own = all.map(({ student }, i) => ({ name: student, read: read[i] as Read }))
  const meeting = new Meeting(
    lab,
    checks,
    reference === undefined ? own : [{ name: REFERENCE, read: reference }, ...own],
    options
  )
  const hasReference = reference !== undefined
  await meeting.run(hasReference)
  return meeting.result
}

type Read = Submission | LoadFault

const readHanded = ({ file, isAlone, fault }: HandedIn, lab: Lab): Promise<Read> =>
  fault === undefined ? readSubmission(file, lab, isAlone) : Promise.resolve(fault)

/** Of several parts the first stands for all: the others come along. */
function referenceIn(lab: Lab): Submission | undefined {
  const name = standardsOf(lab)[0]?.reference?.name
  if (name === undefined) return undefined
  return {
    word: name,
    code: '',
    map: '{"version":3,"sources":[],"names":[],"mappings":""}',
    ours: name
  }
}

/** Of each part: a run without faults, one with lost data, one with lost ACKs, one with both. */
function chosenOf(lab: Lab, only: string | undefined): Check[] {
  const all = checksOf(lab, only === undefined ? {} : { only })
  const scenarios = all.filter(({ kind }) => kind === 'scenario')
  // Of a lab that asks for no protocol in particular: do people understand each other?
  const chats = all.filter(({ kind }) => kind === 'chat')
  if (scenarios.length === 0) return chats.slice(0, MOST_CHATS)
  const chosen = new Map<string, Check>()
  for (const check of scenarios) {
    const { fates } = check as { fates?: { data?: string; ack?: string } }
    const key = `${check.part} ${fates?.data !== undefined} ${fates?.ack !== undefined}`
    if (!chosen.has(key)) chosen.set(key, check)
  }
  return only === undefined ? [...chosen.values()] : scenarios
}

class Meeting {
  readonly #lab: Lab
  readonly #checks: readonly Check[]
  readonly #names: readonly string[]
  readonly #read: readonly Read[]
  readonly #options: InteropOptions
  readonly #matrix: (PairJudged | undefined)[][]

  constructor(
    lab: Lab,
    checks: readonly Check[],
    members: readonly { readonly name: string; readonly read: Read }[],
    options: InteropOptions
  ) {
    this.#lab = lab
    this.#checks = checks
    this.#names = members.map(({ name }) => name)
    this.#read = members.map(({ read }) => read)
    this.#options = options
    this.#matrix = members.map(() => members.map(() => undefined))
  }

  get result(): Interop {
    const checks = this.#checks.map(({ name }) => name)
    return { names: this.#names, matrix: this.#matrix, checks }
  }

  async run(hasReference: boolean): Promise<void> {
    const all = this.#names.map((_, i) => i)
    for (const [member, read] of this.#read.entries()) {
      if (!isFault(read)) continue
      const judged: PairJudged = { verdict: 'none', what: `${read.place}: ${read.what}` }
      for (const other of all) this.#fill(judged, [member, other], [other, member])
    }
    await this.#judge(all.map((i) => (hasReference ? [pair(i, 0), pair(0, i)] : [pair(i, i)])))
    for (const member of all) {
      const asSender = this.#matrix[member]?.[hasReference ? 0 : member]
      const asReceiver = this.#matrix[hasReference ? 0 : member]?.[member]
      if (isHopeless(asSender)) this.#fill(asSender, ...all.map((i) => [member, i] as const))
      if (isHopeless(asReceiver)) this.#fill(asReceiver, ...all.map((i) => [i, member] as const))
    }
    await this.#judge(tiles(all))
  }

  /** Where nothing is known yet. */
  #fill(judged: PairJudged, ...places: readonly (readonly [number, number])[]): void {
    for (const [sender, receiver] of places) {
      const row = this.#matrix[sender]
      if (row !== undefined) row[receiver] ??= judged
    }
  }

  /** Those of `portions` that are not judged yet. */
  async #judge(portions: readonly (readonly Pair[])[]): Promise<void> {
    const open = portions
      .map((pairs) => pairs.filter(({ sender, receiver }) => !this.#matrix[sender]?.[receiver]))
      .filter((pairs) => pairs.length > 0)
    const { jobs, signal, patience = 2 * LIMITS.patience, progress } = this.#options
    await inProcesses<PairsTask, PairJudged[]>(
      open.map((pairs) => this.#taskOf(pairs, patience)),
      {
        ...{ script: SCRIPT, jobs, signal, longest: LONGEST_MS },
        done: (index, answer) => {
          this.#note(open[index] ?? [], answer)
          const done = this.#matrix.flat().filter((one) => one !== undefined).length
          progress?.(done, this.#names.length ** 2)
        }
      }
    )
  }

  #note(pairs: readonly Pair[], answer: PairJudged[] | Ended): void {
    for (const [i, { sender, receiver }] of pairs.entries()) {
      const judged =
        'ended' in answer ? { verdict: 'hang' as const, what: answer.ended } : answer[i]
      if (judged !== undefined) this.#fill(judged, [sender, receiver])
    }
  }

  /** Only those who are in it are sent. */
  #taskOf(pairs: readonly Pair[], patience: number): PairsTask {
    const used = [...new Set(pairs.flatMap(({ sender, receiver }) => [sender, receiver]))]
    const members = used
      .map((i) => this.#read[i])
      .filter((one) => one !== undefined && !isFault(one))
    const { hands_in, reference, parts } = this.#lab
    return {
      lab: { hands_in, reference, parts },
      ...{ checks: this.#checks, members: members as Submission[], patience },
      pairs: pairs.map((one) => pair(used.indexOf(one.sender), used.indexOf(one.receiver)))
    }
  }
}

const pair = (sender: number, receiver: number): Pair => ({ sender, receiver })

const isHopeless = (judged: PairJudged | undefined): judged is PairJudged =>
  judged?.verdict === 'hang' || judged?.verdict === 'none'

/** All pairs, in portions of a few senders and receivers. */
function tiles(all: readonly number[]): Pair[][] {
  const groups = all.flatMap((i) => (i % TILE === 0 ? [all.slice(i, i + TILE)] : []))
  return groups.flatMap((senders) =>
    groups.map((receivers) => senders.flatMap((s) => receivers.map((r) => pair(s, r))))
  )
}
