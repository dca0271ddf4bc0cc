/**
 * The quantities that people type: probabilities, times, rates, sizes. Each must
 * carry its unit, and a refusal says what to write instead.
 */
import type { Micros } from './time.js'

/** The caller's mistake, told in one line that ends in the mend. Never a bug of ours. */
export class BadInput extends Error {
  override readonly name = 'BadInput'
}

const NUMBER = /^(\d+(?:\.\d+)?|\.\d+)\s*([a-zA-Zµ%]*)$/

const TIMES: Readonly<Record<string, number>> = {
  us: 1,
  µs: 1,
  usec: 1,
  usecs: 1,
  ms: 1e3,
  msec: 1e3,
  msecs: 1e3,
  s: 1e6,
  sec: 1e6,
  secs: 1e6,
  m: 60e6,
  min: 60e6,
  h: 3600e6
}

/** Bits per second (netem's words; `bps` is bytes per second there, so it is refused here). */
const RATES: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 }

const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3
}

function split(text: string): { value: number; unit: string } | undefined {
  const match = NUMBER.exec(text.trim())
  return match ? { value: Number(match[1]), unit: match[2] ?? '' } : undefined
}

/** Controls, and what turns the direction of writing: neither shall reach a terminal. */
const UNPRINTABLE = /[^\x20-\x7e\u00a0-\ud7ff]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f]/g

function show(text: string): string {
  const clean = text.replace(UNPRINTABLE, '?')
  return clean.length > 40 ? `'${clean.slice(0, 40)}…'` : `'${clean}'`
}

/**
 * A probability: a fraction 0 … 1 (`0.2`) or a percentage (`20%`).
 * @param name the option it was given for, as the message shall call it
 * @throws BadInput
 */
export function parseProbability(text: string, name: string): number {
  const parts = split(text)
  if (!parts || (parts.unit !== '' && parts.unit !== '%')) {
    throw new BadInput(
      `${name}: ${show(text)} is not a probability; write a fraction such as 0.2 or a percentage such as 20%`
    )
  }
  const probability = parts.unit === '%' ? parts.value / 100 : parts.value
  if (probability > 1) {
    const mend = parts.unit === '%' ? 'at most 100%' : `${parts.value}% or a fraction up to 1`
    throw new BadInput(`${name}: ${show(text)} is more than certain; write ${mend}`)
  }
  return probability
}

function parseWithUnit(
  text: string,
  name: string,
  what: string,
  units: Readonly<Record<string, number>>,
  example: string
): number {
  const parts = split(text)
  if (!parts) throw new BadInput(`${name}: ${show(text)} is not ${what}; write ${example}`)
  if (parts.unit === '' && parts.value === 0) return 0
  const factor = Object.hasOwn(units, parts.unit) ? units[parts.unit] : undefined
  if (factor === undefined) {
    const wrong = parts.unit === '' ? 'has no unit' : `has an unknown unit`
    throw new BadInput(`${name}: ${show(text)} ${wrong}; write ${example}`)
  }
  const result = Math.round(parts.value * factor)
  if (!Number.isSafeInteger(result)) throw new BadInput(`${name}: ${show(text)} is too large`)
  return result
}

/**
 * A duration with its unit, `500us`, `250ms` or `2s`, in microseconds.
 * @throws BadInput
 */
export const parseDuration = (text: string, name: string): Micros =>
  parseWithUnit(text, name, 'a time', TIMES, 'a time with its unit, such as 100ms or 2s')

/**
 * A rate with its unit, `64kbit` or `1mbit`, in bits a second.
 * @throws BadInput
 */
export const parseRate = (text: string, name: string): number =>
  parseWithUnit(text, name, 'a rate', RATES, 'a rate with its unit, such as 64kbit or 1mbit')

/**
 * A size with its unit, `500B`, `4KiB` or `1MB`, in bytes.
 * @throws BadInput
 */
export const parseSize = (text: string, name: string): number =>
  parseWithUnit(text, name, 'a size', SIZES, 'a size with its unit, such as 500B, 4KiB or 1MB')

/**
 * A whole number from `least` to `most`.
 * @throws BadInput
 */
export function parseCount(text: string, name: string, least: number, most: number): number {
  const value = /^\d{1,15}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) {
    throw new BadInput(
      `${name}: ${show(text)} will not do; write a whole number from ${least} to ${most}`
    )
  }
  return value
}

/**
 * A number of bytes from `least` to `most`: a plain count, or a size with its unit.
 * @throws BadInput
 */
export function parseBytes(text: string, name: string, least: number, most: number): number {
  if (/^\d*$/.test(text.trim())) return parseCount(text, name, least, most)
  return parseCount(String(parseSize(text, name)), name, least, most)
}

/** A duration for people: `1.5s`, `250ms`, `500us`. */
export function formatDuration(time: Micros): string {
  if (time >= 1e6) return `${trim(time / 1e6)}s`
  if (time >= 1e3 || time === 0) return `${trim(time / 1e3)}ms`
  return `${time}us`
}

/** A rate for people: `64kbit`, `1.5mbit`. */
export function formatRate(bits: number): string {
  if (bits >= 1e9) return `${trim(bits / 1e9)}gbit`
  if (bits >= 1e6) return `${trim(bits / 1e6)}mbit`
  if (bits >= 1e3) return `${trim(bits / 1e3)}kbit`
  return `${trim(bits)}bit`
}

/** A probability for people: `20%`, `0.19%`. */
export const formatProbability = (probability: number): string => `${trim(probability * 100)}%`

const trim = (value: number): string => String(Number(value.toPrecision(6)))
