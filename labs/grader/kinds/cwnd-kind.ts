/**
 * `cwnd`: ACKs, duplicate ACKs and timeouts by hand, and after each what cwnd and ssthresh are. A
 * control that has other numbers is called by the name of the flaw, or the two, that have them too.
 */
import * as v from 'valibot'
import type { Bench } from '../bench.js'
import { COMMON, checkKind, count, type Found, type Judged } from '../check-kind.js'
import { controlOf } from '../guarded-control.js'
import { FlawedReno } from '../models/flawed-reno.js'
import { explains, flawsLike, type Performance, TELLTALE } from '../models/likely-flaws.js'
import { type FlawName, RENO_FLAWS } from '../models/reno-flaws.js'
import {
  describeEvent,
  missed,
  type Played,
  play,
  type Seen,
  stepSchema,
  type Wishes,
  wishesEntries
} from '../window-script.js'

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('cwnd'),
  /** Bytes of a segment. */
  mss: count(1, 65_536),
  /** What is expected before anything happens. */
  begins: v.optional(v.strictObject(wishesEntries), {}),
  steps: v.array(stepSchema, 'it must be a list')
})

type CwndCheck = v.InferOutput<typeof schema>

export const cwndKind = checkKind(
  schema,
  (check, bench): Judged => {
    const played = playTheirs(check, bench)
    if ('fault' in played) {
      const findings = [{ rule: 'control', verdict: 'fail', what: played.fault } as const]
      return { verdict: 'fail', findings, runs: 1 }
    }
    const miss = firstMiss(check, played)
    if (miss === undefined) return { verdict: 'pass', findings: [], runs: 1 }
    const isMoving = played.seen.flat().some((one) => !isSame(one, played.first))
    const isOfNumbers = isMoving && miss.what !== 'state'
    const flaws = isOfNumbers ? flawsOf(check, played, bench) : []
    const verdict = verdictOf(miss, flaws)
    const reasons = flaws.map((name) => ({ rule: name, what: accusation(name) }))
    const findings: Omit<Found, 'verdict'>[] = [
      { rule: miss.what, what: describeMiss(check, miss) },
      ...(isMoving ? reasons : [{ rule: 'cwnd', what: STILL }])
    ]
    return {
      verdict,
      findings: findings.map((one) => ({ ...one, verdict })),
      picture: drawTable(check, played),
      runs: 1
    }
  },
  {
    fault: (check) => {
      const miss = firstMiss(check, playRight(check))
      if (miss === undefined) return undefined
      const place = miss.index < 0 ? 'begins' : `steps[${miss.index}]`
      return `${place}.${miss.what}: Reno has ${shownOf(miss.what, miss.seen)}; mend it`
    }
  }
)

const playRight = ({ steps, mss }: CwndCheck): Played => play(steps, new FlawedReno(mss), mss)

function playTheirs(
  { steps, mss }: Omit<Performance, 'played'>,
  bench: Bench
): Played | { readonly fault: string } {
  try {
    return play(steps, controlOf(bench).create(mss), mss)
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) }
  }
}

const STILL = 'nothing has changed cwnd so far; begin with newAck, in slow start'

const isSame = (a: Seen, b: Seen): boolean => a.cwnd === b.cwnd && a.ssthresh === b.ssthresh

/** Weak, where it is right by another rule, or only the name of the state is wrong. */
function verdictOf({ what }: Miss, flaws: readonly FlawName[]): Found['verdict'] {
  if (flaws.length === 0) return what === 'state' ? 'weak' : 'fail'
  return flaws.every((name) => RENO_FLAWS[name].verdict === 'weak') ? 'weak' : 'fail'
}

interface Miss {
  /** Of the step; −1: at the beginning. */
  readonly index: number
  readonly what: 'cwnd' | 'ssthresh' | 'state'
  readonly seen: Seen
  readonly wishes: Wishes
}

/** The first number that is not as it should be; where all are, the first state. */
function firstMiss({ begins, steps }: CwndCheck, { first, seen }: Played): Miss | undefined {
  const ends = seen.map((all) => all.at(-1) as Seen)
  const misses = [first, ...ends].flatMap((one, i): Miss[] => {
    const wishes = i === 0 ? begins : (steps[i - 1] as Wishes)
    const what = missed(wishes, one)
    return what === undefined ? [] : [{ index: i - 1, what, seen: one, wishes }]
  })
  return misses.find(({ what }) => what !== 'state') ?? misses[0]
}

/**
 * The flaws that explain this run, and another one in which all of them can be told apart. Where
 * one of two does not show here, it is not told here either.
 */
function flawsOf(check: CwndCheck, played: Played, bench: Bench): readonly FlawName[] {
  const here = { ...check, played }
  const other = bench.quietly(() => playTheirs(TELLTALE, bench))
  const both = 'fault' in other ? [] : flawsLike([here, { ...TELLTALE, played: other }])
  if (both.length === 0) return flawsLike([here])
  const alone = both.find((name) => explains([name], [here]))
  return alone === undefined ? both : [alone]
}

const accusation = (name: FlawName): string => `this looks like ${name}: ${RENO_FLAWS[name].story}`

function describeMiss({ steps, mss }: CwndCheck, { index, what, seen, wishes }: Miss): string {
  const step = steps[index]
  const when = step === undefined ? 'at first' : `after step ${index + 1} (${describeEvent(step)})`
  if (what === 'state') {
    return `${when} the numbers are right, but state is '${seen.state}', not '${wishes.state}'`
  }
  const wish = wishes[what]
  const [least, most] = typeof wish === 'number' ? [wish, wish] : (wish ?? [0, 0])
  const due = least === most ? inMss(least) : `between ${inMss(least)} and ${inMss(most)}`
  const bytes = `${Math.round(seen[what] * mss)} bytes`
  return `${when} ${what} is ${inMss(seen[what])} MSS, ${bytes}; it should be ${due} MSS (mss is ${mss})`
}

const shownOf = (what: Miss['what'], seen: Seen): string =>
  what === 'state' ? seen.state : inMss(seen[what])

/** Hundredths, and those only where there are any. */
const inMss = (value: number): string => `${Number(value.toFixed(2))}`

/** A row for each step: yours, and in brackets what it should be. */
function drawTable(check: CwndCheck, { first, seen }: Played): string[] {
  const right = playRight(check)
  const row = (label: string, own: Seen | undefined, due: Seen | undefined): string[] => {
    if (own === undefined || due === undefined) return [label]
    const pair = (what: 'cwnd' | 'ssthresh') => {
      const [found, wish] = [inMss(own[what]), inMss(due[what])]
      return found === wish ? found : `${found} (${wish})`
    }
    return [label, pair('cwnd'), pair('ssthresh'), due.state]
  }
  const rows = [
    ['in MSS; in brackets: Reno’s', 'cwnd', 'ssthresh', 'Reno’s state'],
    row('   at first', first, right.first),
    ...check.steps.map((step, i) => {
      const label = `${`${i + 1}`.padStart(2)} ${describeEvent(step).replace(' MSS', '')}`
      return row(label, seen[i]?.at(-1), right.seen[i]?.at(-1))
    })
  ]
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((cells) => cells[at]?.length ?? 0)))
  return rows.map((cells) => cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '))
}
