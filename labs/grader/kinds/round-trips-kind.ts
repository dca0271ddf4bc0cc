/**
 * `round-trips`: an RTO timer, driven by a series of round trips as they were measured. One segment
 * at a time: it is sent, and sent again whenever the timer runs out before its ACK is there.
 *
 *     sent ──────────── R ────────────▶ ACK      R ≤ RTO: well
 *     sent ──── RTO ───▶ sent again              R > RTO: a spurious timeout
 *     sent ✗ ──────────────── RTO ───▶ sent      lost: as long as the RTO, nothing happens
 */
import * as v from 'valibot'
import type { Micros } from '../../../src/kernel/time.js'
import { ms, toMs } from '../../../src/kernel/time.js'
import { COMMON, checkKind, count, milliseconds } from '../check-kind.js'
import { type Accusation, accuse, type Exports } from '../module-model.js'
import { MODULE_MODELS } from '../module-models.js'
import { boundsSchema, judgeTimer, TimerFault, TimerUnderTest } from '../timer-under-test.js'
import { type Call, callOurs } from '../vector.js'

const MAKE = 'createRtoTimer'
/** Of one series; the right one has fewer than segments. */
const MOST_TIMEOUTS = 1_000
/** So much more dead time than the right one's is a rounding, and more of it a bug. */
const SLACK = 1.02

const schema = v.strictObject({
  ...COMMON,
  kind: v.literal('round-trips'),
  bounds_ms: boundsSchema,
  /** Of one segment after the other. */
  series_ms: v.pipe(v.array(milliseconds(), 'it must be a list'), v.minLength(1, 'it is empty')),
  /** Which of them are lost the first time, from 1. */
  lost: v.optional(v.array(count(1, 10_000)), [])
})

type RoundTripsCheck = v.InferOutput<typeof schema>

/** What came of a series. */
interface Tally {
  /** Timeouts while the ACK was on its way. */
  spurious: number
  /** The first of them. */
  first: { readonly segment: number; readonly rtt: Micros; readonly rto: Micros } | undefined
  /** Waited for segments that were lost. */
  dead: Micros
}

export const roundTripsKind = checkKind(
  schema,
  (check, bench) =>
    judgeTimer(check.series_ms.length, () => {
      const own = tallyOf(check, bench.exports, (...args) => bench.call(...args))
      const right = tallyOf(check, MODULE_MODELS.rto.right, callOurs)
      const faults = faultsOf(own, right)
      return faults.length === 0
        ? { faults, words: [] }
        : { faults, ...suspicion(check, own, right) }
    }),
  {
    fault: ({ series_ms, lost }) => {
      const beyond = lost.find((segment) => segment > series_ms.length)
      if (beyond === undefined) return undefined
      return `lost: there is no round trip ${beyond}; series_ms has ${series_ms.length}`
    }
  }
)

function tallyOf(check: RoundTripsCheck, exports: Exports, call: Call): Tally {
  const timer = new TimerUnderTest(MAKE, check.bounds_ms, exports, call)
  const tally: Tally = { spurious: 0, first: undefined, dead: 0 }
  let at: Micros = 0
  for (const [index, rtt] of check.series_ms.entries()) {
    const segment = index + 1
    at = transfer(timer, { segment, rtt: ms(rtt), isLost: check.lost.includes(segment) }, at, tally)
  }
  return tally
}

interface Transfer {
  readonly segment: number
  readonly rtt: Micros
  readonly isLost: boolean
}

/** @returns when its ACK is there @throws TimerFault where there is no end of timeouts */
function transfer(timer: TimerUnderTest, what: Transfer, at: Micros, tally: Tally): Micros {
  const { segment, rtt, isLost } = what
  timer.sent(segment, at)
  let arrives = isLost ? Number.POSITIVE_INFINITY : at + rtt
  let rings = at + timer.rto
  while (rings < arrives) {
    if (arrives === Number.POSITIVE_INFINITY) {
      tally.dead += rings - at
      arrives = rings + rtt
    } else {
      tally.first ??= { segment, rtt, rto: timer.rto }
      if (++tally.spurious > MOST_TIMEOUTS) throw new TimerFault(floodOf(tally))
    }
    timer.timeout()
    timer.sent(segment, rings)
    rings += timer.rto
  }
  timer.acked(segment, arrives)
  return arrives
}

function firstOf({ first }: Tally): string {
  if (first === undefined) return ''
  const { segment, rtt, rto } = first
  return `the first for segment ${segment}: its ACK took ${toMs(rtt)} ms, and the RTO was ${toMs(rto)} ms`
}

const floodOf = (tally: Tally): string =>
  `more than ${MOST_TIMEOUTS} timeouts that were not needed; ${firstOf(tally)}`

function faultsOf(own: Tally, right: Tally): string[] {
  const faults: string[] = []
  if (own.spurious > right.spurious) {
    const usual = right.spurious === 0 ? 'RFC 6298 has none' : `RFC 6298 has ${right.spurious}`
    const many = own.spurious === 1 ? 'timeout that was' : 'timeouts that were'
    faults.push(`${own.spurious} ${many} not needed, where ${usual}; ${firstOf(own)}`)
  }
  if (own.dead > SLACK * right.dead) {
    const [found, due] = [own.dead, right.dead].map((time) => `${toMs(time)} ms`)
    faults.push(`dead time: ${found} until losses were noticed, and RFC 6298 waits ${due}`)
  }
  return faults
}

/** The wrong ones that do the same. */
function suspicion(check: RoundTripsCheck, own: Tally, right: Tally): Accusation {
  const words = (tally: Tally) => `${tally.spurious} ${Math.round(tally.dead / 100)}`
  if (words(own) === words(right)) return { words: [] }
  const alike = MODULE_MODELS.rto.suspects.filter(({ exports }) => {
    try {
      return words(tallyOf(check, exports, callOurs)) === words(own)
    } catch (error) {
      if (error instanceof TimerFault) return false
      throw error
    }
  })
  return accuse(alike, `all ${check.series_ms.length} round trips`)
}
