/**
 * Time, everywhere in this project, is an integer number of microseconds since
 * the run began: integers compare exactly, so a run in virtual time repeats to
 * the bit on every machine.
 */
export type Micros = number

/** `us(20)` is twenty microseconds. */
export const us = (count: number): Micros => Math.round(count)

/** `ms(250)` is a quarter of a second. */
export const ms = (count: number): Micros => Math.round(count * 1_000)

/** `seconds(2)` is two seconds. */
export const seconds = (count: number): Micros => Math.round(count * 1_000_000)

/** Microseconds as milliseconds, for people and summaries. */
export const toMs = (time: Micros): number => time / 1_000
