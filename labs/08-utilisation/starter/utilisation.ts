/**
 * Lab 8: how busy a protocol keeps the link. README.md derives, step by step, what stands here.
 *
 *        sender ─┬──1──┬─────────────┬──▶ time, in frames: putting one on the link takes 1
 *                 ╲     ╲           ╱
 *                  ╲a    ╲        a╱      the ACK is there 1 + 2a after its frame was begun
 *                   ╲     ╲       ╱
 *      receiver ─────┴─────┴─────┴──────
 *
 *   N  window, in frames        P  how probable it is that a transmission comes to nothing
 *   a  propagation, one way     T  the retransmission timeout, in frames
 *
 *   rdt lab check 8   judges this file        rdt lab hint 8   helps a little
 */

/** How you are called, in small letters: the seed of your dice, in every --seed of this lab. */
export const name: string | null = null

/** What you measured: the `utilisation` of each run, three digits. README.md has the commands. */
export const measured: Record<string, number | null> = {
  // Part 1: nothing is lost, a = 2.
  window1: null,
  window3: null,
  window4: null,
  window5: null,
  window8: null,
  // Part 2: losses.
  stopAndWait: null,
  gbn: null,
  sr: null,
  // Part 3: surprises.
  gbnAcksLost: null,
  srAcksLost: null,
  rto5: null,
  rto6: null,
  hasty: null
}

/** Nothing is lost: the share of the time in which the link carries something. */
export function cleanUtilisation(N: number, a: number): number {
  return Number.NaN // TODO: how many frames in each 1 + 2a? And more than all of the time?
}

/** The least whole window that keeps the link busy all the time. */
export function leastWindow(a: number): number {
  return Number.NaN // TODO
}

/** rdt3.0 with losses: 1 / (what a message costs, in frames). */
export function stopAndWaitUtilisation(a: number, P: number, T: number): number {
  return Number.NaN // TODO: how often does a message fail on average, and what does each time cost?
}

/** Selective Repeat at most: each message needs so many frames, and nothing else is lost. */
export function srUtilisationBound(N: number, a: number, P: number): number {
  return Number.NaN // TODO
}

/** Go-Back-N where a NAK tells of each loss as soon as the frame should have arrived. */
export function gbnNakUtilisation(N: number, a: number, P: number): number {
  return Number.NaN // TODO
}

/** Go-Back-N as in the book, with nothing but a timer. */
export function gbnUtilisation(N: number, a: number, P: number, T: number): number {
  return Number.NaN // TODO
}

/** The least T that is not too short, on a link that takes a frame when it is free. */
export function leastRto(a: number): number {
  return Number.NaN // TODO: it is not 1 + 2a.
}

/** What T must exceed where a whole window may wait in a queue before the link. */
export function queueingRto(N: number, a: number): number {
  return Number.NaN // TODO
}

/** 'a', 'b' or 'c': see part 3 of README.md. */
export const whyGbnKeepsUp: string | null = null
export const whyCurvesDiffer: string | null = null
