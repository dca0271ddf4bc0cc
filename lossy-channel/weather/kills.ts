/**
 * The next one dies: orders of a person, who waits for a data segment or an ACK to come. The
 * channel knows no protocol, so whoever wires it says of each datagram which kind it is.
 */
import { nearest } from '../../src/kernel/nearest.js'
import { BadInput } from '../../src/kernel/quantity.js'
import type { Direction } from './weather.js'

/** `ack` is any answer, a NAK too; `any` is whatever comes. */
export const KILLABLE = ['data', 'ack', 'any'] as const
export type Killable = (typeof KILLABLE)[number]

/** One that shall die: the next that matches. */
export interface Kill {
  readonly what: Killable
  /** Either one, where it is left out. */
  readonly direction?: Direction | undefined
  /** Whichever comes first, where it is left out. */
  readonly flow?: string | undefined
}

/** Nobody means so many; what is beyond is refused. */
const MOST_KILLS = 1000
const LONGEST_FLOW = 200

export class Kills {
  readonly #pending: Kill[] = []

  /** Those that still wait for their victim, the oldest order first. */
  get pending(): readonly Kill[] {
    return this.#pending
  }

  /** @throws BadInput where too many wait already */
  add(kill: Kill): void {
    if (this.#pending.length >= MOST_KILLS) {
      throw new BadInput(`${MOST_KILLS} are to be killed already; wait until some have come`)
    }
    this.#pending.push(kill)
  }

  /** Spares all. */
  clear(): void {
    this.#pending.length = 0
  }

  /**
   * Whether the datagram that has come is one that shall die; that order is then done.
   * @param kindOf tells its kind, `data` or `ack`; asked only where somebody waits for one
   */
  takes(flow: string, direction: Direction, kindOf: () => string | undefined): boolean {
    if (this.#pending.length === 0) return false
    const kind = kindOf()
    const found = this.#pending.findIndex(
      (kill) =>
        (kill.what === 'any' || kill.what === kind) &&
        (kill.direction ?? direction) === direction &&
        (kill.flow ?? flow) === flow
    )
    if (found >= 0) this.#pending.splice(found, 1)
    return found >= 0
  }
}

/**
 * Whom to kill, in words: `data`, `ack down`, `any up alice>server`.
 * @throws BadInput with the mend
 */
export function parseKill(text: string, name: string): Kill {
  const [what = '', ...rest] = text.trim().split(/\s+/)
  const known = KILLABLE.find((word) => word === what)
  if (known === undefined) {
    const near = nearest(what, KILLABLE)
    const mend = near ? `did you mean ${near}?` : `write ${KILLABLE.join(', ')}`
    throw new BadInput(`${name}: the next ${quoted(what)} cannot be killed; ${mend}`)
  }
  const isDirected = rest[0] === 'up' || rest[0] === 'down'
  const direction = isDirected ? (rest.shift() as Direction) : undefined
  const [flow, more] = rest
  if (more !== undefined) {
    throw new BadInput(
      `${name}: ${quoted(more)} does not belong here; write ${known} up, or ${known} up flow-1`
    )
  }
  if (flow !== undefined && flow.length > LONGEST_FLOW) {
    throw new BadInput(`${name}: no flow has so long a name; write one such as flow-1`)
  }
  return { what: known, ...(direction && { direction }), ...(flow && { flow }) }
}

/** `data up flow-1`: what `parseKill` reads back. */
export const formatKill = ({ what, direction, flow }: Kill): string =>
  [what, direction, flow].filter(Boolean).join(' ')

const quoted = (word: string): string =>
  word === '' ? "''" : `'${word.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)}'`
