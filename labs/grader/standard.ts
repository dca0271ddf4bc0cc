/**
 * What is asked of a lab's submission: a protocol, or several in one file, each with what it is
 * held against.
 *
 *     lab.json                                 export    reference
 *     "reference": "gbn"                       default   gbn
 *     "parts": { "rdt20": "rdt2.0", … }        rdt20     rdt2.0
 *                                              …
 *     neither: not of this house               default   none: what the checks expect is the law
 *     "hands_in": "module", or "answers"       (no protocol is asked for)
 */
import { nearest } from '../../src/kernel/nearest.js'
import { BadInput } from '../../src/kernel/quantity.js'
import { VARIED_NAMES } from '../../src/rdt/mutants/catalogue.js'
import type { Mutant } from '../../src/rdt/mutants/mutant.js'
import { findPlanted } from '../../src/rdt/mutants/planted.js'
import type { Protocol } from '../../src/rdt/protocol.js'
import type { Terms } from './lab.js'
import { baseOf, bugsOf, findOurs, referenceOf } from './reference.js'

export interface Standard {
  /** The export that it is for; undefined for the default export. */
  readonly part: string | undefined
  readonly reference: Protocol | undefined
  /** Those that may be found. */
  readonly bugs: readonly Mutant[]
}

/** One for each protocol that is asked for. */
export function standardsOf({ hands_in, reference, parts }: Terms): readonly Standard[] {
  if (hands_in !== 'protocol') return []
  if (parts === undefined) return [standard(undefined, reference)]
  return Object.entries(parts).map(([part, name]) => standard(part, name))
}

/** Where no protocol is asked for: nothing to hold against. */
const NONE: Standard = { part: undefined, reference: undefined, bugs: [] }

export const standardOf = (terms: Terms, part: string | undefined): Standard =>
  standardsOf(terms).find((one) => one.part === part) ?? NONE

const standard = (part: string | undefined, name: string | undefined): Standard => ({
  part,
  reference: name === undefined ? undefined : referenceOf(name),
  bugs: name === undefined ? [] : bugsOf(name)
})

/**
 * Which protocol of ours stands for `part` where `name` is handed in: it itself, and for the
 * other parts of the file their references.
 */
export function standIn(name: string, { part, reference }: Standard): Protocol {
  const isOfThisPart = part === undefined || reference?.name === baseOf(name)
  return isOfThisPart || reference === undefined ? referenceOf(name) : reference
}

/** Is `name` a protocol of ours, which may be handed in in this lab? @throws BadInput if not */
export function checkStandIn(name: string, terms: Terms): void {
  if (findPlanted(name) !== undefined) {
    throw new BadInput(`${name} is there to be found out, in lab 10; hand in another`)
  }
  if (findOurs(name) === undefined) {
    const near = nearest(name, VARIED_NAMES)
    const mend = near === undefined ? 'rdt mutants lists them' : `did you mean ${near}?`
    throw new BadInput(`there is no ${name}; ${mend}`)
  }
  if (terms.hands_in !== 'protocol') {
    const wanted = terms.hands_in === 'module' ? 'functions' : 'answers'
    throw new BadInput(`${name} is a protocol, and this lab asks for ${wanted}; name a file`)
  }
  const references = Object.values(terms.parts ?? {})
  if (references.length > 0 && !references.includes(baseOf(name))) {
    const known = references.join(', ')
    throw new BadInput(`${name} is no part of this lab; write a bug of one of ${known}`)
  }
}
