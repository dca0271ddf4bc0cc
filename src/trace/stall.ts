/** The longest time in which nothing was delivered though something was to be, and why. */
import { type Micros, toMs } from '../kernel/time.js'
import type { Journal } from './journal.js'
import type { Life, Trip } from './trip.js'

export interface Stall {
  readonly from: Micros
  /** When the delivery came that ended it; the end of the trace, where none did. */
  readonly to: Micros
  /** The number of what was awaited. */
  readonly seq: number | undefined
  /** For people. */
  readonly cause: string
}

/** Undefined where nothing was ever awaited. @param end of the trace */
export function longestStall(journal: Journal, end: Micros): Stall | undefined {
  let longest: { readonly from: Micros; readonly to: Micros; readonly life: Life } | undefined
  let before = 0
  const note = (life: Life, to: Micros) => {
    const from = Math.max(before, life.submitted ?? life.trips[0]?.t ?? to)
    if (longest === undefined || to - from > longest.to - longest.from) {
      longest = { from, to, life }
    }
  }
  const delivered = journal.lives.filter((life) => life.delivered !== undefined)
  delivered.sort((a, b) => (a.delivered ?? 0) - (b.delivered ?? 0))
  for (const life of delivered) {
    const to = life.delivered ?? before
    note(life, to)
    before = to
  }
  const missing = journal.lives.find((life) => life.delivered === undefined)
  if (missing !== undefined && delivered.length > 0) note(missing, end)
  if (longest === undefined) return undefined
  const { from, to, life } = longest
  return { from, to, seq: life.trips[0]?.number, cause: causeOf(journal, life, from, to) }
}

function causeOf(journal: Journal, life: Life, from: Micros, to: Micros): string {
  const trips = life.trips.filter(({ t }) => t <= to)
  const [first] = trips
  if (first === undefined) return 'nothing was sent'
  // Most of the time it was not even sent.
  if (first.t - from > to - first.t) return waitingWords(journal, life, from, first)
  const failed = trips.filter(({ intact }) => intact === undefined)
  const [worst] = failed
  const again = trips.at(-1)
  if (worst === undefined) {
    const isRefused = trips.length > 1 && life.taken !== undefined && life.taken.t > first.t
    if (!isRefused || life.intact === undefined || life.intact.t === life.taken?.t) {
      return `${nameOf(first)} was on its way from ${at(first.t)}`
    }
    return `${nameOf(first)} had come at ${at(life.intact.t)} and was thrown away${againWords(again)}`
  }
  const times = failed.length > 1 ? ` ${failed.length} times, first at ` : ' at '
  return `${nameOf(first)} was ${fateWords(worst)}${times}${at(worst.t)}${whyWords(worst)}${againWords(again)}`
}

/** It had to wait for what was sent before it. */
function waitingWords({ lives }: Journal, life: Life, from: Micros, first: Trip): string {
  const told = `${nameOf(first)} was not sent before ${at(first.t)}`
  for (let i = life.piece.ordinal - 2; i >= Math.max(0, life.piece.ordinal - 1000); i--) {
    const { trips = [] } = lives[i] ?? {}
    const again = trips.find(({ t, index = 0 }) => index > 0 && t > from && t <= first.t)
    const before = again && trips[(again.index ?? 1) - 1]
    if (again === undefined || before === undefined) continue
    const fate = before.intact === undefined ? ` had been ${fateWords(before)}` : ' had arrived'
    return `${told}: ${nameOf(again)}${fate}, its ACK was awaited${againWords(again)}`
  }
  return `${told}: ACKs were awaited`
}

const nameOf = ({ number }: Trip): string => `data ${number ?? '?'}`

const fateWords = ({ lost, damage, broken }: Trip): string =>
  lost !== undefined
    ? 'lost'
    : damage !== undefined || broken !== undefined
      ? 'corrupted'
      : 'not seen again'

const whyWords = ({ lost, damage }: Trip): string => {
  const why = lost?.why ?? damage ?? ''
  return why === '' ? '' : ` (${why})`
}

function againWords(trip: Trip | undefined): string {
  if (trip?.trigger === undefined) return ''
  const { trigger } = trip
  const told = `, and sent again at ${at(trip.t)}`
  if (trigger.cause !== 'timeout' || trigger.delay === undefined) return told
  return `${told}, after a timeout of ${at(trigger.delay)}`
}

const at = (time: Micros): string => `${toMs(time)} ms`
