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

interface Wait {
  readonly from: Micros
  readonly to: Micros
  readonly life: Life
  /** What was sent again before it could be sent for the first time. */
  readonly blocker: Trip | undefined
}

/** So many lives before one are looked at: no window is wider in practice. */
const MOST_BEFORE = 1000

/** Watches the deliveries of one journal. */
export class StallWatch {
  readonly #journal: Journal
  #longest: Wait | undefined
  /** The last delivery; undefined before the first. */
  #before: Micros | undefined
  /** The first life that was not delivered, if there is one. */
  #missing: Life | undefined
  /** All before this one were delivered, or are forgotten. */
  #next = 1

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** `life` is handed up, for the first time. */
  delivered(life: Life, at: Micros): void {
    this.#longest = this.#orLonger(life, at)
    this.#before = at
  }

  /** Something is sent: the first that is missing is remembered, however long it takes. */
  sent(): void {
    const { count } = this.#journal
    while (this.#missing === undefined || this.#missing.delivered !== undefined) {
      if (this.#next > count) return
      this.#missing = this.#journal.lifeOf(this.#next++)
    }
  }

  /** Undefined where nothing was ever awaited. @param end of the trace, as far as it is known */
  longest(end: Micros): Stall | undefined {
    this.sent()
    const missing = this.#missing
    const isMissed = missing?.delivered === undefined && this.#before !== undefined
    const wait = missing !== undefined && isMissed ? this.#orLonger(missing, end) : this.#longest
    if (wait === undefined) return undefined
    const { from, to, life } = wait
    return { from, to, seq: life.trips[0]?.number, cause: causeOf(wait) }
  }

  /** The wait for `life` until `to`, if it was longer than the longest so far. */
  #orLonger(life: Life, to: Micros): Wait | undefined {
    const from = Math.max(this.#before ?? 0, life.submitted ?? life.trips[0]?.t ?? to)
    const known = this.#longest
    if (known !== undefined && to - from <= known.to - known.from) return known
    return { from, to, life, blocker: blockerOf(this.#journal, life, from, to) }
  }
}

/** Most of the time it was not even sent. */
const isLateToStart = ({ t }: Trip, from: Micros, to: Micros): boolean => t - from > to - t

function blockerOf(journal: Journal, life: Life, from: Micros, to: Micros): Trip | undefined {
  const [first] = life.trips
  if (first === undefined || !isLateToStart(first, from, to)) return undefined
  const { ordinal } = life.piece
  for (let before = ordinal - 1; before >= Math.max(1, ordinal - MOST_BEFORE); before--) {
    const { trips = [] } = journal.lifeOf(before) ?? {}
    const again = trips.find(({ t, index = 0 }) => index > 0 && t > from && t <= first.t)
    if (again !== undefined) return again
  }
  return undefined
}

function causeOf({ life, from, to, blocker }: Wait): string {
  const trips = life.trips.filter(({ t }) => t <= to)
  const [first] = trips
  if (first === undefined) return 'nothing was sent'
  if (isLateToStart(first, from, to)) return waitingWords(first, blocker)
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
function waitingWords(first: Trip, again: Trip | undefined): string {
  const told = `${nameOf(first)} was not sent before ${at(first.t)}`
  const before = again?.life?.trips.findLast(({ index = 0 }) => index < (again.index ?? 0))
  if (again === undefined || before === undefined) return `${told}: ACKs were awaited`
  const fate = before.intact === undefined ? ` had been ${fateWords(before)}` : ' had arrived'
  return `${told}: ${nameOf(again)}${fate}, its ACK was awaited${againWords(again)}`
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
